import { Matrix as Reference } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/base/matrix.js';
import { createKernels } from '../../src/kernels/index.js';
import { emptyMatrix, largestDifference, randomMatrix, toRows } from './random-matrix.js';

const kernels = createKernels();

function gramOf(n: number, p: number): Matrix {
  const X = randomMatrix(n, p, 11);
  const out = emptyMatrix(p, p, p + 1);
  kernels.centredGram(X, [[0, n]], new Float64Array(p), out);
  return out;
}

describe('choleskyFactor', () => {
  it.each([1, 2, 3, 9, 40, 65])("gives a lower triangle L with L L' = A for %i columns", (p) => {
    const A = gramOf(3 * p, p);
    const before = toRows(A);
    expect(kernels.choleskyFactor(A)).toBe(true);
    const L = toRows(A);
    expect(L.every((row, i) => row.every((v, j) => j <= i || v === 0))).toBe(true);
    const R = new Reference(L);
    expect(largestDifference(A, L)).toBe(0);
    const product = R.mmul(R.transpose()).to2DArray();
    expect(
      largestDifference({ rows: p, cols: p, stride: p, data: Float64Array.from(product.flat()) }, before),
    ).toBeLessThan(p * p * 1e-15);
  });

  it('reads the lower triangle only', () => {
    const A = { rows: 2, cols: 2, stride: 2, data: Float64Array.of(4, Number.NaN, 2, 10) };
    expect(kernels.choleskyFactor(A)).toBe(true);
    expect([...A.data]).toEqual([2, 0, 1, 3]);
  });

  it.each([
    ['indefinite', [1, 2, 2, 1]],
    ['zero', [0, 0, 0, 0]],
    ['of rank one', [1, 1, 1, 1]],
    ['of rank one but for a rounding', [1, 1, 1, 1 + 2 ** -52]],
    ['negative', [-1, 0, 0, -1]],
    ['not a number', [Number.NaN, 0, 0, 1]],
  ])('refuses a matrix that is %s', (_, entries) => {
    expect(kernels.choleskyFactor({ rows: 2, cols: 2, stride: 2, data: Float64Array.from(entries) })).toBe(false);
  });

  it('refuses duplicated columns', () => {
    const X = randomMatrix(50, 12, 3);
    for (let i = 0; i < 50; i++) X.data[i * 12 + 11] = X.data[i * 12 + 4];
    const A = emptyMatrix(12, 12);
    kernels.centredGram(X, [[0, 50]], new Float64Array(12), A);
    expect(kernels.choleskyFactor(A)).toBe(false);
  });
});

describe('choleskySolve', () => {
  it.each([1, 2, 17, 64])('solves a system of %i unknowns built from its answer', (p) => {
    const A = gramOf(4 * p, p);
    const x = randomMatrix(1, p, 5).data;
    const b = Float64Array.from(toRows(A).map((row) => row.reduce((sum, v, j) => sum + v * x[j], 0)));
    kernels.choleskyFactor(A);
    kernels.choleskySolve(A, b);
    b.forEach((v, j) => {
      expect(v).toBeCloseTo(x[j], 11);
    });
    expect(kernels.heap.liveBytes).toBe(0);
  });
});
