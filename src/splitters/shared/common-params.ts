// Params that several splitters share, declared once.

import type { Split } from '../../base/dataset.js';
import { RandomState } from '../../base/random.js';
import { BOOLEAN, COUNT, optional, type ParamSpec, type Params, param, SEED } from '../../contracts/params.js';
import { checkSplitCount } from './folds.js';

/** Number of folds of a K-fold. */
export const N_FOLDS: ParamSpec = param(5, 'number of folds', { kind: 'number', integer: true, min: 2 });

/** How often a repeated splitter cuts all rows into folds. */
export const N_REPEATS: ParamSpec = param(10, 'number of rounds', COUNT);

export const SHUFFLE: ParamSpec = param(false, 'shuffle rows before they are cut into folds', BOOLEAN);

/** Null takes the random_state of the search, so that nothing is ever unseeded. */
export const RANDOM_STATE: ParamSpec = optional(
  'seed of the shuffle, as scikit-learn’s; null takes the random_state of the search',
  SEED,
);

/** numpy's generator for these params. */
export function randomOf(params: Params): RandomState {
  return new RandomState(typeof params.random_state === 'number' ? params.random_state : 0);
}

/** The splits of `n_repeats` rounds, one after another. Throws CV_TOO_MANY_SPLITS. */
export function repeat(params: Params, rows: number, round: () => Split[]): Split[] {
  const rounds = params.n_repeats as number;
  checkSplitCount((params.n_splits as number) * rounds, rows);
  return Array.from({ length: rounds }, round).flat();
}
