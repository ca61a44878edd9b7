// GroupShuffleSplit: random holdouts of whole groups, each drawn anew.

import type { Split } from '../base/dataset.js';
import type { Splitter } from '../contracts/splitter.js';
import { randomOf } from './shared/common-params.js';
import { type Groups, requireGroups } from './shared/groups.js';
import { HOLDOUT_PARAMS, holdoutSizes } from './shared/holdout-sizes.js';

/**
 * scikit-learn's GroupShuffleSplit, the same rows; sizes count groups. Source: sklearn/model_selection/_split.py, 1.2.
 */
export const groupShuffleSplit: Splitter = {
  name: 'GroupShuffleSplit',
  version: 1,
  summary: 'random train and test groups (data.group), drawn anew for each split',
  params: {
    ...HOLDOUT_PARAMS,
    n_splits: { ...HOLDOUT_PARAMS.n_splits, default: 5 },
    test_size: {
      ...HOLDOUT_PARAMS.test_size,
      about:
        'test groups: a count, a share (0.2 or {fraction: 0.2}), or null for what train_size leaves (0.2 if that is null too)',
    },
    train_size: {
      ...HOLDOUT_PARAMS.train_size,
      about: 'train groups: a count, a share (0.2 or {fraction: 0.2}), or null for what test_size leaves',
    },
  },
  split(input, params) {
    const groups = requireGroups(input, 'GroupShuffleSplit');
    const n = groups.counts.length;
    const { nTrain, nTest } = holdoutSizes(n, params, { share: 0.2, what: 'groups' });
    const random = randomOf(params);
    return Array.from({ length: params.n_splits as number }, (): Split => {
      const order = random.permutation(n);
      return {
        train: rowsOf(groups, order.subarray(nTest, nTest + nTrain)),
        test: rowsOf(groups, order.subarray(0, nTest)),
      };
    });
  },
};

function rowsOf({ codes }: Groups, chosen: Int32Array): Int32Array {
  const isChosen = new Set(chosen);
  return Int32Array.from(codes.keys()).filter((row) => isChosen.has(codes[row]));
}
