// How many rows a random holdout trains and tests on, from test_size and train_size: counts, shares (x or
// {fraction: x}), or null.

import { GridsearchError } from '../../base/errors.js';
import type { JsonValue } from '../../base/json.js';
import { COUNT, optional, type ParamSpecs, type Params, param, shareOf } from '../../contracts/params.js';
import { RANDOM_STATE } from './common-params.js';
import { checkSplitCount } from './folds.js';

/** The params of ShuffleSplit and StratifiedShuffleSplit. */
export const HOLDOUT_PARAMS: ParamSpecs = {
  n_splits: param(10, 'number of random splits', COUNT),
  test_size: size(
    'test rows: a count, a share (0.2 or {fraction: 0.2}), or null for what train_size leaves (0.1 if that is null too)',
  ),
  train_size: size('train rows: a count, a share (0.2 or {fraction: 0.2}), or null for what test_size leaves'),
  random_state: RANDOM_STATE,
};

function size(about: string) {
  return optional(about, COUNT, { kind: 'share', key: 'fraction', above: 0, max: 1 });
}

const DEFAULT_TEST_FRACTION = 0.1;

/**
 * The counts, by scikit-learn's rules: test rows rounded up, train rows down.
 * @param of  share to test on where neither size is given, and what is counted
 * @throws CV_HOLDOUT_SIZE where a part would be empty or the two overlap
 * Source: sklearn/model_selection/_split.py, _validate_shuffle_split, 1.2.
 */
export function holdoutSizes(
  rows: number,
  params: Params,
  of: { readonly share?: number; readonly what?: string } = {},
): { readonly nTrain: number; readonly nTest: number } {
  const { share = DEFAULT_TEST_FRACTION, what = 'rows' } = of;
  checkSplitCount(params.n_splits as number, rows);
  const given = { test: sizeOf(params.test_size), train: sizeOf(params.train_size) };
  const test = given.test === undefined && given.train === undefined ? { fraction: share } : given.test;
  const count = (size: number | { fraction: number }, round: (x: number) => number) =>
    typeof size === 'number' ? size : round(size.fraction * rows);
  let nTest = test === undefined ? undefined : count(test, Math.ceil);
  let nTrain = given.train === undefined ? undefined : count(given.train, Math.floor);
  nTrain ??= rows - (nTest ?? 0);
  nTest ??= rows - nTrain;
  if (nTrain < 1 || nTest < 1 || nTrain + nTest > rows) {
    throw new GridsearchError(
      'CV_HOLDOUT_SIZE',
      `of ${rows} ${what}, ${nTrain} to train and ${nTest} to test on is impossible`,
      { help: `test_size and train_size are counts of ${what}, or shares such as 0.2; together at most all` },
    );
  }
  return { nTrain, nTest };
}

function sizeOf(value: JsonValue | undefined): number | { readonly fraction: number } | undefined {
  if (value === null || value === undefined) return undefined;
  const fraction = shareOf(value, 'fraction');
  return fraction === undefined ? Number(value) : { fraction };
}
