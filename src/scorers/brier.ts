// neg_brier_score: minus the mean squared distance of the probabilities from the truth.

import type { Scorer } from '../contracts/scorer.js';
import { classesOf } from './shared/shares.js';
import { weightedMean } from './shared/weights.js';

/** Two classes: (p − y)² of the second one, as scikit-learn; more: summed over classes, as its versions from 1.7 on. */
export const negBrierScore: Scorer = {
  name: 'neg_brier_score',
  version: 1,
  task: 'classification',
  summary: 'minus the mean squared error of the probabilities',
  params: {},
  reads: 'probabilities',
  score(input) {
    const { codes, nClasses, prediction } = classesOf(input, 'neg_brier_score');
    const P = prediction.probabilities;
    if (P === undefined) return Number.NaN;
    const first = nClasses === 2 ? 1 : 0;
    return -weightedMean(codes.length, input.weights, (row) => {
      let sum = 0;
      for (let k = first; k < nClasses; k++) {
        const error = P.data[row * P.stride + k] - (codes[row] === k ? 1 : 0);
        sum += error * error;
      }
      return sum;
    });
  },
};
