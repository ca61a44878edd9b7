// LinearSVC: linear support vector machines with liblinear's objective (the intercept is penalised), one class against
// the rest.

import { assert, type TaskWarning } from '../base/errors.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { FitInput, Predictor } from '../contracts/fitter.js';
import type { Kernels } from '../contracts/kernels.js';
import { BOOLEAN, COUNT, oneOf, type ParamSpecs, type Params, POSITIVE, param } from '../contracts/params.js';
import { scoresPerRow } from '../contracts/prediction.js';
import type { FitOutcome } from '../contracts/step.js';
import { solveLinearSvc } from '../kernels/solvers/linear-svm.js';
import type { LinearSvcSolution } from '../kernels/solvers/margin-system.js';

import { linearOutcome, MARGINS, readLinearClassifier, writeLinearClassifier } from './shared/linear-classifier.js';

import { predictLinear } from './shared/linear-scores.js';
import { CLASS_WEIGHT, weighedClasses } from './shared/logistic-params.js';
import { inForce } from './shared/params-in-force.js';

const PARAMS: ParamSpecs = {
  loss: param('squared_hinge', 'what a row within the margin costs', oneOf(['hinge', 'squared_hinge'])),
  C: param(1, 'inverse of the penalty: small values penalise more', POSITIVE),
  fit_intercept: param(true, 'add a constant to the scores', BOOLEAN),
  intercept_scaling: param(1, 'value of the constant feature whose weight is penalised', POSITIVE),
  class_weight: CLASS_WEIGHT,
  tol: param(1e-6, 'squared_hinge: violation of optimality per C; hinge: distance of the weights', POSITIVE),
  max_iter: param(1000, 'steps of the solver before giving up', COUNT),
};

/** scikit-learn's LinearSVC with the l2 penalty, solved to its optimum. */
export const linearSVC: Predictor = {
  role: 'classifier',
  takesWeights: true,
  task: 'classification',
  name: 'LinearSVC',
  version: 2,
  summary: 'Linear support vector machine.',
  params: PARAMS,
  canonical: (params) => inForce(params, { intercept_scaling: params.fit_intercept === true }),
  needs: () => ({ rows: true }),
  batch: Object.keys(PARAMS),
  cost: (_params, { rows, cols, classes }) =>
    scoresPerRow(classes) * (1e-4 + 15 * (2e-10 * rows * (cols + 60) * cols + 2e-10 * cols ** 3)),
  fit: (input) => input.params.map((params) => input.kernels.heap.scope(() => fit(input, params))),
  predict: predictLinear(MARGINS),
  linear: MARGINS,
  toModel: writeLinearClassifier,
  fromModel: readLinearClassifier,
};

function fit({ kernels, X, target, weights }: FitInput, params: Params): FitOutcome {
  assert(X && target.kind === 'classes', 'LinearSVC is fitted from rows and classes');
  const { codes } = target;
  const weighed = weighedClasses(kernels, { ...target, weights }, params.class_weight);
  if ('ok' in weighed) return weighed;
  const { present, factors } = weighed;
  const unit = params.fit_intercept === true ? Number(params.intercept_scaling) : 0;
  const rows = withConstant(kernels, X, unit);
  const positives = present.length === 2 ? [1] : [...present.keys()];
  const solved = positives.map((k) => {
    // With more than two classes, liblinear weights only the class itself.
    const rest = positives.length === 1 ? factors[0] : 1;
    const y = Float64Array.from(codes, (code) => (code === present[k] ? 1 : -1));
    const costs = y.map((side, i) => Number(params.C) * (side > 0 ? factors[k] : rest) * (weights?.[i] ?? 1));
    const options = {
      loss: params.loss as 'hinge' | 'squared_hinge',
      tol: Number(params.tol),
      maxIter: Number(params.max_iter),
    };
    return solveLinearSvc({ kernels, X: rows, y, costs }, options);
  });
  const coef = matrixOf(solved.length, X.cols, new Float64Array(solved.length * X.cols));
  for (const [k, { w }] of solved.entries()) coef.data.set(w.subarray(0, X.cols), k * X.cols);
  const intercept = Float64Array.from(solved, ({ w }) => (unit === 0 ? 0 : w[X.cols] * unit));
  return linearOutcome({ present, coef, intercept }, warningsOf('LinearSVC', solved));
}

/** The rows, with the constant column last where there is one. */
export function withConstant(kernels: Kernels, X: Matrix, unit: number): Matrix {
  if (unit === 0) return X;
  const out = kernels.heap.emptyMatrix(X.rows, X.cols + 1);
  for (let i = 0; i < X.rows; i++) {
    out.data.set(X.data.subarray(i * X.stride, i * X.stride + X.cols), i * out.stride);
    out.data[i * out.stride + X.cols] = unit;
  }
  return out;
}

export function warningsOf(name: string, solved: readonly LinearSvcSolution[]): TaskWarning[] {
  const open = solved.find(({ converged }) => !converged);
  return open
    ? [
        {
          code: 'NOT_CONVERGED',
          message: `${name} stopped after ${open.iterations} steps before it converged: scale the columns`,
        },
      ]
    : [];
}
