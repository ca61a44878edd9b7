// RepeatedKFold: shuffled K-fold, so many times over, each round drawn anew.

import type { Splitter } from '../contracts/splitter.js';
import { foldRows } from './k-fold.js';
import { N_FOLDS, N_REPEATS, RANDOM_STATE, randomOf, repeat } from './shared/common-params.js';

/** scikit-learn's RepeatedKFold, row for row. Source: sklearn/model_selection/_split.py, 1.2. */
export const repeatedKFold: Splitter = {
  name: 'RepeatedKFold',
  version: 1,
  summary: 'shuffled K-fold, repeated with new draws',
  params: { n_splits: N_FOLDS, n_repeats: N_REPEATS, random_state: RANDOM_STATE },
  split({ rows }, params) {
    const nSplits = params.n_splits as number;
    const random = randomOf(params);
    return repeat(params, rows, () => foldRows(rows, nSplits, random));
  },
};
