// What encoders learn of their columns: the different values of each, in order. Text is codes of a dictionary that is
// sorted by code unit, so that the order of codes is that of the strings; a missing value is a category of its own, the
// last one.

import type { ColumnInfo } from '../../base/dataset.js';
import { GridsearchError } from '../../base/errors.js';
import { isMap, type JsonObject, type JsonValue } from '../../base/json.js';
import type { Matrix } from '../../base/matrix.js';
import type { ApplyInput } from '../../contracts/fitter.js';
import type { Fitted } from '../../contracts/step.js';
import { readValue, readVector, writeVector } from './fitted-json.js';

/** One entry for each input column. */
export interface Categories extends Fitted {
  /** Names of the columns, for messages; none where they are not known. */
  readonly names: readonly string[];
  /** The values seen, ascending, without the missing one. */
  readonly values: readonly Float64Array[];
  /** Whether a missing value was seen. */
  readonly missing: readonly boolean[];
  /** The strings behind `values` of a column of text, else null. */
  readonly labels: readonly (readonly string[] | null)[];
}

export interface Learned extends Categories {
  /** Rows of each value, those of the missing one last. */
  readonly counts: readonly Float64Array[];
}

/** Finds the categories of every column. Cost: O(rows × cols). */
export function learnCategories(X: Matrix, columns: readonly ColumnInfo[] | undefined): Learned {
  const each = Array.from({ length: X.cols }, (_, j) => {
    const counts = new Map<number, number>();
    for (let i = 0; i < X.rows; i++) {
      const value = X.data[i * X.stride + j];
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const missing = counts.get(Number.NaN);
    counts.delete(Number.NaN);
    const values = Float64Array.from(counts.keys()).sort();
    const rows = [...values].map((value) => counts.get(value) ?? 0);
    const info = columns?.[j];
    const labels = info?.kind === 'categorical' ? Array.from(values, (code) => info.dictionary[code]) : null;
    return {
      values,
      missing: missing !== undefined,
      labels,
      counts: Float64Array.from(missing === undefined ? rows : [...rows, missing]),
    };
  });
  return {
    names: columns === undefined ? [] : each.map((_, j) => columns[j]?.name ?? ''),
    values: each.map(({ values }) => values),
    missing: each.map(({ missing }) => missing),
    labels: each.map(({ labels }) => labels),
    counts: each.map(({ counts }) => counts),
  };
}

/** How many categories a column has. */
export function categoryCount({ values, missing }: Categories, column: number): number {
  return values[column].length + (missing[column] ? 1 : 0);
}

/** Place of a value among the categories of a column, −1 for one that was not seen. */
export function categoryIndex({ values, missing }: Categories, column: number): (value: number) => number {
  const places = new Map(Array.from(values[column], (value, place) => [value, place]));
  if (missing[column]) places.set(Number.NaN, values[column].length);
  return (value) => places.get(value) ?? -1;
}

/** Calls `use` with row, column and the place of each value among its column's categories. */
export function eachCategory(
  { X }: ApplyInput,
  categories: Categories,
  use: (row: number, column: number, place: number) => void,
): void {
  for (let j = 0; j < X.cols; j++) {
    const indexOf = categoryIndex(categories, j);
    for (let i = 0; i < X.rows; i++) use(i, j, indexOf(X.data[i * X.stride + j]));
  }
}

/** The error for a value that no train row has. */
export function unknownCategory(categories: Categories, column: number, help: string): GridsearchError {
  return new GridsearchError(
    'FIT_UNKNOWN_CATEGORY',
    `${columnCalled(categories, column)} holds a category that no train row has; ${help}`,
  );
}

/** A column as messages call it. */
export function columnCalled({ names }: Categories, column: number): string {
  return names[column] ? `column ${JSON.stringify(names[column])}` : `input column ${column + 1}`;
}

/**
 * `categories_` as scikit-learn has them but for missing values, which `missing_category_` tells; `codes_` of columns
 * of text.
 */
export function writeCategories({ names, values, missing, labels }: Categories): JsonObject {
  return {
    ...(names.length === 0 ? {} : { feature_names_in_: [...names] }),
    categories_: values.map((list, j) => [...(labels[j] ?? writeVector(list, `categories_[${j}]`))]),
    codes_: labels.map((list, j) => (list === null ? null : [...values[j]])),
    missing_category_: [...missing],
  };
}

/** Back from the model document. @throws MODEL_SHAPE, MODEL_NOT_FINITE */
export function readCategories(model: JsonObject, cols: number): Categories {
  const lists = listOf(model, 'categories_', cols);
  const codes = listOf(model, 'codes_', cols);
  const missing = listOf(model, 'missing_category_', cols);
  const names = model.feature_names_in_ === undefined ? [] : listOf(model, 'feature_names_in_', cols);
  if (!isTextList(names)) throw shape('feature_names_in_ must hold strings');
  if (!missing.every((flag) => typeof flag === 'boolean')) throw shape('missing_category_ must hold true or false');
  const values = codes.map((list, j) =>
    ascending(readVector(model, `${list === null ? 'categories_' : 'codes_'}.${j}`), j),
  );
  const labels = lists.map((list, j) => {
    if (codes[j] === null) return null;
    if (isTextList(list) && list.length === values[j].length) return list;
    throw shape(`categories_[${j}] must hold ${values[j].length} strings`);
  });
  return { names, values, missing: missing as readonly boolean[], labels };
}

function listOf(model: JsonObject, name: string, length: number): readonly JsonValue[] {
  const list = readValue(model, name);
  if (Array.isArray(list) && list.length === length) return list;
  throw shape(`${name} must be a list of ${length} entries, one for each input column`);
}

function isTextList(list: JsonValue | readonly JsonValue[]): list is readonly string[] {
  return !isMap(list) && Array.isArray(list) && list.every((entry) => typeof entry === 'string');
}

function ascending(values: Float64Array, column: number): Float64Array {
  if (values.every((value, i) => i === 0 || value > values[i - 1])) return values;
  throw shape(`the categories of input column ${column + 1} must be ascending`);
}

function shape(message: string): GridsearchError {
  return new GridsearchError('MODEL_SHAPE', message);
}
