// How the text of a table is to be read, where that is not the usual way: said in a grid's `data`, kept in a model, so
// that new rows are read as those of the fit were.

import type { DeclaredKind } from './dataset.js';
import { matchesGlob } from './glob.js';
import type { JsonObject } from './json.js';

/** How the numbers of a column are written. */
export interface NumberFormat {
  /** What stands before the decimals; default a point. */
  readonly decimal?: string;
  /** What parts groups of three digits. */
  readonly thousands?: string;
  /** What may stand before and behind the number: "$", "kg". */
  readonly prefix?: string;
  readonly suffix?: string;
}

export interface TableReading {
  /** Cells without a value, besides the usual; or, where `onlyNa` says so, these alone. */
  readonly naValues: readonly string[];
  readonly onlyNa?: boolean;
  /** One character, or `whitespace`; undefined: found out. */
  readonly delimiter?: string;
  /** False: the first line is a row. */
  readonly header?: boolean;
  /** Lines that begin with it are skipped. */
  readonly comment?: string;
  /** Lines before the header. */
  readonly skipRows?: number;
  /** Lines at the end, blank ones not counted. */
  readonly skipFooter?: number;
  /** Of all columns that have no format of their own. */
  readonly decimal?: string;
  readonly thousands?: string;
  /** By name or glob. */
  readonly numbers?: Readonly<Record<string, NumberFormat>>;
  /** Whether rows without a target are left out. */
  readonly dropMissingTarget?: boolean;
}

/** How the cells of one column are read. */
export interface ColumnReading {
  /** Text as it stands, or numbers, also where they look like codes; undefined: the cells decide. */
  readonly as?: 'text' | 'number';
  readonly format?: NumberFormat;
}

/** How each column is read, by its name. A name wins over patterns, of which the first that matches counts. */
export function columnReader(
  { decimal, thousands, numbers = {} }: Pick<TableReading, 'decimal' | 'thousands' | 'numbers'>,
  types: Readonly<Record<string, DeclaredKind>> = {},
): (name: string) => ColumnReading {
  const common = decimal === undefined && thousands === undefined ? undefined : defined({ decimal, thousands });
  return (name) => {
    const kind = entryFor(types, name);
    if (kind === 'categorical') return { as: 'text' };
    const particular = entryFor(numbers, name);
    const format = particular === undefined ? common : { ...common, ...particular };
    return { ...(kind === 'numeric' ? { as: 'number' } : {}), ...(format === undefined ? {} : { format }) };
  };
}

function entryFor<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  if (Object.hasOwn(entries, name)) return entries[name];
  return Object.entries(entries).find(([pattern]) => matchesGlob(name, pattern))?.[1];
}

/** A reading as a grid's `data` and a model spell it, but for the formats of single columns. */
export function readingKeys(reading: TableReading): JsonObject {
  const { naValues, onlyNa, delimiter, header, comment, skipRows, skipFooter } = reading;
  const { decimal, thousands, dropMissingTarget } = reading;
  return defined({
    na_values: onlyNa === true ? { only: naValues } : naValues,
    delimiter,
    header: header === false ? false : undefined,
    comment,
    skip_rows: skipRows,
    skip_footer: skipFooter,
    decimal,
    thousands,
    drop_missing_target: dropMissingTarget === true ? true : undefined,
  }) as JsonObject;
}

/** The same keys as a file says them. */
export interface ReadingKeys {
  readonly na_values?: readonly (string | number)[] | { readonly only: readonly (string | number)[] } | undefined;
  readonly delimiter?: string | undefined;
  readonly header?: boolean | undefined;
  readonly comment?: string | undefined;
  readonly skip_rows?: number | undefined;
  readonly skip_footer?: number | undefined;
  readonly decimal?: string | undefined;
  readonly thousands?: string | undefined;
  readonly drop_missing_target?: boolean | undefined;
}

/** What keys say; `naValues` is always there. */
export function readingOf(keys: ReadingKeys): TableReading {
  const { na_values: missing = [], delimiter, header, comment, decimal, thousands } = keys;
  const only = 'only' in missing;
  return {
    naValues: (only ? missing.only : missing).map(String),
    ...defined({
      onlyNa: only ? true : undefined,
      delimiter,
      header,
      comment,
      skipRows: keys.skip_rows,
      skipFooter: keys.skip_footer,
      decimal,
      thousands,
      dropMissingTarget: keys.drop_missing_target,
    }),
  };
}

/** Without the entries that are undefined. */
export function defined<T extends object>(entries: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
