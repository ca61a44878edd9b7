// LeavePOut: every choice of p rows is tested once, on a fit to all the others.

import { GridsearchError } from '../base/errors.js';
import { COUNT, param } from '../contracts/params.js';
import type { Splitter } from '../contracts/splitter.js';
import { combinations, countCombinations } from './shared/combinations.js';
import { checkSplitCount, splitOf } from './shared/folds.js';

/** scikit-learn's LeavePOut, row for row. */
export const leavePOut: Splitter = {
  name: 'LeavePOut',
  version: 1,
  summary: 'every choice of p rows tested once, on a fit to all the others: very many splits',
  params: { p: param(2, 'test rows of each split', COUNT) },
  split({ rows }, params) {
    const p = params.p as number;
    checkLeftRows(rows, p);
    checkSplitCount(countCombinations(rows, p), rows);
    return Array.from(combinations(rows, p), (tested) => {
      const isTested = new Set(tested);
      return splitOf(rows, p, (row) => isTested.has(row));
    });
  },
};

/** Throws CV_TOO_FEW_ROWS where no row is left to train on. */
export function checkLeftRows(rows: number, left: number): void {
  if (rows > left) return;
  const message = `of ${rows} ${rows === 1 ? 'row' : 'rows'}, ${left} cannot be left out: none would remain to train on`;
  throw new GridsearchError('CV_TOO_FEW_ROWS', message, {
    help: rows > 1 ? `leave out at most ${rows - 1}` : 'the data need more rows',
  });
}
