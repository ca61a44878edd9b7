// StratifiedShuffleSplit: random holdouts in which each class has (nearly) the share that it has in all rows.

import { GridsearchError } from '../base/errors.js';
import type { RandomState } from '../base/random.js';
import type { Splitter } from '../contracts/splitter.js';
import { randomOf } from './shared/common-params.js';
import { HOLDOUT_PARAMS, holdoutSizes } from './shared/holdout-sizes.js';
import { type Classes, classesInOrder, requireClasses } from './shared/strata.js';

/**
 * scikit-learn's StratifiedShuffleSplit, the same rows (each part in ascending order). Source:
 * sklearn/model_selection/_split.py, 1.2.
 */
export const stratifiedShuffleSplit: Splitter = {
  name: 'StratifiedShuffleSplit',
  version: 1,
  summary: 'random train and test rows that keep the shares of the classes',
  params: HOLDOUT_PARAMS,
  split(input, params) {
    const strata = classesInOrder(requireClasses(input, 'StratifiedShuffleSplit'));
    const { nTrain, nTest } = holdoutSizes(input.rows, params);
    checkMembers(strata, nTrain, nTest);
    const members = strata.counts.map((count) => new Int32Array(count));
    const filled = strata.counts.map(() => 0);
    strata.codes.forEach((k, row) => {
      members[k][filled[k]++] = row;
    });
    const random = randomOf(params);
    return Array.from({ length: params.n_splits as number }, () => drawSplit(members, { nTrain, nTest }, random));
  },
};

function drawSplit(
  members: readonly Int32Array[],
  { nTrain, nTest }: { readonly nTrain: number; readonly nTest: number },
  random: RandomState,
) {
  const counts = members.map(({ length }) => length);
  const trainOf = approximateMode(counts, nTrain, random);
  const rest = counts.map((count, k) => count - trainOf[k]);
  const testOf = approximateMode(rest, nTest, random);
  const train: number[] = [];
  const test: number[] = [];
  members.forEach((rows, k) => {
    const order = random.permutation(rows.length);
    for (let i = 0; i < trainOf[k]; i++) train.push(rows[order[i]]);
    for (let i = trainOf[k]; i < trainOf[k] + testOf[k]; i++) test.push(rows[order[i]]);
  });
  // scikit-learn shuffles both parts once more: the order does not matter here, but the draws move the stream on.
  random.permutation(train.length);
  random.permutation(test.length);
  return { train: Int32Array.from(train).sort(), test: Int32Array.from(test).sort() };
}

/**
 * How many of `draws` rows each class gets: its share, rounded so that the sum is right, ties broken at random.
 * Source: sklearn/utils/__init__.py, _approximate_mode, 1.2.
 */
function approximateMode(counts: readonly number[], draws: number, random: RandomState): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const continuous = counts.map((count) => (count / total) * draws);
  const taken = continuous.map(Math.floor);
  let needed = draws - taken.reduce((sum, count) => sum + count, 0);
  const remainders = continuous.map((share, k) => share - taken[k]);
  for (const value of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (needed <= 0) break;
    const tied = remainders.flatMap((remainder, k) => (remainder === value ? [k] : []));
    const chosen = random.choiceWithoutReplacement(tied, Math.min(tied.length, needed));
    for (const k of chosen) taken[k]++;
    needed -= chosen.length;
  }
  return taken;
}

function checkMembers({ counts, labels }: Classes, nTrain: number, nTest: number): void {
  const lonely = counts.indexOf(1);
  if (lonely >= 0) {
    throw new GridsearchError(
      'CV_TOO_FEW_MEMBERS',
      `class ${JSON.stringify(labels[lonely])} has one row only; both parts need one of each class`,
      { help: 'use ShuffleSplit, or leave that class out' },
    );
  }
  const smaller = Math.min(nTrain, nTest);
  if (smaller >= counts.length) return;
  throw new GridsearchError('CV_HOLDOUT_SIZE', `${smaller} rows cannot hold all ${counts.length} classes`, {
    help: 'make test_size and train_size at least the number of classes',
  });
}
