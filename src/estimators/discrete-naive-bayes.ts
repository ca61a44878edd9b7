// MultinomialNB and BernoulliNB: naive Bayes on counts. The fit counts; smoothing and priors act when rows are
// predicted, so that every alpha shares one fit. Fitted state: the present classes, their weights, and each class's sum
// of every column.
//   multinomial:  log P(k | x) + const = log prior_k + Σ_j x_j log((N_kj + α) / Σ_j (N_kj + α))
//   Bernoulli:    log P(k | x) + const = log prior_k + Σ_j (x_j log q_kj + (1 − x_j) log(1 − q_kj)),  q_kj = (N_kj + α) / (N_k + 2 α)
// Source: scikit-learn, naive_bayes.py.

import { assert } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { FitInput, PredictInput, Predictor } from '../contracts/fitter.js';
import type { Kernels } from '../contracts/kernels.js';

import { BOOLEAN, NOT_NEGATIVE, NULL, NUMBER, type ParamSpecs, type Params, param } from '../contracts/params.js';

import type { Prediction } from '../contracts/prediction.js';
import type { FitOutcome, Fitted } from '../contracts/step.js';
import { classPrediction, largestOf, presentClasses } from './shared/class-scores.js';
import { failed } from './shared/fit-outcome.js';
import {
  readClasses,
  readMatrix,
  readVector,
  requireNotNegative,
  requirePositive,
  writeMatrix,
  writeVector,
} from './shared/fitted-json.js';
import { linearScores } from './shared/linear-scores.js';

export interface CountsFitted extends Fitted {
  readonly present: Int32Array;
  readonly classCount: Float64Array;
  readonly featureCount: Matrix;
}

/** Linear scores of every present class. */
export interface ClassLines {
  readonly coef: Matrix;
  readonly intercept: Float64Array;
}

/** The params of MultinomialNB and BernoulliNB. */
export const COUNT_PARAMS: ParamSpecs = {
  alpha: param(1, 'count that is added to every count', NOT_NEGATIVE),
  fit_prior: param(true, 'weigh classes by their share of the train rows', BOOLEAN),
};

/** A count of zero that is not smoothed would be impossible for good: scikit-learn's least alpha. */
const LEAST_ALPHA = 1e-10;

/** The count that is added to every count. */
export function alphaOf({ alpha }: Params): number {
  return Math.max(Number(alpha), LEAST_ALPHA);
}

/** What naive Bayes on counts have in common. */
export const COUNTING = {
  role: 'classifier',
  takesWeights: true,
  task: 'classification',
  version: 1,
  needs: () => ({ rows: true }),
  applyParams: ['alpha', 'fit_prior'],
  cost: (_params, { rows, cols }) => 1e-6 + 2e-9 * rows * cols,
  toModel: (fitted) => {
    const { present, classCount, featureCount } = fitted as CountsFitted;
    return {
      class_indices: [...present],
      class_count_: writeVector(classCount, 'class_count_'),
      feature_count_: writeMatrix(featureCount, 'feature_count_'),
    };
  },
  fromModel: (model: JsonObject, { cols, classes }): CountsFitted => {
    const present = readClasses(model, classes);
    const classCount = readVector(model, 'class_count_', present.length);
    const featureCount = readMatrix(model, 'feature_count_', { rows: present.length, cols });
    requirePositive(classCount, 'class_count_');
    requireNotNegative(featureCount.data, 'feature_count_');
    return { present, classCount, featureCount };
  },
} satisfies Partial<Predictor>;

/** scikit-learn's MultinomialNB. */
export const multinomialNB: Predictor = {
  ...COUNTING,
  name: 'MultinomialNB',
  summary: 'Naive Bayes on counts, such as those of words.',
  params: COUNT_PARAMS,
  fit: (input) => {
    const { X, params } = input;
    assert(X, 'MultinomialNB is fitted from rows');
    const outcome = refuseNegative('MultinomialNB', X) ?? countClasses(input, (value) => value);
    return params.map(() => outcome);
  },
  predict: (input) => predict(input, input.X, multinomialLines),
};

/** scikit-learn's BernoulliNB. */
export const bernoulliNB: Predictor = {
  ...COUNTING,
  name: 'BernoulliNB',
  summary: 'Naive Bayes on columns of 0 and 1.',
  params: {
    ...COUNT_PARAMS,
    binarize: param(0, 'values above it are 1, all others 0; null: columns are 0 and 1 already', NUMBER, NULL),
  },
  batch: ['binarize'],
  fit: (input) =>
    input.params.map(({ binarize }) => countClasses(input, threshold(binarize === null ? null : Number(binarize)))),
  predict: (input) =>
    input.items.flatMap((item) => {
      const { binarize } = item.params;
      return input.kernels.heap.scope(() => {
        const X = binarize === null ? input.X : binarised(input.kernels, input.X, Number(binarize));
        return predict({ ...input, items: [item] }, X, bernoulliLines);
      });
    }),
};

/** Why there is no fit of columns that hold values below 0; undefined where they hold none. */
export function refuseNegative(name: string, X: Matrix): FitOutcome | undefined {
  if (!X.data.some((value) => value < 0)) return undefined;
  return failed(
    'FIT_NEGATIVE',
    `${name} counts, and a column has values below 0: use MinMaxScaler before it, or GaussianNB`,
  );
}

const threshold = (at: number | null) => (value: number) => (at === null ? value : value > at ? 1 : 0);

function binarised(kernels: Kernels, X: Matrix, at: number): Matrix {
  const out = kernels.heap.emptyMatrix(X.rows, X.cols);
  const digit = threshold(at);
  for (let i = 0; i < X.rows; i++)
    for (let j = 0; j < X.cols; j++) out.data[i * out.stride + j] = digit(X.data[i * X.stride + j]);
  return out;
}

/** Sums of the columns within each class, weighted. */
export function countClasses({ X, target, weights }: FitInput, read: (value: number) => number): FitOutcome {
  assert(X && target.kind === 'classes', 'naive Bayes on counts is fitted from rows and classes');
  const K = target.classes.length;
  const masses = new Float64Array(K);
  const sums = new Float64Array(K * X.cols);
  for (let i = 0; i < X.rows; i++) {
    const k = target.codes[i];
    const weight = weights === undefined ? 1 : weights[i];
    masses[k] += weight;
    for (let j = 0; j < X.cols; j++) sums[k * X.cols + j] += weight * read(X.data[i * X.stride + j]);
  }
  // A class whose rows all weigh nothing is as absent as one without rows.
  const present = presentClasses(masses);
  if (!sums.every(Number.isFinite))
    return failed('FIT_NOT_FINITE', 'the sums of the columns overflow: scale the columns first');
  const featureCount = matrixOf(present.length, X.cols, new Float64Array(present.length * X.cols));
  for (const [at, k] of present.entries())
    featureCount.data.set(sums.subarray(k * X.cols, (k + 1) * X.cols), at * X.cols);
  const fitted: CountsFitted = { present, classCount: Float64Array.from(present, (k) => masses[k]), featureCount };
  return { ok: true, fitted, warnings: [] };
}

/** Scores of every present class, without its prior. */
type LinesOf = (kernels: Kernels, fitted: CountsFitted, params: Params) => ClassLines;

/** A prediction by lines of the classes and their priors. */
function predict(input: PredictInput, X: Matrix, linesOf: LinesOf): Prediction[] {
  return predictByLines(input, X, (kernels, counts, params) => {
    const { coef, intercept } = linesOf(kernels, counts, params);
    const priors = logPriors(kernels, counts, params.fit_prior === true);
    return { coef, intercept: intercept.map((value, k) => value + priors[k]) };
  });
}

/** One multiplication for all items. */
export function predictByLines({ kernels, classes, items }: PredictInput, X: Matrix, linesOf: LinesOf): Prediction[] {
  const lines = items.map(({ fitted, params }) => linesOf(kernels, fitted as CountsFitted, params));
  return linearScores(kernels, X, lines).map((scores, at) => {
    const { present } = items[at].fitted as CountsFitted;
    const positions = largestOf(scores, present.length);
    kernels.softmaxRows(scores, present.length);
    return classPrediction(present, classes.length, { positions, probabilities: scores });
  });
}

function logPriors(kernels: Kernels, { classCount }: CountsFitted, fitPrior: boolean): Float64Array {
  const total = classCount.reduce((sum, n) => sum + n, 0);
  const shares = classCount.map((n) => (fitPrior ? n / total : 1 / classCount.length));
  kernels.log(shares, shares);
  return shares;
}

function multinomialLines(kernels: Kernels, { featureCount }: CountsFitted, params: Params): ClassLines {
  const alpha = alphaOf(params);
  const { rows, cols } = featureCount;
  const coef = featureCount.data.map((n) => n + alpha);
  const totals = Float64Array.from({ length: rows }, (_, k) => sumOf(coef.subarray(k * cols, (k + 1) * cols)));
  kernels.log(coef, coef);
  kernels.log(totals, totals);
  for (let at = 0; at < coef.length; at++) coef[at] -= totals[Math.floor(at / cols)];
  return { coef: matrixOf(rows, cols, coef), intercept: new Float64Array(rows) };
}

function bernoulliLines(kernels: Kernels, { classCount, featureCount }: CountsFitted, params: Params): ClassLines {
  const alpha = alphaOf(params);
  const { rows, cols } = featureCount;
  const yes = featureCount.data.map((n) => n + alpha);
  // Where columns are not 0 and 1 there may be more of them than rows: the share of noes is then the smoothing alone.
  const no = featureCount.data.map((n, at) => Math.max(0, classCount[Math.floor(at / cols)] - n) + alpha);
  const totals = classCount.map((n) => n + 2 * alpha);
  for (const counts of [yes, no, totals]) kernels.log(counts, counts);
  const coef = yes.map((value, at) => value - no[at]);
  const intercept = Float64Array.from(
    { length: rows },
    (_, k) => sumOf(no.subarray(k * cols, (k + 1) * cols)) - cols * totals[k],
  );
  return { coef: matrixOf(rows, cols, coef), intercept };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
