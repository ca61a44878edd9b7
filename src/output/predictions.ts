// Predicted rows as CSV or NDJSON text, in pieces: the whole text of a large table never stands in memory at once.

import Papa from 'papaparse';
import { toJsonText } from './json-text.js';

/** One column of the output, in the order of the input's rows; null is a missing value. */
export interface OutputColumn {
  readonly name: string;
  readonly values: ArrayLike<string | number | null>;
  /** The same for NDJSON, where numbers are no text. */
  readonly json?: ArrayLike<string | number | null>;
}

export type PredictionFormat = 'csv' | 'ndjson';

/** How many rows one piece of text holds. */
const ROWS_AT_ONCE = 4096;

export interface PredictionOptions {
  readonly format: PredictionFormat;
  /**
   * Whether cells of text that a spreadsheet would take for a formula get a leading apostrophe in CSV; else every cell
   * is what it is.
   */
  readonly guarded?: boolean;
}

/** Yields the text of a table, header first (CSV only). */
export function* predictionText(
  columns: readonly OutputColumn[],
  { format, guarded = false }: PredictionOptions,
): Generator<string> {
  const rows = columns[0]?.values.length ?? 0;
  const text = guarded ? guardFormula : (cell: string) => cell;
  if (format === 'csv') yield csvLines([columns.map((column) => text(column.name))]);
  for (let start = 0; start < rows; start += ROWS_AT_ONCE) {
    const end = Math.min(rows, start + ROWS_AT_ONCE);
    const piece = columns.map(({ name, values, json }) => {
      const cells = format === 'csv' ? values : (json ?? values);
      return { name, values: Array.from({ length: end - start }, (_, i) => cells[start + i]) };
    });
    yield format === 'csv' ? csvPiece(piece, text) : ndjsonPiece(piece);
  }
}

function csvPiece(columns: readonly OutputColumn[], text: (cell: string) => string): string {
  const piece = Array.from(columns[0].values, (_, row) =>
    columns.map(({ values }) => {
      const value = values[row] ?? '';
      return typeof value === 'number' ? (Number.isFinite(value) ? value : '') : text(value);
    }),
  );
  return csvLines(piece);
}

function csvLines(rows: (string | number)[][]): string {
  return `${Papa.unparse(rows, { newline: '\n' })}\n`;
}

/**
 * Source: OWASP ASVS 1.2.10 (CWE-1236): a cell that starts so is run by spreadsheets. A plain number is no formula, nor
 * is a sign alone.
 */
function guardFormula(text: string): string {
  return /^[=+\-@\t\r]./s.test(text) && !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? `'${text}` : text;
}

function ndjsonPiece(columns: readonly OutputColumn[]): string {
  let piece = '';
  for (let row = 0; row < columns[0].values.length; row++) {
    piece += toJsonText(Object.fromEntries(columns.map(({ name, values }) => [name, plainValue(values[row])])));
  }
  return piece;
}

function plainValue(value: string | number | null | undefined): string | number | null {
  return value === undefined || (typeof value === 'number' && !Number.isFinite(value)) ? null : value;
}
