// The objective of one logistic or softmax problem, as the minimiser sees it:
//   F(w, b) = C Σ_i weight_i loss_i + Σ_j (½ l2 w_j² + l1 |w_j|)
// for `vectors` weight vectors of d weights and an intercept each, one after the other in one array (an intercept last).
// A free intercept is moved to the columns' means (b' = b + mean · w): the same problem with centred columns, which keeps the
// Hessian's condition number from growing with the means. Convergence is judged on the gradient of the problem as given.

import type { Heap } from '../base/heap.js';
import type { Kernels } from './index.js';
import type { Lane } from './passes.js';

/** One convex problem, in numbers only. */
export interface ProblemSpec {
  /** Classes that the weight vectors speak for: one for a logistic model, all present ones for a softmax. */
  readonly positives: readonly number[];
  /** Weight of the rows of each of these classes. */
  readonly weights: readonly number[];
  /** Weight of all other rows (logistic only). */
  readonly rest: number;
  /** C; 1 where there is no penalty. */
  readonly strength: number;
  readonly l1: number;
  readonly l2: number;
  /** Value of the intercept's constant feature; 0 = no intercept. */
  readonly unit: number;
  readonly interceptPenalised: boolean;
  /** Starting intercepts. */
  readonly start: readonly number[];
  /** Σ_i weight_i p (1 − p) at the start, for each vector. */
  readonly startCurvature: readonly number[];
  /** Largest KKT violation at which the problem counts as solved: tol · C · Σ_i weight_i. */
  readonly tolerance: number;
  readonly maxIter: number;
}

/** Column moments of the train rows. */
export interface ColumnMoments {
  readonly count: number;
  readonly mean: Float64Array;
  /** Centred sums of squares of the columns. */
  readonly spread: Float64Array;
}

export interface Objective {
  readonly spec: ProblemSpec;
  readonly d: number;
  readonly size: number;
  readonly lanes: readonly Lane[];
  /** The lanes' weights and gradients one after the other, as a point's coordinates are. In WASM memory, as all arrays here. */
  readonly weights: Float64Array;
  readonly sums: Float64Array;
  /** Room for an assessment. */
  readonly assessed: Float64Array;
  /** The shift of each column: its mean where the intercept is free, else 0. */
  readonly shift: Float64Array;
  /** Size of each column's entries: root mean square. */
  readonly magnitude: Float64Array;
  /** 1 for coordinates that stay 0: columns without spread, an intercept that is not there. */
  readonly frozen: Int32Array;
  /** l1 and l2 of each coordinate. */
  readonly l1: Float64Array;
  readonly l2: Float64Array;
}

/** Value and gradient at a point. */
export interface Evaluation {
  /** C · weighted loss. */
  loss: number;
  /** F, penalties included. */
  value: number;
  /** Largest KKT violation of the problem as given (not moved). */
  violation: number;
}

/** A column whose spread is at rounding level of its mean carries no information. */
const ROUNDING_SPREAD = 1e-28;

/** Lays a problem out in memory. Release it with `releaseObjective`. */
export function createObjective(heap: Heap, spec: ProblemSpec, moments: ColumnMoments): Objective {
  const d = moments.mean.length;
  const free = spec.unit !== 0 && !spec.interceptPenalised;
  const size = spec.positives.length * (d + 1);
  const weights = heap.f64(size);
  const sums = heap.f64(size);
  const lanes = spec.positives.map((positive, k) => ({
    weights: weights.subarray(k * (d + 1), (k + 1) * (d + 1)),
    gradient: sums.subarray(k * (d + 1), (k + 1) * (d + 1)),
    positive,
    weight: spec.weights[k],
    rest: spec.rest,
    unit: spec.unit,
  }));
  const shift = heap.f64(d);
  if (free) shift.set(moments.mean);
  const magnitude = moments.mean.map((mean, j) => Math.sqrt(mean ** 2 + moments.spread[j] / moments.count));
  const objective = {
    spec,
    d,
    size,
    lanes,
    weights,
    sums,
    assessed: heap.f64(2),
    shift,
    magnitude,
    frozen: heap.i32(size),
    l1: heap.f64(size),
    l2: heap.f64(size),
  };
  for (let at = 0; at < size; at++) {
    const j = at % (d + 1);
    if (j < d || spec.interceptPenalised) {
      objective.l1[at] = spec.l1;
      objective.l2[at] = spec.l2;
    }
    const square = j === d ? spec.unit ** 2 : moments.spread[j] + (free ? 0 : moments.count * moments.mean[j] ** 2);
    const rounding = j === d ? 0 : ROUNDING_SPREAD * moments.count * moments.mean[j] ** 2;
    if (square <= rounding) objective.frozen[at] = 1;
  }
  return objective;
}

export function releaseObjective(heap: Heap, objective: Objective): void {
  const { weights, sums, assessed, shift, frozen, l1, l2 } = objective;
  for (const array of [weights, sums, assessed, shift, frozen, l1, l2]) heap.free(array);
}

/** The canonical start: weights 0 and the class log-odds as intercepts. */
export function startPoint(objective: Objective, point: Float64Array): void {
  point.fill(0);
  objective.spec.start.forEach((intercept, k) => {
    point[k * (objective.d + 1) + objective.d] = intercept;
  });
}

/** Hands a point (in WASM memory) to the lanes, with the intercepts moved back to the origin. */
export function writeLanes({ solver }: Kernels, { d, lanes, shift, weights }: Objective, point: Float64Array): void {
  solver.placeWeights(d, lanes.length, shift.byteOffset, point.byteOffset, weights.byteOffset);
}

/**
 * Reads the lanes' gradients after a sweep at `point` whose weighted loss was `loss`.
 * @param gradient  out: the gradient of F's smooth part by the moved coordinates; in WASM memory, as the point
 */
export function readLanes(
  kernels: Kernels,
  objective: Objective,
  point: Float64Array,
  loss: number,
  gradient: Float64Array,
  out: Evaluation,
): void {
  const { d, lanes, shift, frozen, l2, spec, sums } = objective;
  const { movedGradient } = kernels.solver;
  movedGradient(
    d,
    lanes.length,
    spec.strength,
    shift.byteOffset,
    frozen.byteOffset,
    l2.byteOffset,
    point.byteOffset,
    sums.byteOffset,
    gradient.byteOffset,
  );
  out.loss = spec.strength * loss;
  assess(kernels, objective, point, gradient, out);
}

/** Value and violation from the loss and the gradient. */
export function assess({ solver }: Kernels, objective: Objective, point: Float64Array, gradient: Float64Array, out: Evaluation): void {
  const { d, lanes, shift, l1, l2, assessed } = objective;
  solver.assessPoint(
    d,
    lanes.length,
    shift.byteOffset,
    l1.byteOffset,
    l2.byteOffset,
    point.byteOffset,
    gradient.byteOffset,
    assessed.byteOffset,
  );
  out.value = out.loss + assessed[0];
  out.violation = Number.isNaN(out.value) ? Number.POSITIVE_INFINITY : assessed[1];
}

/** Share of the value that may be rounding at a point: some hundred units in the last place, more where margins cancel large terms. */
export function valueNoise({ d, size, magnitude }: Objective, point: Float64Array): number {
  let margins = 0;
  for (let at = 0, j = 0; at < size; at++, j = j === d ? 0 : j + 1) if (j < d) margins += Math.abs(magnitude[j] * point[at]);
  return Number.EPSILON * (500 + 4 * margins);
}
