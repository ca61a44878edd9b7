// Ridge: least squares with a squared penalty, from target moments: ‖y − X w − b‖² + alpha ‖w‖².

import type { FitInput, Predictor } from '../contracts/fitter.js';
import { BOOLEAN, NOT_NEGATIVE, type ParamSpecs, param } from '../contracts/params.js';
import type { FitOutcome } from '../contracts/step.js';

import { solveRidge } from '../kernels/solvers/ridge-path.js';
import { fitLines, LINES, readLine, tellDoubt, writeLine } from './shared/linear-model.js';
import { predictLinear } from './shared/linear-scores.js';

export const RIDGE_PARAMS: ParamSpecs = {
  alpha: param(1, 'strength of the penalty; 0 is least squares', NOT_NEGATIVE),
  fit_intercept: param(true, 'add a constant', BOOLEAN),
};

/** scikit-learn's Ridge, solved exactly. */
export const ridge: Predictor = {
  role: 'regressor',
  takesWeights: true,
  task: 'regression',
  name: 'Ridge',
  version: 4,
  summary: 'Least squares with a squared penalty.',
  params: RIDGE_PARAMS,
  needs: () => ({ rows: true, statistic: 'target-moments' }),
  seldom: true,
  batch: ['alpha', 'fit_intercept'],
  cost: (_params, { cols }) => 1e-6 + 2e-10 * cols ** 3,
  fit: (input) => fitRidgeLines('Ridge', input),
  predict: predictLinear(LINES),
  linear: LINES,
  toModel: writeLine,
  fromModel: readLine,
};

/** The lines of some candidates. */
export function fitRidgeLines(name: string, input: FitInput): FitOutcome[] {
  return fitLines(input, ({ m2, cross, count, mean, size }, params, rows) => {
    const alphas = params.map(({ alpha }) => Number(alpha));
    const problem = { kernels: input.kernels, gram: m2, cross, count, mean, size, rows };
    return solveRidge(problem, alphas).map((solution) => tellDoubt(name, solution));
  });
}
