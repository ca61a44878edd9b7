// Feature columns of a table as one matrix: those of a search, as found in it, and those that a model names.

import type { ColumnInfo, FeatureRows } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import { append } from '../base/lists.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import { didYouMean, listNames } from '../base/suggest.js';
import { categoriesOf, categoryCodes, TRUTH_WORDS, truthValues } from './categories.js';
import { columnNames, freeNumbers, gatherRows, type Table } from './csv/table.js';
import { type FeatureColumn, notANumber, notTruth } from './feature-columns.js';

/** Where the doubles of a matrix come from; default ordinary memory. */
export type Allocate = (length: number) => Float64Array;

const ordinaryMemory: Allocate = (length) => new Float64Array(length);

/**
 * The columns where they lie. Those of a table in the kernels' memory are drawn together there, so that nothing else of
 * its numbers can be read afterwards.
 */
export function featureRows(table: Table, columns: readonly FeatureColumn[]): FeatureRows {
  const { heap, rows } = table;
  const cols = columns.length;
  if (heap === undefined) return { cols, copy: rowCopier(table, columns), free: () => freeNumbers(table) };
  const [numbers] = table.blocks;
  // Columns stand in the order of the file: a row is never written to where another is still to be read.
  rowCopier(table, columns)(undefined, numbers);
  const data = heap.shorten(numbers, rows * cols);
  const copy = (picked: Int32Array, out: Float64Array): void => {
    for (let i = 0; i < picked.length; i++) out.set(data.subarray(picked[i] * cols, (picked[i] + 1) * cols), i * cols);
  };
  return { cols, copy, free: () => heap.free(data), inKernelMemory: data };
}

/**
 * What copies rows (undefined: all), row-major: numbers from the table, then the cells of the columns that have their
 * own.
 */
function rowCopier(
  table: Table,
  columns: readonly FeatureColumn[],
): (rows: Int32Array | undefined, out: Float64Array) => void {
  const indices = columns.map(({ index }) => index);
  const coded = columns.flatMap(({ cells }, j) => (cells === undefined ? [] : [{ cells, j }]));
  return (rows, out) => {
    gatherRows(table, { columns: indices, rows }, out);
    const count = rows?.length ?? table.rows;
    for (const { cells, j } of coded) {
      for (let i = 0, to = j; i < count; i++, to += indices.length) out[to] = cells[rows?.[i] ?? i];
    }
  };
}

/** A feature as a model knows it. */
export type ModelColumn = Pick<ColumnInfo, 'name' | 'kind' | 'dictionary'>;

/**
 * The features that a model was fitted on, found by name, whatever their order in the file, coded by the model's
 * dictionaries.
 * @param options.ignore  columns that are there for another reason (target, columns to echo) and need no note
 * @throws DATA_MISSING_COLUMN listing the names; DATA_TEXT_FEATURE, DATA_TYPE where a column is not of the model's kind
 */
export function toFeatures(
  table: Table,
  expected: readonly ModelColumn[],
  options: { readonly allocate?: Allocate; readonly ignore?: readonly string[] } = {},
): { readonly X: Matrix; readonly columns: readonly FeatureColumn[]; readonly notes: readonly string[] } {
  const { allocate = ordinaryMemory, ignore = [] } = options;
  const indexOf = new Map(table.columns.map((column, j) => [column.name, j]));
  const absent = expected.map(({ name }) => name).filter((name) => !indexOf.has(name));
  if (absent.length > 0) throw missingColumns(table, absent, expected);
  const names = new Set([...expected.map(({ name }) => name), ...ignore]);
  const extra = table.columns.flatMap(({ name, leftOut }) => (names.has(name) || leftOut !== undefined ? [] : [name]));
  const notes = extra.length === 0 ? [] : [`columns that the model does not use: ${listNames(extra)}`];
  const columns = expected.map((column) => asModelled(table, indexOf.get(column.name) as number, column));
  append(
    notes,
    columns.flatMap((column) => noteUnknown(table, column)),
  );
  const X = matrixOf(table.rows, columns.length, allocate(table.rows * columns.length));
  rowCopier(table, columns)(undefined, X.data);
  return { X, columns, notes };
}

/** A column of the file as the kind that the model knows. */
function asModelled(table: Table, index: number, { name, kind, dictionary }: ModelColumn): FeatureColumn {
  const source = table.columns[index];
  const info: ColumnInfo = { name, kind, dictionary, missing: source.missing > 0 };
  if (kind === 'categorical') return { index, info, source, cells: categoryCodes(table, index, dictionary) };
  if (kind === 'boolean') {
    const cells = truthValues(table, index, TRUTH_WORDS);
    if (cells === undefined) throw notTruth(table, index, true);
    return { index, info, source, cells };
  }
  if (source.kind === 'text') throw notANumber(source, true);
  return { index, info, source };
}

/** Tells of cells whose category the model was not fitted on. */
function noteUnknown(table: Table, { index, info, cells }: FeatureColumn): string[] {
  const unknown =
    info.kind === 'categorical' && cells !== undefined
      ? cells.filter((code) => code === info.dictionary.length).length
      : 0;
  if (unknown === 0) return [];
  const dictionary = new Set(info.dictionary);
  const strange = categoriesOf(table, index).filter((category) => !dictionary.has(category));
  const rows = `${unknown} ${unknown === 1 ? 'row has' : 'rows have'}`;
  return [
    `column ${JSON.stringify(info.name)}: ${rows} a category that the model was not fitted on: ${listNames(strange, 3)}`,
  ];
}

function missingColumns(table: Table, absent: readonly string[], expected: readonly ModelColumn[]): GridsearchError {
  // A column that the model reads already is not the one that is missing.
  const free = columnNames(table).filter((name) => !expected.some((column) => column.name === name));
  const what =
    absent.length === 1 ? `column ${JSON.stringify(absent[0])}` : `${absent.length} columns: ${listNames(absent)}`;
  return new GridsearchError('DATA_MISSING_COLUMN', `the model needs ${what}, which the file does not have`, {
    where: { file: table.file, line: 1 },
    help: didYouMean(absent[0], free) ?? `the file has ${listNames(columnNames(table))}`,
  });
}
