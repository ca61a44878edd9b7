// A table: a CSV file as typed columns, and where things stand in the file. Made by read-csv.ts, read by dataset.ts.
// Numbers lie row-major in blocks of rows (text and missing cells are NaN there); text columns have codes and a
// dictionary.

import { assert, type SourceLocation } from '../../base/errors.js';
import type { Heap } from '../../base/kernel-memory.js';
import { release } from '../../base/releasable.js';

/** One cell in the file, for messages. */
export interface CellPlace {
  /** Data row, from 0. */
  readonly row: number;
  readonly where: SourceLocation;
  readonly text: string;
}

/** The text of every cell of a column, exactly as in the file; code −1 is a missing value. */
export interface Spelling {
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
  /** True where there are more different texts than are told apart: those behind share the last code. */
  readonly overflow: boolean;
}

interface ColumnBase {
  readonly name: string;
  /** How many cells have no value, and the first of them. */
  readonly missing: number;
  readonly firstMissing?: CellPlace;
  /** Why it is no feature unless it is named: it has no name in the file and counts the rows, or holds nothing. */
  readonly leftOut?: string;
  /** Every cell as it stands in the file, where the reader was asked to keep that. */
  readonly echo?: Spelling;
}

/** Every cell is a number or missing. */
export interface NumericColumn extends ColumnBase {
  readonly kind: 'numeric';
  /** Present where the reader was asked to keep it. */
  readonly spelling?: Spelling;
}

/**
 * At least one cell is text. Numbers among them are spelled as in the file where the reader was asked, else as
 * JavaScript prints them.
 */
export interface TextColumn extends ColumnBase {
  readonly kind: 'text';
  readonly spelling: Spelling;
  readonly numbers: number;
  readonly texts: number;
  readonly firstText: CellPlace;
  /** It was said to be text: numbers among its cells are text as they stand. */
  readonly verbatim?: boolean;
  /** Text alone because some of its numbers are codes. */
  readonly codes?: boolean;
}

export type TableColumn = NumericColumn | TextColumn;

export interface Table {
  /** The file as messages name it. */
  readonly file: string;
  /** Hex SHA-256 of the bytes. */
  readonly sha256: string;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** Row r, column j is `blocks[⌊r / blockRows⌋][(r mod blockRows) · columns.length + j]`. */
  readonly blocks: readonly Float64Array[];
  readonly blockRows: number;
  /** Where the numbers are one array in the memory of kernels: that memory. */
  readonly heap?: Heap;
  /**
   * Rows at which the line number is not that of the row before plus one: [row, its line], ascending; the first is row
   * 0.
   */
  readonly lineJumps: readonly (readonly [row: number, line: number])[];
  /** What separates the cells, where that was found out and is no comma. */
  readonly delimiter?: string;
  /** What the reader noticed and the user should know; for stderr. */
  readonly notes: readonly string[];
}

/** What is known of a table once its first line is read. */
export interface NamedColumns {
  readonly file: string;
  readonly columns: readonly { readonly name: string; readonly leftOut?: string }[];
}

/** The line (from 1) of the file on which data row `row` begins. */
export function lineOfRow(table: Pick<Table, 'lineJumps'>, row: number): number {
  let line = row + 2;
  for (const [from, lineFrom] of table.lineJumps) {
    if (from > row) break;
    line = lineFrom + (row - from);
  }
  return line;
}

/** The numbers of one column; NaN where a cell is missing or text. */
export function columnValues(table: Table, column: number): Float64Array {
  const values = new Float64Array(table.rows);
  gatherColumns(table, [column], values);
  return values;
}

/** Copies columns side by side into `out`, row-major, shape (rows, columns.length). Cost: O(rows × columns). */
export function gatherColumns(table: Table, columns: readonly number[], out: Float64Array): void {
  gatherRows(table, { columns }, out);
}

/** The same of some rows, one after another; undefined: all. */
export function gatherRows(
  table: Table,
  { columns, rows }: { readonly columns: readonly number[]; readonly rows?: Int32Array | undefined },
  out: Float64Array,
): void {
  const { blocks, blockRows } = table;
  const width = table.columns.length;
  const picked = Int32Array.from(columns);
  const [first, count] = [picked[0], picked.length];
  const whole = count >= WORTH_COPYING && picked.every((column, j) => column === first + j);
  for (let i = 0, to = 0; i < (rows?.length ?? table.rows); i++, to += count) {
    const row = rows?.[i] ?? i;
    const block = blocks[Math.floor(row / blockRows)];
    const from = (row % blockRows) * width;
    if (whole) out.set(block.subarray(from + first, from + first + count), to);
    else for (let j = 0; j < count; j++) out[to + j] = block[from + picked[j]];
  }
}

/** So many adjacent cells are copied quicker at once than one by one. */
const WORTH_COPYING = 32;

/** Gives the numbers of a table back to the system; they cannot be read afterwards. */
export function freeNumbers({ blocks, heap }: Table): void {
  for (const block of blocks) {
    if (heap === undefined) release(block);
    else heap.free(block);
  }
}

/** The cells of one column as text, as nearly as in the file as the table knows; '' where missing. */
export function columnText(table: Table, column: number): string[] {
  const { spelling } = table.columns[column];
  if (spelling !== undefined) return Array.from(spelling.codes, (code) => (code < 0 ? '' : spelling.dictionary[code]));
  return Array.from(columnValues(table, column), (value) => (Number.isNaN(value) ? '' : String(value)));
}

/** Whether a column's numbers are text as they stand. */
export function isVerbatim(column: TableColumn): boolean {
  return column.kind === 'text' && column.verbatim === true;
}

/** The cells of a column as they stand in the file, where the reader was asked to keep them. */
export function echoedCells(table: Table, column: number): string[] {
  const { echo, name } = table.columns[column];
  assert(echo !== undefined, `the cells of ${name} were asked for`);
  return Array.from(echo.codes, (code) => echo.dictionary[code]);
}

/** Column names in the order of the file. */
export function columnNames(table: NamedColumns): string[] {
  return table.columns.map((column) => column.name);
}
