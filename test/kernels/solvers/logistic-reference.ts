// A plain reference for the logistic solvers: losses, gradients and KKT violations by loops over rows, sharing no code
// with src/.

import type { Matrix, PackedRows } from '../../../src/base/matrix.js';
import { createKernels, type Kernels } from '../../../src/kernels/index.js';
import type { LogisticOptions, LogisticProblem, LogisticSolution } from '../../../src/kernels/solvers/logistic.js';

/** A generator of its own for test data (mulberry32): the same numbers for a seed, uniform in (0, 1) and normal. */
export function randomSource(seed: number): { uniform: () => number; normal: () => number } {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()) };
}

export interface Rows {
  readonly X: Matrix;
  readonly codes: Int32Array;
  readonly nClasses: number;
}

export const kernels: Kernels = createKernels();

/** All rows of a matrix in panels. */
export function packed(X: Matrix): PackedRows {
  const out = kernels.heap.matrix(X.rows, X.cols);
  kernels.packPanels(X, [[0, X.rows]], undefined, out);
  return out;
}

/** Rows as a solver is given them: with the spread of uncorrelated columns, or the second moments of others. */
export function problemOf({ X, codes, nClasses }: Rows, uncorrelated: boolean): LogisticProblem {
  const mean = new Float64Array(X.cols);
  kernels.columnMeans(X, [[0, X.rows]], mean);
  const m2 = kernels.heap.matrix(X.cols, X.cols);
  kernels.centredGram(X, [[0, X.rows]], mean, m2);
  const variance = mean.map((_, j) => m2.data[j * m2.stride + j] / (X.rows - 1));
  const given = uncorrelated ? { spread: { mean, variance } } : { moments: { count: X.rows, mean, m2 } };
  return { kernels, rows: packed(X), codes, nClasses, uncorrelated, ...given };
}

/** Rows in WASM memory from plain numbers. */
export function rowsOf(
  n: number,
  d: number,
  values: ArrayLike<number>,
  codes: ArrayLike<number>,
  nClasses: number,
): Rows {
  const X = kernels.heap.matrix(n, d);
  X.data.set(values);
  return { X, codes: Int32Array.from(codes), nClasses };
}

/** Noisy linear classes on columns that follow one another with the given correlation, each with its scale and mean. */
export function makeRows(
  seed: number,
  shape: {
    n: number;
    d: number;
    nClasses: number;
    correlation?: number;
    scale?: (j: number) => number;
    mean?: (j: number) => number;
  },
): Rows {
  const { n, d, nClasses, correlation = 0, scale = () => 1, mean = () => 0 } = shape;
  const { uniform, normal } = randomSource(seed);
  const truth = Array.from({ length: nClasses * d }, () => (2 * normal()) / Math.sqrt(d));
  const values = new Float64Array(n * d);
  const codes = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const scores = Array.from({ length: nClasses }, () => -Math.log(-Math.log(uniform())));
    let column = normal();
    for (let j = 0; j < d; j++) {
      column = correlation === 0 ? normal() : correlation * column + Math.sqrt(1 - correlation ** 2) * normal();
      values[i * d + j] = mean(j) + scale(j) * column;
      for (let k = 0; k < nClasses; k++) scores[k] += truth[k * d + j] * column;
    }
    codes[i] = scores.indexOf(Math.max(...scores));
  }
  return rowsOf(n, d, values, codes, nClasses);
}

export function optionsOf(nClasses: number, given: Partial<LogisticOptions> = {}): LogisticOptions {
  return {
    penalty: 'l2',
    C: 1,
    l1Ratio: 0.5,
    fitIntercept: true,
    multiclass: 'multinomial',
    classWeights: new Float64Array(nClasses).fill(1),
    tol: 1e-8,
    maxIter: 1000,
    ...given,
  };
}

/** Penalties of one coefficient: C as it acts, l1, l2. */
function penalties({ penalty, C, l1Ratio }: LogisticOptions) {
  if (penalty === 'none') return { strength: 1, l1: 0, l2: 0 };
  const l1 = penalty === 'l1' ? 1 : penalty === 'l2' ? 0 : l1Ratio;
  return { strength: C, l1, l2: 1 - l1 };
}

/**
 * Objective and its largest KKT violation per C · Σ weight, at a solution of two classes or a softmax. Intercepts are
 * coefficients of a constant column: free ones have no penalty.
 */
export function judge(
  rows: Rows,
  options: LogisticOptions,
  solution: LogisticSolution,
): { objective: number; violation: number } {
  const { X, codes } = rows;
  const { strength, l1, l2 } = penalties(options);
  const present = [...solution.presentClasses];
  const vectors = solution.coef.rows;
  const unit = options.fitIntercept ? (options.penalisedIntercept ?? 1) : 0;
  const d = X.cols;
  const gradient = new Float64Array(vectors * (d + 1));
  let loss = 0;
  let total = 0;
  for (let i = 0; i < X.rows; i++) {
    const scores = Array.from({ length: vectors }, (_, k) => {
      let score = solution.intercept[k];
      for (let j = 0; j < d; j++) score += solution.coef.data[k * d + j] * X.data[i * d + j];
      return score;
    });
    if (vectors === 1) scores.unshift(0);
    const own = present.indexOf(codes[i]);
    const top = Math.max(...scores);
    const sum = scores.reduce((s, v) => s + Math.exp(v - top), 0);
    const weight = options.classWeights[codes[i]];
    total += weight;
    loss += weight * (Math.log(sum) + top - scores[own]);
    for (let k = 0; k < vectors; k++) {
      const at = vectors === 1 ? 1 : k;
      const residual = weight * (Math.exp(scores[at] - top) / sum - (at === own ? 1 : 0));
      for (let j = 0; j < d; j++) gradient[k * (d + 1) + j] += residual * X.data[i * d + j];
      gradient[k * (d + 1) + d] += residual * unit;
    }
  }
  let objective = strength * loss;
  let violation = 0;
  for (let k = 0; k < vectors; k++) {
    for (let j = 0; j <= d; j++) {
      const penalised = j < d || options.penalisedIntercept !== undefined;
      const w = j < d ? solution.coef.data[k * d + j] : unit === 0 ? 0 : solution.intercept[k] / unit;
      const kink = penalised ? l1 : 0;
      const slope = strength * gradient[k * (d + 1) + j] + (penalised ? l2 * w : 0);
      if (penalised) objective += kink * Math.abs(w) + 0.5 * l2 * w * w;
      violation = Math.max(violation, w === 0 ? Math.abs(slope) - kink : Math.abs(slope + Math.sign(w) * kink));
    }
  }
  return { objective, violation: violation / (strength * total) };
}
