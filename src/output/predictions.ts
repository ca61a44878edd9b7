// Predicted rows as CSV or NDJSON text, in pieces: the whole text of a large table never stands in memory at once.

import Papa from 'papaparse';
import { toJsonText } from './json-text.js';

/** One column of the output, in the order of the input's rows; null is a missing value. */
export interface OutputColumn {
  readonly name: string;
  readonly values: ArrayLike<string | number | null>;
}

export type PredictionFormat = 'csv' | 'ndjson';

/** How many rows one piece of text holds. */
const ROWS_AT_ONCE = 4096;

/**
 * Yields the text of a table, header first (CSV only).
 * Text cells that a spreadsheet would take for a formula get a leading apostrophe in CSV; numbers are left as they are.
 */
export function* predictionText(columns: readonly OutputColumn[], format: PredictionFormat): Generator<string> {
  const rows = columns[0]?.values.length ?? 0;
  if (format === 'csv') yield csvLines([columns.map((column) => csvName(column.name))]);
  for (let start = 0; start < rows; start += ROWS_AT_ONCE) {
    const end = Math.min(rows, start + ROWS_AT_ONCE);
    yield format === 'csv' ? csvPiece(columns, start, end) : ndjsonPiece(columns, start, end);
  }
}

function csvPiece(columns: readonly OutputColumn[], start: number, end: number): string {
  const piece: (string | number)[][] = [];
  for (let row = start; row < end; row++) {
    piece.push(
      columns.map(({ values }) => {
        const value = values[row] ?? '';
        return typeof value === 'number' ? (Number.isFinite(value) ? value : '') : guardFormula(value);
      }),
    );
  }
  return csvLines(piece);
}

function csvLines(rows: (string | number)[][]): string {
  return `${Papa.unparse(rows, { newline: '\n' })}\n`;
}

/** A column's name as CSV shows it. */
export function csvName(name: string): string {
  return guardFormula(name);
}

/**
 * Source: OWASP ASVS 1.2.10 (CWE-1236): a cell that starts so is run by spreadsheets. A plain number is no formula, nor
 * is a sign alone.
 */
function guardFormula(text: string): string {
  return /^[=+\-@\t\r]./s.test(text) && !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? `'${text}` : text;
}

function ndjsonPiece(columns: readonly OutputColumn[], start: number, end: number): string {
  let piece = '';
  for (let row = start; row < end; row++) {
    piece += toJsonText(Object.fromEntries(columns.map(({ name, values }) => [name, plainValue(values[row])])));
  }
  return piece;
}

function plainValue(value: string | number | null | undefined): string | number | null {
  return value === undefined || (typeof value === 'number' && !Number.isFinite(value)) ? null : value;
}
