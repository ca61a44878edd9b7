// The fixtures as test/oracle/estimators.py reads them: train rows are the even data rows, queries the odd ones.

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Label } from '../../src/base/dataset.js';
import { type Matrix, matrixOf } from '../../src/base/matrix.js';
import type { Prediction } from '../../src/contracts/prediction.js';
import type { Problem } from '../checks/estimator-problems.js';

export type Numbers = number | readonly Numbers[];

/** One part of what scikit-learn said; each file is made by the script of its name. */
export function oracle<T>(
  part: string,
  file: 'estimators' | 'models' | 'vectors' | 'descent' | 'l1_ratio' = 'estimators',
): T {
  const url = new URL(`../oracle/${file}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as Record<string, unknown>)[part] as T;
}

/** What a classifier said of some queries. */
export interface ClassifierOracle {
  readonly predictions: readonly Label[];
  readonly probabilities: readonly (readonly number[])[];
}

/** The classes predicted, as their labels. */
export function labelsOf(said: Prediction, { target }: Problem): Label[] {
  if (said.kind !== 'classes' || target.kind !== 'classes') throw new Error('a classifier predicts classes');
  return Array.from(said.codes, (code) => target.classes[code]);
}

/** The first rows of the probabilities predicted. */
export function probabilitiesOf(said: Prediction, rows: number): number[][] {
  if (said.kind !== 'classes' || !said.probabilities) throw new Error('this classifier gives probabilities');
  return toRows(said.probabilities, rows);
}

/** The problem with the weights that the scripts give to its rows: 0, 0.5, 1, 2, over and over. */
export function weighted(problem: Problem): Problem {
  return { ...problem, weights: Float64Array.from({ length: problem.X.rows }, (_, i) => [0, 0.5, 1, 2][i % 4]) };
}

/**
 * A problem whose rows stand `times[i % times.length]` times each, and the same problem with those numbers as weights.
 */
export function repeated(
  problem: Problem,
  times: readonly number[],
): { readonly weighted: Problem; readonly repeated: Problem } {
  const { X, target } = problem;
  const rows = Array.from({ length: X.rows }, (_, i) => i).flatMap((i) =>
    new Array<number>(times[i % times.length]).fill(i),
  );
  const again =
    target.kind === 'classes'
      ? { ...target, codes: Int32Array.from(rows, (i) => target.codes[i]) }
      : { ...target, values: Float64Array.from(rows, (i) => target.values[i]) };
  const all = toRows(X);
  return {
    weighted: { ...problem, weights: Float64Array.from({ length: X.rows }, (_, i) => times[i % times.length]) },
    repeated: { ...problem, X: toMatrix(rows.map((i) => all[i])), target: again },
  };
}

/** A fixture whose last column is the target. */
export function fixture(name: 'iris' | 'breast_cancer' | 'diabetes'): Problem {
  const url = new URL(`../../fixtures/${name}.csv`, import.meta.url);
  const cells = readFileSync(url, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const train = cells.filter((_, i) => i % 2 === 0);
  const X = toMatrix(train.map((row) => row.slice(0, -1).map(Number)));
  const queries = toMatrix(cells.filter((_, i) => i % 2 === 1).map((row) => row.slice(0, -1).map(Number)));
  const labels = train.map((row) => row[row.length - 1]);
  if (name === 'diabetes')
    return { name, X, queries, target: { kind: 'values', values: Float64Array.from(labels, Number) } };
  const classes = [...new Set(labels)].sort();
  return {
    name,
    X,
    queries,
    target: { kind: 'classes', codes: Int32Array.from(labels, (label) => classes.indexOf(label)), classes },
  };
}

/** Rows as a matrix. */
export function toMatrix(rows: readonly (readonly number[])[]): Matrix {
  return matrixOf(rows.length, rows[0].length, Float64Array.from(rows.flat()));
}

/** A matrix, cut to its first rows, as rows. */
export function toRows(X: Matrix, rows: number = X.rows): number[][] {
  return Array.from({ length: rows }, (_, i) => [...X.data.subarray(i * X.stride, i * X.stride + X.cols)]);
}

/** The problem with columns centred and scaled by the train rows' means and population standard deviations. */
export function standardised(problem: Problem): Problem {
  const { X, queries } = problem;
  const columns = Array.from({ length: X.cols }, (_, j) => toRows(X).map((row) => row[j]));
  const mean = columns.map((column) => column.reduce((sum, x) => sum + x, 0) / X.rows);
  const sd = columns.map((column, j) => Math.sqrt(column.reduce((sum, x) => sum + (x - mean[j]) ** 2, 0) / X.rows));
  const scale = (rows: Matrix) => toMatrix(toRows(rows).map((row) => row.map((x, j) => (x - mean[j]) / sd[j])));
  return { ...problem, X: scale(X), queries: scale(queries) };
}

/** Same shape, and every number within `tolerance` of the largest magnitude expected. */
export function expectClose(actual: unknown, expected: Numbers, tolerance: number): void {
  const got = flat(actual as Numbers);
  const want = flat(expected);
  expect(got.length).toBe(want.length);
  const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = want.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i])), 0);
  expect(worst).toBeLessThanOrEqual(tolerance * largest);
}

function flat(values: Numbers): number[] {
  return typeof values === 'number' ? [values] : values.flatMap(flat);
}
