// LinearDiscriminantAnalysis: classes of one covariance, told apart by linear scores.
//   svd:   the within-class scatter is made round (directions below `tol` dropped), the means are told apart in what is left.
//   lsqr:  coef_k = covariance⁺ mean_k, the covariance shrunk towards a multiple of the identity.
// Fitted state: the present classes, coef (1 or K × p), intercept.
// Spreads are divided by the rows (or their weight), as in scikit-learn 1.9, not by rows less classes.
// Source: scikit-learn 1.9, discriminant_analysis.py (_solve_svd, _solve_lsqr); eigenvectors of the scatter stand for its
// SVD.

import type { TaskWarning } from '../base/errors.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { FitInput, FromScoresInput, LinearScores, Predictor } from '../contracts/fitter.js';
import type { Kernels } from '../contracts/kernels.js';
import { NOT_NEGATIVE, oneOf, optional, param, SHARE } from '../contracts/params.js';
import type { Prediction } from '../contracts/prediction.js';
import type { FitOutcome } from '../contracts/step.js';
import { solveRidge } from '../kernels/solvers/ridge-path.js';
import { type ClassRows, scatterByClass, spreadDirections } from './shared/class-rows.js';
import { binaryPrediction, classPrediction, largestOf } from './shared/class-scores.js';
import { failed, oneClass } from './shared/fit-outcome.js';
import {
  type LinearClassifierFitted,
  linearOutcome,
  readLinearClassifier,
  writeLinearClassifier,
} from './shared/linear-classifier.js';
import { predictLinear } from './shared/linear-scores.js';
import { inForce, refuseCombination } from './shared/params-in-force.js';

const LINEAR: LinearScores = {
  coefficients: (fitted) => fitted as LinearClassifierFitted,
  fromScores: predictionOf,
};

/** scikit-learn's LinearDiscriminantAnalysis as a classifier, with priors from the data. */
export const linearDiscriminantAnalysis: Predictor = {
  role: 'classifier',
  takesWeights: true,
  task: 'classification',
  name: 'LinearDiscriminantAnalysis',
  version: 4,
  summary: 'Classes as normal clouds of one shape.',
  params: {
    solver: param('svd', 'svd drops directions without spread; lsqr can shrink the covariance', oneOf(['svd', 'lsqr'])),
    shrinkage: optional('lsqr only: share of the identity in the covariance', SHARE),
    tol: param(1e-4, 'svd only: spread below which a direction is dropped', NOT_NEGATIVE),
  },
  canonical: (params) => {
    const { solver, shrinkage } = params;
    if (solver === 'svd' && shrinkage !== null) {
      return refuseCombination('solver "svd" has no shrinkage', 'use solver "lsqr" with it');
    }
    return inForce({ ...params, shrinkage: shrinkage ?? 0 }, { shrinkage: solver === 'lsqr', tol: solver === 'svd' });
  },
  needs: () => ({ rows: true }),
  batch: ['solver', 'shrinkage', 'tol'],
  cost: (_params, { rows, cols, classes }) =>
    1e-5 + 1e-10 * rows * cols * cols + 1e-9 * cols ** 3 + 1e-9 * classes * cols ** 2,
  fit: (input) => input.kernels.heap.scope(() => fitAll(input)),
  predict: predictLinear(LINEAR),
  linear: LINEAR,
  toModel: writeLinearClassifier,
  fromModel: readLinearClassifier,
};

function fitAll(input: FitInput): FitOutcome[] {
  const { kernels, target, params } = input;
  const rows = scatterByClass(input);
  const { present, counts, scatters } = rows;
  if (present.length < 2) {
    const label = target.kind === 'classes' ? target.classes[present[0]] : '';
    return params.map(() => oneClass(label));
  }
  if (counts.every((n) => n === 1))
    return params.map(() => failed('FIT_CLASS_SIZE', 'no class has two train rows: nothing tells its spread'));
  const [within, ...others] = scatters;
  for (const { data } of others) for (let at = 0; at < data.length; at++) within.data[at] += data[at];
  const logs = new Float64Array(present.length);
  kernels.log(
    rows.masses.map((mass) => mass / rows.mass),
    logs,
  );
  return params.map((candidate) => {
    const lines =
      candidate.solver === 'svd'
        ? bySpread({ kernels, rows, within }, Number(candidate.tol))
        : byShrinking({ kernels, rows, within }, Number(candidate.shrinkage));
    return outcomeOf(rows, { lines, logs }, warningsOf(input, rows, lines));
  });
}

/** Smallest pivot of a covariance whose answer still has some four digits. */
const LEAST_PIVOT = 1e-12;

function warningsOf(input: FitInput, rows: ClassRows, { dropped, pivot }: ClassLines): TaskWarning[] {
  const spread = dropped.length === 0 ? 0 : spreadDirections(input, rows, dropped);
  const what = `${spread} ${spread === 1 ? 'direction' : 'directions'} of little spread within classes ${spread === 1 ? 'is' : 'are'} left out`;
  const why = spread > 0 ? what : pivot < LEAST_PIVOT ? 'columns are nearly collinear within classes' : undefined;
  return why === undefined ? [] : [{ code: 'ILL_CONDITIONED', message: `LinearDiscriminantAnalysis: ${why}` }];
}

/** Scores of every class, before priors: x · coef_k + intercept_k. */
interface ClassLines {
  readonly coef: Matrix;
  readonly intercept: Float64Array;
  /** Directions of columns that were left out for want of spread; the least pivot of those that were not. */
  readonly dropped: readonly Float64Array[];
  readonly pivot: number;
}

/** Classes and the sum of their scatters. */
interface Scatter {
  readonly kernels: Kernels;
  readonly rows: ClassRows;
  readonly within: Matrix;
}

function bySpread(scatter: Scatter, tol: number): ClassLines {
  const { kernels, rows } = scatter;
  const { means, masses, mass } = rows;
  const [K, p] = [means.rows, means.cols];
  const { map: scalings, dropped } = roundingMap(scatter, tol);
  const centre = new Float64Array(p);
  for (let k = 0; k < K; k++) for (let j = 0; j < p; j++) centre[j] += (masses[k] / mass) * means.data[k * p + j];
  // Means in the round space, and the directions in which they differ.
  const moved = productOf(kernels, { A: means, shift: centre }, scalings);
  const spread = moved.data.map(
    (value, at) => value * Math.sqrt(masses[Math.floor(at / Math.max(1, moved.cols))] / (K - 1)),
  );
  const project = betweenProjector(kernels, matrixOf(K, moved.cols, spread), tol);
  const kept = productOf(kernels, { A: moved }, project);
  const coef = matrixOf(K, p, new Float64Array(K * p));
  const intercept = new Float64Array(K);
  for (let k = 0; k < K; k++) {
    for (let c = 0; c < kept.cols; c++) {
      const weight = kept.data[k * kept.cols + c];
      intercept[k] -= 0.5 * weight * moved.data[k * kept.cols + c];
      for (let j = 0; j < p; j++) coef.data[k * p + j] += weight * scalings.data[j * scalings.cols + c];
    }
    for (let j = 0; j < p; j++) intercept[k] -= centre[j] * coef.data[k * p + j];
  }
  return { coef, intercept, dropped, pivot: 1 };
}

/** p × r: columns scaled by their spread within classes, turned and scaled so that the classes become round. */
function roundingMap(
  { kernels, rows: { mass, means }, within }: Scatter,
  tol: number,
): { readonly map: Matrix; readonly dropped: readonly Float64Array[] } {
  const p = means.cols;
  const scale = Float64Array.from({ length: p }, (_, j) => Math.sqrt(within.data[j * within.stride + j] / mass) || 1);
  return kernels.heap.scope(() => {
    const scaled = kernels.heap.matrix(p, p);
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++)
        scaled.data[i * p + j] = within.data[i * within.stride + j] / (mass * scale[i] * scale[j]);
    }
    const values = kernels.heap.f64(p);
    const vectors = kernels.heap.matrix(p, p);
    kernels.symmetricEigen(scaled, values, vectors);
    const floor = Math.max(tol * tol, p * Number.EPSILON * values[0]);
    const rank = values.reduce((count, value) => count + (value > floor ? 1 : 0), 0);
    const map = matrixOf(p, rank, new Float64Array(p * rank));
    for (let c = 0; c < rank; c++) {
      const root = Math.sqrt(values[c]);
      for (let j = 0; j < p; j++) map.data[j * rank + c] = vectors.data[c * vectors.stride + j] / (scale[j] * root);
    }
    const dropped = Array.from({ length: p - rank }, (_, c) =>
      scale.map((size, j) => vectors.data[(rank + c) * vectors.stride + j] / size),
    );
    return { map, dropped };
  });
}

/** r × r: the projection on the directions in which the means' spread is above `tol` of its largest. */
function betweenProjector(kernels: Kernels, spread: Matrix, tol: number): Matrix {
  const [K, r] = [spread.rows, spread.cols];
  return kernels.heap.scope(() => {
    const gram = kernels.heap.matrix(K, K);
    kernels.rowGram(spread, [[0, K]], new Float64Array(r), gram);
    const values = kernels.heap.f64(K);
    const vectors = kernels.heap.matrix(K, K);
    kernels.symmetricEigen(gram, values, vectors);
    const floor = Math.max(tol * tol, K * Number.EPSILON) * values[0];
    const projector = matrixOf(r, r, new Float64Array(r * r));
    for (let m = 0; m < K && values[m] > floor; m++) {
      const direction = new Float64Array(r);
      for (let k = 0; k < K; k++)
        for (let c = 0; c < r; c++) direction[c] += vectors.data[m * vectors.stride + k] * spread.data[k * r + c];
      for (let a = 0; a < r; a++)
        for (let b = 0; b < r; b++) projector.data[a * r + b] += (direction[a] * direction[b]) / values[m];
    }
    return projector;
  });
}

function byShrinking({ kernels, rows: { means, mass }, within }: Scatter, share: number): ClassLines {
  const [K, p] = [means.rows, means.cols];
  let trace = 0;
  for (let j = 0; j < p; j++) trace += within.data[j * within.stride + j] / mass;
  const covariance = matrixOf(
    p,
    p,
    Float64Array.from({ length: p * p }, (_, at) => {
      const [i, j] = [Math.floor(at / p), at % p];
      return ((1 - share) * within.data[i * within.stride + j]) / mass + (i === j ? (share * trace) / p : 0);
    }),
  );
  const coef = matrixOf(K, p, new Float64Array(K * p));
  const intercept = new Float64Array(K);
  // Of the scores of two classes the part is left out that they have in common, S⁺ centre: it cancels in their
  // difference, and is all the larger the farther the columns are from zero. What is left is S⁺ (mean_k − centre), of x
  // less the middle of mean_k and centre.
  const centre = new Float64Array(p);
  for (let k = 0; k < K; k++) for (let j = 0; j < p; j++) centre[j] += K === 2 ? means.data[k * p + j] / 2 : 0;
  let [dropped, pivot]: [readonly Float64Array[], number] = [[], 1];
  for (let k = 0; k < K; k++) {
    const mean = means.data.subarray(k * p, (k + 1) * p);
    const [solved] = solveRidge({ kernels, gram: covariance, cross: mean.map((value, j) => value - centre[j]) }, [0]);
    coef.data.set(solved.coef, k * p);
    intercept[k] = -solved.coef.reduce((sum, weight, j) => sum + weight * (centre[j] + (mean[j] - centre[j]) / 2), 0);
    [dropped, pivot] = [solved.lost, solved.pivot];
  }
  return { coef, intercept, dropped, pivot };
}

/** (A − shift) · B, out of the heap. */
function productOf(
  kernels: Kernels,
  { A, shift }: { readonly A: Matrix; readonly shift?: Float64Array },
  B: Matrix,
): Matrix {
  const out = matrixOf(A.rows, B.cols, new Float64Array(A.rows * B.cols));
  if (B.cols > 0) kernels.multiply(A, [[0, A.rows]], shift, B, out);
  return out;
}

function outcomeOf(
  { present, masses }: ClassRows,
  { lines: { coef, intercept }, logs }: { readonly lines: ClassLines; readonly logs: Float64Array },
  warnings: readonly TaskWarning[],
): FitOutcome {
  const p = coef.cols;
  const priors = intercept.map((value, k) => value + (masses[k] > 0 ? logs[k] : Number.NEGATIVE_INFINITY));
  const fitted: LinearClassifierFitted =
    present.length > 2
      ? { present, coef, intercept: priors }
      : {
          present,
          coef: matrixOf(
            1,
            p,
            Float64Array.from({ length: p }, (_, j) => coef.data[p + j] - coef.data[j]),
          ),
          intercept: Float64Array.of(priors[1] - priors[0]),
        };
  return linearOutcome(fitted, warnings);
}

function predictionOf(input: FromScoresInput): Prediction {
  const { kernels, fitted, scores, classes, decisions } = input;
  const { present, coef } = fitted as LinearClassifierFitted;
  if (coef.rows === 1) return binaryPrediction(input, present);
  const raw = decisions ? scores.slice() : undefined;
  const positions = largestOf(scores, coef.rows);
  kernels.softmaxRows(scores, coef.rows);
  return classPrediction(present, classes.length, { positions, probabilities: scores, scores: raw });
}
