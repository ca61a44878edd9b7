// Whether unpenalised logistic regression has no optimum, because its weights can grow without end along a direction in
// which no row gets worse and some get better.
//   All rows told apart: certain where the whole loss is below what a single wrong row would cost (log 2 times its
//   weight).
//   Some of them: where the solution for a tolerance a thousand times smaller lies further out, and that for a
//   millionth as far again. A solution that exists comes nearer by steps that shrink with the tolerance; one at infinity
//   goes on by log 1000 each time.

import type { ProblemSpec } from './convex-problem.js';

/** What is known of one solution: weights and intercept of each vector, and the weighted loss. */
export interface Unpenalised {
  readonly vectors: readonly Float64Array[];
  readonly loss: number;
}

/** Tolerances of the solutions to compare, as shares of the one asked for. */
export const TIGHTER = [1e-3, 1e-6] as const;
/**
 * Sum of weights, each times its column's spread, up to which no row is told from the others so well that weights may
 * be on their way.
 */
const ORDINARY = 5;
/** Least growth of that sum for a thousandth of the tolerance, and least share of it that another thousandth brings. */
const LEAST_GROWTH = 2;
const STEADY = 0.5;

/** Whether the loss alone shows that every row is on its right side. @param weights  of the rows; undefined: 1 each */
export function allSeparated(
  { loss }: Unpenalised,
  spec: ProblemSpec,
  codes: Int32Array,
  weights: Float64Array | undefined,
): boolean {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < codes.length; i++) {
    const at = spec.positives.indexOf(codes[i]);
    const rowWeight = (at >= 0 ? spec.weights[at] : codes[i] < 0 ? 0 : spec.rest) * (weights?.[i] ?? 1);
    if (rowWeight > 0) least = Math.min(least, rowWeight);
  }
  return loss < Math.LN2 * least;
}

/** Whether a solution may be on its way to infinity: then it is worth comparing with tighter ones. */
export function isFarOut(solution: Unpenalised, spread: Float64Array): boolean {
  return reach(solution, undefined, spread) > ORDINARY;
}

/** Whether solutions for a tolerance, a thousandth and a millionth of it move on steadily. */
export function moveOn(first: Unpenalised, second: Unpenalised, third: Unpenalised, spread: Float64Array): boolean {
  const growth = reach(second, first, spread);
  return growth > LEAST_GROWTH && reach(third, second, spread) > STEADY * growth;
}

/**
 * Largest over the vectors of Σ |weight| · spread, or of that of a difference. @param spread root mean square about the
 * mean
 */
function reach({ vectors }: Unpenalised, from: Unpenalised | undefined, spread: Float64Array): number {
  return vectors.reduce((most, vector, k) => {
    let sum = 0;
    for (let j = 0; j < spread.length; j++) sum += Math.abs(vector[j] - (from?.vectors[k][j] ?? 0)) * spread[j];
    return Math.max(most, sum);
  }, 0);
}
