// Generalised linear models of Tweedie's family: Σ_i s_i loss(y_i, η_i) + ½ alpha ‖w‖², Σ s = 1, η = x · w + b, by Newton's
// method. Half deviances with the logarithm for link, μ = e^η:
//   power 1 (Poisson): μ − y η    power 2 (gamma): η + y / μ    else: μ^(2−p) / (2−p) − y μ^(1−p) / (1−p)
// and with the identity (power 0): ½ (y − η)². Outside of powers 1 to 2 steps are by the expected curvature, which is
// never below 0. Source of the losses: scikit-learn, _loss/loss.py.

import type { Matrix } from '../../base/matrix.js';
import type { Kernels } from '../index.js';
import { type Design, designOf, lineFrom, lineOf, sumRows } from './design.js';
import { type ConvexFunction, minimise, type NewtonOptions, type NewtonSolution, weightedGram } from './newton.js';

export interface GlmProblem {
  readonly kernels: Kernels;
  /** Rows, in WASM memory. */
  readonly X: Matrix;
  readonly y: Float64Array;
  /** Weights of the rows; they need not add up to 1. */
  readonly weights: Float64Array | undefined;
}

export interface GlmOptions extends NewtonOptions {
  readonly power: number;
  readonly link: 'log' | 'identity';
  readonly alpha: number;
  readonly intercept: boolean;
}

export interface LineSolution extends Pick<NewtonSolution, 'iterations' | 'converged'> {
  readonly coef: Float64Array;
  readonly intercept: number;
}

/** Solves one problem. Call it in a scope of the heap. Cost of a step: n p² + p³ / 3 flops. */
export function solveGlm({ kernels, X, y, weights }: GlmProblem, options: GlmOptions): LineSolution {
  const design = designOf(kernels, X, options.intercept);
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? y.length;
  const shares = y.map((_, i) => (weights?.[i] ?? 1) / total);
  const { at, ...ending } = minimise(kernels, functionOf(design, { y, shares }, options), options);
  return { ...ending, ...lineFrom(design, at) };
}

interface Rows {
  readonly y: Float64Array;
  readonly shares: Float64Array;
}

function functionOf(design: Design, { y, shares }: Rows, { power, link, alpha }: GlmOptions): ConvexFunction {
  const { kernels, cols, rows, intercept } = design;
  const lossOf = link === 'log' ? logarithmic(kernels, power) : squared();
  const penalty = (at: Float64Array) => {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += at[j] * at[j];
    return 0.5 * alpha * sum;
  };
  const mean = y.reduce((sum, value, i) => sum + shares[i] * value, 0);
  const start = new Float64Array(rows.cols);
  if (intercept) start[cols] = link === 'log' ? Math.log(mean) : mean;
  let bends = new Float64Array(0) as Float64Array;
  return {
    start,
    value: (at) =>
      lossOf(lineOf(design, at), y).values.reduce((sum, value, i) => sum + weigh(shares[i], value), penalty(at)),
    local: (at) => {
      const { values, slopes, curvatures, size } = lossOf(lineOf(design, at), y);
      bends = curvatures.map((curvature, i) => shares[i] * curvature);
      const slope = sumRows(
        design,
        slopes.map((value, i) => shares[i] * value),
      );
      for (let j = 0; j < cols; j++) slope[j] += alpha * at[j];
      return {
        value: values.reduce((sum, value, i) => sum + weigh(shares[i], value), penalty(at)),
        slope,
        size: size.reduce((sum, value, i) => sum + shares[i] * value, 0),
      };
    },
    curvature: () => {
      const H = weightedGram(kernels, rows, bends);
      for (let j = 0; j < cols; j++) H.data[j * H.stride + j] += alpha;
      return H;
    },
  };
}

/** Rows without weight may overflow. */
const weigh = (share: number, value: number): number => (share === 0 ? 0 : share * value);

interface Losses {
  readonly values: Float64Array;
  readonly slopes: Float64Array;
  readonly curvatures: Float64Array;
  /** What the loss of each row is measured by. */
  readonly size: Float64Array;
}

const squared =
  () =>
  (eta: Float64Array, y: Float64Array): Losses => {
    const slopes = eta.map((value, i) => value - y[i]);
    const values = slopes.map((value) => 0.5 * value * value);
    return { values, slopes, curvatures: new Float64Array(y.length).fill(1), size: y.map((value) => value * value) };
  };

const logarithmic =
  (kernels: Kernels, p: number) =>
  (eta: Float64Array, y: Float64Array): Losses => {
    const high = eta.map((value) => (2 - p) * value);
    const low = eta.map((value) => (1 - p) * value);
    kernels.exp(high, high);
    kernels.exp(low, low);
    for (let i = 0; i < y.length; i++) low[i] *= y[i];
    const values = high.map((value, i) => {
      if (p === 1) return value - y[i] * eta[i];
      if (p === 2) return eta[i] + low[i];
      return value / (2 - p) - low[i] / (1 - p);
    });
    const isConvex = p >= 1 && p <= 2;
    const curvatures = high.map((value, i) => (isConvex ? (2 - p) * value + (p - 1) * low[i] : value));
    return { values, slopes: high.map((value, i) => value - low[i]), curvatures, size: high };
  };
