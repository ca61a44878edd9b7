// The tables of test/oracle/steps.py, and what scikit-learn made of them.

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { ColumnInfo } from '../../src/base/dataset.js';
import type { Transformer } from '../../src/contracts/fitter.js';
import { type Params, withDefaults } from '../../src/contracts/params.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitAll, type Problem, transform } from '../checks/estimator-problems.js';
import { toMatrix, toRows } from './oracle-problems.js';

export type Cell = number | string | null;

interface Said {
  readonly params: Params;
  readonly output?: readonly (readonly Cell[])[];
  readonly refused?: string;
}

export interface Steps {
  readonly dictionary: readonly string[];
  readonly rows: readonly (readonly (number | null)[])[];
  readonly queries: readonly (readonly (number | null)[])[];
  readonly imputed: Readonly<Record<string, Said>>;
  readonly imputed_text: Readonly<Record<string, Said>>;
  readonly one_hot: readonly Said[];
  readonly ordinal: readonly Said[];
  readonly numbers: readonly (readonly number[])[];
  readonly number_queries: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly target: readonly number[];
  readonly counts: readonly (readonly number[])[];
  readonly robust: readonly Said[];
  readonly normalizer: readonly Said[];
  readonly polynomial: readonly Said[];
  readonly variance: readonly (Said & { readonly variances: readonly number[] })[];
  readonly percentile: readonly { readonly params: Params; readonly support: readonly number[] }[];
  readonly chi2: readonly number[];
  readonly svd: Readonly<
    Record<
      string,
      { readonly components: readonly (readonly number[])[]; readonly output: readonly (readonly number[])[] }
    >
  >;
  readonly mutual_info_classif: readonly number[];
  readonly mutual_info_regression: readonly number[];
  readonly mutual_info_seeded: readonly number[];
}

export const STEPS = JSON.parse(readFileSync(new URL('../oracle/steps.json', import.meta.url), 'utf8')) as Steps;
export const kernels = createKernels();

/** Text, numbers with holes, numbers. */
const COLUMNS: readonly ColumnInfo[] = [
  { name: 'town', kind: 'categorical', dictionary: STEPS.dictionary, missing: true },
  { name: 'age', kind: 'numeric', dictionary: [], missing: true },
  { name: 'level', kind: 'numeric', dictionary: [], missing: false },
];

const matrixOf = (rows: readonly (readonly (number | null)[])[], of: readonly number[]) =>
  toMatrix(rows.map((row) => of.map((j) => row[j] ?? Number.NaN)));

/** Some columns of the mixed table. */
export function tableOf(of: readonly number[]): Problem {
  const target = { kind: 'classes' as const, codes: Int32Array.from(STEPS.labels), classes: [0, 1, 2] };
  const [X, queries] = [matrixOf(STEPS.rows, of), matrixOf(STEPS.queries, of)];
  return { name: 'steps', X, queries, columns: of.map((j) => COLUMNS[j]), target };
}

/** The numbers, for a classification or a regression. */
export function numbersFor(task: 'classes' | 'values'): Problem {
  const values = Float64Array.from(STEPS.target);
  const codes = Int32Array.from(STEPS.labels);
  const target = task === 'values' ? { kind: task, values } : { kind: task, codes, classes: [0, 1, 2] };
  return { name: 'numbers', X: toMatrix(STEPS.numbers), queries: toMatrix(STEPS.number_queries), target };
}

/** A step's canonical params. */
export function paramsOf(estimator: Transformer, given: Params): Params {
  const complete = withDefaults(estimator.params, given);
  return estimator.canonical?.(complete) ?? complete;
}

/** What a step fitted on a problem makes of its queries; missing values are null. */
export function outputOf(estimator: Transformer, problem: Problem, given: Params): Cell[][] {
  const params = paramsOf(estimator, given);
  const [outcome] = fitAll(kernels, estimator, problem, [params], 1);
  if (!outcome.ok) throw new Error(outcome.error.message);
  const rows = toRows(transform(kernels, estimator, outcome.fitted, params, problem.queries));
  return rows.map((row) => row.map((value) => (Number.isNaN(value) ? null : value)));
}

/** Same rows, numbers within `tolerance` of the largest. */
export function expectRows(
  actual: readonly (readonly Cell[])[],
  expected: readonly (readonly Cell[])[],
  tolerance: number,
): void {
  expect(actual.map((row) => row.map((cell) => typeof cell))).toEqual(
    expected.map((row) => row.map((cell) => typeof cell)),
  );
  const largest = Math.max(...expected.flat().map((cell) => Math.abs(Number(cell))));
  actual.forEach((row, i) => {
    for (const [j, cell] of row.entries())
      expect(Math.abs(Number(cell) - Number(expected[i][j]))).toBeLessThanOrEqual(tolerance * largest);
  });
}
