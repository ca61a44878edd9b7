// Metrics of positive numbers: squared logarithmic errors, and the deviances of Poisson and gamma. Undefined (NaN)
// where a value is outside their domain, as scikit-learn raises there.

import { log } from '../base/log.js';
import type { Scorer } from '../contracts/scorer.js';
import { logOfRatio } from './shared/log-ratio.js';
import { type Scored, valueScorer } from './shared/values.js';
import { weightedMean } from './shared/weights.js';

export const negMeanSquaredLogError: Scorer = {
  ...valueScorer(
    'neg_mean_squared_log_error',
    'minus the mean squared error of log(1 + value); all values must be above -1',
    (scored) => -meanSquaredLogError(scored),
  ),
  version: 2,
};

export const negRootMeanSquaredLogError: Scorer = {
  ...valueScorer(
    'neg_root_mean_squared_log_error',
    'minus the root of the mean squared error of log(1 + value); all values must be above -1',
    (scored) => -Math.sqrt(meanSquaredLogError(scored)),
  ),
  version: 2,
};

/** 2 (y log(y / p) − y + p), for y ≥ 0 and p > 0. */
export const negMeanPoissonDeviance = valueScorer(
  'neg_mean_poisson_deviance',
  'minus the mean Poisson deviance: for counts; predictions must be positive',
  ({ truth, predictions, weights }) => {
    if (truth.some((y) => y < 0) || predictions.some((p) => p <= 0)) return Number.NaN;
    return -weightedMean(truth.length, weights, (i) => {
      const [y, p] = [truth[i], predictions[i]];
      return 2 * ((y === 0 ? 0 : y * logOfRatio(y, p)) - y + p);
    });
  },
);

/** 2 (log(p / y) + y / p − 1), for y > 0 and p > 0. */
export const negMeanGammaDeviance = valueScorer(
  'neg_mean_gamma_deviance',
  'minus the mean gamma deviance: for positive numbers with a constant relative error',
  ({ truth, predictions, weights }) => {
    if (truth.some((y) => y <= 0) || predictions.some((p) => p <= 0)) return Number.NaN;
    return -weightedMean(
      truth.length,
      weights,
      (i) => 2 * (logOfRatio(predictions[i], truth[i]) + truth[i] / predictions[i] - 1),
    );
  },
);

function meanSquaredLogError({ truth, predictions, weights }: Scored): number {
  if (truth.some((y) => y <= -1) || predictions.some((p) => p <= -1)) return Number.NaN;
  return weightedMean(truth.length, weights, (i) => {
    const error = logOnePlus(truth[i]) - logOnePlus(predictions[i]);
    return error * error;
  });
}

/** log(1 + x) for x > −1 without losing what 1 + x rounds off. Source: Higham, Accuracy and Stability, problem 1.5. */
function logOnePlus(x: number): number {
  const u = 1 + x;
  return u === 1 ? x : u === Infinity ? log(x) : (log(u) * x) / (u - 1);
}
