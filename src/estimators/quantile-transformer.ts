// QuantileTransformer: each value becomes its rank among the train rows, from 0 to 1, or the normal value of that rank.
// Between quantiles by straight lines; of equal quantiles the middle. Source: scikit-learn, preprocessing/_data.py.

import { assert } from '../base/errors.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { ApplyInput, Transformer } from '../contracts/fitter.js';
import { COUNT, oneOf, param } from '../contracts/params.js';
import type { Fitted } from '../contracts/step.js';
import { percentile } from './robust-scaler.js';
import { readMatrix, writeMatrix } from './shared/fitted-json.js';
import { normalQuantile } from './shared/normal-quantile.js';

interface QuantilesFitted extends Fitted {
  /** Of each column, ascending: shape (columns, quantiles). */
  readonly quantiles: Matrix;
  readonly normal: boolean;
}

/** Ranks nearer to 0 or 1 than this are that far off, so that their normal values are finite. */
const BOUND = 1e-7;

/** scikit-learn's QuantileTransformer, of all train rows. */
export const quantileTransformer: Transformer = {
  role: 'transformer',
  name: 'QuantileTransformer',
  version: 1,
  summary: 'Values become their ranks among the train rows, evenly or normally distributed.',
  params: {
    n_quantiles: param(1000, 'ranks that are remembered, at most one for each train row', COUNT),
    output_distribution: param('uniform', 'how the output is distributed', oneOf(['uniform', 'normal'])),
  },
  needs: () => ({ rows: true }),
  cost: (_params, { rows, cols }) => 1e-7 * rows * cols,
  width: (_params, { cols }) => cols,
  outputColumns: (_params, columns) => columns.map((info) => ({ ...info, kind: 'numeric' as const })),
  fit: ({ X, params }) => {
    assert(X, 'QuantileTransformer is fitted from rows');
    return params.map(({ n_quantiles: count, output_distribution: shape }) => {
      const quantiles = quantilesOf(X, Math.min(Number(count), X.rows));
      const fitted: QuantilesFitted = { quantiles, normal: shape === 'normal' };
      return { ok: true, fitted, warnings: [] };
    });
  },
  apply,
  kept: (fitted) => (fitted as QuantilesFitted).quantiles.rows,
  toModel: (fitted) => ({
    quantiles_by_column: writeMatrix((fitted as QuantilesFitted).quantiles, 'quantiles_by_column'),
  }),
  fromModel: (model, { cols, params }): QuantilesFitted => ({
    quantiles: readMatrix(model, 'quantiles_by_column', { rows: cols }),
    normal: params.output_distribution === 'normal',
  }),
};

function quantilesOf(X: Matrix, count: number): Matrix {
  const out = matrixOf(X.cols, count, new Float64Array(X.cols * count));
  for (let j = 0; j < X.cols; j++) {
    const sorted = Float64Array.from({ length: X.rows }, (_, i) => X.data[i * X.stride + j]).sort();
    let most = Number.NEGATIVE_INFINITY;
    for (let q = 0; q < count; q++) {
      most = Math.max(most, percentile(sorted, 100 * rankOf(q, count)));
      out.data[j * count + q] = most;
    }
  }
  return out;
}

/** The rank of a quantile, from 0 to 1; as numpy's linspace rounds it, for ties of quantiles and values hang on it. */
function rankOf(q: number, count: number): number {
  return q === 0 ? 0 : q === count - 1 ? 1 : q * (1 / (count - 1));
}

function apply({ kernels, X, fitted }: ApplyInput): Matrix {
  const { quantiles, normal } = fitted as QuantilesFitted;
  const count = quantiles.cols;
  const out = kernels.heap.emptyMatrix(X.rows, X.cols);
  const margin = normal ? BOUND : 0;
  const [least, most] = [normalQuantile(BOUND - Number.EPSILON), normalQuantile(1 - (BOUND - Number.EPSILON))];
  for (let j = 0; j < X.cols; j++) {
    const column = quantiles.data.subarray(j * count, (j + 1) * count);
    for (let i = 0; i < X.rows; i++) {
      const value = X.data[i * X.stride + j];
      let rank = (rankIn(column, value, false) + rankIn(column, value, true)) / 2;
      if (normal ? value + margin > column[count - 1] : value === column[count - 1]) rank = 1;
      if (normal ? value - margin < column[0] : value === column[0]) rank = 0;
      if (normal) rank = rank <= 0 ? least : rank >= 1 ? most : Math.min(Math.max(normalQuantile(rank), least), most);
      out.data[i * out.stride + j] = rank;
    }
  }
  return out;
}

/** The rank of a value by the last of equal quantiles, or (`first`) by the first of them. */
function rankIn(column: Float64Array, value: number, first: boolean): number {
  const count = column.length;
  if (value < column[0]) return 0;
  if (value > column[count - 1]) return rankOf(count - 1, count);
  // The quantiles from `low` to `high` enclose the value.
  let [low, high] = [0, count - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (first ? column[middle] >= value : column[middle] > value) high = middle;
    else low = middle;
  }
  if (!first && column[high] === value) return rankOf(high, count);
  if (first && column[low] === value) return rankOf(low, count);
  const span = column[high] - column[low];
  const part = span > 0 ? (value - column[low]) / span : 0;
  return rankOf(low, count) + part * (rankOf(high, count) - rankOf(low, count));
}
