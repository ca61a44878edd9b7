// KFold: consecutive folds of (nearly) equal size, of the rows as they stand or shuffled.

import type { Split } from '../base/dataset.js';
import type { RandomState } from '../base/random.js';
import type { Splitter } from '../contracts/splitter.js';
import { N_FOLDS, RANDOM_STATE, randomOf, SHUFFLE } from './shared/common-params.js';
import { checkFolds, checkSeedIsUsed, foldsInTurn, splitsOfFolds } from './shared/folds.js';

/** scikit-learn's KFold, row for row. Source: sklearn/model_selection/_split.py, 1.2. */
export const kFold: Splitter = {
  name: 'KFold',
  version: 1,
  summary: 'consecutive folds of nearly equal size; the default for regression',
  params: { n_splits: N_FOLDS, shuffle: SHUFFLE, random_state: RANDOM_STATE },
  split({ rows }, params) {
    checkSeedIsUsed(params.shuffle, params.random_state);
    return foldRows(rows, params.n_splits as number, params.shuffle === true ? randomOf(params) : undefined);
  },
};

/** The folds of one round; drawn where there is a generator. Throws CV_TOO_MANY_FOLDS. */
export function foldRows(rows: number, nSplits: number, random: RandomState | undefined): Split[] {
  checkFolds(nSplits, rows);
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  random?.shuffle(order);
  return splitsOfFolds(foldsInTurn(order, nSplits), nSplits);
}
