// Stochastic gradient descent on a linear model, step for step scikit-learn's:
//   Σ_i weight_i loss(x_i · w + b, y_i) / n + alpha (½ (1 − ρ) ‖w‖² + ρ ‖w‖₁)
// one row at a time, in an order that is shuffled anew each epoch; l1 by the cumulative penalty of Tsuruoka, Tsujii &
// Ananiadou (2009). Stops where n_iter_no_change epochs in a row have not lowered the mean objective met by tol, or after
// max_iter epochs. Source: scikit-learn 1.9, linear_model/_sgd_fast.pyx (_plain_sgd). Cost: 8 n p flops for each epoch,
// one after the other.

import { exp } from '../../base/exp.js';
import { log } from '../../base/log.js';
import type { Matrix } from '../../base/matrix.js';
import { type PointLoss, pointLoss, type SgdLoss } from './sgd-losses.js';

export interface SgdProblem {
  readonly X: Matrix;
  /** Rows of X in the order in which the first epoch's shuffle finds them. */
  readonly order: Int32Array;
  /** Target of each row of X: ±1 for classes. */
  readonly y: Float64Array;
  /** Weight of each row of X. */
  readonly weights: Float64Array;
}

export interface SgdOptions {
  readonly loss: SgdLoss;
  readonly epsilon: number;
  readonly alpha: number;
  /** undefined: no penalty. */
  readonly l1Ratio: number | undefined;
  readonly fitIntercept: boolean;
  readonly maxIter: number;
  /** undefined: all epochs are run. */
  readonly tol: number | undefined;
  readonly patience: number;
  /** undefined: rows are not shuffled. */
  readonly seed: number | undefined;
  readonly schedule: 'optimal' | 'constant' | 'invscaling' | 'adaptive' | 'pa1' | 'pa2';
  readonly eta0: number;
  readonly powerT: number;
}

export interface SgdSolution {
  readonly coef: Float64Array;
  readonly intercept: number;
  readonly epochs: number;
  readonly converged: boolean;
  readonly finite: boolean;
}

/** Slopes beyond it are cut. */
const MAX_SLOPE = 1e12;
/** Below it the common factor of the weights is multiplied out. */
const LEAST_SCALE = 1e-9;
const LEAST_ETA = 1e-6;

/** Weights w = scale · data, and what l1 has taken off each. */
interface Weights {
  readonly data: Float64Array;
  readonly taken: Float64Array;
  scale: number;
  /** Σ w² and Σ |w| as after the latest update, without what l1 took off since: that is how scikit-learn keeps them. */
  square: number;
  absolute: number;
  intercept: number;
  /** l1 that each weight should have paid by now. */
  due: number;
  /** Steps taken, from 1. */
  t: number;
  eta: number;
}

/** Runs the descent. Everything it does is decided by its arguments. */
export function descendStochastically(problem: SgdProblem, options: SgdOptions): SgdSolution {
  const { X } = problem;
  const n = problem.order.length;
  const loss = pointLoss(options.loss, options.epsilon);
  const order = problem.order.slice();
  const offset = startOffset(options, loss);
  const w: Weights = {
    data: new Float64Array(X.cols),
    taken: new Float64Array(X.cols),
    scale: 1,
    square: 0,
    absolute: 0,
    intercept: 0,
    due: 0,
    t: 1,
    eta: options.eta0,
  };
  let best = Number.POSITIVE_INFINITY;
  let idle = 0;
  for (let epoch = 1; epoch <= options.maxIter; epoch++) {
    if (options.seed !== undefined) shuffle(order, options.seed);
    const objective = runEpoch({ problem, options, loss, order, offset }, w) / n;
    if (!Number.isFinite(w.intercept) || !w.data.every(Number.isFinite)) return solution(w, epoch, false, false);
    idle = options.tol !== undefined && objective > best - options.tol ? idle + 1 : 0;
    best = Math.min(best, objective);
    if (idle < options.patience) continue;
    if (options.schedule !== 'adaptive' || w.eta <= LEAST_ETA) return solution(w, epoch, true, true);
    w.eta /= 5;
    idle = 0;
  }
  return solution(w, options.maxIter, options.tol === undefined, true);
}

interface Descent {
  readonly problem: SgdProblem;
  readonly options: SgdOptions;
  readonly loss: PointLoss;
  readonly order: Int32Array;
  readonly offset: number;
}

/** One visit to every row; returns the sum of the objective as met on the way. */
function runEpoch({ problem: { X, y, weights }, options, loss, order, offset }: Descent, w: Weights): number {
  const { alpha, l1Ratio, fitIntercept, schedule, eta0, powerT } = options;
  const passive = schedule === 'pa1' || schedule === 'pa2';
  const { data } = w;
  const p = data.length;
  let sum = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at];
    const from = row * X.stride;
    let dot = 0;
    for (let j = 0; j < p; j++) dot += data[j] * X.data[from + j];
    const score = dot * w.scale + w.intercept;
    if (schedule === 'optimal') w.eta = 1 / (alpha * (offset + w.t - 1));
    else if (schedule === 'invscaling') w.eta = eta0 / power(w.t, powerT);
    const value = loss.value(score, y[row]);
    sum += value;
    if (l1Ratio !== undefined && !passive) {
      sum += alpha * ((1 - l1Ratio) * 0.5 * w.square + l1Ratio * w.absolute);
    }
    const step = passive
      ? passiveStep(options, value, squareOf(X, row)) * directionOf(options.loss, score, y[row])
      : -w.eta * Math.min(MAX_SLOPE, Math.max(-MAX_SLOPE, loss.slope(score, y[row])));
    // A row of zeros teaches the first passive-aggressive rule nothing.
    if (Number.isNaN(step) && schedule === 'pa1') continue;
    const update = step * weights[row];
    if (l1Ratio !== undefined && l1Ratio < 1) shrink(w, Math.max(0, 1 - (1 - l1Ratio) * w.eta * alpha));
    if (update !== 0) {
      addRow(w, X, from, update);
      if (fitIntercept) w.intercept += update;
    }
    if (l1Ratio !== undefined && l1Ratio > 0) {
      w.due += l1Ratio * w.eta * alpha;
      takeL1(w);
    }
    w.t++;
  }
  return sum;
}

/** How far a passive-aggressive rule goes (Crammer et al., 2006); NaN where the first one skips a row of zeros. */
function passiveStep({ schedule, eta0 }: SgdOptions, loss: number, square: number): number {
  if (schedule === 'pa2') return loss / (square + 0.5 / eta0);
  return square === 0 ? Number.NaN : Math.min(eta0, loss / square);
}

function directionOf(loss: SgdLoss, score: number, y: number): number {
  return loss === 'hinge' ? y : y < score ? -1 : 1;
}

function squareOf({ data, stride, cols }: Matrix, row: number): number {
  let square = 0;
  for (let j = row * stride; j < row * stride + cols; j++) square += data[j] * data[j];
  return square;
}

function addRow(w: Weights, X: Matrix, from: number, update: number): void {
  const { data, scale } = w;
  const step = update / scale;
  let square = 0;
  let absolute = 0;
  for (let j = 0; j < data.length; j++) {
    data[j] += X.data[from + j] * step;
    square += data[j] * data[j];
    absolute += Math.abs(data[j]);
  }
  w.square = square * (scale * scale);
  w.absolute = absolute * scale;
}

function shrink(w: Weights, factor: number): void {
  w.scale *= factor;
  w.square *= factor * factor;
  w.absolute *= factor;
  if (w.scale >= LEAST_SCALE) return;
  for (let j = 0; j < w.data.length; j++) w.data[j] *= w.scale;
  w.scale = 1;
}

/** Moves every weight towards 0 by what it owes, at most to 0. */
function takeL1({ data, taken, scale, due }: Weights): void {
  for (let j = 0; j < data.length; j++) {
    const before = data[j];
    if (scale * before > 0) data[j] = Math.max(0, before - (due + taken[j]) / scale);
    else if (scale * before < 0) data[j] = Math.min(0, before + (due - taken[j]) / scale);
    taken[j] += scale * (data[j] - before);
  }
}

/**
 * The steps that the optimal schedule has behind it at the start: then its first eta suits a typical weight (Bottou).
 */
function startOffset({ schedule, alpha }: SgdOptions, loss: PointLoss): number {
  if (schedule !== 'optimal') return 0;
  const typical = Math.sqrt(1 / Math.sqrt(alpha));
  const eta = typical / Math.max(1, loss.slope(-typical, 1));
  return 1 / (eta * alpha);
}

/** t^power for t ≥ 1, with roots where they are exact. */
function power(t: number, exponent: number): number {
  if (exponent === 0.5) return Math.sqrt(t);
  if (exponent === 0.25) return Math.sqrt(Math.sqrt(t));
  return exp(exponent * log(t));
}

/** Fisher-Yates by the xorshift of scikit-learn's `our_rand_r`; every epoch starts it from the same seed. */
function shuffle(order: Int32Array, seed: number): void {
  let state = seed === 0 ? 1 : seed;
  for (let i = 0; i < order.length - 1; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const j = i + ((state & 0x7fffffff) % (order.length - i));
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}

function solution(
  { data, scale, intercept }: Weights,
  epochs: number,
  converged: boolean,
  finite: boolean,
): SgdSolution {
  return { coef: data.map((value) => value * scale), intercept, epochs, converged, finite };
}
