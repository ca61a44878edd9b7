// Metrics of quantiles: the pinball loss, and the share of it that is explained.

import { type ParamSpecs, param, SHARE } from '../contracts/params.js';
import type { Scorer } from '../contracts/scorer.js';
import { explained, valueScorer } from './shared/values.js';
import { weightedMean, weightedQuantile } from './shared/weights.js';

const ALPHA: ParamSpecs = {
  alpha: param(0.5, 'the quantile that is predicted; 0.5 is the median', SHARE),
};

/** α (y − p) where the prediction is too low, else (1 − α) (p − y). */
export const negMeanPinballLoss: Scorer = {
  ...valueScorer(
    'neg_mean_pinball_loss',
    'minus the mean pinball loss: for predictions of a quantile',
    ({ truth, predictions, weights, params }) => {
      const loss = pinball(Number(params.alpha));
      return -weightedMean(truth.length, weights, (i) => loss(truth[i] - predictions[i]));
    },
  ),
  params: ALPHA,
};

/** As r2, of pinball losses from the quantile of the scored rows. NaN below two rows. */
export const d2PinballScore: Scorer = {
  ...valueScorer(
    'd2_pinball_score',
    'share of the pinball loss of the constant quantile that is explained',
    ({ truth, predictions, weights, params }) => {
      const n = truth.length;
      if (n < 2) return Number.NaN;
      const alpha = Number(params.alpha);
      const loss = pinball(alpha);
      const quantile = weightedQuantile(truth, weights, alpha);
      return explained(
        weightedMean(n, weights, (i) => loss(truth[i] - predictions[i])),
        weightedMean(n, weights, (i) => loss(truth[i] - quantile)),
      );
    },
  ),
  params: ALPHA,
};

const pinball =
  (alpha: number) =>
  (error: number): number =>
    error >= 0 ? alpha * error : (alpha - 1) * error;
