// MinMaxScaler: columns to a given range. scikit-learn's `clip` is left out: a clipped map is not affine.

import { type Params, param, RANGE } from '../contracts/params.js';
import type { Fitted } from '../contracts/step.js';
import { affineScaler, fitColumns } from './shared/affine-scaler.js';
import { readVector, writeVectors } from './shared/fitted-json.js';

interface RangeFitted extends Fitted {
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** Ranges below this count as constant: scikit-learn's rule (_handle_zeros_in_scale). */
const SMALLEST_RANGE = 10 * 2 ** -52;

/** scikit-learn's MinMaxScaler. */
export const minMaxScaler = affineScaler({
  name: 'MinMaxScaler',
  version: 1,
  summary: 'Scales columns to a given range.',
  params: { feature_range: param([0, 1], 'the range that the train rows fill', RANGE) },
  applyParams: ['feature_range'],
  fit: fitColumns(({ min, max }): RangeFitted => ({ min: min.slice(), max: max.slice() })),
  affine,
  toModel: (fitted, params) => {
    const { min, max } = fitted as RangeFitted;
    const { scale, offset } = affine(fitted, params);
    return writeVectors({
      data_min_: min,
      data_max_: max,
      scale_: scale,
      min_: offset.map((low, j) => low - min[j] * scale[j]),
    });
  },
  fromModel: (model, { cols }): RangeFitted => {
    for (const derived of ['scale_', 'min_']) readVector(model, derived, cols);
    return { min: readVector(model, 'data_min_', cols), max: readVector(model, 'data_max_', cols) };
  },
});

function affine(fitted: Fitted, params: Params) {
  const { min, max } = fitted as RangeFitted;
  const [low, high] = params.feature_range as readonly [number, number];
  return {
    shift: min,
    scale: max.map((top, j) => (high - low) / (top - min[j] < SMALLEST_RANGE ? 1 : top - min[j])),
    offset: new Float64Array(min.length).fill(low),
  };
}
