// ElasticNet and Lasso (its l1_ratio of 1), by coordinate descent on target moments:
// 1 / (2 n) ‖y − X w − b‖² + alpha l1_ratio ‖w‖₁ + ½ alpha (1 − l1_ratio) ‖w‖².

import type { TaskWarning } from '../base/errors.js';
import type { FitInput, Predictor } from '../contracts/fitter.js';
import type { ParamSpecs } from '../contracts/params.js';
import type { FitOutcome } from '../contracts/step.js';
import { fitElasticNet } from '../kernels/solvers/descent.js';
import { fitLines, LINES, readLine, writeLine } from './shared/linear-model.js';
import { predictLinear } from './shared/linear-scores.js';

const PARAMS: ParamSpecs = {
  alpha: { default: 1, accepts: [{ kind: 'number', min: 0 }], about: 'strength of the penalty' },
  fit_intercept: { default: true, accepts: [{ kind: 'boolean' }], about: 'add a constant' },
  tol: {
    default: 1e-6,
    accepts: [{ kind: 'number', above: 0 }],
    about: 'largest violation of optimality, per spread of column and target',
  },
  max_iter: {
    default: 1000,
    accepts: [{ kind: 'number', integer: true, min: 1 }],
    about: 'sweeps over the coefficients before giving up',
  },
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
  params: {
    ...PARAMS,
    l1_ratio: { default: 0.5, accepts: [{ kind: 'number', min: 0, max: 1 }], about: 'share of the absolute penalty' },
  },
  // No penalty has no shares.
  canonical: ({ l1_ratio: ratio, ...others }) => (others.alpha === 0 ? others : { ...others, l1_ratio: ratio }),
  batch: [...Object.keys(PARAMS), 'l1_ratio'],
  fit: (input) => fit('ElasticNet', input),
};

/** scikit-learn's Lasso, solved to its optimum. */
export const lasso: Predictor = {
  ...SHARED,
  name: 'Lasso',
  summary: 'Least squares with an absolute penalty: few columns keep a coefficient.',
  params: PARAMS,
  batch: Object.keys(PARAMS),
  fit: (input) => fit('Lasso', input),
};

function fit(name: string, input: FitInput): FitOutcome[] {
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
