// LinearSVR: a line that costs nothing within epsilon of the target, with liblinear's objective (the intercept is
// penalised):  ½ ‖w‖² + C Σ_i max(0, |y_i − x_i · w| − epsilon)^e.
// It is LinearSVC's problem of twice the rows: one that asks for a score of y − epsilon at least, one for y + epsilon at
// most.

import { assert } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import type { FitInput, Predictor } from '../contracts/fitter.js';
import type { Kernels } from '../contracts/kernels.js';
import {
  BOOLEAN,
  COUNT,
  NOT_NEGATIVE,
  oneOf,
  type ParamSpecs,
  type Params,
  POSITIVE,
  param,
} from '../contracts/params.js';
import type { FitOutcome } from '../contracts/step.js';
import { solveLinearSvc } from '../kernels/solvers/linear-svm.js';
import { warningsOf, withConstant } from './linear-svc.js';
import { failed } from './shared/fit-outcome.js';
import { LINES, type LinearFitted, readLine, writeLine } from './shared/linear-model.js';
import { predictLinear } from './shared/linear-scores.js';
import { inForce } from './shared/params-in-force.js';

const PARAMS: ParamSpecs = {
  epsilon: param(0, 'errors up to it cost nothing', NOT_NEGATIVE),
  loss: param(
    'epsilon_insensitive',
    'what an error beyond epsilon costs',
    oneOf(['epsilon_insensitive', 'squared_epsilon_insensitive']),
  ),
  C: param(1, 'inverse of the penalty: small values penalise more', POSITIVE),
  fit_intercept: param(true, 'add a constant', BOOLEAN),
  intercept_scaling: param(1, 'value of the constant feature whose weight is penalised', POSITIVE),
  tol: param(1e-6, 'squared: violation of optimality per C; else: distance of the weights', POSITIVE),
  max_iter: param(1000, 'steps of the solver before giving up', COUNT),
};

/** scikit-learn's LinearSVR, solved to its optimum. */
export const linearSVR: Predictor = {
  role: 'regressor',
  takesWeights: true,
  task: 'regression',
  name: 'LinearSVR',
  version: 1,
  summary: 'Linear support vector regression: errors up to epsilon cost nothing.',
  params: PARAMS,
  canonical: (params) => inForce(params, { intercept_scaling: params.fit_intercept === true }),
  needs: () => ({ rows: true }),
  cost: (_params, { rows, cols }) => 1e-4 + 30 * (2e-10 * rows * (cols + 60) * cols + 2e-10 * cols ** 3),
  fit: (input) => input.params.map((params) => input.kernels.heap.scope(() => fit(input, params))),
  predict: predictLinear(LINES),
  linear: LINES,
  toModel: writeLine,
  fromModel: readLine,
};

function fit({ kernels, X, target, weights }: FitInput, params: Params): FitOutcome {
  assert(X && target.kind === 'values', 'LinearSVR is fitted from rows and numbers');
  const { values } = target;
  const unit = params.fit_intercept === true ? Number(params.intercept_scaling) : 0;
  const rows = twice(kernels, withConstant(kernels, X, unit));
  const n = values.length;
  const epsilon = Number(params.epsilon);
  const sides = Float64Array.from({ length: 2 * n }, (_, i) => (i < n ? 1 : -1));
  const goals = sides.map((side, i) => side * values[i % n] - epsilon);
  const costs = sides.map((_, i) => Number(params.C) * (weights?.[i % n] ?? 1));
  const loss = params.loss === 'epsilon_insensitive' ? 'hinge' : 'squared_hinge';
  const options = { loss, tol: Number(params.tol), maxIter: Number(params.max_iter) } as const;
  const solved = solveLinearSvc({ kernels, X: rows, y: sides, costs, goals }, options);
  const coef = solved.w.slice(0, X.cols);
  const intercept = unit === 0 ? 0 : solved.w[X.cols] * unit;
  if (!coef.every(Number.isFinite) || !Number.isFinite(intercept))
    return failed('FIT_NOT_FINITE', 'the coefficients overflow: scale the columns first');
  return { ok: true, fitted: { coef, intercept } satisfies LinearFitted, warnings: warningsOf('LinearSVR', [solved]) };
}

function twice({ heap }: Kernels, X: Matrix): Matrix {
  const out = heap.emptyMatrix(2 * X.rows, X.cols);
  for (let i = 0; i < out.rows; i++) {
    const from = (i % X.rows) * X.stride;
    out.data.set(X.data.subarray(from, from + X.cols), i * X.cols);
  }
  return out;
}
