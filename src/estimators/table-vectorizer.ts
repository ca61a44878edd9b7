// TableVectorizer: a table of any columns as numbers, with nothing to set: numbers and truth values with the median
// where they are missing, then one column for each category of text, unknown ones ignored. The same as a union of
// SimpleImputer and OneHotEncoder, in one step.

import type { ColumnInfo } from '../base/dataset.js';
import { assert, GridsearchError } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import type { Matrix } from '../base/matrix.js';
import type { ApplyInput, FitInput, Transformer } from '../contracts/fitter.js';
import { type Params, withDefaults } from '../contracts/params.js';
import type { FitOutcome, ReadContext } from '../contracts/step.js';
import { fitOneHot, type OneHotFitted, oneHotEncoder, writeOneHot } from './one-hot-encoder.js';
import { readIndices, readValue, readVector, writeVector } from './shared/fitted-json.js';
import { learnCategories } from './shared/learned-categories.js';
import { filling } from './simple-imputer.js';

interface VectorizerFitted {
  readonly [name: string]: Float64Array | Int32Array | OneHotFitted;
  /** Input columns of numbers and of text. */
  readonly numeric: Int32Array;
  readonly text: Int32Array;
  /** Medians of the numeric ones. */
  readonly fill: Float64Array;
  readonly encoder: OneHotFitted;
}

/** For people who just want it to work. */
export const tableVectorizer: Transformer = {
  role: 'transformer',
  name: 'TableVectorizer',
  version: 1,
  summary: 'Any table as numbers: the median for missing numbers, one column for each category of text.',
  params: { min_frequency: oneHotEncoder.params.min_frequency },
  readsColumns: true,
  accepts: { missing: true, categorical: true },
  needs: () => ({ rows: true }),
  cost: (_params, { rows, cols }) => 1e-7 * rows * cols,
  width: () => undefined,
  likelyWidth: (_params, { rows, cols = 1 }, columns) =>
    Array.from({ length: cols }, (_, j) =>
      isText(columns?.[j]) ? Math.min(rows, columns?.[j].dictionary.length ?? 1) : 1,
    ).reduce((sum, width) => sum + width, 0),
  fit: (input) => input.params.map((params) => fit(input, params)),
  apply,
  kept: (fitted) => (fitted as VectorizerFitted).numeric.length + (fitted as VectorizerFitted).encoder.width,
  toModel: (fitted, params) => toModel(fitted as VectorizerFitted, params),
  fromModel,
};

function isText(info: ColumnInfo | undefined): boolean {
  return info?.kind === 'categorical';
}

/** The params of the encoder that it is. */
function encoderParams({ min_frequency }: Params): Params {
  return withDefaults(oneHotEncoder.params, {
    handle_unknown: min_frequency === null ? 'ignore' : 'infrequent_if_exist',
    min_frequency,
  });
}

function fit({ X, columns }: FitInput, params: Params): FitOutcome {
  assert(X, 'TableVectorizer is fitted from rows');
  const all = Int32Array.from({ length: X.cols }, (_, j) => j);
  const numeric = all.filter((j) => !isText(columns?.[j]));
  const text = all.filter((j) => isText(columns?.[j]));
  const fill = Float64Array.from(numeric, (j) => filling(valuesOf(X, j), 'median'));
  const infos = Array.from(text, (j) => columns?.[j]).filter((info) => info !== undefined);
  const encoder = fitOneHot(learnCategories(picked(X, text), infos), X.rows, encoderParams(params));
  return { ok: true, fitted: { numeric, text, fill, encoder }, warnings: [] };
}

function valuesOf(X: Matrix, column: number): Float64Array {
  return Float64Array.from({ length: X.rows }, (_, i) => X.data[i * X.stride + column]).filter(
    (value) => !Number.isNaN(value),
  );
}

function picked(X: Matrix, columns: Int32Array): Matrix {
  const { length: cols } = columns;
  const data = new Float64Array(X.rows * cols);
  for (let i = 0; i < X.rows; i++)
    for (let j = 0; j < cols; j++) data[i * cols + j] = X.data[i * X.stride + columns[j]];
  return { rows: X.rows, cols, stride: cols, data };
}

function apply({ kernels, X, fitted }: ApplyInput): Matrix {
  const { numeric, text, fill, encoder } = fitted as VectorizerFitted;
  const out = kernels.heap.matrix(X.rows, numeric.length + encoder.width);
  for (let i = 0; i < X.rows; i++) {
    for (let j = 0; j < numeric.length; j++) {
      const value = X.data[i * X.stride + numeric[j]];
      out.data[i * out.stride + j] = Number.isNaN(value) ? fill[j] : value;
    }
  }
  writeOneHot({ kernels, X: picked(X, text), fitted: encoder }, out, numeric.length);
  return out;
}

function toModel({ numeric, text, fill, encoder }: VectorizerFitted, params: Params): JsonObject {
  const encoded = oneHotEncoder.toModel(encoder, encoderParams(params));
  return {
    numeric_columns: [...numeric],
    text_columns: [...text],
    statistics_: writeVector(fill, 'statistics_'),
    encoder: encoded,
  };
}

function fromModel(model: JsonObject, { params, cols, classes }: ReadContext): VectorizerFitted {
  const numeric = readIndices(model, 'numeric_columns', { below: cols });
  const text = readIndices(model, 'text_columns', { below: cols });
  if (new Set([...numeric, ...text]).size !== cols || numeric.length + text.length !== cols) {
    throw new GridsearchError(
      'MODEL_SHAPE',
      `numeric_columns and text_columns must hold each of the ${cols} columns once`,
    );
  }
  const fill = readVector(model, 'statistics_', numeric.length);
  const encoder = oneHotEncoder.fromModel(readValue(model, 'encoder') as JsonObject, {
    params: encoderParams(params),
    cols: text.length,
    classes,
  });
  return { numeric, text, fill, encoder: encoder as OneHotFitted };
}
