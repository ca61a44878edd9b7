// The fixtures as test/oracle/estimators.py reads them: train rows are the even data rows, queries the odd ones.

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type Matrix, matrixOf } from '../../src/base/matrix.js';
import type { Problem } from '../checks/estimator-problems.js';

export type Numbers = number | readonly Numbers[];

const ORACLE = new URL('../oracle/estimators.json', import.meta.url);

/** One part of what scikit-learn said. */
export function oracle<T>(part: string): T {
  return (JSON.parse(readFileSync(ORACLE, 'utf8')) as Record<string, unknown>)[part] as T;
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
  if (name === 'diabetes') return { name, X, queries, target: { kind: 'values', values: Float64Array.from(labels, Number) } };
  const classes = [...new Set(labels)].sort();
  return { name, X, queries, target: { kind: 'classes', codes: Int32Array.from(labels, (label) => classes.indexOf(label)), classes } };
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
