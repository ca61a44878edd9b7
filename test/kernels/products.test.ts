import fc from 'fast-check';
import { Matrix as Reference } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { columnPrefix, type Matrix, type Segment } from '../../src/base/matrix.js';
import { createKernels } from '../../src/kernels/index.js';
import { contiguous, emptyMatrix, largestDifference, randomMatrix, toRows } from './random-matrix.js';

const SEED = 20_160_712;
// Tolerances of 1e-14 per term: terms are below 4, sums of n of them have up to n roundings of sums of about 0.7 n.
const kernels = createKernels();
const all = (X: Matrix): Segment[] => [[0, X.rows]];

function product(A: Matrix, rows: readonly Segment[], shift: Float64Array | undefined, B: Matrix): Matrix {
  const out = emptyMatrix(
    rows.reduce((n, [start, end]) => n + end - start, 0),
    B.cols,
  );
  kernels.multiply(A, rows, shift, B, out);
  return out;
}

function gram(X: Matrix, rows: readonly Segment[], mean: Float64Array = new Float64Array(X.cols)): Matrix {
  const out = emptyMatrix(X.cols, X.cols);
  kernels.centredGram(X, rows, mean, out);
  return out;
}

function centred(X: Matrix, mean: Float64Array): Reference {
  return new Reference(toRows(X)).subRowVector([...mean]);
}

describe('multiply', () => {
  it.each([
    [1, 1, 1],
    [3, 5, 2],
    [64, 256, 4],
    [65, 257, 5],
    [130, 600, 9],
    [7, 1000, 3],
  ])('agrees with the plain product of a shifted %i x %i matrix and one of %i columns', (n, p, k) => {
    const A = randomMatrix(n, p, 1, p + 3);
    const B = randomMatrix(p, k, 2, k + 1);
    const shift = randomMatrix(1, p, 3).data;
    const plain = centred(A, shift)
      .mmul(new Reference(toRows(B)))
      .to2DArray();
    expect(largestDifference(product(A, all(A), shift, B), plain)).toBeLessThan(1e-14 * p);
  });

  it('gives the first columns the same bits however many follow', () => {
    const [A, B] = [randomMatrix(70, 300, 1), randomMatrix(300, 23, 2)];
    const whole = product(A, all(A), undefined, B);
    for (const k of [1, 2, 3, 4, 7, 8, 22]) {
      const prefix = product(A, all(A), undefined, columnPrefix(B, k));
      expect(toRows(prefix)).toEqual(toRows(columnPrefix(whole, k)));
    }
  });

  it('gives a row the same bits whatever rows stand beside it', () => {
    const [A, B] = [randomMatrix(150, 270, 1), randomMatrix(270, 6, 2)];
    const whole = toRows(product(A, all(A), undefined, B));
    for (const rows of [
      [[17, 18]],
      [[100, 150]],
      [
        [3, 70],
        [71, 72],
        [0, 2],
      ],
    ] as Segment[][]) {
      expect(toRows(product(A, rows, undefined, B))).toEqual(rows.flatMap(([start, end]) => whole.slice(start, end)));
    }
  });

  it('writes only its own columns of a wider output and leaves nothing allocated', () => {
    const [A, B] = [randomMatrix(5, 3, 1), randomMatrix(3, 2, 2)];
    const out = { ...emptyMatrix(5, 2, 4), data: new Float64Array(20).fill(7) };
    kernels.multiply(A, all(A), undefined, B, out);
    expect(toRows({ ...out, cols: 4 }).every((row) => row[2] === 7 && row[3] === 7)).toBe(true);
    expect(kernels.heap.liveBytes).toBe(0);
  });

  it('refuses factors or outputs of another shape: a bug of the caller', () => {
    const A = randomMatrix(4, 3, 1);
    expect(() => product(A, all(A), undefined, randomMatrix(4, 2, 2))).toThrow('factors of a product');
    expect(() => kernels.multiply(A, all(A), undefined, randomMatrix(3, 2, 2), emptyMatrix(3, 2))).toThrow(
      'output of a product',
    );
  });

  it('gives zeros where there is nothing to sum', () => {
    expect([...product(emptyMatrix(3, 0), [[0, 3]], undefined, emptyMatrix(0, 2)).data]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('lets an infinite entry reach only its own row and column', () => {
    const [A, B] = [randomMatrix(6, 6, 1), randomMatrix(6, 6, 2)];
    A.data[2 * 6 + 1] = Number.POSITIVE_INFINITY;
    B.data[1 * 6 + 5] = Number.NaN;
    const finite = toRows(product(A, all(A), undefined, B)).map((row) => row.map(Number.isFinite));
    expect(finite).toEqual(finite.map((row, i) => row.map((_, j) => i !== 2 && j !== 5)));
  });
});

describe('centredGram', () => {
  it.each([
    [1, 1],
    [2, 3],
    [255, 6],
    [256, 131],
    [257, 7],
    [700, 33],
  ])('agrees with the plain product of %i rows and %i columns', (n, p) => {
    const X = randomMatrix(n, p, 4, p + 1);
    const mean = randomMatrix(1, p, 5).data;
    const C = centred(X, mean);
    expect(largestDifference(gram(X, all(X), mean), C.transpose().mmul(C).to2DArray())).toBeLessThan(1e-14 * n);
  });

  it('is symmetric to the bit', () => {
    const G = gram(randomMatrix(300, 37, 6), [[0, 300]]);
    expect(toRows(G)).toEqual(new Reference(toRows(G)).transpose().to2DArray());
  });

  it('gives an entry the same bits for any subset of columns', () => {
    const X = randomMatrix(400, 30, 7);
    const whole = toRows(gram(X, all(X)));
    const columns = [29, 3, 4, 17, 0, 11, 12];
    const subset = {
      rows: 400,
      cols: 7,
      stride: 7,
      data: Float64Array.from(toRows(X).flatMap((row) => columns.map((j) => row[j]))),
    };
    expect(toRows(gram(subset, all(subset)))).toEqual(columns.map((i) => columns.map((j) => whole[i][j])));
  });

  it('gives segments the same bits as their rows in one piece', () => {
    const X = randomMatrix(900, 9, 8);
    const segments = fc.array(fc.tuple(fc.nat(900), fc.nat(900)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(segments, (pairs) => {
        const rows = pairs.map(([a, b]): Segment => [Math.min(a, b), Math.max(a, b)]);
        const copy = contiguous(X, rows);
        const mean = randomMatrix(1, 9, 9).data;
        expect(gram(X, rows, mean).data).toEqual(gram(copy, all(copy), mean).data);
      }),
      { seed: SEED, numRuns: 25 },
    );
  });

  it('is zero without rows', () => {
    expect([...gram(randomMatrix(3, 2, 1), []).data]).toEqual([0, 0, 0, 0]);
  });

  it('works in place on matrices of the heap', () => {
    const X = randomMatrix(300, 5, 3);
    kernels.heap.scope(() => {
      const inside: Matrix = { ...X, data: kernels.heap.toKernelMemory(X.data) };
      const out = kernels.heap.matrix(5, 5, 6);
      kernels.centredGram(inside, all(X), new Float64Array(5), out);
      expect(toRows(out)).toEqual(toRows(gram(X, all(X))));
    });
  });
});

describe('rowGram', () => {
  it.each([
    [1, 1],
    [3, 700],
    [37, 256],
    [130, 513],
  ])('agrees with the plain product of %i rows and %i columns', (n, p) => {
    const X = randomMatrix(n + 4, p, 4, p + 1);
    const mean = randomMatrix(1, p, 5).data;
    const rows: Segment[] = [
      [n - 1, n],
      [Math.min(4, n), n + 3],
    ];
    const copy = contiguous(X, rows);
    const C = centred(copy, mean);
    const out = emptyMatrix(copy.rows, copy.rows);
    kernels.rowGram(X, rows, mean, out);
    expect(largestDifference(out, C.mmul(C.transpose()).to2DArray())).toBeLessThan(1e-14 * p);
  });

  it('gives an entry the same bits for any subset of rows', () => {
    const X = randomMatrix(40, 300, 7);
    const mean = randomMatrix(1, 300, 8).data;
    const [whole, part] = [emptyMatrix(40, 40), emptyMatrix(7, 7)];
    kernels.rowGram(X, all(X), mean, whole);
    kernels.rowGram(
      X,
      [
        [5, 6],
        [20, 26],
      ],
      mean,
      part,
    );
    const rows = [5, 20, 21, 22, 23, 24, 25];
    expect(toRows(part)).toEqual(rows.map((i) => rows.map((j) => toRows(whole)[i][j])));
  });
});
