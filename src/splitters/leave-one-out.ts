// LeaveOneOut: each row is tested once, on a fit to all the others.

import type { Splitter } from '../contracts/splitter.js';
import { checkLeftRows } from './leave-p-out.js';
import { splitsOfFolds } from './shared/folds.js';

/** scikit-learn's LeaveOneOut, row for row. */
export const leaveOneOut: Splitter = {
  name: 'LeaveOneOut',
  version: 1,
  summary: 'each row tested once, on a fit to all the others: as many splits as rows',
  params: {},
  split({ rows }) {
    checkLeftRows(rows, 1);
    return splitsOfFolds(
      Int32Array.from({ length: rows }, (_, row) => row),
      rows,
    );
  },
};
