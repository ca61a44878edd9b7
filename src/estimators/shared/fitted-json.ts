// Numbers of a fitted step to and from the model document. Both directions refuse what is not a finite number, and
// reading checks every shape, so that a damaged model is told apart from a wrong prediction.

import { GridsearchError } from '../../base/errors.js';
import type { JsonObject, JsonValue } from '../../base/json.js';
import { type Matrix, matrixOf } from '../../base/matrix.js';

/** Writes a vector. @throws MODEL_NOT_FINITE naming the entry. */
export function writeVector(values: ArrayLike<number>, path: string): number[] {
  return Array.from(values, (value, i) => finite(value, `${path}[${i}]`));
}

/** Writes vectors under their names. @throws MODEL_NOT_FINITE naming the entry. */
export function writeVectors(vectors: Readonly<Record<string, ArrayLike<number>>>): JsonObject {
  return Object.fromEntries(Object.entries(vectors).map(([name, values]) => [name, writeVector(values, name)]));
}

/** Reads a vector of divisors, all above zero. @throws MODEL_SHAPE, MODEL_NOT_FINITE with the JSON path */
export function readScale(model: JsonObject, path: string, cols: number): Float64Array {
  const scale = readVector(model, path, cols);
  requirePositive(scale, path);
  return scale;
}

/** Writes a matrix as an array of rows. @throws MODEL_NOT_FINITE naming the entry. */
export function writeMatrix(X: Matrix, path: string): number[][] {
  return Array.from({ length: X.rows }, (_, i) =>
    writeVector(X.data.subarray(i * X.stride, i * X.stride + X.cols), `${path}[${i}]`),
  );
}

/**
 * Reads a vector of finite numbers.
 * @param path    where it stands, e.g. `model.means`
 * @param length  how many numbers it must hold (undefined: any)
 * @throws MODEL_SHAPE, MODEL_NOT_FINITE with the JSON path
 */
export function readVector(model: JsonObject, path: string, length?: number): Float64Array {
  const list = arrayOf(readValue(model, path), path, length);
  return Float64Array.from(list, (value, i) => finite(value, `${path}[${i}]`));
}

/** Reads `n_features_in_` of a step that has nothing else to remember. @throws MODEL_SHAPE where it is not `cols` */
export function readWidth(model: JsonObject, cols: number): number {
  const width = readValue(model, 'n_features_in_');
  if (width === cols) return cols;
  throw new GridsearchError('MODEL_SHAPE', `n_features_in_ is ${JSON.stringify(width)}, but must be ${cols}`);
}

/** Reads a finite number. @throws MODEL_SHAPE, MODEL_NOT_FINITE with the JSON path */
export function readNumber(model: JsonObject, path: string): number {
  return finite(readValue(model, path), path);
}

/** Reads a vector of integers from 0 to below − 1. @throws MODEL_SHAPE, MODEL_NOT_FINITE with the JSON path. */
export function readIndices(
  model: JsonObject,
  path: string,
  { length, below = 2 ** 31 }: { readonly length?: number; readonly below?: number },
): Int32Array {
  return Int32Array.from(readVector(model, path, length), (value, i) => {
    if (Number.isInteger(value) && value >= 0 && value < below) return value;
    throw new GridsearchError(
      'MODEL_SHAPE',
      `${path}[${i}] is ${value}, but must be an integer from 0 to ${below - 1}`,
    );
  });
}

/** Reads `class_indices`: which of the model's classes the fit has seen, ascending. @throws as readIndices */
export function readClasses(model: JsonObject, classes: number): Int32Array {
  const present = readIndices(model, 'class_indices', { below: classes });
  if (present.length > 0 && present.every((code, at) => at === 0 || code > present[at - 1])) return present;
  throw new GridsearchError(
    'MODEL_SHAPE',
    'class_indices must hold at least one index, each larger than the one before',
  );
}

/**
 * Fails where an entry is not above zero: a divisor, or what a logarithm is taken of. @throws MODEL_SHAPE naming the
 * entry
 */
export function requirePositive(values: Float64Array, path: string): void {
  const at = values.findIndex((value) => value <= 0);
  if (at >= 0) throw new GridsearchError('MODEL_SHAPE', `${path}: entry ${at} is ${values[at]}, but must be above 0`);
}

/** Fails where an entry is below zero: a count, a weight. @throws MODEL_SHAPE naming the entry */
export function requireNotNegative(values: Float64Array, path: string): void {
  const at = values.findIndex((value) => value < 0);
  if (at >= 0)
    throw new GridsearchError('MODEL_SHAPE', `${path}: entry ${at} is ${values[at]}, but must not be below 0`);
}

/** Reads a matrix from an array of rows; undefined sizes are taken from the document. @throws as readVector. */
export function readMatrix(
  model: JsonObject,
  path: string,
  { rows, cols }: { readonly rows?: number; readonly cols?: number },
): Matrix {
  const list = arrayOf(readValue(model, path), path, rows);
  const width = cols ?? (Array.isArray(list[0]) ? list[0].length : 0);
  const data = new Float64Array(list.length * width);
  for (const [i, row] of list.entries()) {
    const values = arrayOf(row, `${path}[${i}]`, width);
    for (let j = 0; j < width; j++) data[i * width + j] = finite(values[j], `${path}[${i}][${j}]`);
  }
  return matrixOf(list.length, width, data);
}

/** The value at a dotted path (`model.U`, `model.classifiers.0`). @throws MODEL_SHAPE where there is none. */
export function readValue(model: JsonObject, path: string): JsonValue {
  let value: JsonValue | undefined = model;
  for (const key of path.split('.')) {
    const holder: JsonValue | undefined = value;
    value = isHolder(holder) && Object.hasOwn(holder, key) ? (holder as JsonObject)[key] : undefined;
  }
  if (value === undefined) throw new GridsearchError('MODEL_SHAPE', `the model has no ${path}`);
  return value;
}

function isHolder(value: JsonValue | undefined): value is JsonObject | readonly JsonValue[] {
  return typeof value === 'object' && value !== null;
}

function arrayOf(value: JsonValue, path: string, length: number | undefined): readonly JsonValue[] {
  if (!Array.isArray(value)) throw new GridsearchError('MODEL_SHAPE', `${path} must be an array`);
  if (length !== undefined && value.length !== length) {
    throw new GridsearchError('MODEL_SHAPE', `${path} has ${value.length} entries, but must have ${length}`);
  }
  return value;
}

function finite(value: JsonValue, path: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new GridsearchError(
    'MODEL_NOT_FINITE',
    `${path} is ${typeof value === 'number' ? value : JSON.stringify(value)}, not a finite number`,
    { help: 'the model cannot be used: fit it again' },
  );
}
