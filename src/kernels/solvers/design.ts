// Rows for a line with an intercept that is not penalised: columns centred at their means, and a column of 1 at the
// end; without an intercept the rows as they are.

import { type Matrix, matrixOf } from '../../base/matrix.js';
import type { Kernels } from '../index.js';
import { scoresOf } from './margin-system.js';

export interface Design {
  readonly kernels: Kernels;
  /** In WASM memory. */
  readonly rows: Matrix;
  /** Columns without the constant one. */
  readonly cols: number;
  readonly intercept: boolean;
  readonly mean: Float64Array;
}

/** Makes it; call it in a scope of the heap. */
export function designOf(kernels: Kernels, X: Matrix, intercept: boolean): Design {
  const cols = X.cols;
  const mean = new Float64Array(cols);
  if (intercept) kernels.columnMeans(X, [[0, X.rows]], mean);
  const rows = kernels.heap.emptyMatrix(X.rows, cols + (intercept ? 1 : 0));
  for (let i = 0; i < X.rows; i++) {
    for (let j = 0; j < cols; j++) rows.data[i * rows.stride + j] = X.data[i * X.stride + j] - mean[j];
    if (intercept) rows.data[i * rows.stride + cols] = 1;
  }
  return { kernels, rows, cols, intercept, mean };
}

/** Values of the line of all rows, outside of the heap. */
export function lineOf({ kernels, rows }: Design, weights: Float64Array): Float64Array {
  return kernels.heap.scope(() => scoresOf(kernels, rows, weights.subarray(0, rows.cols)).slice());
}

/** Weights of the design as those of the columns. */
export function lineFrom({ cols, intercept, mean }: Design, at: Float64Array) {
  const coef = at.slice(0, cols);
  const atMeans = coef.reduce((sum, weight, j) => sum + weight * mean[j], 0);
  return { coef, intercept: intercept ? at[cols] - atMeans : 0 };
}

/** Σ_i r_i x_i, outside of the heap. */
export function sumRows({ kernels, rows }: Design, r: Float64Array): Float64Array {
  const out = new Float64Array(rows.cols);
  kernels.multiply(matrixOf(1, rows.rows, r), [[0, 1]], undefined, rows, matrixOf(1, rows.cols, out));
  return out;
}
