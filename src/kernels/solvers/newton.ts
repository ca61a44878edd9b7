// Newton's method for a smooth convex function of a few variables: damped steps along H⁻¹ · slope until the squared
// Newton decrement is small, then one more. It does not depend on the units of the variables.

import { type Matrix, matrixOf } from '../../base/matrix.js';
import type { Kernels } from '../index.js';

/** The function near one point. */
export interface Local {
  readonly value: number;
  readonly slope: Float64Array;
  /** Square of the Newton decrement that counts as none for tol = 1: the size of the function. */
  readonly size: number;
}

export interface ConvexFunction {
  readonly start: Float64Array;
  /** Value at a point; not finite where the function has none. */
  readonly value: (at: Float64Array) => number;
  readonly local: (at: Float64Array) => Local;
  /** Second derivatives at the point that `local` was last asked about, shape (p, p), in WASM memory. */
  readonly curvature: () => Matrix;
}

export interface NewtonOptions {
  readonly tol: number;
  readonly maxIter: number;
}

export interface NewtonSolution {
  readonly at: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Shares of a step that are tried: by then rounding decides. */
const MOST_HALVINGS = 40;
const LEAST_GAIN = 1e-4;
/** Share of a value that is lost to rounding as it is summed. */
const ROUNDING = 2 ** -44;

/** Finds the least point. */
export function minimise(
  kernels: Kernels,
  { start, value, local, curvature }: ConvexFunction,
  { tol, maxIter }: NewtonOptions,
): NewtonSolution {
  const at = start.slice();
  for (let iterations = 0; ; iterations++) {
    const here = local(at);
    const step = kernels.heap.scope(() => solve(kernels, curvature(), here.slope));
    if (step === undefined) return { at, iterations, converged: false };
    const decrement = here.slope.reduce((sum, slope, j) => sum + slope * step[j], 0);
    // So near, a whole step squares the distance; the value would tell rounding alone.
    if (decrement <= Math.max(tol * tol * here.size, ROUNDING * Math.abs(here.value))) {
      for (let j = 0; j < at.length; j++) at[j] -= step[j];
      return { at, iterations, converged: true };
    }
    if (iterations >= maxIter) return { at, iterations, converged: false };
    if (!descend({ at, step, decrement, before: here.value }, value)) return { at, iterations, converged: false };
  }
}

interface Descent {
  readonly at: Float64Array;
  readonly step: Float64Array;
  readonly decrement: number;
  readonly before: number;
}

/** Moves `at` to the first share of the step that lowers the value enough; false where none does. */
function descend({ at, step, decrement, before }: Descent, value: ConvexFunction['value']): boolean {
  for (let share = 1, trial = 0; trial < MOST_HALVINGS; share /= 2, trial++) {
    const there = at.map((coordinate, j) => coordinate - share * step[j]);
    if (!(value(there) <= before - LEAST_GAIN * share * decrement)) continue;
    at.set(there);
    return true;
  }
  return false;
}

/** H⁻¹ · slope; a matrix without full rank gets a little added to its diagonal. Undefined where numbers overflow. */
function solve(kernels: Kernels, H: Matrix, slope: Float64Array): Float64Array | undefined {
  const p = H.rows;
  const L = matrixOf(p, p, kernels.heap.f64(p * p));
  for (let extra = 0, trial = 0; trial < 5; trial++) {
    L.data.set(H.data);
    for (let j = 0; j < p; j++) L.data[j * p + j] += extra * H.data[j * p + j] + (H.data[j * p + j] > 0 ? 0 : 1);
    if (kernels.choleskyFactor(L) && hasRank(L, H)) {
      const x = slope.slice();
      kernels.choleskySolve(L, x);
      return x.every(Number.isFinite) ? x : undefined;
    }
    extra = extra === 0 ? 2 ** -36 : extra * 2 ** 8;
  }
  return undefined;
}

/** Whether no pivot is but rounding of its column. */
function hasRank(L: Matrix, H: Matrix): boolean {
  const p = H.rows;
  for (let j = 0; j < p; j++) if (!(L.data[j * p + j] ** 2 > 2 ** -44 * H.data[j * p + j])) return false;
  return true;
}

/** Σ_i weights_i x_i x_i' of rows, shape (p, p), in WASM memory: call it in a scope of the heap. Weights ≥ 0. */
export function weightedGram(kernels: Kernels, X: Matrix, weights: Float64Array): Matrix {
  const H = kernels.heap.matrix(X.cols, X.cols);
  kernels.heap.scope(() => {
    const rows = Int32Array.from(weights.keys()).filter((i) => weights[i] > 0);
    const scaled = kernels.heap.matrix(rows.length, X.cols);
    for (const [to, i] of rows.entries()) {
      const root = Math.sqrt(weights[i]);
      for (let j = 0; j < X.cols; j++) scaled.data[to * X.cols + j] = root * X.data[i * X.stride + j];
    }
    kernels.centredGram(scaled, [[0, rows.length]], new Float64Array(X.cols), H);
  });
  return H;
}
