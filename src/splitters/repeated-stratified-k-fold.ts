// RepeatedStratifiedKFold: shuffled stratified K-fold, so many times over, each round drawn anew.

import type { Splitter } from '../contracts/splitter.js';
import { N_FOLDS, N_REPEATS, RANDOM_STATE, randomOf, repeat } from './shared/common-params.js';
import { rareClassNotes, stratifiedFolds } from './stratified-k-fold.js';

/** scikit-learn's RepeatedStratifiedKFold, row for row. Source: sklearn/model_selection/_split.py, 1.2. */
export const repeatedStratifiedKFold: Splitter = {
  name: 'RepeatedStratifiedKFold',
  version: 1,
  summary: 'shuffled stratified K-fold, repeated with new draws',
  params: { n_splits: N_FOLDS, n_repeats: N_REPEATS, random_state: RANDOM_STATE },
  split(input, params) {
    const nSplits = params.n_splits as number;
    const round = { random: randomOf(params), splitter: 'RepeatedStratifiedKFold' };
    return repeat(params, input.rows, () => stratifiedFolds(input, nSplits, round));
  },
  notes: (input, params) => rareClassNotes(input, params.n_splits as number),
};
