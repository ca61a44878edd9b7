// StratifiedKFold: folds in which each class has (nearly) the share that it has in all rows.

import type { Split } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import { largest } from '../base/lists.js';
import type { RandomState } from '../base/random.js';
import type { SplitInput, Splitter } from '../contracts/splitter.js';
import { N_FOLDS, RANDOM_STATE, randomOf, SHUFFLE } from './shared/common-params.js';
import { checkFolds, checkSeedIsUsed, splitsOfFolds } from './shared/folds.js';
import { type Classes, classesByAppearance, requireClasses } from './shared/strata.js';

/** scikit-learn's StratifiedKFold, row for row. Source: sklearn/model_selection/_split.py, 1.2. */
export const stratifiedKFold: Splitter = {
  name: 'StratifiedKFold',
  version: 1,
  summary: 'folds that keep the shares of the classes; the default for classification',
  params: { n_splits: N_FOLDS, shuffle: SHUFFLE, random_state: RANDOM_STATE },
  split(input, params) {
    checkSeedIsUsed(params.shuffle, params.random_state);
    const random = params.shuffle === true ? randomOf(params) : undefined;
    return stratifiedFolds(input, params.n_splits as number, { random, splitter: 'StratifiedKFold' });
  },
  notes: (input, params) => rareClassNotes(input, params.n_splits as number),
};

/**
 * The folds of one round; drawn where there is a generator.
 * @param splitter  whom errors name
 * @throws CV_NEEDS_CLASSES, CV_TOO_MANY_FOLDS, CV_TOO_FEW_MEMBERS
 */
export function stratifiedFolds(
  input: SplitInput,
  nSplits: number,
  { random, splitter }: { readonly random: RandomState | undefined; readonly splitter: string },
): Split[] {
  checkFolds(nSplits, input.rows);
  const strata = classesByAppearance(requireClasses(input, splitter));
  if (strata.counts.every((count) => count < nSplits)) throw tooFewMembers(input, strata, nSplits);
  const shares = allocate(strata.counts, nSplits);
  const folds = new Int32Array(input.rows);
  // Folds of the rows of class k, row by row, from starts[k] on.
  const dealt = new Int32Array(input.rows);
  const starts = new Int32Array(strata.counts.length);
  let end = 0;
  for (let k = 0; k < starts.length; k++) {
    starts[k] = end;
    for (let fold = 0; fold < nSplits; fold++) {
      dealt.fill(fold, end, end + shares[fold][k]);
      end += shares[fold][k];
    }
    random?.shuffle(dealt.subarray(starts[k], end));
  }
  const { codes } = strata;
  for (let row = 0; row < folds.length; row++) folds[row] = dealt[starts[codes[row]]++];
  return splitsOfFolds(folds, nSplits);
}

/** scikit-learn's warning of a class with fewer members than folds. */
export function rareClassNotes(input: SplitInput, nSplits: number): string[] {
  if (input.target.kind !== 'classes') return [];
  const { counts, labels } = classesByAppearance(input.target);
  const least = counts.reduce((best, count, k) => (count < counts[best] ? k : best), 0);
  if (counts[least] >= nSplits) return [];
  return [
    `class ${JSON.stringify(labels[least])} has only ${counts[least]} ${counts[least] === 1 ? 'member' : 'members'}, fewer than the ${nSplits} folds: some folds test none of it`,
  ];
}

/** shares[fold][k]: rows of class k that fold tests; the rows sorted by class are dealt to the folds in turn. */
function allocate(counts: readonly number[], nSplits: number): number[][] {
  const shares = Array.from({ length: nSplits }, () => counts.map(() => 0));
  let dealt = 0;
  counts.forEach((count, k) => {
    for (let i = 0; i < count; i++) shares[dealt++ % nSplits][k]++;
  });
  return shares;
}

/** The error of folds that no class can fill. */
export function tooFewMembers(input: SplitInput, { counts }: Classes, nSplits: number): GridsearchError {
  const most = largest(counts);
  return new GridsearchError(
    'CV_TOO_FEW_MEMBERS',
    `no class has as many as ${nSplits} rows (the largest has ${most}), so that ${nSplits} folds cannot be stratified`,
    { help: most >= 2 ? `--cv ${most}` : `cv: {KFold: {n_splits: ${Math.min(nSplits, input.rows)}}}` },
  );
}
