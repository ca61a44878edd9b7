// Params that several splitters share, declared once.

import type { Split } from '../../base/dataset.js';
import { RandomState } from '../../base/random.js';
import type { ParamSpec, Params } from '../../contracts/params.js';
import { checkSplitCount } from './folds.js';

/** Number of folds of a K-fold. */
export const N_FOLDS: ParamSpec = {
  default: 5,
  accepts: [{ kind: 'number', integer: true, min: 2 }],
  about: 'number of folds',
};

/** How often a repeated splitter cuts all rows into folds. */
export const N_REPEATS: ParamSpec = {
  default: 10,
  accepts: [{ kind: 'number', integer: true, min: 1 }],
  about: 'number of rounds',
};

export const SHUFFLE: ParamSpec = {
  default: false,
  accepts: [{ kind: 'boolean' }],
  about: 'shuffle rows before they are cut into folds',
};

/** Null takes the random_state of the search, so that nothing is ever unseeded. */
export const RANDOM_STATE: ParamSpec = {
  default: null,
  accepts: [{ kind: 'number', integer: true, min: 0, max: 4294967295 }, { kind: 'null' }],
  about: 'seed of the shuffle, as scikit-learn’s; null takes the random_state of the search',
};

/** A count of rows, a share of them, or null. */
export const SIZE: ParamSpec['accepts'] = [
  { kind: 'number', integer: true, min: 1 },
  { kind: 'share', key: 'fraction', above: 0, max: 1 },
  { kind: 'null' },
];

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
