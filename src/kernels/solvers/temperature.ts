// The temperature of class scores: the factor β > 0 for which softmax(β z) is likeliest,
//   min over β of Σ_i weight_i (log Σ_k exp(β z_ik) − β z_i,class(i)),   e^−10 ≤ β ≤ e^10
// a convex loss of one unknown: Newton's method inside a bracket. Source: Guo et al., "On Calibration of Modern Neural
// Networks", 2017; bounds of scikit-learn 1.9, calibration.py (_TemperatureScaling).

import { exp } from '../../base/exp.js';

const LEAST = exp(-10);
const MOST = exp(10);
const MAX_PASSES = 200;
/** Width of the bracket, in units of β, at which it is found. */
const WIDTH = 4 * Number.EPSILON;

export interface TemperatureProblem {
  /** Shape (rows, width). */
  readonly logits: Float64Array;
  readonly width: number;
  /** Position of each row's class. */
  readonly positions: Int32Array;
  /** Of rows; undefined: 1 each. */
  readonly weights: Float64Array | undefined;
}

/** β. Cost: O(rows · width) a pass. */
export function fitTemperature(problem: TemperatureProblem): number {
  if (slopeAt(problem, LEAST).slope >= 0) return LEAST;
  if (slopeAt(problem, MOST).slope <= 0) return MOST;
  let [low, high] = [LEAST, MOST];
  let beta = 1;
  for (let pass = 0; pass < MAX_PASSES && high - low > WIDTH * high; pass++) {
    const { slope, curvature } = slopeAt(problem, beta);
    if (slope === 0) break;
    if (slope < 0) low = beta;
    else high = beta;
    const next = beta - slope / curvature;
    const inside = next > low && next < high;
    // Outside the bracket the middle of the exponents is tried.
    const tried = inside ? next : Math.sqrt(low * high);
    if (tried === beta) break;
    beta = tried;
  }
  return beta;
}

/** First and second derivative of the loss: Σ w (mean of z under softmax(β z) − z of the class), Σ w variance of z. */
function slopeAt({ logits, width, positions, weights }: TemperatureProblem, beta: number) {
  let slope = 0;
  let curvature = 0;
  for (let row = 0; row < positions.length; row++) {
    const at = row * width;
    let top = logits[at];
    for (let k = 1; k < width; k++) top = Math.max(top, logits[at + k]);
    let [sum, first, second] = [0, 0, 0];
    for (let k = 0; k < width; k++) {
      const z = logits[at + k] - top;
      const share = exp(beta * z);
      sum += share;
      first += share * z;
      second += share * z * z;
    }
    const mean = first / sum;
    const weight = weights?.[row] ?? 1;
    slope += weight * (mean - (logits[at + positions[row]] - top));
    curvature += weight * (second / sum - mean * mean);
  }
  return { slope, curvature };
}
