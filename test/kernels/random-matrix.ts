// Seeded matrices for the tests of kernels, and the plain forms they are compared with.

import type { Matrix, Segment } from '../../src/base/matrix.js';

/** Uniform doubles in [-1, 1) by the Lehmer generator of Park and Miller. */
export function uniform(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647) * 2 - 1;
  };
}

/**
 * A matrix with entries in [-1, 1); the gap between cols and stride holds NaN, which no kernel may read into its
 * result.
 */
export function randomMatrix(rows: number, cols: number, seed: number, stride = cols): Matrix {
  const draw = uniform(seed);
  const data = new Float64Array(rows * stride).fill(Number.NaN);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) data[i * stride + j] = draw();
  return { rows, cols, stride, data };
}

/** The rows of a matrix as arrays. */
export function toRows(X: Matrix): number[][] {
  return Array.from({ length: X.rows }, (_, i) => [...X.data.subarray(i * X.stride, i * X.stride + X.cols)]);
}

/** The rows of the segments, copied one after another. */
export function contiguous(X: Matrix, segments: readonly Segment[]): Matrix {
  const rows = segments.flatMap(([start, end]) => toRows(X).slice(start, end));
  return { rows: rows.length, cols: X.cols, stride: X.cols, data: Float64Array.from(rows.flat()) };
}

export function emptyMatrix(rows: number, cols: number, stride = cols): Matrix {
  return { rows, cols, stride, data: new Float64Array(rows * stride) };
}

export function largestDifference(a: Matrix, b: readonly (readonly number[])[]): number {
  return toRows(a).reduce((most, row, i) => row.reduce((m, v, j) => Math.max(m, Math.abs(v - b[i][j])), most), 0);
}
