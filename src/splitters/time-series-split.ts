// TimeSeriesSplit: rows are in the order of time; each split trains on the past and tests on what comes next.

import { GridsearchError } from '../base/errors.js';
import { COUNT, optional, param } from '../contracts/params.js';
import type { Splitter } from '../contracts/splitter.js';
import { N_FOLDS } from './shared/common-params.js';

/** scikit-learn's TimeSeriesSplit, row for row. Source: sklearn/model_selection/_split.py, 1.2. */
export const timeSeriesSplit: Splitter = {
  name: 'TimeSeriesSplit',
  version: 1,
  summary: 'train on the past, test on the rows that follow; rows in the order of time',
  params: {
    n_splits: { ...N_FOLDS, about: 'number of splits' },
    max_train_size: optional('most train rows, the latest ones; null for all', COUNT),
    test_size: optional('test rows of each split; null for rows / (n_splits + 1)', COUNT),
    gap: param(0, 'rows left out between train and test', { kind: 'number', integer: true, min: 0 }),
  },
  split({ rows }, params) {
    const nSplits = params.n_splits as number;
    const gap = params.gap as number;
    const maxTrain = params.max_train_size as number | null;
    const testSize = (params.test_size as number | null) ?? Math.floor(rows / (nSplits + 1));
    if (nSplits + 1 > rows || rows - gap - testSize * nSplits <= 0) {
      throw new GridsearchError(
        'CV_TOO_MANY_FOLDS',
        `${rows} rows are too few for ${nSplits} splits with ${testSize} test rows and a gap of ${gap}`,
        { help: 'lower n_splits, test_size or gap' },
      );
    }
    return Array.from({ length: nSplits }, (_, i) => {
      const testStart = rows - (nSplits - i) * testSize;
      const trainEnd = testStart - gap;
      const trainStart = maxTrain === null ? 0 : Math.max(0, trainEnd - maxTrain);
      return { train: range(trainStart, trainEnd), test: range(testStart, testStart + testSize) };
    });
  },
};

function range(start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, i) => start + i);
}
