// Feature columns of a table as one matrix; what is not a number is refused here, with its place.

import type { FeatureRows } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import { didYouMean, listNames } from '../base/suggest.js';
import { describeBadNumber, quoteCell } from './cells.js';
import { columnNames, freeNumbers, gatherColumns, gatherRows, type Table, type TextColumn } from './table.js';

/** Where the doubles of a matrix come from; default ordinary memory. */
export type Allocate = (length: number) => Float64Array;

const ordinaryMemory: Allocate = (length) => new Float64Array(length);

/**
 * The columns where they lie, every entry a finite number.
 * @throws DATA_TEXT_FEATURE, DATA_MISSING_VALUES with the first offending cell
 */
export function featureRows(table: Table, columns: readonly number[]): FeatureRows {
  refuseText(table, columns);
  refuseMissing(table, columns);
  return {
    cols: columns.length,
    copy: (rows, out) => gatherRows(table, columns, rows, out),
    free: () => freeNumbers(table),
  };
}

/** The columns as a row-major matrix, shape (rows, columns.length). Throws as featureRows. */
function featureMatrix(table: Table, columns: readonly number[], allocate: Allocate = ordinaryMemory): Matrix {
  refuseText(table, columns);
  refuseMissing(table, columns);
  const data = allocate(table.rows * columns.length);
  gatherColumns(table, columns, data);
  return matrixOf(table.rows, columns.length, data);
}

/**
 * The features that a model was fitted on, found by name, whatever their order in the file.
 * @param options.ignore  columns that are there for another reason (target, columns to echo) and need no note
 * @throws DATA_MISSING_COLUMN listing the names, and as featureMatrix
 */
export function toFeatures(
  table: Table,
  featureNames: readonly string[],
  options: { readonly allocate?: Allocate; readonly ignore?: readonly string[] } = {},
): { readonly X: Matrix; readonly notes: readonly string[] } {
  const indexOf = new Map(table.columns.map((column, j) => [column.name, j]));
  const absent = featureNames.filter((name) => !indexOf.has(name));
  if (absent.length > 0) throw missingColumns(table, absent);
  const expected = new Set([...featureNames, ...(options.ignore ?? [])]);
  const extra = columnNames(table).filter((name) => !expected.has(name));
  const notes = extra.length === 0 ? [] : [`columns that the model does not use: ${listNames(extra)}`];
  const columns = featureNames.map((name) => indexOf.get(name) as number);
  return { X: featureMatrix(table, columns, options.allocate), notes };
}

function missingColumns(table: Table, absent: readonly string[]): GridsearchError {
  const what = absent.length === 1 ? `column ${JSON.stringify(absent[0])}` : `${absent.length} columns: ${listNames(absent)}`;
  return new GridsearchError('DATA_MISSING_COLUMN', `the model needs ${what}, which the file does not have`, {
    where: { file: table.file, line: 1 },
    help: didYouMean(absent[0], columnNames(table)) ?? `the file has ${listNames(columnNames(table))}`,
  });
}

function refuseText(table: Table, columns: readonly number[]): void {
  const text = columns.map((j) => table.columns[j]).filter((column): column is TextColumn => column.kind === 'text');
  if (text.length === 0) return;
  const column = text[0];
  const name = JSON.stringify(column.name);
  const others = text.length === 1 ? '' : `; ${text.length - 1} more ${text.length === 2 ? 'column has' : 'columns have'} text too`;
  const meantAsNumbers = column.numbers > column.texts || describeBadNumber(column.firstText.text) !== undefined;
  const message = meantAsNumbers
    ? `column ${name}: not a number: ${quoteCell(column.firstText.text)}${because(column)}${others}`
    : `column ${name} is text, and features must be numbers${because(column)}${others}`;
  const drop = `--drop ${column.name}`;
  throw new GridsearchError('DATA_TEXT_FEATURE', message, {
    where: column.firstText.where,
    help: meantAsNumbers ? `correct the file, or ${drop}` : `${drop}, or turn it into numbers (encoders are not part of this version)`,
  });
}

/** What the first bad cell looks like, and how many there are beside it. */
function because({ firstText, texts }: TextColumn): string {
  const reason = describeBadNumber(firstText.text);
  const more = texts - 1;
  const count = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'cell' : 'cells'})`;
  return (reason === undefined ? '' : `: ${reason}`) + count;
}

function refuseMissing(table: Table, columns: readonly number[]): void {
  const holed = columns.map((j) => table.columns[j]).filter((column) => column.missing > 0);
  if (holed.length === 0) return;
  const column = holed[0];
  const name = JSON.stringify(column.name);
  const others = holed.length === 1 ? '' : `; ${holed.length - 1} more ${holed.length === 2 ? 'column has' : 'columns have'} some too`;
  const message =
    column.missing === table.rows
      ? `column ${name} has no values at all${others}`
      : `column ${name} has ${column.missing} missing ${column.missing === 1 ? 'value' : 'values'}${others}`;
  throw new GridsearchError('DATA_MISSING_VALUES', message, {
    where: column.firstMissing?.where,
    help: `--drop ${column.name}, or fill the cells (imputers are not part of this version)`,
  });
}
