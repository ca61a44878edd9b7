// ElasticNet and Lasso (its l1_ratio of 1), by coordinate descent on target moments:
// 1 / (2 n) ‖y − X w − b‖² + alpha l1_ratio ‖w‖₁ + ½ alpha (1 − l1_ratio) ‖w‖².

import type { TaskWarning } from '../base/errors.js';
import type { FitInput, Predictor } from '../contracts/fitter.js';
import { BOOLEAN, COUNT, NOT_NEGATIVE, type ParamSpecs, POSITIVE, param, SHARE } from '../contracts/params.js';
import type { FitOutcome } from '../contracts/step.js';
import { fitElasticNet } from '../kernels/solvers/descent.js';
import { fitLines, LINES, readLine, writeLine } from './shared/linear-model.js';
import { predictLinear } from './shared/linear-scores.js';

const PARAMS: ParamSpecs = {
  alpha: param(1, 'strength of the penalty', NOT_NEGATIVE),
  fit_intercept: param(true, 'add a constant', BOOLEAN),
  tol: param(1e-6, 'largest violation of optimality, per spread of column and target', POSITIVE),
  max_iter: param(1000, 'sweeps over the coefficients before giving up', COUNT),
};

const SHARED = {
  role: 'regressor',
  takesWeights: true,
  task: 'regression',
  version: 1,
  needs: () => ({ rows: false, statistic: 'target-moments' }),
  cost: (_params, { cols }) => 1e-4 + 3e-8 * cols * cols,
  predict: predictLinear(LINES),
  linear: LINES,
  toModel: writeLine,
  fromModel: readLine,
} satisfies Partial<Predictor>;

/** scikit-learn's ElasticNet, solved to its optimum. */
export const elasticNet: Predictor = {
  ...SHARED,
  name: 'ElasticNet',
  summary: 'Least squares with an absolute and a squared penalty.',
  params: { ...PARAMS, l1_ratio: param(0.5, 'share of the absolute penalty', SHARE) },
  // No penalty has no shares.
  canonical: ({ l1_ratio: ratio, ...others }) => (others.alpha === 0 ? others : { ...others, l1_ratio: ratio }),
  batch: [...Object.keys(PARAMS), 'l1_ratio'],
  fit: (input) => fitPenalised('ElasticNet', input),
};

/** scikit-learn's Lasso, solved to its optimum. */
export const lasso: Predictor = {
  ...SHARED,
  name: 'Lasso',
  summary: 'Least squares with an absolute penalty: few columns keep a coefficient.',
  params: PARAMS,
  batch: Object.keys(PARAMS),
  fit: (input) => fitPenalised('Lasso', input),
};

/** The lines of some candidates. */
export function fitPenalised(name: string, input: FitInput): FitOutcome[] {
  return fitLines(input, ({ count, m2, cross, targetM2 }, params) => {
    const options = params.map(({ alpha, l1_ratio: l1Ratio, tol, max_iter: maxIter }) => ({
      alpha: Number(alpha),
      l1Ratio: Number(l1Ratio ?? 1),
      tol: Number(tol),
      maxIter: Number(maxIter),
    }));
    const problem = { kernels: input.kernels, count, gram: m2, cross, targetM2 };
    return fitElasticNet(problem, options).map(({ coef, converged, iterations }) => ({
      coef,
      warnings: converged ? [] : [unfinished(name, iterations)],
    }));
  });
}

function unfinished(name: string, iterations: number): TaskWarning {
  return { code: 'NOT_CONVERGED', message: `${name} stopped after ${iterations} sweeps before it converged` };
}
