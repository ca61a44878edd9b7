// HuberRegressor: a line that outliers pull at with a bounded force; how large an error makes one is found along with
// the line.

import { assert } from '../base/errors.js';
import type { FitInput, Predictor } from '../contracts/fitter.js';
import { BOOLEAN, NOT_NEGATIVE, type ParamSpecs, type Params, param } from '../contracts/params.js';
import type { FitOutcome } from '../contracts/step.js';
import { solveHuber } from '../kernels/solvers/huber.js';
import { readNumber, writeVector } from './shared/fitted-json.js';
import { LINES, type LinearFitted, lineOutcome, NEWTON_PARAMS, readLine, writeLine } from './shared/linear-model.js';
import { predictLinear } from './shared/linear-scores.js';

interface HuberFitted extends LinearFitted {
  readonly scale: number;
}

const PARAMS: ParamSpecs = {
  epsilon: param(1.35, 'errors beyond so many scales are outliers', { kind: 'number', min: 1 }),
  alpha: param(0.0001, 'strength of the squared penalty', NOT_NEGATIVE),
  fit_intercept: param(true, 'add a constant', BOOLEAN),
  ...NEWTON_PARAMS,
};

/** scikit-learn's HuberRegressor, solved to its optimum. */
export const huberRegressor: Predictor = {
  role: 'regressor',
  takesWeights: true,
  task: 'regression',
  name: 'HuberRegressor',
  version: 1,
  summary: 'A line that outliers hardly move.',
  params: PARAMS,
  needs: () => ({ rows: true }),
  cost: (_params, { rows, cols }) => 1e-4 + 20 * (2e-10 * rows * (cols + 60) * cols + 2e-10 * cols ** 3),
  fit: (input) => input.params.map((params) => input.kernels.heap.scope(() => fit(input, params))),
  predict: predictLinear(LINES),
  linear: LINES,
  toModel: (fitted) => ({ ...writeLine(fitted), scale_: writeVector([(fitted as HuberFitted).scale], 'scale_')[0] }),
  fromModel: (model, context): HuberFitted => ({ ...readLine(model, context), scale: readNumber(model, 'scale_') }),
};

function fit({ kernels, X, target, weights }: FitInput, params: Params): FitOutcome {
  assert(X && target.kind === 'values', 'HuberRegressor is fitted from rows and numbers');
  const { scale, ...solution } = solveHuber(
    { kernels, X, y: target.values, weights },
    {
      epsilon: Number(params.epsilon),
      alpha: Number(params.alpha),
      intercept: params.fit_intercept === true,
      tol: Number(params.tol),
      maxIter: Number(params.max_iter),
    },
  );
  return lineOutcome('HuberRegressor', solution, { scale });
}
