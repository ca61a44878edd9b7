// From the fold of each row to splits: every fold is tested once, on a fit to all the other rows. And what bounds their
// number.

import type { Split } from '../../base/dataset.js';
import { GridsearchError } from '../../base/errors.js';

/**
 * One split per fold.
 * @param folds  fold of each row in [0, nFolds), or −1 for rows that are in every train set
 */
export function splitsOfFolds(folds: Int32Array, nFolds: number): Split[] {
  checkSplitCount(nFolds, folds.length);
  const counts = new Int32Array(nFolds);
  for (let row = 0; row < folds.length; row++) if (folds[row] >= 0) counts[folds[row]]++;
  return Array.from(counts, (count, fold) => {
    const train = new Int32Array(folds.length - count);
    const test = new Int32Array(count);
    let nTrain = 0;
    let nTest = 0;
    for (let row = 0; row < folds.length; row++) {
      if (folds[row] === fold) test[nTest++] = row;
      else train[nTrain++] = row;
    }
    return { train, test };
  });
}

/**
 * The fold of each of 0 … n − 1, which stand in `order`: the first n / nFolds are the first fold, and so on, the first
 * folds one larger.
 */
export function foldsInTurn(order: Int32Array, nFolds: number): Int32Array {
  const folds = new Int32Array(order.length);
  const larger = order.length % nFolds;
  let from = 0;
  for (let fold = 0; fold < nFolds; fold++) {
    const to = from + Math.floor(order.length / nFolds) + (fold < larger ? 1 : 0);
    for (let i = from; i < to; i++) folds[order[i]] = fold;
    from = to;
  }
  return folds;
}

/** The split that tests the rows for which `tested` holds, `count` of them, and trains on the others. */
export function splitOf(rows: number, count: number, tested: (row: number) => boolean): Split {
  const train = new Int32Array(rows - count);
  const test = new Int32Array(count);
  let nTrain = 0;
  let nTest = 0;
  for (let row = 0; row < rows; row++) {
    if (tested(row)) test[nTest++] = row;
    else train[nTrain++] = row;
  }
  return { train, test };
}

/** Throws CV_TOO_MANY_SPLITS where lists of their rows would not fit into memory: every split lists every row. */
export function checkSplitCount(nSplits: number, rows: number): void {
  if (nSplits <= MAX_SPLITS && nSplits * rows <= MAX_LISTED_ROWS) return;
  const splits = nSplits.toLocaleString('en');
  throw new GridsearchError(
    'CV_TOO_MANY_SPLITS',
    `${splits} splits of ${rows.toLocaleString('en')} rows are more than can be held`,
    { help: 'use fewer, larger test sets: cv: {KFold: {n_splits: 10, shuffle: true}}' },
  );
}

/** Throws CV_TOO_MANY_FOLDS where there are more folds than rows. */
export function checkFolds(nSplits: number, rows: number): void {
  if (nSplits <= rows) return;
  throw new GridsearchError(
    'CV_TOO_MANY_FOLDS',
    `${nSplits} folds of ${rows} ${rows === 1 ? 'row' : 'rows'}: each fold needs at least one`,
    { help: `--cv ${Math.max(2, Math.min(5, rows))}` },
  );
}

/** Throws CV_RANDOM_STATE where a seed is given that nothing would use, as scikit-learn does. */
export function checkSeedIsUsed(shuffle: unknown, randomState: unknown): void {
  if (shuffle === true || randomState === null || randomState === undefined) return;
  throw new GridsearchError('CV_RANDOM_STATE', 'random_state has no effect without shuffle', {
    help: 'add shuffle: true, or remove random_state',
  });
}

const MAX_SPLITS = 1_000_000;

/** 1 GB of row numbers. */
const MAX_LISTED_ROWS = 2.5e8;
