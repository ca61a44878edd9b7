// Which column plays which part: target, fold, id, feature, or none. Names and patterns in, column numbers out.

import { GridsearchError } from '../base/errors.js';
import { didYouMean, listNames } from '../base/suggest.js';
import { columnNames, type Table } from './table.js';

export interface RoleOptions {
  /** Default: the last column that has no other part. */
  readonly target?: string;
  /** Columns to leave out: names, or patterns with * and ?. */
  readonly drop?: readonly string[];
  /** Which of the other columns are features: names, or patterns with * and ?. Default: all. */
  readonly features?: { readonly include?: readonly string[]; readonly exclude?: readonly string[] };
  /** Column whose values name the test fold of each row. */
  readonly fold?: string;
  /** Column that names the rows; never a feature. */
  readonly id?: string;
}

export interface Roles {
  readonly target: number;
  readonly fold: number | undefined;
  /** In the order of the file. */
  readonly features: readonly number[];
  readonly notes: readonly string[];
}

/**
 * Assigns the parts.
 * @throws DATA_UNKNOWN_COLUMN (with the nearest name), DATA_COLUMN_ROLES where one column has two parts, DATA_NO_FEATURES
 */
export function assignRoles(table: Table, options: RoleOptions): Roles {
  const dropped = new Set((options.drop ?? []).flatMap((pattern) => matchColumns(table, pattern, 'drop')));
  const fold = options.fold === undefined ? undefined : columnNamed(table, options.fold, 'fold');
  const id = options.id === undefined ? undefined : columnNamed(table, options.id, 'id');
  const taken = new Map<number, string>([...dropped].map((column) => [column, 'drop']));
  if (id !== undefined) claim(table, taken, id, 'id');
  if (fold !== undefined) claim(table, taken, fold, 'fold');
  const notes: string[] = [];
  const target = options.target === undefined ? lastFree(table, taken) : columnNamed(table, options.target, 'target');
  claim(table, taken, target, 'target');
  if (options.target === undefined)
    notes.push(`target: ${JSON.stringify(table.columns[target].name)}, the last column (--target NAME chooses another)`);
  const { include, exclude = [] } = options.features ?? {};
  const included =
    include === undefined ? undefined : new Set(include.flatMap((pattern) => matchColumns(table, pattern, 'features.include')));
  const excluded = new Set(exclude.flatMap((pattern) => matchColumns(table, pattern, 'features.exclude')));
  const features = table.columns.map((_, j) => j).filter((j) => !taken.has(j) && !excluded.has(j) && included?.has(j) !== false);
  if (features.length === 0) throw noFeatures(table, target);
  return { target, fold, features, notes };
}

/**
 * The number of the column with this name.
 * @throws DATA_UNKNOWN_COLUMN
 */
export function columnNamed(table: Table, name: string, role: string): number {
  const column = table.columns.findIndex((candidate) => candidate.name === name);
  if (column < 0) throw unknownColumn(table, name, `${role}: there is no column ${JSON.stringify(name)}`);
  return column;
}

function matchColumns(table: Table, pattern: string, role: string): number[] {
  const exact = table.columns.findIndex(({ name }) => name === pattern);
  if (exact >= 0) return [exact];
  if (!/[*?]/.test(pattern)) throw unknownColumn(table, pattern, `${role}: there is no column ${JSON.stringify(pattern)}`);
  const matched = table.columns.flatMap(({ name }, j) => (matchesGlob(name, pattern) ? [j] : []));
  if (matched.length === 0) throw unknownColumn(table, pattern, `${role}: no column matches ${JSON.stringify(pattern)}`);
  return matched;
}

/** Whether a name matches a pattern in which * stands for any text and ? for any character. Cost: O(name × pattern), no recursion. */
export function matchesGlob(name: string, pattern: string): boolean {
  let n = 0;
  let p = 0;
  let star = -1;
  let starName = 0;
  while (n < name.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      starName = n;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      n++;
      p++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++starName;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

function claim(table: Table, taken: Map<number, string>, column: number, role: string): void {
  const other = taken.get(column);
  if (other !== undefined) {
    throw new GridsearchError(
      'DATA_COLUMN_ROLES',
      `column ${JSON.stringify(table.columns[column].name)} is named both as ${other} and as ${role}`,
      {
        where: { file: table.file, line: 1 },
      },
    );
  }
  taken.set(column, role);
}

function lastFree(table: Table, taken: ReadonlyMap<number, string>): number {
  for (let j = table.columns.length - 1; j >= 0; j--) if (!taken.has(j)) return j;
  throw new GridsearchError('DATA_NO_FEATURES', 'no column is left to be the target', { where: { file: table.file, line: 1 } });
}

function unknownColumn(table: Table, name: string, message: string): GridsearchError {
  const names = columnNames(table);
  return new GridsearchError('DATA_UNKNOWN_COLUMN', message, {
    where: { file: table.file, line: 1 },
    help: didYouMean(name, names) ?? `columns: ${listNames(names)}`,
  });
}

/** The error of a table that leaves nothing to learn from. */
export function noFeatures(table: Table, target: number): GridsearchError {
  const only = table.columns.length === 1;
  const name = JSON.stringify(table.columns[target].name);
  return new GridsearchError('DATA_NO_FEATURES', only ? `the target ${name} is the only column` : 'no column is left to be a feature', {
    where: { file: table.file, line: 1 },
    help: only ? "if the columns are separated by something else: --delimiter ';'" : 'check drop and features',
  });
}
