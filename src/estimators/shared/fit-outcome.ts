// How a fit says that it cannot be done: a value, never a throw. The codes are permanent and explained in the docs.

import type { Label } from '../../base/dataset.js';
import { GridsearchError } from '../../base/errors.js';
import type { FitOutcome } from '../../contracts/step.js';

/** Why a fit of this data is impossible. */
export type FitErrorCode =
  | 'FIT_ONE_CLASS'
  | 'FIT_CLASS_WEIGHT'
  | 'FIT_UNKNOWN_CLASS'
  | 'FIT_NEGATIVE'
  | 'FIT_CLASS_SIZE'
  | 'FIT_ZERO_VARIANCE'
  | 'FIT_NOT_FINITE'
  | 'FIT_LOG_DOMAIN'
  | 'FIT_NO_COLUMNS'
  | 'FIT_ENCODED_VALUE'
  | 'FIT_FILL_VALUE'
  | 'FIT_NO_PROBABILITIES'
  | 'FIT_PACKAGE';

/** The outcome of a fit that cannot be done. */
export function failed(code: FitErrorCode, message: string): FitOutcome {
  return { ok: false, error: { code, message } };
}

/** The outcome of a fit on rows of one class. */
export function oneClass(label: Label): FitOutcome {
  return failed('FIT_ONE_CLASS', `all train rows are of class ${JSON.stringify(label)}`);
}

/** A count that turns out to exceed the columns there are, where an earlier step decided them while it was fitted. */
export function tooMany(param: string, count: number, there: number): GridsearchError {
  return new GridsearchError('INFEASIBLE_PARAMS', `${param} ${count} exceeds the ${there} columns`);
}
