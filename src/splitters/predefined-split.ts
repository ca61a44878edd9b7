// PredefinedSplit: the folds that a column of the data names (`data.fold`).

import { GridsearchError } from '../base/errors.js';
import type { Splitter } from '../contracts/splitter.js';
import { splitsOfFolds } from './shared/folds.js';

/** scikit-learn's PredefinedSplit: one split per fold, smallest first; rows of fold −1 are in every train set. */
export const predefinedSplit: Splitter = {
  name: 'PredefinedSplit',
  version: 1,
  summary: 'the folds that the column data.fold names; used by itself when there is one',
  params: {},
  split({ folds }) {
    if (folds === undefined)
      throw noFolds('PredefinedSplit needs a column that names the fold of each row', 'data: {fold: COLUMN}');
    const present = [...new Set(folds)].filter((fold) => fold >= 0).sort((a, b) => a - b);
    const help = 'the fold column needs at least two values';
    if (present.length === 0) throw noFolds('no row has a fold to be tested in', help);
    if (present.length === 1 && !folds.includes(-1))
      throw noFolds('all rows are in one fold: nothing is left to train on', help);
    const numberOf = new Map(present.map((fold, i) => [fold, i]));
    return splitsOfFolds(
      folds.map((fold) => numberOf.get(fold) ?? -1),
      present.length,
    );
  },
};

function noFolds(message: string, help: string): GridsearchError {
  return new GridsearchError('CV_NO_FOLD_COLUMN', message, { help });
}
