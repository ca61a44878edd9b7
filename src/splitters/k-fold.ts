// KFold: consecutive folds of (nearly) equal size, of the rows as they stand or shuffled.

import type { Splitter } from '../base/contracts.js';
import { N_FOLDS, RANDOM_STATE, randomOf, SHUFFLE } from './common-params.js';
import { checkFolds, checkSeedIsUsed, splitsOfFolds } from './folds.js';

/** scikit-learn's KFold, row for row. Source: sklearn/model_selection/_split.py, 1.2. */
export const kFold: Splitter = {
  name: 'KFold',
  version: 1,
  summary: 'consecutive folds of nearly equal size; the default for regression',
  params: { n_splits: N_FOLDS, shuffle: SHUFFLE, random_state: RANDOM_STATE },
  split({ rows }, params) {
    const nSplits = params.n_splits as number;
    checkSeedIsUsed(params.shuffle, params.random_state);
    checkFolds(nSplits, rows);
    const order = Int32Array.from({ length: rows }, (_, i) => i);
    if (params.shuffle === true) randomOf(params).shuffle(order);
    const folds = new Int32Array(rows);
    const larger = rows % nSplits;
    let from = 0;
    for (let fold = 0; fold < nSplits; fold++) {
      const to = from + Math.floor(rows / nSplits) + (fold < larger ? 1 : 0);
      for (let i = from; i < to; i++) folds[order[i]] = fold;
      from = to;
    }
    return splitsOfFolds(folds, nSplits);
  },
};
