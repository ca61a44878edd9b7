// Which column plays which part: target, weight, group, fold, id, feature, or none. Names and patterns in, column
// numbers out.

import type { DeclaredKind } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import { flagWord } from '../base/flag-word.js';
import { isGlob, matchesGlob } from '../base/glob.js';
import { didYouMean, listNames } from '../base/suggest.js';
import { columnNames, type NamedColumns } from './csv/table.js';

export interface RoleOptions {
  /** Default: the last column that has no other part. */
  readonly target?: string;
  /** Columns to leave out: names, or patterns with * and ?. */
  readonly drop?: readonly string[];
  /** Which of the other columns are features: names, or patterns with * and ?. Default: all. */
  readonly features?: { readonly include?: readonly string[]; readonly exclude?: readonly string[] };
  /** What columns hold, by name or pattern; a name wins over patterns, of which the first that matches counts. */
  readonly types?: Readonly<Record<string, DeclaredKind>>;
  /** Column that says how much each row weighs. */
  readonly weight?: string;
  /** Column whose values say which rows belong together. */
  readonly group?: string;
  /** Column whose values name the test fold of each row. */
  readonly fold?: string;
  /** Columns that name the rows: names, or patterns with * and ?. */
  readonly id?: readonly string[];
}

export interface Roles {
  readonly target: number;
  readonly weight: number | undefined;
  readonly group: number | undefined;
  readonly fold: number | undefined;
  /** In the order of the file. */
  readonly features: readonly number[];
  /** What was said of columns. */
  readonly kinds: ReadonlyMap<number, DeclaredKind>;
  readonly notes: readonly string[];
}

/**
 * Assigns the parts.
 * @throws DATA_UNKNOWN_COLUMN (with the nearest name), DATA_COLUMN_ROLES where one column has two parts,
 * DATA_NO_FEATURES
 */
export function assignRoles(table: NamedColumns, options: RoleOptions): Roles {
  const kinds = declaredKinds(table, options.types ?? {});
  const taken = leftOut(table, options, kinds);
  const claim = (column: number, role: string): void => {
    const other = taken.get(column);
    if (other !== undefined) throw twoRoles(table, column, [other, role]);
    taken.set(column, role);
  };
  const part = (role: 'weight' | 'group' | 'fold'): number | undefined => {
    const name = options[role];
    if (name === undefined) return undefined;
    const column = columnNamed(table, name, role);
    claim(column, role);
    return column;
  };
  const [weight, group, fold] = [part('weight'), part('group'), part('fold')];
  const { include, exclude = [] } = options.features ?? {};
  const included = include && new Set(include.flatMap((pattern) => matchColumns(table, pattern, 'features.include')));
  const excluded = new Set(exclude.flatMap((pattern) => matchColumns(table, pattern, 'features.exclude')));
  const notes: string[] = [];
  const named = new Set([...(include ?? []), options.target]);
  const isIdle = (column: number) =>
    table.columns[column].leftOut !== undefined && !named.has(table.columns[column].name);
  const target =
    options.target === undefined
      ? lastFree(table, (column) => taken.has(column) || excluded.has(column) || isIdle(column))
      : columnNamed(table, options.target, 'target');
  claim(target, 'target');
  if (options.target === undefined)
    notes.push(
      `target: ${JSON.stringify(table.columns[target].name)}, the last column (--target NAME chooses another)`,
    );
  const features = table.columns
    .map((_, j) => j)
    .filter((j) => !taken.has(j) && !excluded.has(j) && included?.has(j) !== false && !isIdle(j));
  if (features.length === 0) throw noFeatures(table, target);
  return { target, weight, group, fold, features, kinds, notes };
}

/** Columns that are no features whatever else is said, and why. */
function leftOut(
  table: NamedColumns,
  { drop = [], id = [] }: RoleOptions,
  kinds: ReadonlyMap<number, DeclaredKind>,
): Map<number, string> {
  const taken = new Map<number, string>();
  for (const [column, kind] of kinds) if (kind === 'id' || kind === 'ignored') taken.set(column, kind);
  for (const pattern of id) for (const column of matchColumns(table, pattern, 'id')) taken.set(column, 'id');
  for (const pattern of drop) for (const column of matchColumns(table, pattern, 'drop')) taken.set(column, 'drop');
  return taken;
}

function declaredKinds(table: NamedColumns, types: NonNullable<RoleOptions['types']>): Map<number, DeclaredKind> {
  const kinds = new Map<number, DeclaredKind>();
  const isName = (pattern: string) => table.columns.some(({ name }) => name === pattern);
  const ordered = Object.entries(types).sort(([a], [b]) => Number(isName(b)) - Number(isName(a)));
  for (const [pattern, kind] of ordered) {
    for (const column of matchColumns(table, pattern, 'types')) if (!kinds.has(column)) kinds.set(column, kind);
  }
  return kinds;
}

/**
 * The number of the column with this name.
 * @throws DATA_UNKNOWN_COLUMN
 */
export function columnNamed(table: NamedColumns, name: string, role: string): number {
  const column = table.columns.findIndex((candidate) => candidate.name === name);
  if (column < 0) throw unknownColumn(table, name, `${role}: there is no column ${JSON.stringify(name)}`);
  return column;
}

function matchColumns(table: NamedColumns, pattern: string, role: string): number[] {
  const exact = table.columns.findIndex(({ name }) => name === pattern);
  if (exact >= 0) return [exact];
  if (!isGlob(pattern)) throw unknownColumn(table, pattern, `${role}: there is no column ${JSON.stringify(pattern)}`);
  const matched = table.columns.flatMap(({ name }, j) => (matchesGlob(name, pattern) ? [j] : []));
  if (matched.length === 0)
    throw unknownColumn(table, pattern, `${role}: no column matches ${JSON.stringify(pattern)}`);
  return matched;
}

function twoRoles(table: NamedColumns, column: number, [other, role]: readonly [string, string]): GridsearchError {
  return new GridsearchError(
    'DATA_COLUMN_ROLES',
    `column ${JSON.stringify(table.columns[column].name)} is named both as ${other} and as ${role}`,
    { where: { file: table.file, line: 1 } },
  );
}

function lastFree(table: NamedColumns, isTaken: (column: number) => boolean): number {
  for (let j = table.columns.length - 1; j >= 0; j--) if (!isTaken(j)) return j;
  throw new GridsearchError('DATA_NO_FEATURES', 'no column is left to be the target', {
    where: { file: table.file, line: 1 },
  });
}

function unknownColumn(table: NamedColumns, name: string, message: string): GridsearchError {
  const names = columnNames(table);
  return new GridsearchError('DATA_UNKNOWN_COLUMN', message, {
    where: { file: table.file, line: 1 },
    help: withComma(name, names) ?? didYouMean(name, names) ?? `columns: ${listNames(names)}`,
  });
}

/** A name that holds a comma is taken apart by the flags that take lists. */
function withComma(part: string, names: readonly string[]): string | undefined {
  const whole = names.find(
    (name) => name.includes(',') && name.split(',').some((piece) => piece.trim() === part.trim()),
  );
  return whole === undefined
    ? undefined
    : `a name that holds a comma is written in quotes: ${flagWord('drop', whole)}, likewise --features, --keep`;
}

/** The error of a table that leaves nothing to learn from. */
export function noFeatures(table: NamedColumns, target: number): GridsearchError {
  const only = table.columns.length === 1;
  const name = JSON.stringify(table.columns[target].name);
  return new GridsearchError(
    'DATA_NO_FEATURES',
    only ? `the target ${name} is the only column` : 'no column is left to be a feature',
    {
      where: { file: table.file, line: 1 },
      help: only ? "if the columns are separated by something else: --delimiter ';'" : 'check drop and features',
    },
  );
}
