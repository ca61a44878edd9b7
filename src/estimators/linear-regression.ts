// LinearRegression: least squares from target moments. Of all solutions of collinear columns the one of smallest norm,
// as lstsq gives.

import type { Predictor } from '../contracts/fitter.js';
import { BOOLEAN, param } from '../contracts/params.js';
import { solveRidge } from '../kernels/solvers/ridge-path.js';
import { fitLines, LINES, readLine, tellDoubt, writeLine } from './shared/linear-model.js';
import { predictLinear } from './shared/linear-scores.js';

/** scikit-learn's LinearRegression. */
export const linearRegression: Predictor = {
  role: 'regressor',
  takesWeights: true,
  task: 'regression',
  name: 'LinearRegression',
  version: 4,
  summary: 'Least squares; of equally good lines the shortest.',
  params: { fit_intercept: param(true, 'add a constant', BOOLEAN) },
  needs: () => ({ rows: true, statistic: 'target-moments' }),
  seldom: true,
  batch: ['fit_intercept'],
  cost: (_params, { cols }) => 1e-6 + 2e-10 * cols ** 3,
  fit: (input) =>
    fitLines(input, ({ m2, cross, count, mean, size }, params, rows) => {
      const [solution] = solveRidge({ kernels: input.kernels, gram: m2, cross, count, mean, size, rows }, [0]);
      return params.map(() => tellDoubt('LinearRegression', solution));
    }),
  predict: predictLinear(LINES),
  linear: LINES,
  toModel: writeLine,
  fromModel: readLine,
};
