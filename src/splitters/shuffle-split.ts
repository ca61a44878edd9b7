// ShuffleSplit: random holdouts, each drawn anew from all rows.

import type { Splitter } from '../contracts/splitter.js';
import { randomOf } from './shared/common-params.js';
import { HOLDOUT_PARAMS, holdoutSizes } from './shared/holdout-sizes.js';

/**
 * scikit-learn's ShuffleSplit, the same rows (each part in ascending order). Source: sklearn/model_selection/_split.py,
 * 1.2.
 */
export const shuffleSplit: Splitter = {
  name: 'ShuffleSplit',
  version: 1,
  summary: 'random train and test rows, drawn anew for each split',
  params: HOLDOUT_PARAMS,
  split({ rows }, params) {
    const { nTrain, nTest } = holdoutSizes(rows, params);
    const random = randomOf(params);
    return Array.from({ length: params.n_splits as number }, () => {
      const order = random.permutation(rows);
      return { train: order.slice(nTest, nTest + nTrain).sort(), test: order.slice(0, nTest).sort() };
    });
  },
};
