// accuracy and balanced_accuracy: the share of rows whose class is predicted right, over all rows or as a mean over classes.

import type { Scorer } from '../base/contracts.js';
import { countClasses } from './confusion.js';

/** Σ correct / Σ rows. */
export const accuracy: Scorer = {
  name: 'accuracy',
  version: 1,
  task: 'classification',
  summary: 'share of rows whose class is predicted right',
  params: {},
  reads: 'codes',
  counts: true,
  score(input) {
    const { hits, rows } = countClasses(input);
    return hits.reduce((sum, count) => sum + count, 0) / rows;
  },
};

/** The mean of the recalls of the classes that occur among the scored rows. */
export const balancedAccuracy: Scorer = {
  name: 'balanced_accuracy',
  version: 1,
  task: 'classification',
  summary: 'mean over classes of the share predicted right',
  params: { adjusted: { default: false, accepts: [{ kind: 'boolean' }], about: 'rescale so that chance is 0 and perfection 1' } },
  reads: 'codes',
  score(input) {
    const { hits, actual } = countClasses(input);
    let sum = 0;
    let classes = 0;
    for (let k = 0; k < actual.length; k++) {
      if (actual[k] === 0) continue;
      sum += hits[k] / actual[k];
      classes++;
    }
    const score = sum / classes;
    if (input.params.adjusted !== true) return score;
    if (classes === 1) return Number.NaN;
    const chance = 1 / classes;
    return (score - chance) / (1 - chance);
  },
};
