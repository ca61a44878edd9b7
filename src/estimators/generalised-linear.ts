// PoissonRegressor, GammaRegressor and TweedieRegressor: generalised linear models with a squared penalty.

import { assert, GridsearchError } from '../base/errors.js';
import type { FitInput, LinearScores, Predictor } from '../contracts/fitter.js';
import { BOOLEAN, NOT_NEGATIVE, oneOf, type ParamSpecs, type Params, param } from '../contracts/params.js';
import type { FitOutcome } from '../contracts/step.js';
import { solveGlm } from '../kernels/solvers/generalised-linear.js';
import { failed } from './shared/fit-outcome.js';
import { LINES, lineOutcome, NEWTON_PARAMS, readLine, writeLine } from './shared/linear-model.js';
import { predictLinear } from './shared/linear-scores.js';

const PARAMS: ParamSpecs = {
  alpha: param(1, 'strength of the squared penalty', NOT_NEGATIVE),
  fit_intercept: param(true, 'add a constant', BOOLEAN),
  ...NEWTON_PARAMS,
};

/** Predictions are e^score, or the score itself. */
const LINKED: LinearScores = {
  ...LINES,
  fromScores: ({ kernels, scores, params }) => {
    if (params.link !== 'identity') kernels.exp(scores, scores);
    return { kind: 'values', values: scores };
  },
};

const SHARED = {
  role: 'regressor',
  takesWeights: true,
  task: 'regression',
  version: 1,
  needs: () => ({ rows: true }),
  cost: (_params, { rows, cols }) => 1e-4 + 10 * (2e-10 * rows * (cols + 60) * cols + 2e-10 * cols ** 3),
  predict: predictLinear(LINKED),
  linear: LINKED,
  toModel: writeLine,
  fromModel: readLine,
} satisfies Partial<Predictor>;

/** scikit-learn's PoissonRegressor, solved to its optimum. */
export const poissonRegressor: Predictor = {
  ...SHARED,
  name: 'PoissonRegressor',
  summary: 'Regression of counts, with the logarithm for link.',
  params: PARAMS,
  fit: (input) => fitAll('PoissonRegressor', input, 1),
};

/** scikit-learn's GammaRegressor, solved to its optimum. */
export const gammaRegressor: Predictor = {
  ...SHARED,
  name: 'GammaRegressor',
  summary: 'Regression of amounts above 0 whose spread grows with them, with the logarithm for link.',
  params: PARAMS,
  fit: (input) => fitAll('GammaRegressor', input, 2),
};

/** scikit-learn's TweedieRegressor, solved to its optimum. */
export const tweedieRegressor: Predictor = {
  ...SHARED,
  name: 'TweedieRegressor',
  summary: 'Generalised linear regression: normal, Poisson, gamma, or between.',
  params: {
    power: param(
      0,
      'variance grows with this power of the mean: 0 normal, 1 Poisson, 2 gamma, 3 inverse Gaussian',
      { kind: 'number', min: 0, max: 0 },
      { kind: 'number', min: 1 },
    ),
    link: param(
      'auto',
      'what of the mean is linear: auto is identity for power 0, else log',
      oneOf(['auto', 'identity', 'log']),
    ),
    ...PARAMS,
  },
  canonical: canonicalTweedie,
  fit: (input) => fitAll('TweedieRegressor', input, Number(input.params[0].power)),
};

/** @throws GRID_PARAM_COMBINATION */
function canonicalTweedie(params: Params): Params {
  const link = params.link === 'auto' ? (params.power === 0 ? 'identity' : 'log') : params.link;
  if (link === 'log' || params.power === 0) return { ...params, link };
  throw new GridsearchError(
    'GRID_PARAM_COMBINATION',
    `power ${params.power} has no link "identity": means are above 0`,
    {
      help: 'use link: log with it, or power: 0',
    },
  );
}

function fitAll(name: string, input: FitInput, power: number): FitOutcome[] {
  return input.params.map((params) => input.kernels.heap.scope(() => fit(name, input, { ...params, power })));
}

function fit(name: string, { kernels, X, target, weights }: FitInput, params: Params): FitOutcome {
  assert(X && target.kind === 'values', `${name} is fitted from rows and numbers`);
  const { values: y } = target;
  const power = Number(params.power);
  const link = params.link === 'identity' ? 'identity' : 'log';
  const outside = power >= 2 ? y.some((value) => value <= 0) : power >= 1 && y.some((value) => value < 0);
  const mass = y.reduce((sum, value, i) => sum + (weights?.[i] ?? 1) * value, 0);
  if (outside || (link === 'log' && !(mass > 0))) {
    const range = power >= 2 ? 'above 0' : power >= 1 ? 'from 0 on, not all 0' : 'of a mean above 0';
    return failed('FIT_LOG_DOMAIN', `${name} needs targets ${range}: use another regressor, or power: 0`);
  }
  const solution = solveGlm(
    { kernels, X, y, weights },
    {
      power,
      link,
      alpha: Number(params.alpha),
      intercept: params.fit_intercept === true,
      tol: Number(params.tol),
      maxIter: Number(params.max_iter),
    },
  );
  return lineOutcome(name, solution);
}
