// NearestCentroid: the class whose centre is nearest; centres may be shrunk towards that of all rows (Tibshirani et al.
// 2002). Fitted from the statistics of the classes; medians (metric manhattan) from rows. Probabilities are those of
// distances in columns divided by their spread within classes, with the classes' shares.
// Source: scikit-learn, neighbors/_nearest_centroid.py.

import { assert } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { FitInput, PredictInput, Predictor } from '../contracts/fitter.js';
import { NULL, oneOf, type Params, POSITIVE, param } from '../contracts/params.js';
import type { Prediction } from '../contracts/prediction.js';
import type { FitOutcome, Fitted, ReadContext } from '../contracts/step.js';
import { percentile } from './robust-scaler.js';
import { classPrediction, largestOf, presentClasses } from './shared/class-scores.js';
import { poolClasses } from './shared/class-sums.js';
import { failed, oneClass } from './shared/fit-outcome.js';
import {
  readClasses,
  readMatrix,
  readVector,
  requireNotNegative,
  requirePositive,
  writeMatrix,
  writeVector,
} from './shared/fitted-json.js';

interface CentroidsFitted extends Fitted {
  readonly present: Int32Array;
  /** Rows of each class. */
  readonly counts: Float64Array;
  /** Shape (classes, columns). */
  readonly centroids: Matrix;
  /** Standard deviation within classes, by column. */
  readonly spread: Float64Array;
}

/** scikit-learn's NearestCentroid. */
export const nearestCentroid: Predictor = {
  role: 'classifier',
  task: 'classification',
  name: 'NearestCentroid',
  version: 1,
  summary: 'The class whose centre is nearest.',
  params: {
    metric: param(
      'euclidean',
      'how distances are measured; manhattan has medians for centres',
      oneOf(['euclidean', 'manhattan']),
    ),
    shrink_threshold: param(
      null,
      "how far centres move towards that of all rows, in their column's spread; null: not at all",
      POSITIVE,
      NULL,
    ),
    priors: param(
      'uniform',
      'whether classes count alike, or by their share of the train rows',
      oneOf(['uniform', 'empirical']),
    ),
  },
  needs: ({ metric }) => ({ rows: metric === 'manhattan', statistic: 'classes' }),
  applyParams: ['priors'],
  batch: ['shrink_threshold'],
  cost: ({ metric }, { rows, cols, classes }) =>
    1e-8 * cols * Math.max(1, classes) + (metric === 'manhattan' ? 1e-7 * rows * cols : 0),
  fit: (input) => input.params.map((params) => fit(input, params)),
  predict: (input) => input.items.map((item) => predict(input, item)),
  toModel: (fitted) => {
    const { present, counts, centroids, spread } = fitted as CentroidsFitted;
    return {
      class_indices: [...present],
      class_count_: writeVector(counts, 'class_count_'),
      centroids_: writeMatrix(centroids, 'centroids_'),
      within_class_std_dev_: writeVector(spread, 'within_class_std_dev_'),
    };
  },
  fromModel: (model: JsonObject, { cols, classes }: ReadContext): CentroidsFitted => {
    const present = readClasses(model, classes);
    const counts = readVector(model, 'class_count_', present.length);
    const spread = readVector(model, 'within_class_std_dev_', cols);
    requirePositive(counts, 'class_count_');
    requireNotNegative(spread, 'within_class_std_dev_');
    return { present, counts, centroids: readMatrix(model, 'centroids_', { rows: present.length, cols }), spread };
  },
};

function fit({ X, statistic, target }: FitInput, params: Params): FitOutcome {
  assert(statistic?.kind === 'classes' && target.kind === 'classes', 'NearestCentroid is fitted from class statistics');
  const { counts: all, count, means, m2 } = statistic;
  const present = presentClasses(all);
  if (present.length < 2) return oneClass(target.classes[present[0]]);
  const { mean, between, within } = poolClasses(statistic);
  if (between.every((sum, j) => sum + within[j] === 0))
    return failed('FIT_ZERO_VARIANCE', 'no column varies: there are no centres to tell classes by');
  const p = means.cols;
  const centroids = matrixOf(present.length, p, new Float64Array(present.length * p));
  const squares = new Float64Array(p);
  for (const [at, k] of present.entries()) {
    for (let j = 0; j < p; j++) {
      const centre = means.data[k * means.stride + j];
      const median = X === undefined ? centre : medianOf(X, j, (i) => target.codes[i] === k);
      centroids.data[at * p + j] = median;
      squares[j] += m2.data[k * m2.stride + j] + all[k] * (median - centre) ** 2;
    }
  }
  const left = count - present.length;
  const spread = squares.map((sum) => (left > 0 ? Math.sqrt(sum / left) : 0));
  const counts = Float64Array.from(present, (k) => all[k]);
  const fitted: CentroidsFitted = { present, counts, centroids, spread };
  if (params.shrink_threshold !== null) shrink(fitted, { mean, count }, Number(params.shrink_threshold));
  if (centroids.data.every(Number.isFinite) && spread.every(Number.isFinite)) return { ok: true, fitted, warnings: [] };
  return failed('FIT_ZERO_VARIANCE', 'a column has no (finite) spread within the classes to shrink its centres by');
}

function medianOf(X: Matrix, column: number, belongs: (row: number) => boolean): number {
  const values: number[] = [];
  for (let i = 0; i < X.rows; i++) if (belongs(i)) values.push(X.data[i * X.stride + column]);
  return percentile(Float64Array.from(values).sort(), 50);
}

/** Moves the centres towards the mean of all rows by `threshold` spreads; what would pass it stays there. */
function shrink(
  { counts, centroids, spread }: CentroidsFitted,
  { mean, count }: { readonly mean: Float64Array; readonly count: number },
  threshold: number,
): void {
  const typical = percentile(spread.toSorted(), 50);
  for (const [k, rows] of counts.entries()) {
    const share = Math.sqrt(1 / rows - 1 / count);
    for (let j = 0; j < mean.length; j++) {
      const at = k * mean.length + j;
      const size = share * (spread[j] + typical);
      const deviation = (centroids.data[at] - mean[j]) / size;
      centroids.data[at] = mean[j] + size * Math.max(0, Math.abs(deviation) - threshold) * Math.sign(deviation);
    }
  }
}

function predict({ kernels, X, classes }: PredictInput, item: PredictInput['items'][number]): Prediction {
  const { present, counts, spread, centroids } = item.fitted as CentroidsFitted;
  const { metric, priors } = item.params;
  const K = present.length;
  const total = counts.reduce((sum, n) => sum + n, 0);
  const shares = counts.map((n) => (priors === 'empirical' ? n / total : 1 / K));
  const logs = new Float64Array(K);
  kernels.log(shares, logs);
  const isEven = shares.every((share) => Math.abs(share - 1 / K) <= 1e-8 + 1e-5 / K);
  const manhattan = metric === 'manhattan';
  const unit = spread.map((size) => (size === 0 ? 1 : size));
  const scores = distancesOf(X, centroids, { manhattan, unit }).map(
    (far, at) => 2 * logs[at % K] - far * (manhattan ? far : 1),
  );
  const positions = isEven
    ? largestOf(
        distancesOf(X, centroids, { manhattan, unit: unit.fill(1) }).map((far) => -far),
        K,
      )
    : largestOf(scores, K);
  if (manhattan) return classPrediction(present, classes.length, { positions });
  const decision = K === 2 ? Float64Array.from(positions, (_, i) => scores[2 * i + 1] - scores[2 * i]) : undefined;
  const raw = decision ?? scores.slice();
  kernels.softmaxRows(scores, K);
  return classPrediction(present, classes.length, {
    positions,
    probabilities: scores,
    ...(decision && { decision }),
    scores: raw,
  });
}

interface Measure {
  readonly manhattan: boolean;
  /** What one step of each column is. */
  readonly unit: Float64Array;
}

/** Distances of rows and centres, squared where they are Euclidean: shape (rows, classes). */
function distancesOf(X: Matrix, centroids: Matrix, { manhattan, unit }: Measure): Float64Array {
  const K = centroids.rows;
  const distances = new Float64Array(X.rows * K);
  for (let i = 0; i < X.rows; i++) {
    for (let k = 0; k < K; k++) {
      let sum = 0;
      for (let j = 0; j < X.cols; j++) {
        const step = (X.data[i * X.stride + j] - centroids.data[k * centroids.stride + j]) / unit[j];
        sum += manhattan ? Math.abs(step) : step * step;
      }
      distances[i * K + k] = sum;
    }
  }
  return distances;
}
