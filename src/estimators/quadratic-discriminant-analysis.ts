// QuadraticDiscriminantAnalysis: each class a normal cloud with a covariance of its own.
//   log P(k | x) + const = log prior_k − ½ Σ_c log λ_kc − ½ Σ_c (v_kc · (x − mean_k))² / λ_kc
// with λ_k = (1 − reg_param) λ(covariance_k) + reg_param and v_k its directions. Spread below `tol` counts as `tol` (and is warned of):
// scikit-learn divides by whatever rounding left there. Fitted state: present classes, shares, means, directions / √λ, Σ log λ.

import type { FitInput, FitOutcome, Fitted, Predictor } from '../base/contracts.js';
import type { TaskWarning } from '../base/errors.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { Params } from '../base/params.js';
import type { Prediction } from '../base/prediction.js';
import type { Kernels } from '../kernels/index.js';
import { type ClassRows, scatterByClass } from './class-rows.js';
import { type Asked, classPrediction, largestOf } from './class-scores.js';
import { readClasses, readMatrix, readVector, requirePositive, writeMatrix, writeVector } from './model.js';
import { failed } from './outcome.js';

interface QuadraticFitted extends Fitted {
  readonly present: Int32Array;
  readonly prior: Float64Array;
  readonly means: Matrix;
  /** Per class and direction: λ; shape (classes, p). */
  readonly variances: Matrix;
  /** Per class: directions as columns, shape (p, p). */
  readonly rotations: readonly Matrix[];
}

/** scikit-learn's QuadraticDiscriminantAnalysis, with priors from the data. */
export const quadraticDiscriminantAnalysis: Predictor = {
  role: 'classifier',
  takesWeights: true,
  task: 'classification',
  name: 'QuadraticDiscriminantAnalysis',
  version: 1,
  summary: 'Classes as normal clouds, each of its own shape.',
  params: {
    reg_param: { default: 0, accepts: [{ kind: 'number', min: 0, max: 1 }], about: 'share of the identity in every covariance' },
    tol: { default: 1e-4, accepts: [{ kind: 'number', above: 0 }], about: 'smallest singular value of a class: less counts as this' },
  },
  needs: () => ({ rows: true }),
  batch: ['reg_param', 'tol'],
  cost: (_params, { rows, cols, classes }) => 1e-5 + 1e-10 * rows * cols * cols + 1e-9 * classes * cols ** 3,
  fit: (input) => input.kernels.heap.scope(() => fitAll(input)),
  predict: ({ kernels, X, classes, decisions, items }) =>
    items.map(({ fitted }) => predict(kernels, X, fitted as QuadraticFitted, { classes: classes.length, decisions })),
  toModel: (fitted) => {
    const { present, prior, means, variances, rotations } = fitted as QuadraticFitted;
    return {
      class_indices: [...present],
      priors_: writeVector(prior, 'priors_'),
      means_: writeMatrix(means, 'means_'),
      scalings_: writeMatrix(variances, 'scalings_'),
      rotations_: rotations.map((rotation, k) => writeMatrix(rotation, `rotations_[${k}]`)),
    };
  },
  fromModel: (model, _params, cols, classes): QuadraticFitted => {
    const present = readClasses(model, classes);
    const prior = readVector(model, 'priors_', present.length);
    const variances = readMatrix(model, 'scalings_', present.length, cols);
    requirePositive(prior, 'priors_');
    requirePositive(variances.data, 'scalings_');
    const rotations = [...present].map((_, k) => readMatrix(model, `rotations_.${k}`, cols, cols));
    return { present, prior, means: readMatrix(model, 'means_', present.length, cols), variances, rotations };
  },
};

function fitAll(input: FitInput): FitOutcome[] {
  const { kernels, target, params } = input;
  const rows = scatterByClass(input);
  const lonely = rows.masses.findIndex((mass, at) => rows.counts[at] < 2 || mass <= 1);
  if (lonely >= 0) {
    const label = target.kind === 'classes' ? target.classes[rows.present[lonely]] : '';
    return params.map(() =>
      failed('FIT_CLASS_SIZE', `class ${JSON.stringify(label)} has fewer than two train rows: nothing tells its spread`),
    );
  }
  const p = rows.means.cols;
  const spreads = rows.scatters.map((scatter) => {
    const values = kernels.heap.f64(p);
    const vectors = kernels.heap.matrix(p, p);
    kernels.symmetricEigen(scatter, values, vectors);
    const rotation = matrixOf(p, p, new Float64Array(p * p));
    for (let c = 0; c < p; c++) for (let j = 0; j < p; j++) rotation.data[j * p + c] = vectors.data[c * vectors.stride + j];
    return { values, rotation };
  });
  return params.map((candidate) => outcomeOf(rows, spreads, candidate));
}

/** A class's scatter: eigenvalues, descending, and eigenvectors as columns. */
interface Spread {
  readonly values: Float64Array;
  readonly rotation: Matrix;
}

function outcomeOf(rows: ClassRows, spreads: readonly Spread[], { reg_param: regParam, tol }: Params): FitOutcome {
  const { present, masses, mass, means } = rows;
  const p = means.cols;
  const share = Number(regParam);
  const variances = matrixOf(present.length, p, new Float64Array(present.length * p));
  let collinear = 0;
  for (const [k, { values }] of spreads.entries()) {
    // What a sum of products cannot resolve is no spread either.
    const floor = Math.max(Number(tol) ** 2, p * Number.EPSILON * values[0]);
    if (values[p - 1] < floor) collinear++;
    for (let c = 0; c < p; c++) variances.data[k * p + c] = ((1 - share) * Math.max(values[c], floor)) / (masses[k] - 1) + share;
  }
  if (!variances.data.every((value) => value > 0 && value < Number.POSITIVE_INFINITY)) {
    return failed('FIT_NOT_FINITE', 'the covariances overflow: scale the columns first');
  }
  const prior = masses.map((own) => own / mass);
  const fitted: QuadraticFitted = { present, prior, means, variances, rotations: spreads.map(({ rotation }) => rotation) };
  const message = 'QuadraticDiscriminantAnalysis: columns are collinear within a class; raise reg_param';
  const warnings: TaskWarning[] = collinear > 0 && share === 0 ? [{ code: 'ILL_CONDITIONED', message }] : [];
  return { ok: true, fitted, warnings };
}

function predict(kernels: Kernels, X: Matrix, fitted: QuadraticFitted, { classes, decisions }: Asked): Prediction {
  const { present, prior, means, variances, rotations } = fitted;
  const [K, p] = [present.length, X.cols];
  const logs = new Float64Array(K * p);
  kernels.log(variances.data, logs);
  const constants = new Float64Array(K);
  kernels.log(prior, constants);
  const scores = new Float64Array(X.rows * K);
  kernels.heap.scope(() => {
    const turned = kernels.heap.roughMatrix(X.rows, p);
    for (let k = 0; k < K; k++) {
      for (let c = 0; c < p; c++) constants[k] -= 0.5 * logs[k * p + c];
      kernels.multiply(X, [[0, X.rows]], means.data.subarray(k * p, (k + 1) * p), rotations[k], turned);
      for (let i = 0; i < X.rows; i++) {
        let sum = 0;
        for (let c = 0; c < p; c++) {
          const along = turned.data[i * turned.stride + c];
          sum += (along * along) / variances.data[k * p + c];
        }
        scores[i * K + k] = constants[k] - 0.5 * sum;
      }
    }
  });
  const positions = largestOf(scores, K);
  const decision = K === 2 ? Float64Array.from({ length: X.rows }, (_, i) => scores[2 * i + 1] - scores[2 * i]) : undefined;
  const raw = decisions ? (decision ?? scores.slice()) : undefined;
  kernels.softmaxRows(scores, K);
  return classPrediction(present, classes, { positions, probabilities: scores, ...(decision && { decision }), scores: raw });
}
