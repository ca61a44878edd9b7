// The scorers that a grid may name. A new one: one file and one line here.

import type { Scorer } from '../base/contracts.js';
import { accuracy, balancedAccuracy } from './accuracy.js';
import { negLogLoss } from './log-loss.js';
import { precisionRecallScorers } from './precision-recall.js';
import { maxError, negMeanAbsoluteError, negMeanSquaredError, negRootMeanSquaredError, r2 } from './regression.js';
import { rocAuc, rocAucOvr, rocAucOvrWeighted } from './roc-auc.js';

/** All scorers, by scikit-learn's scorer name. */
export const SCORERS: ReadonlyMap<string, Scorer> = new Map(
  [
    accuracy,
    balancedAccuracy,
    ...precisionRecallScorers,
    rocAuc,
    rocAucOvr,
    rocAucOvrWeighted,
    negLogLoss,
    r2,
    negMeanSquaredError,
    negRootMeanSquaredError,
    negMeanAbsoluteError,
    maxError,
  ].map((scorer) => [scorer.name, scorer]),
);
