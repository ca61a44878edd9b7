// What the columns of an input hold, known while the plan is made: who can follow is decided by it before anything
// runs.

import type { ColumnInfo } from '../../base/dataset.js';
import { GridsearchError } from '../../base/errors.js';
import { flagWord } from '../../base/flag-word.js';
import type { JsonValue } from '../../base/json.js';
import type { Fitter } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
import { keyOf } from '../plan/key.js';
import type { Key } from '../plan/task.js';

/** Columns past the last one named here hold plain numbers. */
export interface InputColumns {
  readonly infos: readonly ColumnInfo[];
  /** Names of those that hold text, and of those that lack a value in some row. */
  readonly categorical: readonly string[];
  readonly missing: readonly string[];
}

export function inputColumns(infos: readonly ColumnInfo[]): InputColumns {
  const namesWhere = (holds: (info: ColumnInfo) => boolean): string[] => infos.filter(holds).map(({ name }) => name);
  return {
    infos,
    categorical: namesWhere(({ kind }) => kind === 'categorical'),
    missing: namesWhere(({ missing }) => missing),
  };
}

/** Key of the source that holds them. */
export function columnsKey({ infos }: InputColumns): Key {
  return keyOf('data', 'columns', infos as unknown as JsonValue);
}

/** Columns that an estimator cannot read; whoever knows the file can say where the first of them stands. */
export class UnreadableColumns extends GridsearchError {
  readonly column: string;

  constructor(code: string, message: string, details: { readonly column: string; readonly help: string }) {
    super(code, message, details);
    this.column = details.column;
  }
}

/**
 * Refuses an estimator where columns stand before it that it cannot read.
 * @throws DATA_TEXT_FEATURE, DATA_MISSING_VALUES naming the columns and what may stand between
 */
export function refuseUnreadable({ name, accepts }: Fitter, params: Params, columns: InputColumns | undefined): void {
  if (columns === undefined) return;
  const { categorical, missing } = columns;
  const accepted = typeof accepts === 'function' ? accepts(params) : accepts;
  if (categorical.length > 0 && accepted?.categorical !== true) {
    throw new UnreadableColumns('DATA_TEXT_FEATURE', `${name} reads numbers, but ${listed(categorical)} text`, {
      column: categorical[0],
      help: `encode the text in a step before ${name}, e.g. OneHotEncoder; or leave columns out with ${flagWord('drop', categorical[0])}`,
    });
  }
  if (missing.length > 0 && accepted?.missing !== true) {
    throw new UnreadableColumns(
      'DATA_MISSING_VALUES',
      `${name} needs every value, but ${listed(missing)} missing values`,
      {
        column: missing[0],
        help: `fill them in a step before ${name}, e.g. SimpleImputer; or leave columns out with ${flagWord('drop', missing[0])}`,
      },
    );
  }
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name));
  const all = `${shown.join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
  return names.length === 1 ? `column ${all} holds` : `columns ${all} hold`;
}
