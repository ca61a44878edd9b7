// The scorers that a grid may name. A new one: one file and one line here.

import type { Scorer } from '../contracts/scorer.js';
import { accuracy, balancedAccuracy, topKAccuracy } from './accuracy.js';
import { cohenKappa, matthewsCorrcoef } from './agreement.js';
import { averagePrecision } from './average-precision.js';
import { d2BrierScore, negBrierScore } from './brier.js';
import { confusionCounts } from './confusion-counts.js';
import {
  negMeanGammaDeviance,
  negMeanPoissonDeviance,
  negMeanSquaredLogError,
  negRootMeanSquaredLogError,
} from './deviance.js';
import { d2LogLossScore, negLogLoss } from './log-loss.js';
import { d2PinballScore, negMeanPinballLoss } from './pinball.js';
import { precisionRecallScorers } from './precision-recall.js';
import {
  d2AbsoluteError,
  explainedVariance,
  maxError,
  negMaxError,
  negMeanAbsoluteError,
  negMeanAbsolutePercentageError,
  negMeanSquaredError,
  negMedianAbsoluteError,
  negRootMeanSquaredError,
  r2,
} from './regression.js';
import { rocAuc, rocAucOvo, rocAucOvoWeighted, rocAucOvr, rocAucOvrWeighted } from './roc-auc.js';
import { d2TweedieScore, negMeanTweedieDeviance } from './tweedie.js';

/** All scorers, by scikit-learn's scorer name. */
export const SCORERS: ReadonlyMap<string, Scorer> = new Map(
  [
    accuracy,
    balancedAccuracy,
    topKAccuracy,
    ...precisionRecallScorers,
    matthewsCorrcoef,
    cohenKappa,
    ...confusionCounts,
    rocAuc,
    rocAucOvr,
    rocAucOvrWeighted,
    rocAucOvo,
    rocAucOvoWeighted,
    averagePrecision,
    negLogLoss,
    d2LogLossScore,
    negBrierScore,
    d2BrierScore,
    r2,
    explainedVariance,
    d2AbsoluteError,
    negMeanSquaredError,
    negRootMeanSquaredError,
    negMeanAbsoluteError,
    negMedianAbsoluteError,
    negMeanAbsolutePercentageError,
    maxError,
    negMaxError,
    negMeanSquaredLogError,
    negRootMeanSquaredLogError,
    negMeanPoissonDeviance,
    negMeanGammaDeviance,
    negMeanTweedieDeviance,
    d2TweedieScore,
    negMeanPinballLoss,
    d2PinballScore,
  ].map((scorer) => [scorer.name, scorer]),
);
