// StratifiedGroupKFold: no group in two folds, and classes shared out as evenly as that allows.

import { GridsearchError } from '../base/errors.js';
import { numpyStd, numpySum, plainSum } from '../base/numpy-sum.js';
import type { SplitInput, Splitter } from '../contracts/splitter.js';
import { N_FOLDS, RANDOM_STATE, randomOf, SHUFFLE } from './shared/common-params.js';
import { checkSeedIsUsed, splitsOfFolds } from './shared/folds.js';
import { checkGroups, type Groups, requireGroups } from './shared/groups.js';
import { type Classes, classesInOrder, requireClasses } from './shared/strata.js';
import { rareClassNotes, tooFewMembers } from './stratified-k-fold.js';

/**
 * scikit-learn's StratifiedGroupKFold, row for row: groups by falling spread of their class counts, each into the fold
 * that leaves the shares of the classes most even. `shuffle` deals groups of equal spread in another order. Source:
 * sklearn/model_selection/_split.py, 1.9.
 */
export const stratifiedGroupKFold: Splitter = {
  name: 'StratifiedGroupKFold',
  version: 2,
  summary: 'folds that keep the shares of the classes, the rows of a group (data.group) always together',
  params: { n_splits: N_FOLDS, shuffle: SHUFFLE, random_state: RANDOM_STATE },
  split(input, params) {
    const nSplits = params.n_splits as number;
    checkSeedIsUsed(params.shuffle, params.random_state);
    const groups = requireGroups(input, 'StratifiedGroupKFold');
    const classes = classesInOrder(requireClasses(input, 'StratifiedGroupKFold'));
    checkGroups(groups, nSplits, `${nSplits} folds`);
    if (classes.counts.every((count) => count < nSplits)) throw tooFewMembers(input, classes, nSplits);
    const counts = classCounts(groups, classes);
    const order =
      params.shuffle === true ? randomOf(params).permutation(counts.length) : Int32Array.from(counts.keys());
    const dealt = assign(
      Array.from(order, (group) => counts[group]),
      classes.counts,
      nSplits,
    );
    const foldOf = new Int32Array(counts.length);
    order.forEach((group, place) => {
      foldOf[group] = dealt[place];
    });
    const folds = groups.codes.map((group) => foldOf[group]);
    if (new Set(folds).size < nSplits) throw emptyFold(input, nSplits);
    return splitsOfFolds(folds, nSplits);
  },
  notes: (input, params) => rareClassNotes(input, params.n_splits as number),
};

/** Rows of each class in each group. */
function classCounts(groups: Groups, classes: Classes): readonly number[][] {
  const counts = groups.counts.map(() => classes.counts.map(() => 0));
  groups.codes.forEach((group, row) => {
    counts[group][classes.codes[row]]++;
  });
  return counts;
}

/** The fold of each group. */
function assign(counts: readonly number[][], total: readonly number[], nSplits: number): Int32Array {
  const spread = counts.map((ofGroup) => numpyStd(ofGroup, numpySum));
  const order = counts.map((_, group) => group).sort((a, b) => spread[b] - spread[a] || a - b);
  const inFold = Array.from({ length: nSplits }, () => total.map(() => 0));
  const foldOf = new Int32Array(counts.length);
  for (const group of order) {
    const fold = bestFold(inFold, counts[group], total);
    foldOf[group] = fold;
    counts[group].forEach((count, k) => {
      inFold[fold][k] += count;
    });
  }
  return foldOf;
}

/** The fold that leaves the shares of the classes most even; of (nearly) equal ones that with the fewest rows. */
function bestFold(inFold: readonly number[][], group: readonly number[], total: readonly number[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  let fewest = Number.POSITIVE_INFINITY;
  inFold.forEach((_, candidate) => {
    const spreads = total.map((rows, k) =>
      numpyStd(
        inFold.map((fold, i) => (fold[k] + (i === candidate ? group[k] : 0)) / rows),
        plainSum,
      ),
    );
    const uneven = numpySum(spreads) / spreads.length;
    const rows = plainSum(inFold[candidate]);
    const near = Math.abs(uneven - least) <= 1e-8 + 1e-5 * Math.abs(least);
    if (!(uneven < least || (near && rows < fewest))) return;
    best = candidate;
    least = uneven;
    fewest = rows;
  });
  return best;
}

function emptyFold({ groups = new Int32Array(0) }: SplitInput, nSplits: number): GridsearchError {
  return new GridsearchError(
    'CV_TOO_FEW_GROUPS',
    `the ${new Set(groups).size} groups leave one of ${nSplits} folds without a row`,
    { help: 'use fewer folds, or cv: {GroupKFold: {…}}' },
  );
}
