// The objective of one logistic or softmax problem, as the minimiser sees it:
//   F(w, b) = C Σ_i weight_i loss_i + Σ_j (½ l2 w_j² + l1 |w_j|)
// for `vectors` weight vectors of d weights and an intercept each, one after the other in one array (an intercept last).
// A free intercept is moved to the columns' means (b' = b + mean · w): the same problem with centred columns, which keeps the
// Hessian's condition number from growing with the means. Convergence is judged on the gradient of the problem as given.

import type { Heap } from '../base/heap.js';
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
  /** The shift of each column: its mean where the intercept is free, else 0. In WASM memory. */
  readonly shift: Float64Array;
  /** Size of each column's entries: root mean square. */
  readonly magnitude: Float64Array;
  /** 1 for coordinates that stay 0: columns without spread, an intercept that is not there. */
  readonly frozen: Uint8Array;
  /** l1 and l2 of each coordinate; l1 in WASM memory. */
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
  const lanes = spec.positives.map((positive, k) => ({
    weights: heap.f64(d + 1),
    gradient: heap.f64(d + 1),
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
    shift,
    magnitude,
    frozen: new Uint8Array(size),
    l1: heap.f64(size),
    l2: new Float64Array(size),
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
  for (const lane of objective.lanes) {
    heap.free(lane.weights);
    heap.free(lane.gradient);
  }
  heap.free(objective.shift);
  heap.free(objective.l1);
}

/** The canonical start: weights 0 and the class log-odds as intercepts. */
export function startPoint(objective: Objective, point: Float64Array): void {
  point.fill(0);
  objective.spec.start.forEach((intercept, k) => {
    point[k * (objective.d + 1) + objective.d] = intercept;
  });
}

/** Hands a point to the lanes, with the intercepts moved back to the origin. */
export function writeLanes(objective: Objective, point: Float64Array): void {
  const { d, lanes, shift } = objective;
  for (let k = 0, at = 0; k < lanes.length; k++, at += d + 1) {
    const weights = lanes[k].weights;
    let intercept = point[at + d];
    for (let j = 0; j < d; j++) {
      weights[j] = point[at + j];
      intercept -= shift[j] * point[at + j];
    }
    weights[d] = intercept;
  }
}

/**
 * Reads the lanes' gradients after a sweep at `point` whose weighted loss was `loss`.
 * @param gradient  out: the gradient of F's smooth part by the moved coordinates
 */
export function readLanes(objective: Objective, point: Float64Array, loss: number, gradient: Float64Array, out: Evaluation): void {
  const { d, lanes, shift, frozen, l2, spec } = objective;
  for (let k = 0, at = 0; k < lanes.length; k++) {
    const sums = lanes[k].gradient;
    for (let j = 0; j <= d; j++, at++) {
      const own = j < d ? sums[j] - shift[j] * sums[d] : sums[d];
      gradient[at] = frozen[at] === 1 ? 0 : spec.strength * own + l2[at] * point[at];
    }
  }
  out.loss = spec.strength * loss;
  assess(objective, point, gradient, out);
}

/** Value and violation from the loss and the gradient. */
export function assess({ d, size, shift, l1, l2 }: Objective, point: Float64Array, gradient: Float64Array, out: Evaluation): void {
  let penalty = 0;
  let violation = 0;
  for (let at = 0, end = d; at < size; at++) {
    const j = at - end + d;
    const w = point[at];
    const raw = j < d ? gradient[at] + shift[j] * gradient[end] : gradient[at];
    violation = Math.max(violation, kkt(raw, w, l1[at]));
    penalty += 0.5 * l2[at] * w * w + l1[at] * Math.abs(w);
    if (j === d) end += d + 1;
  }
  out.value = out.loss + penalty;
  out.violation = Number.isNaN(out.value) ? Number.POSITIVE_INFINITY : violation;
}

/** Share of the value that may be rounding at a point: some hundred units in the last place, more where margins cancel large terms. */
export function valueNoise({ d, size, magnitude }: Objective, point: Float64Array): number {
  let margins = 0;
  for (let at = 0, j = 0; at < size; at++, j = j === d ? 0 : j + 1) if (j < d) margins += Math.abs(magnitude[j] * point[at]);
  return Number.EPSILON * (500 + 4 * margins);
}

/** Distance of 0 from the subdifferential at one coordinate. */
export function kkt(slope: number, w: number, l1: number): number {
  if (w > 0) return Math.abs(slope + l1);
  if (w < 0) return Math.abs(slope - l1);
  return Math.max(Math.abs(slope) - l1, 0);
}
