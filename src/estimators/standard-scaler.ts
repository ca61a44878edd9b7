// StandardScaler: columns to mean 0 and variance 1. An affine map by columns, so its output is never stored.

import { assert } from '../base/errors.js';
import type { ColumnMap } from '../base/statistics.js';
import type { Transformer } from '../contracts/fitter.js';
import type { Params } from '../contracts/params.js';
import type { Fitted } from '../contracts/step.js';
import { isConstant } from './shared/constant-columns.js';
import { readVector, requirePositive, writeVector } from './shared/fitted-json.js';

interface ScalerFitted extends Fitted {
  readonly mean: Float64Array;
  /** Population standard deviations; 1 for constant columns. */
  readonly scale: Float64Array;
}

/** scikit-learn's StandardScaler. */
export const standardScaler: Transformer = {
  role: 'transformer',
  name: 'StandardScaler',
  version: 1,
  summary: 'Centres columns and scales them to unit variance.',
  params: {
    with_mean: { default: true, accepts: [{ kind: 'boolean' }], about: 'subtract the mean of each column' },
    with_std: {
      default: true,
      accepts: [{ kind: 'boolean' }],
      about: 'divide by the standard deviation of each column',
    },
  },
  needs: () => ({ rows: false, statistic: 'columns' }),
  applyParams: ['with_mean', 'with_std'],
  cost: (_params, { cols }) => 1e-8 * cols,
  width: (_params, shape) => shape.cols,
  outputColumns: (_params, columns) => columns,
  fit: ({ statistic, params }) => {
    assert(statistic?.kind === 'columns', 'StandardScaler is fitted from column statistics');
    const { count, mean, m2 } = statistic;
    const scale = m2.map((sum, j) => (isConstant(count, mean[j], sum / count) ? 1 : Math.sqrt(sum / count)));
    return params.map(() => ({ ok: true, fitted: { mean: mean.slice(), scale }, warnings: [] }));
  },
  columnMap: (fitted, params) => columnMap(fitted as ScalerFitted, params),
  toModel: (fitted) => {
    const { mean, scale } = fitted as ScalerFitted;
    return { mean_: writeVector(mean, 'mean_'), scale_: writeVector(scale, 'scale_') };
  },
  fromModel: (model, _params, cols) => {
    const [mean, scale] = [readVector(model, 'mean_', cols), readVector(model, 'scale_', cols)];
    requirePositive(scale, 'scale_');
    return { mean, scale };
  },
};

function columnMap({ mean, scale }: ScalerFitted, params: Params): ColumnMap | undefined {
  if (!params.with_mean && !params.with_std) return undefined;
  return {
    columns: Int32Array.from(mean.keys()),
    shift: params.with_mean ? mean : new Float64Array(mean.length),
    scale: params.with_std ? scale.map((s) => 1 / s) : new Float64Array(mean.length).fill(1),
    offset: new Float64Array(mean.length),
  };
}
