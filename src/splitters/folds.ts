// From the fold of each row to splits: every fold is tested once, on a fit to all the other rows.

import type { Split } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';

/**
 * One split per fold.
 * @param folds  fold of each row in [0, nFolds), or −1 for rows that are in every train set
 */
export function splitsOfFolds(folds: Int32Array, nFolds: number): Split[] {
  const counts = new Int32Array(nFolds);
  for (const fold of folds) if (fold >= 0) counts[fold]++;
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

/** Throws CV_TOO_MANY_FOLDS where there are more folds than rows. */
export function checkFolds(nSplits: number, rows: number): void {
  if (nSplits <= rows) return;
  throw new GridsearchError(
    'CV_TOO_MANY_FOLDS',
    `${nSplits} folds of ${rows} ${rows === 1 ? 'row' : 'rows'}: each fold needs at least one`,
    {
      help: `--cv ${Math.max(2, Math.min(5, rows))}`,
    },
  );
}

/** Throws CV_RANDOM_STATE where a seed is given that nothing would use, as scikit-learn does. */
export function checkSeedIsUsed(shuffle: unknown, randomState: unknown): void {
  if (shuffle === true || randomState === null || randomState === undefined) return;
  throw new GridsearchError('CV_RANDOM_STATE', 'random_state has no effect without shuffle', {
    help: 'add shuffle: true, or remove random_state',
  });
}
