// Huber's regression with its scale (Owen 2007): the least of
//   Σ_i s_i (σ + H(r_i / σ) σ) + alpha ‖w‖²,   r = y − x · w − b,   H(z) = z² within ±epsilon, else 2 epsilon |z| − epsilon²
// over w, b and σ > 0 together, which is convex; by Newton's method. Source of the objective: scikit-learn,
// linear_model/_huber.py.

import { type Design, designOf, lineFrom, lineOf, sumRows } from './design.js';
import type { GlmProblem, LineSolution } from './generalised-linear.js';
import { type ConvexFunction, minimise, type NewtonOptions, weightedGram } from './newton.js';

export interface HuberOptions extends NewtonOptions {
  readonly epsilon: number;
  readonly alpha: number;
  readonly intercept: boolean;
}

export interface HuberSolution extends LineSolution {
  readonly scale: number;
}

/** Solves one problem. Call it in a scope of the heap. Cost of a step: n p² + p³ / 3 flops. */
export function solveHuber({ kernels, X, y, weights }: GlmProblem, options: HuberOptions): HuberSolution {
  const design = designOf(kernels, X, options.intercept);
  const shares = weights ?? new Float64Array(y.length).fill(1);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const mean = options.intercept ? y.reduce((sum, value, i) => sum + shares[i] * value, 0) / total : 0;
  const scale = Math.sqrt(y.reduce((sum, value, i) => sum + shares[i] * (value - mean) ** 2, 0) / total);
  const start = new Float64Array(design.rows.cols + 1);
  if (options.intercept) start[design.cols] = mean;
  start[start.length - 1] = scale;
  // A target without spread has its line already.
  if (!(scale > 0)) return { ...lineFrom(design, start), scale, iterations: 0, converged: true };
  const { at, ...ending } = minimise(kernels, functionOf(design, { y, shares, start }, options), options);
  return { ...ending, ...lineFrom(design, at), scale: at[at.length - 1] };
}

interface Rows {
  readonly y: Float64Array;
  readonly shares: Float64Array;
  readonly start: Float64Array;
}

function functionOf(design: Design, { y, shares, start }: Rows, { epsilon, alpha }: HuberOptions): ConvexFunction {
  const { kernels, rows, cols } = design;
  const last = rows.cols;
  const residuals = (at: Float64Array) => lineOf(design, at).map((value, i) => y[i] - value);
  const value = (at: Float64Array): number => {
    const sigma = at[last];
    if (!(sigma > 0)) return Number.NaN;
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += alpha * at[j] * at[j];
    for (const [i, r] of residuals(at).entries()) {
      const size = Math.abs(r);
      const loss = size <= epsilon * sigma ? (r / sigma) * r : 2 * epsilon * size - sigma * epsilon * epsilon;
      sum += shares[i] * (sigma + loss);
    }
    return sum;
  };
  let bends = new Float64Array(0) as Float64Array;
  let cross = new Float64Array(0) as Float64Array;
  let [bend, sigma] = [0, 0];
  return {
    start,
    value,
    local: (at) => {
      sigma = at[last];
      const ratios = residuals(at).map((r) => r / sigma);
      const inner = ratios.map((ratio) => (Math.abs(ratio) <= epsilon ? 1 : 0));
      const pulls = ratios.map((ratio, i) => -2 * shares[i] * (inner[i] ? ratio : epsilon * Math.sign(ratio)));
      const slope = new Float64Array(last + 1);
      slope.set(sumRows(design, pulls));
      for (let j = 0; j < cols; j++) slope[j] += 2 * alpha * at[j];
      bends = inner.map((one, i) => (2 * one * shares[i]) / sigma);
      cross = sumRows(
        design,
        ratios.map((ratio, i) => bends[i] * ratio),
      );
      bend = 0;
      for (const [i, ratio] of ratios.entries()) {
        slope[last] += shares[i] * (1 - (inner[i] ? ratio * ratio : epsilon * epsilon));
        bend += bends[i] * ratio * ratio;
      }
      const here = value(at);
      return { value: here, slope, size: here };
    },
    curvature: () => {
      const H = kernels.heap.matrix(last + 1, last + 1);
      kernels.heap.scope(() => {
        const gram = weightedGram(kernels, rows, bends);
        for (let i = 0; i < last; i++) {
          for (let j = 0; j < last; j++) H.data[i * (last + 1) + j] = gram.data[i * gram.stride + j];
          if (i < cols) H.data[i * (last + 1) + i] += 2 * alpha;
          H.data[i * (last + 1) + last] = cross[i];
          H.data[last * (last + 1) + i] = cross[i];
        }
      });
      H.data[last * (last + 1) + last] = bend;
      return H;
    },
  };
}
