// OneHotEncoder: a column of 0 and 1 for each category of each column. Rare categories can be put together as one
// ("infrequent"). Source: scikit-learn, preprocessing/_encoders.py (order of columns, what is infrequent, what is
// dropped).

import type { ColumnInfo } from '../base/dataset.js';
import { assert, GridsearchError } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import type { Matrix } from '../base/matrix.js';
import type { ApplyInput, FitInput, Transformer } from '../contracts/fitter.js';
import { COUNT, oneOf, optional, type Params, param, shareOf } from '../contracts/params.js';
import type { FitOutcome, ReadContext } from '../contracts/step.js';
import { failed } from './shared/fit-outcome.js';
import { readIndices, readValue } from './shared/fitted-json.js';
import {
  type Categories,
  categoryCount,
  eachCategory,
  type Learned,
  learnCategories,
  readCategories,
  unknownCategory,
  writeCategories,
} from './shared/learned-categories.js';

export interface OneHotFitted extends Categories {
  /** By input column: places of the categories that count as one. */
  readonly infrequent: readonly Int32Array[];
  /** By input column: the output column of each category, −1 for none. */
  readonly outputs: readonly Int32Array[];
  /** By input column: that of a value which was not seen, −1 for none. */
  readonly unknown: Int32Array;
  readonly width: number;
  /** Whether such a value is refused. */
  readonly strict: boolean;
}

/** scikit-learn's OneHotEncoder, its output dense. */
export const oneHotEncoder: Transformer = {
  role: 'transformer',
  name: 'OneHotEncoder',
  version: 1,
  summary: 'One column of 0 and 1 for each category.',
  params: {
    handle_unknown: param(
      'error',
      'a category that no train row has: fails the fit, gives zeros, or counts as infrequent where there is such a column',
      oneOf(['error', 'ignore', 'infrequent_if_exist']),
    ),
    min_frequency: optional(
      'categories of fewer train rows are put together as one; 0.01 or {fraction: 0.01} is a share of the rows',
      COUNT,
      { kind: 'share', key: 'fraction', above: 0, max: 1 },
    ),
    max_categories: optional('most columns for one input column, the one of infrequent categories included', COUNT),
    drop: optional(
      'leave out the first column of each input column, or of those that have two',
      oneOf(['first', 'if_binary']),
    ),
  },
  canonical,
  readsColumns: true,
  accepts: { missing: true, categorical: true },
  needs: () => ({ rows: true }),
  cost: (_params, { rows, cols }) => 5e-8 * rows * cols,
  width: () => undefined,
  likelyWidth: (_params, { rows, cols = 1 }, columns) => likelyWidth(rows, cols, columns),
  fit: (input) => input.params.map((params) => fit(input, params)),
  apply,
  kept: (fitted) => (fitted as OneHotFitted).width,
  toModel: (fitted) => {
    const { infrequent, ...categories } = fitted as OneHotFitted;
    return { ...writeCategories(categories), infrequent_: infrequent.map((places) => [...places]) };
  },
  fromModel,
};

/** Where no category is infrequent, there is no column for unknown ones either. */
function canonical(params: Params): Params {
  const none = params.min_frequency === null && params.max_categories === null;
  return none && params.handle_unknown === 'infrequent_if_exist' ? { ...params, handle_unknown: 'ignore' } : params;
}

function fit({ X, columns }: FitInput, params: Params): FitOutcome {
  assert(X, 'OneHotEncoder is fitted from rows');
  const fitted = fitOneHot(learnCategories(X, columns), X.rows, params);
  if (fitted.width === 0)
    return failed('FIT_NO_COLUMNS', 'every input column has one category, which is dropped: no column is left');
  return { ok: true, fitted, warnings: [] };
}

/** The encoder of these categories. */
export function fitOneHot({ counts, ...categories }: Learned, rows: number, params: Params): OneHotFitted {
  return layOut(
    categories,
    counts.map((list) => infrequentOf(list, rows, params)),
    params,
  );
}

/** Source: as above, _identify_infrequent. */
function infrequentOf(
  counts: Float64Array,
  rows: number,
  { min_frequency: least, max_categories: most }: Params,
): Int32Array {
  const share = shareOf(least, 'fraction');
  const fewest = share === undefined ? Number(least ?? 0) : share * rows;
  const rare = counts.map((count) => (count < fewest ? 1 : 0));
  const columns = counts.length - rare.reduce((sum, flag) => sum + flag, 0) + 1;
  if (typeof most === 'number' && most < columns) {
    const byCount = [...counts.keys()].sort((a, b) => counts[a] - counts[b] || a - b);
    for (const place of byCount.slice(0, counts.length - (most - 1))) rare[place] = 1;
  }
  return Int32Array.from([...rare.keys()].filter((place) => rare[place] === 1));
}

/** Gives every category its output column. */
function layOut(categories: Categories, infrequent: readonly Int32Array[], params: Params): OneHotFitted {
  let width = 0;
  const unknown = new Int32Array(infrequent.length).fill(-1);
  const outputs = infrequent.map((places, j) => {
    const rare = new Set(places);
    const positions = new Int32Array(categoryCount(categories, j));
    let next = 0;
    for (let place = 0; place < positions.length; place++) positions[place] = rare.has(place) ? -1 : next++;
    const columns = next + (rare.size > 0 ? 1 : 0);
    for (const place of places) positions[place] = next;
    const dropped = params.drop === 'first' || (params.drop === 'if_binary' && columns === 2) ? 1 : 0;
    const first = width - dropped;
    if (rare.size > 0 && params.handle_unknown === 'infrequent_if_exist' && next >= dropped) unknown[j] = first + next;
    width += columns - dropped;
    return positions.map((at) => (at < dropped ? -1 : first + at));
  });
  const { names, values, missing, labels } = categories;
  return {
    names,
    values,
    missing,
    labels,
    infrequent,
    outputs,
    unknown,
    width,
    strict: params.handle_unknown === 'error',
  };
}

function apply(input: ApplyInput): Matrix {
  const fitted = input.fitted as OneHotFitted;
  const out = input.kernels.heap.matrix(input.X.rows, fitted.width);
  writeOneHot(input, out, 0);
  return out;
}

/** Writes the columns of the encoder into a matrix, from column `first` on. */
export function writeOneHot(input: ApplyInput, out: Matrix, first: number): void {
  const fitted = input.fitted as OneHotFitted;
  const { outputs, unknown, strict, width } = fitted;
  for (let i = 0; i < out.rows; i++) out.data.fill(0, i * out.stride + first, i * out.stride + first + width);
  eachCategory(input, fitted, (row, column, place) => {
    if (place < 0 && strict) throw unknownCategory(fitted, column, 'handle_unknown: ignore gives it zeros');
    const at = place < 0 ? unknown[column] : outputs[column][place];
    if (at >= 0) out.data[row * out.stride + first + at] = 1;
  });
}

/** Numbers are seldom one-hot encoded unless they are few. */
function likelyWidth(rows: number, cols: number, columns: readonly ColumnInfo[] | undefined): number {
  const guessed = Array.from({ length: cols }, (_, j) =>
    columns?.[j]?.kind === 'categorical' ? columns[j].dictionary.length : FEW,
  );
  return guessed.reduce((sum, count) => sum + Math.min(rows, count), 0);
}

const FEW = 10;

function fromModel(model: JsonObject, { params, cols }: ReadContext): OneHotFitted {
  const categories = readCategories(model, cols);
  const infrequent = readValue(model, 'infrequent_');
  if (!Array.isArray(infrequent) || infrequent.length !== cols) {
    throw new GridsearchError('MODEL_SHAPE', `infrequent_ must be a list of ${cols} lists`);
  }
  const places = infrequent.map((_, j) =>
    readIndices(model, `infrequent_.${j}`, { below: categoryCount(categories, j) }),
  );
  return layOut(categories, places, params);
}
