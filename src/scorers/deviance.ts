// Metrics of positive numbers: squared logarithmic errors, and the deviances of Poisson and gamma. Undefined (NaN)
// where a value is outside their domain, as scikit-learn raises there.

import { log } from '../base/log.js';
import type { Scorer } from '../contracts/scorer.js';
import { meanOf, type Scored, valueScorer } from './shared/values.js';
import { meanDeviance } from './tweedie.js';

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

export const negMeanPoissonDeviance = valueScorer(
  'neg_mean_poisson_deviance',
  'minus the mean Poisson deviance: for counts; predictions must be positive',
  (scored) => -meanDeviance(scored, 1),
);

export const negMeanGammaDeviance = valueScorer(
  'neg_mean_gamma_deviance',
  'minus the mean gamma deviance: for positive numbers with a constant relative error',
  (scored) => -meanDeviance(scored, 2),
);

function meanSquaredLogError(scored: Scored): number {
  const { truth, predictions } = scored;
  if (truth.some((y) => y <= -1) || predictions.some((p) => p <= -1)) return Number.NaN;
  return meanOf(scored, (y, p) => {
    const error = logOnePlus(y) - logOnePlus(p);
    return error * error;
  });
}

/** log(1 + x) for x > −1 without losing what 1 + x rounds off. Source: Higham, Accuracy and Stability, problem 1.5. */
function logOnePlus(x: number): number {
  const u = 1 + x;
  return u === 1 ? x : u === Infinity ? log(x) : (log(u) * x) / (u - 1);
}
