// accuracy, balanced_accuracy and top_k_accuracy: the share of rows whose class is predicted right, over all rows, as a
// mean over classes, or among the k classes that are most probable.

import { assert } from '../base/errors.js';
import { BOOLEAN, COUNT, param } from '../contracts/params.js';
import type { ScoreInput, Scorer } from '../contracts/scorer.js';
import { countClasses, sumOf } from './shared/confusion.js';
import { average, weightedMean } from './shared/weights.js';

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
    const { hits, total } = countClasses(input);
    return sumOf(hits) / total;
  },
};

/** The mean of the recalls of the classes that occur among the scored rows. */
export const balancedAccuracy: Scorer = {
  name: 'balanced_accuracy',
  version: 2,
  task: 'classification',
  summary: 'mean over classes of the share predicted right',
  params: { adjusted: param(false, 'rescale so that chance is 0 and perfection 1', BOOLEAN) },
  reads: 'codes',
  score(input) {
    const { hits, actual } = countClasses(input);
    const recalls = [...actual.keys()].filter((k) => actual[k] > 0).map((k) => hits[k] / actual[k]);
    const score = average(recalls);
    if (input.params.adjusted !== true) return score;
    if (recalls.length === 1) return Number.NaN;
    const chance = 1 / recalls.length;
    return (score - chance) / (1 - chance);
  },
};

/**
 * By decisions where the classifier has them, else by probabilities. Of equal ones the later class goes first, as
 * scikit-learn has it. NaN where the scored rows lack a class, as it raises there.
 */
export const topKAccuracy: Scorer = {
  name: 'top_k_accuracy',
  version: 3,
  task: 'classification',
  summary: 'share of rows whose class is among the k most probable ones',
  params: { k: param(2, 'how many classes are named for each row', COUNT) },
  reads: 'probabilities',
  readsDecisions: true,
  counts: true,
  score({ truth, prediction, params, weights }: ScoreInput) {
    assert(truth.kind === 'classes' && prediction.kind === 'classes', 'top_k_accuracy reads classes');
    const { codes, classes } = truth;
    if (new Set(codes).size < classes.length) return Number.NaN;
    const k = params.k as number;
    const { decision, decisions, probabilities } = prediction;
    if (classes.length === 2 && probabilities === undefined && decision !== undefined) {
      // scikit-learn takes decisions that all lie within 0 and 1 for probabilities.
      const bound = decision.every((value) => value >= 0 && value <= 1) ? 0.5 : 0;
      return weightedMean(codes.length, weights, (row) =>
        k > 1 || codes[row] === (decision[row] > bound ? 1 : 0) ? 1 : 0,
      );
    }
    const P = decisions ?? probabilities;
    if (P === undefined) return Number.NaN;
    const rankOf = (row: number): number => {
      const at = row * P.stride;
      if (classes.length === 2) return codes[row] === (P.data[at + 1] > 0.5 ? 1 : 0) ? 0 : 1;
      const share = P.data[at + codes[row]];
      let ahead = 0;
      for (let c = 0; c < classes.length; c++)
        if (P.data[at + c] > share || (P.data[at + c] === share && c > codes[row])) ahead++;
      return ahead;
    };
    return weightedMean(codes.length, weights, (row) => (rankOf(row) < k ? 1 : 0));
  },
};
