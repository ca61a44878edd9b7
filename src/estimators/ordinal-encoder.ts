// OrdinalEncoder: each category becomes its place in the order of the column's categories. For trees; linear models
// want OneHotEncoder.

import type { ColumnInfo } from '../base/dataset.js';
import { assert } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import type { ApplyInput, FitInput, Transformer } from '../contracts/fitter.js';
import { NUMBER, oneOf, optional, type Params, param } from '../contracts/params.js';
import type { FitOutcome } from '../contracts/step.js';
import { failed } from './shared/fit-outcome.js';
import {
  type Categories,
  categoryCount,
  columnCalled,
  eachCategory,
  learnCategories,
  readCategories,
  unknownCategory,
  writeCategories,
} from './shared/learned-categories.js';
import { refuseCombination } from './shared/params-in-force.js';

interface OrdinalFitted extends Categories {
  /** What a value becomes that was not seen; null: it is refused. */
  readonly unknown: number | null;
  /** What a missing value becomes; null: it stays missing. */
  readonly forMissing: number | null;
}

/** scikit-learn's OrdinalEncoder. */
export const ordinalEncoder: Transformer = {
  role: 'transformer',
  name: 'OrdinalEncoder',
  version: 1,
  summary: 'Numbers the categories of each column from 0 in their order.',
  params: {
    handle_unknown: param(
      'error',
      'a category that no train row has: fails the fit, or becomes unknown_value',
      oneOf(['error', 'use_encoded_value']),
    ),
    unknown_value: optional('what it becomes with use_encoded_value, e.g. -1', { kind: 'number', integer: true }),
    encoded_missing_value: optional('what a missing value becomes; null leaves it missing', NUMBER),
  },
  canonical,
  readsColumns: true,
  accepts: { missing: true, categorical: true },
  needs: () => ({ rows: true }),
  cost: (_params, { rows, cols }) => 5e-8 * rows * cols,
  width: (_params, { cols }) => cols,
  outputColumns: ({ encoded_missing_value: filled }, columns) =>
    columns.map(
      ({ name, missing }): ColumnInfo => ({
        name,
        kind: 'numeric',
        dictionary: [],
        missing: missing && filled === null,
      }),
    ),
  fit: (input) => input.params.map((params) => fit(input, params)),
  apply,
  kept: (fitted) => (fitted as OrdinalFitted).values.length,
  toModel: (fitted) => writeCategories(fitted as OrdinalFitted),
  fromModel: (model, { params, cols }) => fittedOf(readCategories(model, cols), params),
};

function canonical(params: Params): Params {
  const { unknown_value: unknown, ...others } = params;
  if (params.handle_unknown === 'error') return others;
  if (unknown !== null) return params;
  return refuseCombination('handle_unknown "use_encoded_value" needs an unknown_value', 'add unknown_value: -1');
}

function fit({ X, columns }: FitInput, params: Params): FitOutcome {
  assert(X, 'OrdinalEncoder is fitted from rows');
  const { counts: _counts, ...categories } = learnCategories(X, columns);
  for (const name of ['unknown_value', 'encoded_missing_value'] as const) {
    const value = params[name];
    const taken =
      typeof value === 'number' ? categories.values.findIndex((_, j) => stands(categories, j, { name, value })) : -1;
    if (taken >= 0)
      return failed(
        'FIT_ENCODED_VALUE',
        `${name} ${value} stands for a category of ${columnCalled(categories, taken)} already`,
      );
  }
  return { ok: true, fitted: fittedOf(categories, params), warnings: [] };
}

/** Whether a value is the number of a category of a column; a missing value has no number of its own. */
function stands(
  categories: Categories,
  column: number,
  { name, value }: { readonly name: 'unknown_value' | 'encoded_missing_value'; readonly value: number },
): boolean {
  const { values, missing } = categories;
  if (name === 'encoded_missing_value' && !missing[column]) return false;
  const numbers = name === 'unknown_value' ? categoryCount(categories, column) : values[column].length;
  return Number.isInteger(value) && value >= 0 && value < numbers;
}

function fittedOf(categories: Categories, params: Params): OrdinalFitted {
  const unknown = params.handle_unknown === 'error' ? null : (params.unknown_value as number);
  return { ...categories, unknown, forMissing: params.encoded_missing_value as number | null };
}

function apply(input: ApplyInput): Matrix {
  const { X, kernels } = input;
  const fitted = input.fitted as OrdinalFitted;
  const { values, unknown, forMissing } = fitted;
  const out = kernels.heap.emptyMatrix(X.rows, X.cols);
  eachCategory(input, fitted, (row, column, place) => {
    if (place < 0 && unknown === null) {
      throw unknownCategory(fitted, column, 'handle_unknown: use_encoded_value with unknown_value: -1 numbers it');
    }
    const number = place === values[column].length ? (forMissing ?? Number.NaN) : place;
    out.data[row * X.cols + column] = place < 0 ? (unknown ?? Number.NaN) : number;
  });
  return out;
}
