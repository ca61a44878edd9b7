// GaussianNB: each class a normal distribution with independent columns. Fitted from the statistics of the classes
// alone. log P(k | x) + const = log prior_k − ½ Σ_j log(2π var_kj) − ½ Σ_j (x_j − theta_kj)² / var_kj.

import { assert } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { ClassStatistic } from '../base/statistics.js';
import type { FitInput, PredictInput, Predictor } from '../contracts/fitter.js';
import type { Kernels } from '../contracts/kernels.js';
import { NOT_NEGATIVE, param } from '../contracts/params.js';
import type { Prediction } from '../contracts/prediction.js';
import type { FitOutcome, Fitted, ReadContext } from '../contracts/step.js';
import { classPrediction, largestOf } from './shared/class-scores.js';
import { poolClasses } from './shared/class-sums.js';
import { failed } from './shared/fit-outcome.js';
import {
  readClasses,
  readMatrix,
  readVector,
  requirePositive,
  writeMatrix,
  writeVector,
} from './shared/fitted-json.js';

/** Rows are the classes present in the train rows. */
interface NaiveBayesFitted extends Fitted {
  readonly present: Int32Array;
  readonly prior: Float64Array;
  readonly theta: Matrix;
  readonly variance: Matrix;
}

/** scikit-learn's GaussianNB with priors from the data. */
export const gaussianNB: Predictor = {
  role: 'classifier',
  takesWeights: true,
  task: 'classification',
  name: 'GaussianNB',
  version: 1,
  summary: 'Naive Bayes with normal columns.',
  params: {
    var_smoothing: param(1e-9, 'share of the largest column variance that is added to every variance', NOT_NEGATIVE),
  },
  needs: (_params, { weighted }) => ({ rows: weighted === true, statistic: 'classes' }),
  batch: ['var_smoothing'],
  cost: (_params, { cols, classes }) => 1e-8 * cols * classes,
  fit: ({ kernels, X, statistic, params }: FitInput) => {
    assert(statistic?.kind === 'classes', 'GaussianNB is fitted from class statistics');
    const largest = X === undefined ? largestVariance(statistic) : largestPlainVariance(kernels, X);
    return params.map((candidate) => fit(statistic, Number(candidate.var_smoothing) * largest));
  },
  predict: (input) => input.items.map(({ fitted }) => predict(input, fitted as NaiveBayesFitted)),
  toModel: (fitted) => {
    const { present, prior, theta, variance } = fitted as NaiveBayesFitted;
    return {
      class_indices: [...present],
      class_prior_: writeVector(prior, 'class_prior_'),
      theta_: writeMatrix(theta, 'theta_'),
      var_: writeMatrix(variance, 'var_'),
    };
  },
  fromModel,
};

/** The largest variance of a column. */
function largestVariance(statistic: ClassStatistic): number {
  const { between, within } = poolClasses(statistic);
  return between.reduce((most, sum, j) => Math.max(most, (sum + within[j]) / statistic.count), 0);
}

/** The same where rows have weights: scikit-learn smooths by the variance of rows that all weigh the same. */
function largestPlainVariance(kernels: Kernels, X: Matrix): number {
  const rows = [[0, X.rows]] as const;
  const [mean, m2, min, max] = Array.from({ length: 4 }, () => new Float64Array(X.cols));
  kernels.columnMeans(X, rows, mean);
  kernels.columnSpread(X, rows, mean, { m2, min, max });
  return m2.reduce((most, sum) => Math.max(most, sum / X.rows), 0);
}

function fit(statistic: ClassStatistic, smoothing: number): FitOutcome {
  const { counts, count, means, m2 } = statistic;
  const present = Int32Array.from(counts.keys()).filter((k) => counts[k] > 0);
  const pick = (from: Matrix, value: (entry: number, k: number) => number): Matrix => {
    const data = new Float64Array(present.length * from.cols);
    for (const [at, k] of present.entries()) {
      for (let j = 0; j < from.cols; j++) data[at * from.cols + j] = value(from.data[k * from.stride + j], k);
    }
    return matrixOf(present.length, from.cols, data);
  };
  const variance = pick(m2, (sum, k) => sum / counts[k] + smoothing);
  if (!variance.data.every((value) => value > 0 && value < Number.POSITIVE_INFINITY)) {
    return failed(
      'FIT_ZERO_VARIANCE',
      'a column has no (finite) variance within a class: raise var_smoothing or drop the column',
    );
  }
  const prior = Float64Array.from(present, (k) => counts[k] / count);
  return { ok: true, fitted: { present, prior, theta: pick(means, (mean) => mean), variance }, warnings: [] };
}

function predict({ kernels, X, classes }: PredictInput, fitted: NaiveBayesFitted): Prediction {
  const { present, prior, theta, variance } = fitted;
  const K = present.length;
  const constants = classConstants(kernels, prior, variance);
  const scores = new Float64Array(X.rows * K);
  for (let i = 0; i < X.rows; i++) {
    for (let k = 0; k < K; k++) {
      let sum = 0;
      for (let j = 0; j < X.cols; j++) {
        const d = X.data[i * X.stride + j] - theta.data[k * theta.cols + j];
        sum += (d * d) / variance.data[k * theta.cols + j];
      }
      scores[i * K + k] = constants[k] - 0.5 * sum;
    }
  }
  const positions = largestOf(scores, K);
  kernels.softmaxRows(scores, K);
  return classPrediction(present, classes.length, { positions, probabilities: scores });
}

function classConstants(kernels: Kernels, prior: Float64Array, { rows, cols, data }: Matrix): Float64Array {
  const constants = new Float64Array(rows);
  kernels.log(prior, constants);
  const logs = data.map((variance) => 2 * Math.PI * variance);
  kernels.log(logs, logs);
  for (let k = 0; k < rows; k++) {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += logs[k * cols + j];
    constants[k] -= 0.5 * sum;
  }
  return constants;
}

function fromModel(model: JsonObject, { cols, classes }: ReadContext): NaiveBayesFitted {
  const present = readClasses(model, classes);
  const prior = readVector(model, 'class_prior_', present.length);
  const theta = readMatrix(model, 'theta_', { rows: present.length, cols });
  const variance = readMatrix(model, 'var_', { rows: present.length, cols });
  requirePositive(prior, 'class_prior_');
  requirePositive(variance.data, 'var_');
  return { present, prior, theta, variance };
}
