// Metrics of numbers: shares of what is explained, and the negated errors. Sums run in row order, so that equal inputs
// give equal bits.

import type { Scorer } from '../contracts/scorer.js';
import { explained, meanOf, type Scored, valueScorer } from './shared/values.js';
import { weightAt, weightedMean, weightedMedian, weightedSum } from './shared/weights.js';

/**
 * Share of the target's variance that is explained; of a constant target 1 if every value is right, else 0. NaN below
 * two rows.
 */
export const r2 = valueScorer(
  'r2',
  'share of the variance that is explained (1 is perfect, 0 the mean’s own)',
  (scored) => {
    const { truth, weights } = scored;
    const n = truth.length;
    if (n < 2) return Number.NaN;
    const mean = weightedMean(n, weights, (i) => truth[i]);
    const spread = weightedSum(n, weights, (i) => (truth[i] - mean) * (truth[i] - mean));
    return explained(squaredErrors(scored), spread);
  },
);

/** As r2, but a constant error is forgiven. */
export const explainedVariance = valueScorer(
  'explained_variance',
  'share of the variance that is explained, a constant error forgiven',
  (scored) => {
    const bias = meanOf(scored, (y, p) => y - p);
    const mean = meanOf(scored, (y) => y);
    const residual = meanOf(scored, (y, p) => (y - p - bias) * (y - p - bias));
    const spread = meanOf(scored, (y) => (y - mean) * (y - mean));
    return explained(residual, spread);
  },
);

/** As r2, of absolute errors from the median. NaN below two rows. */
export const d2AbsoluteError: Scorer = {
  ...valueScorer(
    'd2_absolute_error_score',
    'share of the absolute deviation from the median that is explained',
    ({ truth, predictions, weights }) => {
      const n = truth.length;
      if (n < 2) return Number.NaN;
      const median = weightedMedian(truth, weights);
      return explained(
        weightedSum(n, weights, (i) => Math.abs(truth[i] - predictions[i])),
        weightedSum(n, weights, (i) => Math.abs(truth[i] - median)),
      );
    },
  ),
  version: 2,
};

export const negMeanSquaredError = valueScorer(
  'neg_mean_squared_error',
  'minus the mean squared error',
  (scored) => -meanSquaredError(scored),
);

export const negRootMeanSquaredError = valueScorer(
  'neg_root_mean_squared_error',
  'minus the root of the mean squared error',
  (scored) => -Math.sqrt(meanSquaredError(scored)),
);

export const negMeanAbsoluteError = valueScorer(
  'neg_mean_absolute_error',
  'minus the mean absolute error',
  (scored) => -meanOf(scored, (y, p) => Math.abs(y - p)),
);

export const negMedianAbsoluteError: Scorer = {
  ...valueScorer(
    'neg_median_absolute_error',
    'minus the median absolute error',
    ({ truth, predictions, weights }) =>
      -weightedMedian(
        truth.map((y, i) => Math.abs(y - predictions[i])),
        weights,
      ),
  ),
  version: 2,
};

export const negMeanAbsolutePercentageError = valueScorer(
  'neg_mean_absolute_percentage_error',
  'minus the mean absolute error as a share of the true value',
  (scored) => -meanOf(scored, (y, p) => Math.abs(y - p) / Math.max(Math.abs(y), Number.EPSILON)),
);

/** scikit-learn's older name, without `neg_`; its scorer is negated all the same. */
export const maxError = valueScorer('max_error', 'minus the largest absolute error', largestError);

export const negMaxError = valueScorer('neg_max_error', 'minus the largest absolute error', largestError);

function largestError({ truth, predictions, weights }: Scored): number {
  let largest = 0;
  for (let i = 0; i < truth.length; i++)
    if (weightAt(weights, i) > 0) largest = Math.max(largest, Math.abs(truth[i] - predictions[i]));
  return -largest;
}

function meanSquaredError(scored: Scored): number {
  return meanOf(scored, (y, p) => (y - p) * (y - p));
}

function squaredErrors({ truth, predictions, weights }: Scored): number {
  return weightedSum(truth.length, weights, (i) => (truth[i] - predictions[i]) * (truth[i] - predictions[i]));
}
