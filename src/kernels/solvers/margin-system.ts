// What both losses of linear-svc.ts need: the problem and its answer, products with the rows, and the p × p system of
// their steps.

import { type Matrix, matrixOf } from '../../base/matrix.js';
import type { Kernels } from '../index.js';

export interface LinearSvcProblem {
  readonly kernels: Kernels;
  /** Rows with the constant column, shape (n, p), contiguous, in WASM memory. */
  readonly X: Matrix;
  /** ±1 */
  readonly y: Float64Array;
  /** Cost of each row, ≥ 0; not all 0. */
  readonly costs: Float64Array;
  /** The margin that is asked of each row. Default: 1. */
  readonly goals?: Float64Array;
}

export interface LinearSvcOptions {
  readonly loss: 'hinge' | 'squared_hinge';
  readonly tol: number;
  readonly maxIter: number;
}

export interface LinearSvcSolution {
  /** p weights, not in WASM memory. */
  readonly w: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** The margin asked of every row of a class. */
export function onesOf({ length }: Float64Array): Float64Array {
  return new Float64Array(length).fill(1);
}

/** X · w, in WASM memory. */
export function scoresOf(kernels: Kernels, X: Matrix, w: Float64Array): Float64Array {
  const out = kernels.heap.f64(X.rows);
  kernels.multiply(X, [[0, X.rows]], undefined, matrixOf(X.cols, 1, w), matrixOf(X.rows, 1, out));
  return out;
}

/** X' · r. */
export function columnSums(kernels: Kernels, X: Matrix, r: Float64Array): Float64Array {
  const out = new Float64Array(X.cols);
  kernels.multiply(matrixOf(1, X.rows, r), [[0, 1]], undefined, X, matrixOf(1, X.cols, out));
  return out;
}

/**
 * (I + Σ_i d_i x_i x_i')⁻¹ as a solver; undefined where it overflows. Call it in a scope of the heap: the factor lies
 * there.
 */
export function systemOf(
  kernels: Kernels,
  X: Matrix,
  d: Float64Array,
): ((b: Float64Array) => Float64Array) | undefined {
  const p = X.cols;
  const H = kernels.heap.matrix(p, p);
  kernels.heap.scope(() => {
    const active = Int32Array.from(d.keys()).filter((i) => d[i] > 0);
    const scaled = kernels.heap.matrix(active.length, p);
    for (const [to, i] of active.entries()) {
      const root = Math.sqrt(d[i]);
      for (let j = 0; j < p; j++) scaled.data[to * p + j] = root * X.data[i * X.stride + j];
    }
    kernels.centredGram(scaled, [[0, active.length]], new Float64Array(p), H);
  });
  for (let j = 0; j < p; j++) H.data[j * p + j] += 1;
  if (!kernels.choleskyFactor(H)) return undefined;
  return (b) => {
    const x = b.slice();
    kernels.choleskySolve(H, x);
    return x;
  };
}
