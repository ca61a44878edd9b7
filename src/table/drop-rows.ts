// Rows that are left out of a table before anybody learns from it: those without a target where that is asked for, and
// those without any value.

import { assert } from '../base/errors.js';
import { type CellPlace, columnValues, lineOfRow, type Spelling, type Table, type TableColumn } from './csv/table.js';

export interface FewerRows {
  readonly table: Table;
  readonly notes: readonly string[];
}

/** The table without the rows that hold no value at all. Cost: nothing where a column has values in all rows. */
export function withoutEmptyRows(table: Table): FewerRows {
  if (table.columns.some(({ missing, leftOut }) => leftOut === undefined && missing === 0)) return { table, notes: [] };
  const missing = table.columns
    .filter(({ leftOut }) => leftOut === undefined)
    .map((column) => missingCells(table, column));
  return without(table, (row) => missing.every((isMissing) => isMissing(row)), 'without any value');
}

/** The table without the rows whose target has no value. */
export function withTargets(table: Table, target: number): FewerRows {
  const column = table.columns[target];
  if (column.missing === 0 || column.missing === table.rows) return { table, notes: [] };
  return without(table, missingCells(table, column), `without a value of the target ${JSON.stringify(column.name)}`);
}

function missingCells(table: Table, column: TableColumn): (row: number) => boolean {
  if (column.missing === 0) return () => false;
  if (column.kind === 'text') return (row) => column.spelling.codes[row] < 0;
  const values = columnValues(table, table.columns.indexOf(column));
  return (row) => Number.isNaN(values[row]);
}

function without(table: Table, isOut: (row: number) => boolean, what: string): FewerRows {
  const kept: number[] = [];
  let firstOut = -1;
  for (let row = 0; row < table.rows; row++) {
    if (!isOut(row)) kept.push(row);
    else if (firstOut < 0) firstOut = row;
  }
  const out = table.rows - kept.length;
  if (out === 0 || kept.length === 0) return { table, notes: [] };
  const line = lineOfRow(table, firstOut);
  const note =
    out === 1
      ? `the row in line ${line}, ${what}, is left out`
      : `${out} of ${table.rows} rows are left out, ${what} (the first is line ${line})`;
  return { table: keepRows(table, Int32Array.from(kept)), notes: [note] };
}

/** The table of some rows, ascending; its numbers are drawn together where they lie. */
function keepRows(table: Table, kept: Int32Array): Table {
  const { blocks, blockRows, heap } = table;
  const width = table.columns.length;
  for (let to = 0; to < kept.length; to++) {
    const from = kept[to];
    if (from === to) continue;
    const start = (from % blockRows) * width;
    const cells = blocks[Math.floor(from / blockRows)].subarray(start, start + width);
    blocks[Math.floor(to / blockRows)].set(cells, (to % blockRows) * width);
  }
  const fewer: Table = { ...table, rows: kept.length, lineJumps: jumpsOf(table, kept) };
  const settled = heap === undefined ? fewer : { ...fewer, blocks: [heap.shorten(blocks[0], kept.length * width)] };
  return { ...settled, columns: table.columns.map((column, index) => ofRows(settled, column, { index, kept })) };
}

/** Where the lines of the kept rows do not follow one another. */
function jumpsOf(table: Table, kept: Int32Array): [row: number, line: number][] {
  const jumps: [number, number][] = [];
  let [next, line, expected] = [0, 2, 2];
  for (let row = 0, to = 0; to < kept.length; row++, line++) {
    if (table.lineJumps[next]?.[0] === row) line = table.lineJumps[next++][1];
    if (row !== kept[to]) continue;
    if (line !== expected) jumps.push([to, line]);
    expected = line + 1;
    to++;
  }
  return jumps;
}

function ofRows(
  table: Table,
  column: TableColumn,
  { index, kept }: { readonly index: number; readonly kept: Int32Array },
): TableColumn {
  const { firstMissing: _first, echo, ...rest } = column;
  const spelling = column.spelling && picked(column.spelling, kept);
  const values = column.kind === 'numeric' ? columnValues(table, index) : undefined;
  const isMissing = (row: number) =>
    values === undefined ? (spelling?.codes[row] ?? 0) < 0 : Number.isNaN(values[row]);
  let [missing, first] = [0, -1];
  if (column.missing > 0) {
    for (let row = 0; row < table.rows; row++) {
      if (!isMissing(row)) continue;
      if (missing++ === 0) first = row;
    }
  }
  const base = {
    missing,
    ...(first < 0 ? {} : { firstMissing: placeOf(table, column, first) }),
    ...(echo === undefined ? {} : { echo: picked(echo, kept) }),
  };
  if (rest.kind === 'numeric') return { ...rest, ...base, ...(spelling === undefined ? {} : { spelling }) };
  assert(spelling !== undefined, 'a column of text has its texts');
  const numbers = rest.numbers === 0 ? 0 : countNumbers(columnValues(table, index));
  return { ...rest, ...base, spelling, numbers, texts: table.rows - missing - numbers };
}

function countNumbers(values: Float64Array): number {
  return values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
}

/** The texts of some rows; those that no row has any more are gone. */
function picked({ codes, dictionary, overflow }: Spelling, kept: Int32Array): Spelling {
  const used = new Map<number, number>();
  const fewer = kept.map((row) => {
    const code = codes[row];
    if (code < 0) return -1;
    const place = used.get(code) ?? used.size;
    used.set(code, place);
    return place;
  });
  return { codes: fewer, dictionary: Array.from(used.keys(), (code) => dictionary[code]), overflow };
}

/** The first missing cell as the table knew it, or its line where it is another one now. */
function placeOf(table: Table, { firstMissing }: TableColumn, row: number): CellPlace {
  const line = lineOfRow(table, row);
  if (firstMissing?.where.line === line) return { ...firstMissing, row };
  return { row, where: { file: table.file, line }, text: '' };
}
