// LinearRegression: least squares from target moments. Of all solutions of collinear columns the one of smallest norm, as lstsq gives.

import type { Predictor } from '../base/contracts.js';
import { solveRidge } from '../kernels/ridge.js';
import { fitLines, LINES, readLine, writeLine } from './linear-model.js';
import { predictLinear } from './linear-scores.js';

/** scikit-learn's LinearRegression. */
export const linearRegression: Predictor = {
  role: 'regressor',
  takesWeights: true,
  task: 'regression',
  name: 'LinearRegression',
  version: 1,
  summary: 'Least squares; of equally good lines the shortest.',
  params: {
    fit_intercept: { default: true, accepts: [{ kind: 'boolean' }], about: 'add a constant' },
  },
  needs: () => ({ rows: false, statistic: 'target-moments' }),
  batch: ['fit_intercept'],
  cost: (_params, { cols }) => 1e-6 + 2e-10 * cols ** 3,
  fit: (input) =>
    fitLines(input, ({ m2, cross }, params) => {
      const [coef] = solveRidge({ kernels: input.kernels, gram: m2, cross }, [0]);
      return params.map(() => ({ coef, warnings: [] }));
    }),
  predict: predictLinear(LINES),
  linear: LINES,
  toModel: writeLine,
  fromModel: readLine,
};
