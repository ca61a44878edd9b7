// MaxAbsScaler: columns divided by their largest absolute value. Zeros stay zeros.

import type { Fitted } from '../contracts/step.js';
import { affineScaler, fitColumns } from './shared/affine-scaler.js';
import { readScale, readVector, writeVectors } from './shared/fitted-json.js';

interface MaxAbsFitted extends Fitted {
  readonly maxAbs: Float64Array;
  /** The same; 1 for columns of zeros. */
  readonly scale: Float64Array;
}

/** Sizes below this count as zero: scikit-learn's rule (_handle_zeros_in_scale). */
const SMALLEST_SIZE = 10 * 2 ** -52;

/** scikit-learn's MaxAbsScaler. */
export const maxAbsScaler = affineScaler({
  name: 'MaxAbsScaler',
  version: 1,
  summary: 'Divides columns by their largest absolute value.',
  params: {},
  fit: fitColumns(({ min, max }): MaxAbsFitted => {
    const maxAbs = max.map((top, j) => Math.max(Math.abs(top), Math.abs(min[j])));
    return { maxAbs, scale: maxAbs.map((size) => (size < SMALLEST_SIZE ? 1 : size)) };
  }),
  affine: (fitted) => ({ scale: (fitted as MaxAbsFitted).scale.map((size) => 1 / size) }),
  toModel: (fitted) => {
    const { maxAbs, scale } = fitted as MaxAbsFitted;
    return writeVectors({ max_abs_: maxAbs, scale_: scale });
  },
  fromModel: (model, { cols }): MaxAbsFitted => ({
    maxAbs: readVector(model, 'max_abs_', cols),
    scale: readScale(model, 'scale_', cols),
  }),
});
