// Ridge: least squares with a squared penalty, from target moments: ‖y − X w − b‖² + alpha ‖w‖².

import type { Predictor } from '../base/contracts.js';
import { solveRidge } from '../kernels/ridge.js';
import { fitLines, LINES, readLine, writeLine } from './linear-model.js';
import { predictLinear } from './linear-scores.js';

/** scikit-learn's Ridge, solved exactly. */
export const ridge: Predictor = {
  role: 'regressor',
  takesWeights: true,
  task: 'regression',
  name: 'Ridge',
  version: 1,
  summary: 'Least squares with a squared penalty.',
  params: {
    alpha: { default: 1, accepts: [{ kind: 'number', min: 0 }], about: 'strength of the penalty; 0 is least squares' },
    fit_intercept: { default: true, accepts: [{ kind: 'boolean' }], about: 'add a constant' },
  },
  needs: () => ({ rows: false, statistic: 'target-moments' }),
  batch: ['alpha', 'fit_intercept'],
  cost: (_params, { cols }) => 1e-6 + 2e-10 * cols ** 3,
  fit: (input) =>
    fitLines(input, ({ m2, cross }, params) => {
      const alphas = params.map(({ alpha }) => Number(alpha));
      return solveRidge({ kernels: input.kernels, gram: m2, cross }, alphas).map((coef) => ({ coef, warnings: [] }));
    }),
  predict: predictLinear(LINES),
  linear: LINES,
  toModel: writeLine,
  fromModel: readLine,
};
