// GroupKFold: folds of (nearly) equal size, no group in two of them.

import type { Splitter } from '../contracts/splitter.js';
import { N_FOLDS, RANDOM_STATE, randomOf, SHUFFLE } from './shared/common-params.js';
import { checkSeedIsUsed, foldsInTurn, splitsOfFolds } from './shared/folds.js';
import { checkGroups, type Groups, requireGroups } from './shared/groups.js';

/**
 * scikit-learn's GroupKFold, row for row: the largest group first, of equal ones the last, each into the fold that is
 * lightest then; shuffled, folds of (nearly) as many groups, whatever their rows. Source:
 * sklearn/model_selection/_split.py, 1.9.
 */
export const groupKFold: Splitter = {
  name: 'GroupKFold',
  version: 2,
  summary: 'folds of nearly equal size, the rows of a group (data.group) always together',
  params: {
    n_splits: N_FOLDS,
    shuffle: { ...SHUFFLE, about: 'deal shuffled groups to the folds, as many to each; else the largest first' },
    random_state: RANDOM_STATE,
  },
  split(input, params) {
    const nSplits = params.n_splits as number;
    checkSeedIsUsed(params.shuffle, params.random_state);
    const groups = requireGroups(input, 'GroupKFold');
    checkGroups(groups, nSplits, `${nSplits} folds`);
    const foldOf =
      params.shuffle === true
        ? foldsInTurn(randomOf(params).permutation(groups.counts.length), nSplits)
        : bySize(groups, nSplits);
    return splitsOfFolds(
      groups.codes.map((group) => foldOf[group]),
      nSplits,
    );
  },
};

function bySize({ counts }: Groups, nSplits: number): Int32Array {
  const foldOf = new Int32Array(counts.length);
  const weights = new Float64Array(nSplits);
  const order = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || b - a);
  for (const group of order) {
    let lightest = 0;
    for (let fold = 1; fold < nSplits; fold++) if (weights[fold] < weights[lightest]) lightest = fold;
    weights[lightest] += counts[group];
    foldOf[group] = lightest;
  }
  return foldOf;
}
