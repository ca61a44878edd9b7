// Platt's sigmoid: P(class | score) = 1 / (1 + exp(a · score + b)), by maximum likelihood with Platt's targets.
// Newton's method with halved steps; two unknowns and a convex loss, so a dozen passes come to the optimum.

import { exp } from '../../base/exp.js';
import { log } from '../../base/log.js';

export interface Sigmoid {
  readonly a: number;
  readonly b: number;
}

const MAX_PASSES = 100;
const MAX_HALVINGS = 40;
/** Gradient per unit of weight at which the fit has converged. */
const TOLERANCE = 1e-13;

/**
 * Fits a sigmoid.
 * @param positive  1 where a row is of the class, else 0
 * @param weights   of rows; undefined: 1 each
 * Cost: O(rows) a pass.
 */
export function fitSigmoid(scores: Float64Array, positive: Uint8Array, weights: Float64Array | undefined): Sigmoid {
  const { mean, scale, total, positives } = summarise(scores, positive, weights);
  // Platt's targets: shares with one row of the other class added.
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (total - positives + 2);
  const x = scores.map((score) => (scale > 0 ? (score - mean) / scale : 0));
  const targets = Float64Array.from(positive, (is) => (is === 1 ? high : low));
  const problem = { x, targets, weights };
  let at = { a: 0, b: log((total - positives + 1) / (positives + 1)) };
  let loss = lossAt(problem, at);
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const slope = slopeAt(problem, at);
    if (Math.max(Math.abs(slope.a), Math.abs(slope.b)) <= TOLERANCE * total) break;
    const step = newtonStep(slope);
    let share = 1;
    let next = at;
    let lower = loss;
    for (let halving = 0; halving < MAX_HALVINGS; halving++, share /= 2) {
      next = { a: at.a - share * step.a, b: at.b - share * step.b };
      lower = lossAt(problem, next);
      if (lower <= loss) break;
    }
    // At rounding level no step lowers the loss.
    if (!(lower <= loss)) break;
    const moved = Math.max(Math.abs(next.a - at.a), Math.abs(next.b - at.b));
    at = next;
    loss = lower;
    if (moved === 0) break;
  }
  const a = scale > 0 ? at.a / scale : 0;
  return { a, b: at.b - a * mean };
}

interface SigmoidProblem {
  readonly x: Float64Array;
  readonly targets: Float64Array;
  readonly weights: Float64Array | undefined;
}

function summarise(scores: Float64Array, positive: Uint8Array, weights: Float64Array | undefined) {
  let [total, positives, sum] = [0, 0, 0];
  for (let i = 0; i < scores.length; i++) {
    const weight = weights?.[i] ?? 1;
    total += weight;
    positives += weight * positive[i];
    sum += weight * scores[i];
  }
  const mean = total > 0 ? sum / total : 0;
  let squares = 0;
  for (let i = 0; i < scores.length; i++) squares += (weights?.[i] ?? 1) * (scores[i] - mean) ** 2;
  return { mean, scale: total > 0 ? Math.sqrt(squares / total) : 0, total, positives };
}

/** Σ w (t · softplus(z) + (1 − t) · softplus(−z)) with z = a x + b. */
function lossAt({ x, targets, weights }: SigmoidProblem, { a, b }: Sigmoid): number {
  let loss = 0;
  for (let i = 0; i < x.length; i++) {
    const z = a * x[i] + b;
    const tail = log(1 + exp(-Math.abs(z)));
    loss += (weights?.[i] ?? 1) * (tail + (z > 0 ? targets[i] * z : (targets[i] - 1) * z));
  }
  return loss;
}

/** Gradient and second derivatives of the loss. */
function slopeAt({ x, targets, weights }: SigmoidProblem, { a, b }: Sigmoid) {
  const slope = { a: 0, b: 0, aa: 0, ab: 0, bb: 0 };
  for (let i = 0; i < x.length; i++) {
    const weight = weights?.[i] ?? 1;
    const share = sigmoidOf(a * x[i] + b);
    const first = weight * (targets[i] - share);
    const second = weight * share * (1 - share);
    slope.a += first * x[i];
    slope.b += first;
    slope.aa += second * x[i] * x[i];
    slope.ab += second * x[i];
    slope.bb += second;
  }
  return slope;
}

function newtonStep({ a, b, aa, ab, bb }: ReturnType<typeof slopeAt>): Sigmoid {
  const determinant = aa * bb - ab * ab;
  // Equal scores everywhere: b alone is decided.
  if (!(determinant > 1e-14 * aa * bb)) return { a: 0, b: bb > 0 ? b / bb : b };
  return { a: (bb * a - ab * b) / determinant, b: (aa * b - ab * a) / determinant };
}

/** The share of a z = a · score + b: 1 / (1 + exp(z)). */
export function sigmoidOf(z: number): number {
  return 1 / (1 + exp(z));
}
