// Lasso and ElasticNet from second moments, by coordinate descent (Friedman, Hastie & Tibshirani, J. Stat. Softw. 33,
// 2010, "covariance updates"). The objective is scikit-learn's:
//   1 / (2 n) ‖y − X w‖² + alpha ρ ‖w‖₁ + ½ alpha (1 − ρ) ‖w‖²
// Given: X'X and X'y of centred columns (or raw ones, for no intercept), y'y and n. Columns are scaled to unit variance
// inside. Between rounds of sweeps come active-set steps (signs.ts), which solve the linear system of the nonzero
// coefficients: collinear columns, on which sweeps crawl, are then solved exactly. Stop: the largest KKT violation, per
// unit of a column's spread and of the target's, ≤ tol; or no longer falling at rounding level.

import type { Matrix } from '../../base/matrix.js';
import type { QuadraticModel } from '../../base/solver-passes.js';
import type { Kernels } from '../index.js';
import { modelRecord } from '../passes.js';
import { type SignedQuadratic, solveSigns } from './signs.js';

export interface DescentProblem {
  readonly kernels: Kernels;
  /** Train rows, n. */
  readonly count: number;
  /** X'X, shape (p, p). */
  readonly gram: Matrix;
  /** X'y */
  readonly cross: Float64Array;
  /** y'y */
  readonly targetM2: number;
}

export interface DescentOptions {
  /** ≥ 0 */
  readonly alpha: number;
  /** Share of l1, in [0, 1]; 1 = Lasso. */
  readonly l1Ratio: number;
  readonly tol: number;
  /** Most sweeps over the coefficients. */
  readonly maxIter: number;
}

export interface DescentSolution {
  /** p coefficients, not in WASM memory. */
  readonly coef: Float64Array;
  /** Sweeps done. */
  readonly iterations: number;
  readonly converged: boolean;
}

/** The problem in scaled columns: min ½ v'Rv − c'v + Σ λ_j |v_j|, v = w · spread. In WASM memory. */
interface Scaled {
  readonly model: QuadraticModel;
  readonly R: Matrix;
  readonly c: Float64Array;
  readonly spread: Float64Array;
  /** Largest violation that counts as none. */
  readonly tolerance: number;
}

/** Sweeps between two solutions for fixed signs. */
const ROUND_SWEEPS = 25;
/** Rounds in a row that may fail to lower a violation that is at rounding level. */
const MAX_IDLE = 3;
const ROUNDING_VIOLATION = 1e-12;

/** Fits every alpha and l1_ratio; each solution has the bits it would have alone. */
export function fitElasticNet(problem: DescentProblem, options: readonly DescentOptions[]): DescentSolution[] {
  return options.map((o) => problem.kernels.heap.scope(() => solve(problem.kernels, scale(problem, o), o)));
}

function scale(
  { kernels, count, gram, cross, targetM2 }: DescentProblem,
  { alpha, l1Ratio, tol }: DescentOptions,
): Scaled {
  const { heap } = kernels;
  const p = cross.length;
  const spread = Float64Array.from({ length: p }, (_, j) => Math.sqrt(gram.data[j * gram.stride + j] / count));
  const R = heap.matrix(p, p);
  const c = heap.f64(p);
  const penalty = heap.f64(p);
  const curvature = heap.f64(p);
  for (let i = 0; i < p; i++) {
    if (spread[i] === 0) continue;
    for (let j = 0; j < p; j++) {
      if (spread[j] > 0) R.data[i * p + j] = gram.data[i * gram.stride + j] / (count * spread[i] * spread[j]);
    }
    R.data[i * p + i] += (alpha * (1 - l1Ratio)) / spread[i] ** 2;
    c[i] = cross[i] / (count * spread[i]);
    penalty[i] = (alpha * l1Ratio) / spread[i];
    curvature[i] = R.data[i * p + i];
  }
  const model = {
    size: p,
    blockSize: p,
    base: R.data,
    scale: 1,
    pairs: 0,
    pairData: heap.f64(0),
    pairStride: 0,
    gradient: heap.f64(p),
    point: heap.f64(p),
    penalty,
    curvature,
    target: heap.f64(p),
    image: heap.f64(p),
    projections: heap.f64(0),
    active: heap.i32(p),
    record: modelRecord(heap),
  };
  return { model, R, c, spread, tolerance: tol * Math.sqrt(targetM2 / count) };
}

function solve(kernels: Kernels, scaled: Scaled, { maxIter }: DescentOptions): DescentSolution {
  const { model, spread, tolerance } = scaled;
  const rounding = ROUNDING_VIOLATION * scaled.c.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  let iterations = 0;
  let idle = 0;
  let least = Number.POSITIVE_INFINITY;
  let violation = startRound(scaled);
  while (violation > tolerance && idle < MAX_IDLE && iterations < maxIter) {
    const sweeps = Math.min(ROUND_SWEEPS, maxIter - iterations);
    iterations += Math.min(kernels.passes.descend(model, 0.1 * tolerance, sweeps), sweeps);
    model.point.set(model.target);
    solveSigns(kernels, signedQuadratic(scaled), model.point);
    violation = startRound(scaled);
    idle = violation <= rounding && violation >= least ? idle + 1 : 0;
    least = Math.min(least, violation);
  }
  const coef = Float64Array.from(model.point, (v, j) => (spread[j] > 0 ? v / spread[j] : 0));
  return { coef, iterations, converged: violation <= tolerance || idle >= MAX_IDLE };
}

/**
 * Recomputes the slope at the point, without the errors of updates, and readies the model; returns the largest KKT
 * violation.
 */
function startRound({ model, R, c }: Scaled): number {
  const { point, gradient, penalty, target, image } = model;
  const p = point.length;
  let violation = 0;
  for (let i = 0; i < p; i++) {
    let slope = -c[i];
    for (let j = 0; j < p; j++) slope += R.data[i * p + j] * point[j];
    gradient[i] = slope;
    const off = point[i] === 0 ? Math.abs(slope) - penalty[i] : Math.abs(slope + Math.sign(point[i]) * penalty[i]);
    violation = Math.max(violation, off);
  }
  target.set(point);
  image.fill(0);
  return violation;
}

/** The scaled problem for the active-set step. */
function signedQuadratic({ model, R, c }: Scaled): SignedQuadratic {
  return {
    penalty: model.penalty,
    movable: (j) => model.curvature[j] > 0,
    fill: (support, out) => {
      support.forEach((j, a) => {
        for (let b = 0; b < support.length; b++) out[a * support.length + b] = R.data[j * R.stride + support[b]];
      });
    },
    slope: (support, z, out) => {
      support.forEach((j, a) => {
        let slope = -c[j];
        for (const k of support) slope += R.data[j * R.stride + k] * z[k];
        out[a] = slope;
      });
    },
  };
}
