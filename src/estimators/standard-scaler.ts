// StandardScaler: columns to mean 0 and variance 1.

import { BOOLEAN, param } from '../contracts/params.js';
import type { Fitted } from '../contracts/step.js';
import { affineScaler, fitColumns } from './shared/affine-scaler.js';
import { isConstant } from './shared/constant-columns.js';
import { readScale, readVector, writeVectors } from './shared/fitted-json.js';

interface ScalerFitted extends Fitted {
  readonly mean: Float64Array;
  /** Population standard deviations; 1 for constant columns. */
  readonly scale: Float64Array;
}

/** scikit-learn's StandardScaler. */
export const standardScaler = affineScaler({
  name: 'StandardScaler',
  version: 1,
  summary: 'Centres columns and scales them to unit variance.',
  params: {
    with_mean: param(true, 'subtract the mean of each column', BOOLEAN),
    with_std: param(true, 'divide by the standard deviation of each column', BOOLEAN),
  },
  applyParams: ['with_mean', 'with_std'],
  fit: fitColumns(({ count, mean, m2 }): ScalerFitted => {
    const scale = m2.map((sum, j) => (isConstant(count, mean[j], sum / count) ? 1 : Math.sqrt(sum / count)));
    return { mean: mean.slice(), scale };
  }),
  affine: (fitted, params) => {
    const { mean, scale } = fitted as ScalerFitted;
    return {
      ...(params.with_mean === true && { shift: mean }),
      ...(params.with_std === true && { scale: scale.map((size) => 1 / size) }),
    };
  },
  toModel: (fitted) => {
    const { mean, scale } = fitted as ScalerFitted;
    return writeVectors({ mean_: mean, scale_: scale });
  },
  fromModel: (model, { cols }): ScalerFitted => ({
    mean: readVector(model, 'mean_', cols),
    scale: readScale(model, 'scale_', cols),
  }),
});
