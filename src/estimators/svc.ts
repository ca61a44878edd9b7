// SVC: support vector machines, one for each pair of classes; the class that wins most pairs is predicted, of equals
// the first.

import { assert, GridsearchError, type TaskWarning } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { FitInput, Predictor } from '../contracts/fitter.js';
import type { Kernels } from '../contracts/kernels.js';
import {
  COUNT,
  INFINITE,
  NUMBER,
  numberOf,
  oneOf,
  type ParamSpecs,
  type Params,
  POSITIVE,
  param,
} from '../contracts/params.js';
import type { FitOutcome } from '../contracts/step.js';
import { kernelRows, type Similarity } from '../kernels/solvers/similarity.js';
import { type SmoSolution, solveSmo } from '../kernels/solvers/smo.js';
import { presentClasses } from './shared/class-scores.js';
import { failed, oneClass } from './shared/fit-outcome.js';
import { readClasses, readIndices, readMatrix, readVector, writeMatrix, writeVector } from './shared/fitted-json.js';
import { CLASS_WEIGHT, classWeights } from './shared/logistic-params.js';
import { fileOrder } from './shared/nearest-rows.js';
import { inForce } from './shared/params-in-force.js';
import { predictByPairs, type SupportFitted, similarityOf } from './shared/support-decisions.js';

const PARAMS: ParamSpecs = {
  C: param(
    1,
    'inverse of the penalty: small values allow more rows within the margin; infinite (.inf, in JSON "inf"): none',
    POSITIVE,
    oneOf([INFINITE]),
  ),
  kernel: param('rbf', 'similarity of two rows', oneOf(['linear', 'poly', 'rbf', 'sigmoid'])),
  degree: param(3, 'poly only: the exponent', { kind: 'number', integer: true, min: 0, max: 100 }),
  gamma: param(
    'scale',
    'all but linear: how local; scale is 1 / (columns × variance of X), auto 1 / columns',
    oneOf(['scale', 'auto']),
    POSITIVE,
  ),
  coef0: param(0, 'poly and sigmoid only: what is added to the product', NUMBER),
  class_weight: CLASS_WEIGHT,
  tol: param(1e-3, 'largest violation of optimality', POSITIVE),
  max_iter: param(
    -1,
    'steps before giving up; -1: 1000 for each train row, at least 100,000',
    { kind: 'number', integer: true, min: -1, max: -1 },
    COUNT,
  ),
};

/** scikit-learn's SVC without probabilities. */
export const svc: Predictor = {
  role: 'classifier',
  takesWeights: true,
  task: 'classification',
  name: 'SVC',
  version: 2,
  summary: 'Support vector machine with a kernel.',
  params: PARAMS,
  canonical: (params) => {
    const { kernel } = params;
    return inForce(params, {
      degree: kernel === 'poly',
      gamma: kernel !== 'linear',
      coef0: kernel === 'poly' || kernel === 'sigmoid',
    });
  },
  needs: () => ({ rows: true }),
  // Candidates of one kernel share its matrix.
  batch: ['C', 'class_weight', 'tol', 'max_iter'],
  cost: (_params, { rows, cols }) => 1e-4 + rows * rows * (2e-10 * cols + 1e-8),
  predictCost: ({ rows, trainRows, cols }) => 0.5 * rows * trainRows * (2e-10 * cols + 4e-9),
  fit,
  predict: (input) => input.items.map((item) => predictByPairs(input, item)),
  toModel: (fitted) => {
    const { present, counts, vectors, dual, intercept, gamma } = fitted as SupportFitted;
    return {
      class_indices: [...present],
      n_support_: [...counts],
      support_vectors_: writeMatrix(vectors, 'support_vectors_'),
      dual_coef_: writeMatrix(dual, 'dual_coef_'),
      intercept_: writeVector(intercept, 'intercept_'),
      gamma_: writeVector([gamma], 'gamma_'),
    };
  },
  fromModel: (model: JsonObject, { cols, classes }): SupportFitted => {
    const present = readClasses(model, classes);
    const vectors = readMatrix(model, 'support_vectors_', { cols });
    const counts = readIndices(model, 'n_support_', { length: present.length, below: vectors.rows + 1 });
    if (vectors.rows === 0 || counts.reduce((sum, n) => sum + n, 0) !== vectors.rows) {
      throw new GridsearchError(
        'MODEL_SHAPE',
        `n_support_ does not add up to the ${vectors.rows} rows of support_vectors_`,
      );
    }
    const dual = readMatrix(model, 'dual_coef_', { rows: present.length - 1, cols: vectors.rows });
    const pairs = (present.length * (present.length - 1)) / 2;
    const [gamma] = readVector(model, 'gamma_', 1);
    return { present, counts, vectors, dual, intercept: readVector(model, 'intercept_', pairs), gamma };
  },
};

/** gamma as a number; "scale" of columns without spread is 1. */
function gammaOf({ gamma }: Params, X: Matrix): number {
  if (gamma === undefined) return 0;
  if (gamma === 'auto') return 1 / X.cols;
  if (gamma !== 'scale') return Number(gamma);
  const count = X.rows * X.cols;
  const mean = X.data.reduce((sum, x) => sum + x, 0) / count;
  const variance = X.data.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / count;
  return variance > 0 ? 1 / (X.cols * variance) : 1;
}

/** Train rows by class, in the order of the file, without those that weigh nothing. */
interface Members {
  readonly present: Int32Array;
  readonly rows: readonly Int32Array[];
}

function fit({ kernels, X, target, weights, rowIds, params }: FitInput): FitOutcome[] {
  assert(X && target.kind === 'classes', 'SVC is fitted from rows and classes');
  const { codes, classes } = target;
  const counting = fileOrder(rowIds).filter((i) => weights === undefined || weights[i] > 0);
  const present = presentClasses(kernels.classMasses(codes, classes.length, weights));
  if (present.length < 2) {
    return params.map(() => oneClass(classes[present[0]]));
  }
  const counts = kernels.classMasses(codes, classes.length);
  const members: Members = { present, rows: [...present].map((k) => counting.filter((i) => codes[i] === k)) };
  const gamma = gammaOf(params[0], X);
  const factors = params.map((candidate) => classWeights(candidate.class_weight, { classes, counts, present }));
  const usable = [...params.keys()].filter((at) => factors[at] instanceof Float64Array);
  const machines = solvePairs(
    { kernels, X, weights, members, similarity: similarityOf(params[0], gamma) },
    usable.map((at) => ({ params: params[at], classWeights: factors[at] as Float64Array })),
  );
  return params.map((_, at) => {
    const unknown = factors[at];
    if (!(unknown instanceof Float64Array)) {
      return failed(
        'FIT_CLASS_WEIGHT',
        `class_weight names ${JSON.stringify(unknown.unknown)}, which is not a class of the target`,
      );
    }
    return outcomeOf({ X, members, gamma }, machines[usable.indexOf(at)]);
  });
}

interface PairProblems {
  readonly kernels: Kernels;
  readonly X: Matrix;
  readonly weights: Float64Array | undefined;
  readonly members: Members;
  readonly similarity: Similarity;
}

/** Every candidate's machines, pair after pair: (0, 1), (0, 2), … (1, 2), … */
function solvePairs(
  { kernels, X, weights, members: { rows }, similarity }: PairProblems,
  candidates: readonly { readonly params: Params; readonly classWeights: Float64Array }[],
): SmoSolution[][] {
  const machines: SmoSolution[][] = candidates.map(() => []);
  for (let i = 0; i < rows.length; i++) {
    for (let j = i + 1; j < rows.length; j++) {
      kernels.heap.scope(() => {
        const both = Int32Array.from([...rows[i], ...rows[j]]);
        const kernel = kernelRows(kernels, gather({ kernels, X, similarity }, both), similarity);
        const y = Int8Array.from(both, (_, at) => (at < rows[i].length ? 1 : -1));
        for (const [at, { params, classWeights: factors }] of candidates.entries()) {
          const bounds = Float64Array.from(
            both,
            (row, t) => numberOf(params.C) * (y[t] === 1 ? factors[i] : factors[j]) * (weights?.[row] ?? 1),
          );
          const limit = Number(params.max_iter);
          const maxIter = limit > 0 ? limit : Math.max(100_000, 1000 * both.length);
          machines[at].push(solveSmo({ rows: kernel, y, bounds, tol: Number(params.tol), maxIter }));
        }
      });
    }
  }
  return machines;
}

/** Rows as a matrix; for distances they are moved to their mean, where fewer digits cancel. */
function gather(
  { kernels, X, similarity }: Pick<PairProblems, 'kernels' | 'X' | 'similarity'>,
  rows: Int32Array,
): Matrix {
  const out = kernels.heap.emptyMatrix(rows.length, X.cols);
  for (const [to, i] of rows.entries()) out.data.set(X.data.subarray(i * X.stride, i * X.stride + X.cols), to * X.cols);
  if (similarity.kernel !== 'rbf') return out;
  const mean = new Float64Array(X.cols);
  kernels.columnMeans(out, [[0, out.rows]], mean);
  for (let at = 0; at < out.data.length; at++) out.data[at] -= mean[at % X.cols];
  return out;
}

/** Keeps the rows that support any machine. */
function outcomeOf(
  { X, members, gamma }: { readonly X: Matrix; readonly members: Members; readonly gamma: number },
  machines: readonly SmoSolution[],
): FitOutcome {
  const { present, rows } = members;
  const K = present.length;
  // Coefficient of each class's rows against each other class.
  const against = rows.map((list) => Array.from({ length: K }, () => new Float64Array(list.length)));
  let pair = 0;
  for (let i = 0; i < K; i++) {
    for (let j = i + 1; j < K; j++, pair++) {
      const { alpha } = machines[pair];
      for (let t = 0; t < rows[i].length; t++) against[i][j][t] = alpha[t];
      for (let t = 0; t < rows[j].length; t++) against[j][i][t] = -alpha[rows[i].length + t];
    }
  }
  const kept = rows.map((list, i) => [...list.keys()].filter((t) => against[i].some((coefs) => coefs[t] !== 0)));
  const total = kept.reduce((sum, list) => sum + list.length, 0);
  const vectors = matrixOf(total, X.cols, new Float64Array(total * X.cols));
  const dual = matrixOf(K - 1, total, new Float64Array((K - 1) * total));
  let at = 0;
  for (const [i, list] of kept.entries()) {
    for (const t of list) {
      const row = rows[i][t];
      vectors.data.set(X.data.subarray(row * X.stride, row * X.stride + X.cols), at * X.cols);
      for (let j = 0; j < K; j++) if (j !== i) dual.data[(j < i ? j : j - 1) * total + at] = against[i][j][t];
      at++;
    }
  }
  const intercept = Float64Array.from(machines, ({ rho }) => 0 - rho);
  if (!intercept.every(Number.isFinite) || !dual.data.every(Number.isFinite)) {
    return failed('FIT_NOT_FINITE', 'the kernel overflows: scale the columns first');
  }
  const fitted: SupportFitted = {
    present,
    counts: Int32Array.from(kept, (list) => list.length),
    vectors,
    dual,
    intercept,
    gamma,
  };
  return { ok: true, fitted, warnings: warningsOf(machines) };
}

function warningsOf(machines: readonly SmoSolution[]): TaskWarning[] {
  const open = machines.find(({ converged }) => !converged);
  return open
    ? [
        {
          code: 'NOT_CONVERGED',
          message: `SVC stopped after ${open.iterations} steps before it converged: scale the columns`,
        },
      ]
    : [];
}
