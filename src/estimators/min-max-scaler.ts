// MinMaxScaler: columns to a given range. An affine map by columns, so its output is never stored.
// scikit-learn's `clip` is left out: a clipped map is not affine.

import { assert } from '../base/errors.js';
import type { ColumnMap } from '../base/statistics.js';
import type { Transformer } from '../contracts/fitter.js';
import type { Params } from '../contracts/params.js';
import type { Fitted } from '../contracts/step.js';
import { readVector, writeVector } from './shared/fitted-json.js';

interface RangeFitted extends Fitted {
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** Ranges below this count as constant: scikit-learn's rule (_handle_zeros_in_scale). */
const SMALLEST_RANGE = 10 * 2 ** -52;

/** scikit-learn's MinMaxScaler. */
export const minMaxScaler: Transformer = {
  role: 'transformer',
  name: 'MinMaxScaler',
  version: 1,
  summary: 'Scales columns to a given range.',
  params: {
    feature_range: { default: [0, 1], accepts: [{ kind: 'range' }], about: 'the range that the train rows fill' },
  },
  needs: () => ({ rows: false, statistic: 'columns' }),
  applyParams: ['feature_range'],
  cost: (_params, { cols }) => 1e-8 * cols,
  width: (_params, shape) => shape.cols,
  outputColumns: (_params, columns) => columns,
  fit: ({ statistic, params }) => {
    assert(statistic?.kind === 'columns', 'MinMaxScaler is fitted from column statistics');
    const { min, max } = statistic;
    return params.map(() => ({ ok: true, fitted: { min: min.slice(), max: max.slice() }, warnings: [] }));
  },
  columnMap: (fitted, params) => columnMap(fitted as RangeFitted, params),
  toModel: (fitted, params) => {
    const { min, max } = fitted as RangeFitted;
    const { scale, offset } = columnMap({ min, max }, params);
    const written = {
      data_min_: min,
      data_max_: max,
      scale_: scale,
      min_: offset.map((low, j) => low - min[j] * scale[j]),
    };
    return Object.fromEntries(Object.entries(written).map(([name, values]) => [name, writeVector(values, name)]));
  },
  fromModel: (model, _params, cols) => {
    for (const derived of ['scale_', 'min_']) readVector(model, derived, cols);
    return { min: readVector(model, 'data_min_', cols), max: readVector(model, 'data_max_', cols) };
  },
};

function columnMap({ min, max }: RangeFitted, params: Params): ColumnMap {
  const [low, high] = params.feature_range as readonly [number, number];
  return {
    columns: Int32Array.from(min.keys()),
    shift: min,
    scale: max.map((top, j) => (high - low) / (top - min[j] < SMALLEST_RANGE ? 1 : top - min[j])),
    offset: new Float64Array(min.length).fill(low),
  };
}
