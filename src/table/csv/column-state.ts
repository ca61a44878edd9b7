// What is known of a column while a table is read: how its cells are to be read, and what was found in it.

import type { ColumnReading, NumberFormat } from '../../base/table-reading.js';
import { quoteCell } from './cells.js';
import { type NumberReader, numberReader } from './number-format.js';
import type { CellPlace } from './table.js';

export interface ColumnState {
  readonly name: string;
  /** How its numbers are written, where not in the usual way. */
  readonly format: NumberFormat | undefined;
  readonly read: NumberReader | undefined;
  /** Whether it holds numbers, also where they look like codes. */
  readonly isNumber: boolean;
  /** Whether its cells are said to be text as they stand. */
  readonly verbatim: boolean;
  /** The first number that is a code: the column is text for it. */
  code: { readonly cell: string; readonly line: number } | undefined;
  missing: number;
  texts: number;
  firstMissing: CellPlace | undefined;
  firstText: CellPlace | undefined;
}

/** A column before its first row. */
export function newColumn(name: string, { as, format }: ColumnReading): ColumnState {
  return {
    name,
    format,
    read: format && numberReader(format),
    isNumber: as === 'number' || format !== undefined,
    verbatim: as === 'text',
    code: undefined,
    missing: 0,
    texts: 0,
    firstMissing: undefined,
    firstText: undefined,
  };
}

/** Tells of columns that are text because some of their numbers are no quantities. */
export function noteCodes(columns: readonly ColumnState[]): string[] {
  const codes = columns.flatMap(({ name, code }) => (code === undefined ? [] : [{ name, ...code }]));
  if (codes.length === 0) return [];
  const [{ name, cell, line }] = codes;
  const why = cell.startsWith('0') ? 'leading zeros' : 'more digits than a number keeps';
  const more =
    codes.length === 1 ? '' : ` (and ${codes.length - 1} more such ${codes.length === 2 ? 'column' : 'columns'})`;
  return [
    `column ${quoteCell(name)}${more} is read as text, as it stands: ${quoteCell(cell)} in line ${line} has ${why}; data.types: {${JSON.stringify(name)}: numeric} reads numbers`,
  ];
}
