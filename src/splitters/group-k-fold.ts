// GroupKFold: folds of (nearly) equal size, no group in two of them.

import type { Splitter } from '../base/split-contract.js';
import { N_FOLDS } from './common-params.js';
import { splitsOfFolds } from './folds.js';
import { checkGroups, requireGroups } from './groups.js';
import { numpyArgsort } from './numpy-order.js';

/** scikit-learn's GroupKFold, row for row: the largest group first, each into the fold that is lightest then. */
export const groupKFold: Splitter = {
  name: 'GroupKFold',
  version: 1,
  summary: 'folds of nearly equal size, the rows of a group (data.group) always together',
  params: { n_splits: N_FOLDS },
  split(input, params) {
    const nSplits = params.n_splits as number;
    const groups = requireGroups(input, 'GroupKFold');
    checkGroups(groups, nSplits, `${nSplits} folds`);
    const weights = new Float64Array(nSplits);
    const foldOf = new Int32Array(groups.counts.length);
    for (const group of numpyArgsort(groups.counts).reverse()) {
      const lightest = weights.indexOf(Math.min(...weights));
      weights[lightest] += groups.counts[group];
      foldOf[group] = lightest;
    }
    return splitsOfFolds(
      groups.codes.map((group) => foldOf[group]),
      nSplits,
    );
  },
};
