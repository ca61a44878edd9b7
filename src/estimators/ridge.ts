// Ridge: least squares with a squared penalty, from target moments: ‖y − X w − b‖² + alpha ‖w‖².

import type { Predictor } from '../contracts/fitter.js';
import { BOOLEAN, NOT_NEGATIVE, param } from '../contracts/params.js';
import { solveRidge } from '../kernels/solvers/ridge-path.js';
import { fitLines, LINES, readLine, tellDoubt, writeLine } from './shared/linear-model.js';
import { predictLinear } from './shared/linear-scores.js';

/** scikit-learn's Ridge, solved exactly. */
export const ridge: Predictor = {
  role: 'regressor',
  takesWeights: true,
  task: 'regression',
  name: 'Ridge',
  version: 4,
  summary: 'Least squares with a squared penalty.',
  params: {
    alpha: param(1, 'strength of the penalty; 0 is least squares', NOT_NEGATIVE),
    fit_intercept: param(true, 'add a constant', BOOLEAN),
  },
  needs: () => ({ rows: true, statistic: 'target-moments' }),
  seldom: true,
  batch: ['alpha', 'fit_intercept'],
  cost: (_params, { cols }) => 1e-6 + 2e-10 * cols ** 3,
  fit: (input) =>
    fitLines(input, ({ m2, cross, count, mean, size }, params, rows) => {
      const alphas = params.map(({ alpha }) => Number(alpha));
      const problem = { kernels: input.kernels, gram: m2, cross, count, mean, size, rows };
      return solveRidge(problem, alphas).map((solution) => tellDoubt('Ridge', solution));
    }),
  predict: predictLinear(LINES),
  linear: LINES,
  toModel: writeLine,
  fromModel: readLine,
};
