// QuadraticDiscriminantAnalysis: each class a normal cloud with a covariance of its own.
//   log P(k | x) + const = log prior_k − ½ Σ_c log λ_kc − ½ Σ_c (v_kc · (x − mean_k))² / λ_kc
// with λ_k = (1 − reg_param) λ(covariance_k) + reg_param and v_k its directions. A class of fewer rows than columns has
// reg_param alone in the directions that its rows do not span, and that is warned of: scikit-learn's SVD is cut at so
// many directions as there are rows, the last of which is rounding (its scores change when columns do by 1e-15), and
// since 1.8 it refuses. Without reg_param, spread below `tol` (in columns of unit size) counts as `tol` and is warned
// of: scikit-learn divides by whatever rounding left there. Without reg_param, columns are brought to unit size by
// powers of two first, so that their units decide nothing. A covariance is divided by the rows of its class (or their
// weight), as in scikit-learn 1.9, not by one less. Fitted state: present classes, shares, means, directions, λ.

import type { TaskWarning } from '../base/errors.js';
import { unitScale } from '../base/exponent.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { FitInput, PredictInput, Predictor } from '../contracts/fitter.js';
import type { Kernels } from '../contracts/kernels.js';
import { type Params, POSITIVE, param, SHARE } from '../contracts/params.js';
import type { Prediction } from '../contracts/prediction.js';
import type { FitOutcome, Fitted } from '../contracts/step.js';
import { type ClassRows, scatterByClass } from './shared/class-rows.js';
import { classPrediction, largestOf } from './shared/class-scores.js';
import { failed } from './shared/fit-outcome.js';
import {
  readClasses,
  readMatrix,
  readVector,
  requirePositive,
  writeMatrix,
  writeVector,
} from './shared/fitted-json.js';

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
  version: 4,
  summary: 'Classes as normal clouds, each of its own shape.',
  params: {
    reg_param: param(
      0,
      'share of the identity in every covariance, also in directions that a class of few rows does not span',
      SHARE,
    ),
    tol: param(1e-4, 'smallest singular value of a class: less counts as this', POSITIVE),
  },
  needs: () => ({ rows: true }),
  batch: ['reg_param', 'tol'],
  cost: (_params, { rows, cols, classes }) => 1e-5 + 1e-10 * rows * cols * cols + 1e-9 * classes * cols ** 3,
  fit: (input) => input.kernels.heap.scope(() => fitAll(input)),
  predict: (input) => input.items.map(({ fitted }) => predict(input, fitted as QuadraticFitted)),
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
  fromModel: (model, { cols, classes }): QuadraticFitted => {
    const present = readClasses(model, classes);
    const prior = readVector(model, 'priors_', present.length);
    const variances = readMatrix(model, 'scalings_', { rows: present.length, cols });
    requirePositive(prior, 'priors_');
    requirePositive(variances.data, 'scalings_');
    const rotations = [...present].map((_, k) => readMatrix(model, `rotations_.${k}`, { rows: cols, cols }));
    return { present, prior, means: readMatrix(model, 'means_', { rows: present.length, cols }), variances, rotations };
  },
};

function fitAll(input: FitInput): FitOutcome[] {
  const { kernels, target, params } = input;
  const rows = scatterByClass(input);
  const lonely = rows.masses.findIndex((mass, at) => rows.counts[at] < 2 || mass <= 1);
  if (lonely >= 0) {
    const label = target.kind === 'classes' ? target.classes[rows.present[lonely]] : '';
    return params.map(() =>
      failed(
        'FIT_CLASS_SIZE',
        `class ${JSON.stringify(label)} has fewer than two train rows: nothing tells its spread`,
      ),
    );
  }
  const scale = unitScales(rows);
  const plain = rows.scatters.map((scatter) => spreadOf(kernels, scatter));
  const scaled = scale.every((factor) => factor === 1)
    ? plain
    : rows.scatters.map((scatter) => spreadOf(kernels, scatter, { scale }));
  const whole = rows.counts.every((count) => count >= scale.length);
  return params.map((candidate) => {
    const share = Number(candidate.reg_param);
    if (share === 0) return outcomeOf(rows, { spreads: scaled, scale }, candidate);
    // The identity is one of columns as they are. Where it drowns in the rounding of large columns, these are scaled
    // with it.
    const drowned = whole && plain.some(({ values }, k) => values[0] * DROWNED > rows.masses[k] * share);
    if (!drowned || share === 1) return outcomeOf(rows, { spreads: plain }, candidate);
    const identity = share / (1 - share);
    const even = unitScales(rows, identity);
    const mixed = rows.scatters.map((scatter, k) =>
      spreadOf(kernels, scatter, { scale: even, identity: identity * rows.masses[k] }),
    );
    return outcomeOf(rows, { spreads: mixed, scale: even }, candidate);
  });
}

/** Largest spread of a class, in units of reg_param, whose rounding the identity still outweighs by ten digits. */
const DROWNED = 1e-6;

/** The powers of two that bring the columns' spread within classes, and the identity's beside it, nearest to 1. */
function unitScales({ scatters, mass, means }: ClassRows, identity = 0): Float64Array {
  return Float64Array.from({ length: means.cols }, (_, j) => {
    const square = scatters.reduce((sum, { data, stride }) => sum + data[j * stride + j], 0) / mass + identity;
    return square > 0 && square < Number.POSITIVE_INFINITY ? unitScale(square) : 1;
  });
}

/** A class's scatter: eigenvalues, descending, and eigenvectors as columns. */
interface Spread {
  readonly values: Float64Array;
  readonly rotation: Matrix;
}

/** Of the scatter, or of D (scatter + identity · I) D. */
function spreadOf(
  kernels: Kernels,
  scatter: Matrix,
  { scale, identity = 0 }: { readonly scale?: Float64Array; readonly identity?: number } = {},
): Spread {
  const p = scatter.rows;
  const values = kernels.heap.f64(p);
  const rotation = matrixOf(p, p, new Float64Array(p * p));
  kernels.heap.scope(() => {
    const vectors = kernels.heap.matrix(p, p);
    const scaled = scale === undefined ? scatter : kernels.heap.matrix(p, p);
    if (scale !== undefined) {
      for (let i = 0; i < p; i++) {
        for (let j = 0; j < p; j++) scaled.data[i * p + j] = scatter.data[i * scatter.stride + j] * scale[i] * scale[j];
        scaled.data[i * p + i] += identity * scale[i] * scale[i];
      }
    }
    kernels.symmetricEigen(scaled, values, vectors);
    for (let c = 0; c < p; c++)
      for (let j = 0; j < p; j++) rotation.data[j * p + c] = vectors.data[c * vectors.stride + j];
  });
  return { values, rotation };
}

/** @param scale  of the columns that the spreads are of: then reg_param is in them, if it is above 0; undefined: 1 */
function outcomeOf(
  rows: ClassRows,
  { spreads, scale }: { readonly spreads: readonly Spread[]; readonly scale?: Float64Array },
  params: Params,
): FitOutcome {
  const { present, masses, mass, means } = rows;
  const p = means.cols;
  const share = Number(params.reg_param);
  const variances = matrixOf(present.length, p, new Float64Array(present.length * p));
  const rotations = spreads.map(({ rotation }) => matrixOf(p, p, rotation.data.slice()));
  let collinear = 0;
  for (const [k, { values }] of spreads.entries()) {
    // What a sum of products cannot resolve is no spread either.
    const floor = share > 0 ? 0 : Math.max(Number(params.tol) ** 2, p * Number.EPSILON * values[0]);
    if (share === 0 && values[p - 1] < floor) collinear++;
    const identity = scale === undefined ? share : 0;
    for (let c = 0; c < p; c++) {
      // Back to columns as they are: direction c takes the scale of column c, which leaves every sum over all
      // directions what it is.
      const back = scale === undefined ? 1 : 1 / scale[c];
      variances.data[k * p + c] = (((1 - share) * Math.max(values[c], floor)) / masses[k] + identity) * back * back;
      for (let j = 0; j < p; j++) rotations[k].data[j * p + c] *= (scale?.[j] ?? 1) * back;
    }
  }
  if (!variances.data.every((value) => value > 0 && value < Number.POSITIVE_INFINITY)) {
    return failed('FIT_NOT_FINITE', 'the covariances overflow: scale the columns first');
  }
  const prior = masses.map((weight) => weight / mass);
  const fitted: QuadraticFitted = { present, prior, means, variances, rotations };
  return { ok: true, fitted, warnings: warningsOf(rows, share, collinear) };
}

function warningsOf({ counts, means }: ClassRows, share: number, collinear: number): TaskWarning[] {
  const warn = (why: string): TaskWarning[] => [
    { code: 'ILL_CONDITIONED', message: `QuadraticDiscriminantAnalysis: ${why}` },
  ];
  if (collinear > 0) return warn('columns are collinear within a class; raise reg_param');
  if (share === 0 || counts.every((count) => count >= means.cols)) return [];
  return warn(
    'a class has fewer train rows than columns: reg_param alone is its spread in the directions it does not span',
  );
}

function predict({ kernels, X, classes, decisions }: PredictInput, fitted: QuadraticFitted): Prediction {
  const { present, prior, means, variances, rotations } = fitted;
  const [K, p] = [present.length, X.cols];
  const logs = new Float64Array(K * p);
  kernels.log(variances.data, logs);
  const constants = new Float64Array(K);
  kernels.log(prior, constants);
  const scores = new Float64Array(X.rows * K);
  kernels.heap.scope(() => {
    const turned = kernels.heap.emptyMatrix(X.rows, p);
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
  const decision =
    K === 2 ? Float64Array.from({ length: X.rows }, (_, i) => scores[2 * i + 1] - scores[2 * i]) : undefined;
  const raw = decisions ? (decision ?? scores.slice()) : undefined;
  kernels.softmaxRows(scores, K);
  return classPrediction(present, classes.length, {
    positions,
    probabilities: scores,
    ...(decision && { decision }),
    scores: raw,
  });
}
