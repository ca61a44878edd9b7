// What is special about the softmax: adding the same vector to all classes changes no probability, so the loss is constant along these
// directions and only the penalty decides. A smooth problem never leaves the classes' mean that it starts with (zero); one with an l1
// term is moved to the penalty's own minimum along them; what nothing decides is centred at the end, as scikit-learn's solvers do.

import type { Kernels } from './index.js';
import { assess, type Evaluation, type Objective, type ProblemSpec } from './objective.js';

/**
 * Moves each feature's weights by the common amount that makes its penalty smallest, and brings gradient and evaluation up to date.
 * @param moved  out: the move
 */
export function shiftClasses(
  kernels: Kernels,
  objective: Objective,
  point: Float64Array,
  gradient: Float64Array,
  moved: Float64Array,
  evaluation: Evaluation,
): void {
  const { d, size, l1, l2 } = objective;
  const classes = objective.lanes.length;
  const values = new Float64Array(classes);
  for (let j = 0; j < d; j++) {
    for (let k = 0; k < classes; k++) values[k] = point[k * (d + 1) + j];
    const amount = bestShift(values, l1[j], l2[j]);
    for (let at = j; at < size; at += d + 1) {
      moved[at] = amount;
      point[at] += moved[at];
      gradient[at] += l2[at] * moved[at];
    }
  }
  assess(kernels, objective, point, gradient, evaluation);
}

/**
 * The t that minimises Σ_k l1 |v_k + t| + ½ l2 (v_k + t)². The slope jumps where a value passes zero; of an interval of minima (l2 = 0
 * and an even count) the point nearest to zero, so that balanced weights stay. Sorts `values`.
 */
function bestShift(values: Float64Array, l1: number, l2: number): number {
  values.sort();
  const n = values.length;
  if (l2 === 0) return Math.min(Math.max(0, -values[n >> 1]), -values[(n - 1) >> 1]);
  const sum = values.reduce((total, v) => total + v, 0);
  for (let negative = n; negative > 0; negative--) {
    const zero = (-(l1 * (n - 2 * negative)) / l2 - sum) / n;
    if (zero <= -values[negative - 1]) return negative < n ? Math.max(zero, -values[negative]) : zero;
  }
  return Math.max((-(l1 * n) / l2 - sum) / n, -values[0]);
}

/**
 * Adding the same vector to all classes changes no probability. Where the objective does not decide either, the classes' mean is made
 * zero, as scikit-learn's solvers do from their start at zero: intercepts unless penalised, weights where there is no penalty.
 */
export function centreSoftmax(vectors: readonly Float64Array[], spec: ProblemSpec): Float64Array[] {
  const centred = vectors.map((v) => Float64Array.from(v));
  const d = centred[0].length - 1;
  for (let j = 0; j <= d; j++) {
    if (j < d ? spec.l1 + spec.l2 > 0 : spec.interceptPenalised) continue;
    const mean = centred.reduce((sum, v) => sum + v[j], 0) / centred.length;
    for (const v of centred) v[j] -= mean;
  }
  return centred;
}
