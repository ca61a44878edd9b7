import { describe, expect, it } from 'vitest';
import type { Matrix, Segment } from '../../src/base/matrix.js';
import { createKernels } from '../../src/kernels/index.js';
import { contiguous, emptyMatrix, randomMatrix, toRows } from './random-matrix.js';

const kernels = createKernels();
const all = (X: Matrix): Segment[] => [[0, X.rows]];

function means(X: Matrix, rows: readonly Segment[]): Float64Array {
  const mean = new Float64Array(X.cols);
  kernels.columnMeans(X, rows, mean);
  return mean;
}

function spread(X: Matrix, rows: readonly Segment[], mean: Float64Array) {
  const out = { m2: new Float64Array(X.cols), min: new Float64Array(X.cols), max: new Float64Array(X.cols) };
  kernels.columnSpread(X, rows, mean, out);
  return out;
}

const SEGMENTS: Segment[] = [
  [600, 601],
  [0, 250],
  [255, 255],
  [300, 590],
];

describe('columnMeans', () => {
  it.each([
    [1, 1],
    [255, 4],
    [256, 5],
    [700, 7],
  ])('agrees with the plain mean of %i rows and %i columns', (n, p) => {
    const X = randomMatrix(n, p, 1, p + 2);
    const rows = toRows(X);
    means(X, all(X)).forEach((mean, j) => {
      expect(mean).toBeCloseTo(rows.reduce((sum, row) => sum + row[j], 0) / n, 13);
    });
  });

  it('is exact for a constant column', () => {
    const X = { rows: 10_007, cols: 3, stride: 3, data: new Float64Array(30_021).fill(0.1) };
    expect([...means(X, all(X))]).toEqual([0.1, 0.1, 0.1]);
  });

  it('is accurate to the spread, not to the magnitude, of a column far from zero', () => {
    const n = 1000;
    const X = { rows: n, cols: 1, stride: 1, data: Float64Array.from({ length: n }, (_, i) => 2 ** 40 + i) };
    expect(means(X, all(X))[0]).toBe(2 ** 40 + 499.5);
  });

  it('gives segments the same bits as their rows in one piece, and a column the same bits alone', () => {
    const X = randomMatrix(700, 5, 2);
    const copy = contiguous(X, SEGMENTS);
    const whole = means(X, SEGMENTS);
    expect(whole).toEqual(means(copy, all(copy)));
    for (let j = 0; j < 5; j++) {
      const column = { rows: copy.rows, cols: 1, stride: 5, data: copy.data.subarray(j) };
      expect(means(column, all(copy))[0]).toBe(whole[j]);
    }
  });

  it('is zero without rows', () => {
    expect([...means(randomMatrix(3, 2, 1), [[1, 1]])]).toEqual([0, 0]);
  });
});

describe('columnSpread', () => {
  it('agrees with plain sums of squares, smallest and largest values', () => {
    const X = randomMatrix(600, 5, 3, 6);
    const mean = randomMatrix(1, 5, 4).data;
    const { m2, min, max } = spread(X, all(X), mean);
    for (let j = 0; j < 5; j++) {
      const column = toRows(X).map((row) => row[j]);
      expect(m2[j]).toBeCloseTo(
        column.reduce((sum, v) => sum + (v - mean[j]) ** 2, 0),
        10,
      );
      expect([min[j], max[j]]).toEqual([Math.min(...column), Math.max(...column)]);
    }
  });

  it('gives segments the same bits as their rows in one piece', () => {
    const X = randomMatrix(700, 5, 2);
    const copy = contiguous(X, SEGMENTS);
    const mean = means(X, SEGMENTS);
    expect(spread(X, SEGMENTS, mean)).toEqual(spread(copy, all(copy), mean));
  });

  it('overwrites what its outputs held', () => {
    const X = randomMatrix(4, 1, 2);
    const out = { m2: Float64Array.of(9), min: Float64Array.of(-9), max: Float64Array.of(9) };
    kernels.columnSpread(X, all(X), Float64Array.of(0), out);
    expect(out).toEqual(spread(X, all(X), Float64Array.of(0)));
  });
});

describe('mapColumns', () => {
  it('picks, shifts, scales and offsets columns of the rows', () => {
    const X = { rows: 3, cols: 3, stride: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) };
    const map = {
      columns: Int32Array.of(2, 0),
      shift: Float64Array.of(1, 2),
      scale: Float64Array.of(10, 0.5),
      offset: Float64Array.of(0.25, -1),
    };
    const out = emptyMatrix(2, 2, 3);
    kernels.mapColumns(
      X,
      [
        [2, 3],
        [0, 1],
      ],
      map,
      out,
    );
    expect([...out.data]).toEqual([80.25, 1.5, 0, 20.25, -1.5, 0]);
  });

  it('copies the first columns where there is no map', () => {
    const X = { rows: 3, cols: 3, stride: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) };
    const out = emptyMatrix(2, 2);
    kernels.mapColumns(X, [[1, 3]], undefined, out);
    expect([...out.data]).toEqual([4, 5, 7, 8]);
    expect(kernels.heap.liveBytes).toBe(0);
  });
});
