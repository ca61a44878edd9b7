// Metrics of squared errors of probabilities: the Brier score, and the share of it that is explained.

import { BOOLEAN, oneOf, param } from '../contracts/params.js';
import type { Scorer } from '../contracts/scorer.js';
import { ALL_LABELS, classesOf, classShares, lacksLabels } from './shared/shares.js';
import { weightAt, weightedMean } from './shared/weights.js';

/** Σ over classes of (p − y)², by default halved where there are two. Source: scikit-learn 1.9, brier_score_loss. */
export const negBrierScore: Scorer = {
  name: 'neg_brier_score',
  version: 1,
  task: 'classification',
  summary: 'minus the mean squared error of the probabilities',
  params: {
    scale_by_half: param(
      'auto',
      'halve the sum over classes, so that it is between 0 and 1; auto: of two classes only',
      oneOf(['auto']),
      BOOLEAN,
    ),
  },
  reads: 'probabilities',
  score(input) {
    const { codes, nClasses, prediction } = classesOf(input, 'neg_brier_score');
    const P = prediction.probabilities;
    if (P === undefined) return Number.NaN;
    const { scale_by_half: half } = input.params;
    // Of two classes the second one's error is half of the sum.
    const factor = nClasses === 2 ? (half === false ? 2 : 1) : half === true ? 0.5 : 1;
    const first = nClasses === 2 ? 1 : 0;
    return -weightedMean(codes.length, input.weights, (row) => {
      let sum = 0;
      for (let k = first; k < nClasses; k++) {
        const error = P.data[row * P.stride + k] - (codes[row] === k ? 1 : 0);
        sum += error * error;
      }
      return factor * sum;
    });
  },
};

/** 1 − Brier score / that of the classes' shares of the scored rows. NaN below two rows, or with one class only. */
export const d2BrierScore: Scorer = {
  name: 'd2_brier_score',
  version: 1,
  task: 'classification',
  summary: 'share of the squared error of constant probabilities that is explained',
  params: { labels: ALL_LABELS },
  reads: 'probabilities',
  score(input) {
    const { codes, nClasses, prediction } = classesOf(input, 'd2_brier_score');
    const P = prediction.probabilities;
    if (P === undefined || codes.length < 2 || lacksLabels(input)) return Number.NaN;
    const first = nClasses === 2 ? 1 : 0;
    const shares = classShares(codes, nClasses, input.weights);
    let [loss, constant] = [0, 0];
    for (let row = 0; row < codes.length; row++) {
      const weight = weightAt(input.weights, row);
      for (let k = first; k < nClasses; k++) {
        const truth = codes[row] === k ? 1 : 0;
        loss += weight * (P.data[row * P.stride + k] - truth) ** 2;
        constant += weight * (shares[k] - truth) ** 2;
      }
    }
    return constant === 0 ? Number.NaN : 1 - loss / constant;
  },
};
