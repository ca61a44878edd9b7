// SGDClassifier and SGDRegressor: linear models by stochastic gradient descent, with scikit-learn's schedules and
// shuffles. More than two classes: one against the rest each.

import { assert, type TaskWarning } from '../base/errors.js';
import { matrixOf } from '../base/matrix.js';
import { RandomState } from '../base/random.js';
import type { FitInput, FromScoresInput, LinearScores, Predictor } from '../contracts/fitter.js';
import {
  BOOLEAN,
  COUNT,
  NOT_NEGATIVE,
  NULL,
  oneOf,
  type ParamSpec,
  type ParamSpecs,
  type Params,
  POSITIVE,
  param,
  SEED,
  SHARE,
} from '../contracts/params.js';
import { type Prediction, scoresPerRow } from '../contracts/prediction.js';
import type { FitOutcome } from '../contracts/step.js';
import {
  descendStochastically,
  type SgdOptions,
  type SgdProblem,
  type SgdSolution,
} from '../kernels/solvers/stochastic-descent.js';
import { classPrediction, largestOf, normaliseRows, sigmoids } from './shared/class-scores.js';
import { failed } from './shared/fit-outcome.js';
import {
  type LinearClassifierFitted,
  readLinearClassifier,
  writeLinearClassifier,
} from './shared/linear-classifier.js';
import { LINES, readLine, writeLine } from './shared/linear-model.js';
import { predictLinear } from './shared/linear-scores.js';
import { CLASS_WEIGHT, weighedClasses } from './shared/logistic-params.js';
import { fileOrder } from './shared/nearest-rows.js';
import { inForce, refuseCombination } from './shared/params-in-force.js';

const INSENSITIVE = ['huber', 'epsilon_insensitive', 'squared_epsilon_insensitive'];
const MARGINS = ['hinge', 'log_loss', 'modified_huber', 'squared_hinge', 'perceptron'];
/** scikit-learn draws seeds below it. */
const MAX_INT = 2147483647;

const PARAMS: ParamSpecs = {
  penalty: param('l2', 'norm of the coefficients that is penalised', oneOf(['l2', 'l1', 'elasticnet']), NULL),
  alpha: param(1e-4, 'strength of the penalty; also sets the optimal schedule', NOT_NEGATIVE),
  l1_ratio: param(0.15, 'share of l1 in an elasticnet penalty', SHARE),
  fit_intercept: param(true, 'add a constant', BOOLEAN),
  max_iter: param(1000, 'epochs before giving up', COUNT),
  tol: param(
    1e-3,
    'fall of the mean objective below which an epoch counts as none; null runs all epochs',
    NOT_NEGATIVE,
    NULL,
  ),
  n_iter_no_change: param(5, 'such epochs in a row before it ends', COUNT),
  shuffle: param(true, 'visit the rows in another order each epoch', BOOLEAN),
  random_state: param(0, 'seed of the shuffles', SEED),
  epsilon: param(0.1, 'width of huber and of the insensitive losses', NOT_NEGATIVE),
  power_t: param(0.5, 'exponent of invscaling', NOT_NEGATIVE),
};
const SCHEDULES = ['optimal', 'constant', 'invscaling', 'adaptive', 'pa1', 'pa2'] as const;
/** scikit-learn's since 1.8 for both. */
const ETA0: ParamSpec = param(0.01, 'first step of every schedule but the optimal one; the longest of pa1', POSITIVE);

/** Only params in force. @throws GRID_PARAM_COMBINATION */
function canonical(params: Params): Params {
  const { learning_rate: schedule, penalty, loss } = params;
  if (schedule === 'optimal' && params.alpha === 0) {
    return refuseCombination('learning_rate "optimal" needs an alpha above 0', 'or use "invscaling"');
  }
  const passive = schedule === 'pa1' || schedule === 'pa2';
  if (passive && loss !== 'hinge' && loss !== 'epsilon_insensitive') {
    return refuseCombination(
      `learning_rate ${JSON.stringify(schedule)} has no loss ${JSON.stringify(loss)}`,
      'use "hinge" for classes, "epsilon_insensitive" for numbers',
    );
  }
  return inForce(params, {
    alpha: penalty !== null || schedule === 'optimal',
    l1_ratio: penalty === 'elasticnet',
    random_state: params.shuffle === true,
    n_iter_no_change: params.tol !== null,
    epsilon: INSENSITIVE.includes(String(loss)),
    eta0: schedule !== 'optimal',
    power_t: schedule === 'invscaling',
  });
}

const SHARED = { version: 2, canonical, needs: () => ({ rows: true }) } satisfies Partial<Predictor>;

/** Some twenty epochs. */
const seconds = (rows: number, cols: number, vectors: number): number => 1e-5 + 4e-8 * rows * (cols + 10) * vectors;

const CLASSIFIER_PARAMS: ParamSpecs = {
  loss: param('hinge', 'the loss', oneOf([...MARGINS, 'squared_error', ...INSENSITIVE])),
  ...PARAMS,
  learning_rate: param('optimal', 'how steps shorten', oneOf(SCHEDULES)),
  eta0: ETA0,
  class_weight: CLASS_WEIGHT,
};

const CLASS_LINES: LinearScores = {
  coefficients: (fitted) => fitted as LinearClassifierFitted,
  fromScores: predictClasses,
};

/** scikit-learn's SGDClassifier, step for step. */
export const sgdClassifier: Predictor = {
  ...SHARED,
  role: 'classifier',
  takesWeights: true,
  task: 'classification',
  name: 'SGDClassifier',
  summary: 'Linear classes by stochastic gradient descent.',
  params: CLASSIFIER_PARAMS,
  batch: Object.keys(CLASSIFIER_PARAMS),
  cost: (_params, { rows, cols, classes }) => seconds(rows, cols, scoresPerRow(classes)),
  fit: (input) => input.params.map((params) => fitClasses(input, params)),
  predict: predictLinear(CLASS_LINES),
  linear: CLASS_LINES,
  toModel: writeLinearClassifier,
  fromModel: readLinearClassifier,
};

const REGRESSOR_PARAMS: ParamSpecs = {
  loss: param('squared_error', 'the loss', oneOf(['squared_error', ...INSENSITIVE])),
  ...PARAMS,
  learning_rate: param('invscaling', 'how steps shorten', oneOf(SCHEDULES)),
  eta0: ETA0,
  power_t: param(0.25, 'exponent of invscaling', NOT_NEGATIVE),
};

/** scikit-learn's SGDRegressor, step for step. */
export const sgdRegressor: Predictor = {
  ...SHARED,
  role: 'regressor',
  takesWeights: true,
  task: 'regression',
  name: 'SGDRegressor',
  summary: 'A line by stochastic gradient descent.',
  params: REGRESSOR_PARAMS,
  batch: Object.keys(REGRESSOR_PARAMS),
  cost: (_params, { rows, cols }) => seconds(rows, cols, 1),
  fit: ({ X, target, weights, rowIds, params }) => {
    assert(X && target.kind === 'values', 'SGDRegressor is fitted from rows and values');
    const even = weights ?? new Float64Array(X.rows).fill(1);
    const problem = { X, order: fileOrder(rowIds), y: target.values, weights: even };
    return params.map((candidate) => {
      const seed = new RandomState(Number(candidate.random_state ?? 0)).randint(0, MAX_INT);
      const { coef, intercept, ...end } = descendStochastically(problem, optionsOf(candidate, seed));
      return end.finite
        ? { ok: true, fitted: { coef, intercept }, warnings: warningsOf('SGDRegressor', [end]) }
        : overflow();
    });
  },
  predict: predictLinear(LINES),
  linear: LINES,
  toModel: writeLine,
  fromModel: readLine,
};

function optionsOf(params: Params, seed: number): SgdOptions {
  const { penalty, tol } = params;
  return {
    loss: params.loss as SgdOptions['loss'],
    epsilon: Number(params.epsilon ?? 0),
    alpha: Number(params.alpha ?? 0),
    l1Ratio: penalty === null ? undefined : penalty === 'l2' ? 0 : penalty === 'l1' ? 1 : Number(params.l1_ratio),
    fitIntercept: params.fit_intercept === true,
    maxIter: Number(params.max_iter),
    tol: tol === null ? undefined : Number(tol),
    patience: Number(params.n_iter_no_change ?? 1),
    seed: params.shuffle === true ? seed : undefined,
    schedule: params.learning_rate as SgdOptions['schedule'],
    eta0: Number(params.eta0 ?? 0),
    powerT: Number(params.power_t ?? 0),
  };
}

function fitClasses(input: FitInput, params: Params): FitOutcome {
  const { X, target, weights, rowIds } = input;
  assert(X && target.kind === 'classes', 'SGDClassifier is fitted from rows and classes');
  const { codes } = target;
  const weighed = weighedClasses(input.kernels, target, params.class_weight);
  if ('ok' in weighed) return weighed;
  const { present, factors } = weighed;
  const order = fileOrder(rowIds);
  const random = new RandomState(Number(params.random_state ?? 0));
  const positives = present.length === 2 ? [1] : [...present.keys()];
  const ends = positives.map((k) => {
    // With two classes the model's own generator goes on; with more each has one of its own.
    const generator = positives.length === 1 ? random : new RandomState(random.randint(0, MAX_INT));
    // scikit-learn's data set draws a seed first that it does not use.
    generator.randint(1, MAX_INT);
    const rest = positives.length === 1 ? factors[0] : 1;
    const problem: SgdProblem = {
      X,
      order,
      y: Float64Array.from(codes, (code) => (code === present[k] ? 1 : -1)),
      weights: Float64Array.from(codes, (code, i) => (code === present[k] ? factors[k] : rest) * (weights?.[i] ?? 1)),
    };
    return descendStochastically(problem, optionsOf(params, generator.randint(0, MAX_INT)));
  });
  if (!ends.every(({ finite }) => finite)) return overflow();
  const coef = matrixOf(ends.length, X.cols, new Float64Array(ends.length * X.cols));
  for (const [k, end] of ends.entries()) coef.data.set(end.coef, k * X.cols);
  const fitted: LinearClassifierFitted = {
    present,
    coef,
    intercept: Float64Array.from(ends, ({ intercept }) => intercept),
  };
  return { ok: true, fitted, warnings: warningsOf('SGDClassifier', ends) };
}

function overflow(): FitOutcome {
  return failed('FIT_NOT_FINITE', 'the coefficients overflow: scale the columns first, or lower eta0');
}

function warningsOf(name: string, ends: readonly Pick<SgdSolution, 'converged' | 'epochs'>[]): TaskWarning[] {
  const open = ends.find(({ converged }) => !converged);
  return open
    ? [{ code: 'NOT_CONVERGED', message: `${name} stopped after ${open.epochs} epochs before it converged` }]
    : [];
}

/** Probabilities where the loss has them: log_loss, and modified_huber (clipped scores). */
function predictClasses({ kernels, fitted, scores, params, classes, decisions }: FromScoresInput): Prediction {
  const { present, coef } = fitted as LinearClassifierFitted;
  const rows = scores.length / coef.rows;
  const decision = coef.rows === 1 ? scores : undefined;
  const extras = { ...(decision && { decision }), scores: decisions ? scores : undefined };
  const positions = decision ? Int32Array.from(decision, (score) => (score > 0 ? 1 : 0)) : largestOf(scores, coef.rows);
  if (params.loss !== 'log_loss' && params.loss !== 'modified_huber')
    return classPrediction(present, classes.length, { positions, ...extras });
  const shares = scores.slice();
  if (params.loss === 'log_loss') sigmoids(kernels, shares);
  else for (let at = 0; at < shares.length; at++) shares[at] = (Math.min(1, Math.max(-1, shares[at])) + 1) / 2;
  const probabilities = decision ? new Float64Array(2 * rows) : shares;
  if (!decision) normaliseRows(shares, coef.rows);
  else for (let i = 0; i < rows; i++) probabilities.set([1 - shares[i], shares[i]], 2 * i);
  return classPrediction(present, classes.length, { positions, probabilities, ...extras });
}
