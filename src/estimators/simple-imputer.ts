// SimpleImputer: fills missing values by one value for each column. Source: scikit-learn, impute/_base.py. One thing is
// otherwise: a column that no train row has a value of is kept, filled with 0 (scikit-learn's keep_empty_features), so
// that every split has the same columns.

import type { ColumnInfo } from '../base/dataset.js';
import { assert, type TaskWarning } from '../base/errors.js';
import type { JsonObject, JsonValue } from '../base/json.js';
import type { Matrix } from '../base/matrix.js';
import type { ApplyInput, FitInput, Transformer } from '../contracts/fitter.js';
import { BOOLEAN, LABEL, oneOf, optional, type Params, param } from '../contracts/params.js';
import type { FitOutcome, Fitted, ReadContext } from '../contracts/step.js';
import { failed } from './shared/fit-outcome.js';
import { readIndices, readVector, writeVector } from './shared/fitted-json.js';

interface ImputerFitted extends Fitted {
  /** What fills each column: a number, or a code. */
  readonly fill: Float64Array;
  /** By column: the code that the filling string has taken, those from it on moved up by one; −1 where it took none. */
  readonly inserted: Int32Array;
  /** Input columns that lacked values, for which an indicator column follows. */
  readonly indicated: Int32Array;
}

/** scikit-learn's SimpleImputer. */
export const simpleImputer: Transformer = {
  role: 'transformer',
  name: 'SimpleImputer',
  version: 1,
  summary: 'Fills missing values.',
  params: {
    strategy: param(
      'mean',
      'what fills a column; text takes most_frequent or constant',
      oneOf(['mean', 'median', 'most_frequent', 'constant']),
    ),
    fill_value: optional('of strategy constant: the value; null is 0, and "missing_value" in text', LABEL),
    add_indicator: param(false, 'add a column of 0 and 1 for each one that lacked values', BOOLEAN),
  },
  canonical: ({ fill_value: fill, ...others }) =>
    others.strategy === 'constant' ? { ...others, fill_value: fill } : others,
  readsColumns: true,
  accepts: ({ strategy }) => ({ missing: true, categorical: strategy === 'most_frequent' || strategy === 'constant' }),
  needs: () => ({ rows: true }),
  cost: ({ strategy }, { rows, cols }) => (strategy === 'mean' || strategy === 'constant' ? 2e-9 : 1e-7) * rows * cols,
  width: ({ add_indicator: indicator }, { cols }) => (indicator ? undefined : cols),
  likelyWidth: (_params, { cols = 1 }, columns) => cols + (columns ?? []).filter(({ missing }) => missing).length,
  outputColumns: (params, columns) => columns.map((info) => filledColumn(info, params)),
  fit: (input) => input.params.map((params) => fit(input, params)),
  apply,
  kept: (fitted) => (fitted as ImputerFitted).fill.length + (fitted as ImputerFitted).indicated.length,
  toModel: (fitted) => {
    const { fill, inserted, indicated } = fitted as ImputerFitted;
    return {
      statistics_: writeVector(fill, 'statistics_'),
      inserted_codes: [...inserted],
      indicator_columns: [...indicated],
    };
  },
  fromModel,
};

function fit({ X, columns }: FitInput, params: Params): FitOutcome {
  assert(X, 'SimpleImputer is fitted from rows');
  const fill = new Float64Array(X.cols);
  const inserted = new Int32Array(X.cols).fill(-1);
  const [lacking, empty]: number[][] = [[], []];
  for (let j = 0; j < X.cols; j++) {
    const info = columns?.[j];
    const values = valuesOf(X, j);
    if (values.length < X.rows) lacking.push(j);
    if (params.strategy === 'constant') {
      const constant = constantOf(info, params);
      if (typeof constant === 'string') {
        return failed(
          'FIT_FILL_VALUE',
          `fill_value ${JSON.stringify(constant)} cannot fill input column ${j + 1}, which holds numbers`,
        );
      }
      [fill[j], inserted[j]] = constant;
    } else {
      fill[j] = filling(values, params.strategy as string);
      if (values.length === 0) empty.push(j + 1);
    }
  }
  const indicated = Int32Array.from(params.add_indicator ? lacking : []);
  return { ok: true, fitted: { fill, inserted, indicated }, warnings: emptyColumns(empty) };
}

function valuesOf(X: Matrix, column: number): Float64Array {
  const values = new Float64Array(X.rows);
  let count = 0;
  for (let i = 0; i < X.rows; i++) {
    const value = X.data[i * X.stride + column];
    if (!Number.isNaN(value)) values[count++] = value;
  }
  return values.slice(0, count);
}

/** Mean, median or most frequent value; 0 where there is none. */
export function filling(values: Float64Array, strategy: string): number {
  if (values.length === 0) return 0;
  if (strategy === 'mean') return meanOf(values);
  values.sort();
  return strategy === 'median' ? medianOf(values) : mostFrequent(values);
}

/** Sums what differs from the first value, so that values far from zero lose nothing. */
function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value - values[0];
  return values[0] + sum / values.length;
}

function medianOf(sorted: Float64Array): number {
  const upper = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[upper] : sorted[upper - 1] + (sorted[upper] - sorted[upper - 1]) / 2;
}

/** Of equally frequent values the smallest. */
function mostFrequent(sorted: Float64Array): number {
  let [best, most] = [sorted[0], 0];
  for (let from = 0; from < sorted.length; ) {
    let end = from + 1;
    while (end < sorted.length && sorted[end] === sorted[from]) end++;
    if (end - from > most) [best, most] = [sorted[from], end - from];
    from = end;
  }
  return best;
}

/**
 * The filling number or code, and the code that it took from others (−1: none); the string where it cannot fill
 * numbers.
 */
function constantOf(info: ColumnInfo | undefined, { fill_value: fill }: Params): readonly [number, number] | string {
  if (info?.kind === 'categorical') {
    const { at, isPresent } = placeOf(info.dictionary, fill);
    return [at, isPresent ? -1 : at];
  }
  return typeof fill === 'string' ? fill : [typeof fill === 'number' ? fill : 0, -1];
}

/** Where the filling string stands in a dictionary, or would stand. */
function placeOf(
  dictionary: readonly string[],
  fill: JsonValue,
): { readonly text: string; readonly at: number; readonly isPresent: boolean } {
  const text = fill === null ? 'missing_value' : String(fill);
  const at = dictionary.filter((entry) => entry < text).length;
  return { text, at, isPresent: dictionary[at] === text };
}

function filledColumn({ name, kind, dictionary }: ColumnInfo, { strategy, fill_value: fill }: Params): ColumnInfo {
  if (kind !== 'categorical') {
    return {
      name,
      kind: kind === 'boolean' && strategy === 'most_frequent' ? kind : 'numeric',
      dictionary,
      missing: false,
    };
  }
  if (strategy !== 'constant') return { name, kind, dictionary, missing: false };
  const { text, at, isPresent } = placeOf(dictionary, fill);
  return { name, kind, dictionary: isPresent ? dictionary : dictionary.toSpliced(at, 0, text), missing: false };
}

function emptyColumns(empty: readonly number[]): TaskWarning[] {
  if (empty.length === 0) return [];
  return [
    {
      code: 'CONSTANT_COLUMN',
      message: `input columns without a value in any train row, filled with 0: ${empty.join(', ')}`,
    },
  ];
}

function apply({ X, kernels, fitted }: ApplyInput): Matrix {
  const { fill, inserted, indicated } = fitted as ImputerFitted;
  const out = kernels.heap.emptyMatrix(X.rows, X.cols + indicated.length);
  for (let i = 0; i < X.rows; i++) {
    const row = X.data.subarray(i * X.stride, i * X.stride + X.cols);
    const to = i * out.stride;
    for (let j = 0; j < X.cols; j++) {
      const moved = inserted[j] >= 0 && row[j] >= inserted[j] ? row[j] + 1 : row[j];
      out.data[to + j] = Number.isNaN(row[j]) ? fill[j] : moved;
    }
    for (let k = 0; k < indicated.length; k++) out.data[to + X.cols + k] = Number.isNaN(row[indicated[k]]) ? 1 : 0;
  }
  return out;
}

function fromModel(model: JsonObject, { cols }: ReadContext): ImputerFitted {
  return {
    fill: readVector(model, 'statistics_', cols),
    inserted: Int32Array.from(readVector(model, 'inserted_codes', cols)),
    indicated: readIndices(model, 'indicator_columns', { below: cols }),
  };
}
