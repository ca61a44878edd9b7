// RobustScaler: centres columns at their median and scales them by the range between two quantiles: outliers do not
// move it. Source: scikit-learn, preprocessing/_data.py; quantiles between values are interpolated as numpy.percentile
// does.

import { assert } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import { BOOLEAN, type Params, param, RANGE } from '../contracts/params.js';
import type { Fitted } from '../contracts/step.js';
import { affineScaler } from './shared/affine-scaler.js';
import { readScale, readVector, writeVectors } from './shared/fitted-json.js';
import { normalQuantile } from './shared/normal-quantile.js';
import { refuseCombination } from './shared/params-in-force.js';

interface RobustFitted extends Fitted {
  readonly center: Float64Array;
  /** 1 for columns without a range, and where nothing is scaled. */
  readonly scale: Float64Array;
}

const EPSILON = 2 ** -52;

/** scikit-learn's RobustScaler. */
export const robustScaler = affineScaler({
  name: 'RobustScaler',
  version: 2,
  summary: 'Centres columns at the median and scales them by the range between quantiles.',
  params: {
    with_centering: param(true, 'subtract the median of each column', BOOLEAN),
    with_scaling: param(true, 'divide by the range between the quantiles', BOOLEAN),
    quantile_range: param([25, 75], 'the two quantiles, in percent', RANGE),
    unit_variance: param(false, 'scale so that normally distributed columns have variance 1', BOOLEAN),
  },
  canonical,
  needs: () => ({ rows: true }),
  infeasible,
  applyParams: ['with_centering'],
  cost: (_params, { rows, cols }) => 1e-7 * rows * cols,
  fit: ({ X, params }) => {
    assert(X, 'RobustScaler is fitted from rows');
    return params.map((candidate) => ({ ok: true, fitted: fit(X, candidate), warnings: [] }));
  },
  affine: (fitted, params) => {
    const { center, scale } = fitted as RobustFitted;
    return {
      shift: params.with_centering === true ? center : new Float64Array(center.length),
      ...(params.with_scaling === true && { scale: scale.map((size) => 1 / size) }),
    };
  },
  toModel: (fitted) => {
    const { center, scale } = fitted as RobustFitted;
    return writeVectors({ center_: center, scale_: scale });
  },
  fromModel: (model, { cols }): RobustFitted => ({
    center: readVector(model, 'center_', cols),
    scale: readScale(model, 'scale_', cols),
  }),
});

/** @throws GRID_PARAM_COMBINATION */
function canonical(params: Params): Params {
  const [low, high] = params.quantile_range as readonly [number, number];
  const { quantile_range: _range, unit_variance: _unit, ...unscaled } = params;
  if (low >= 0 && high <= 100) return params.with_scaling === true ? params : unscaled;
  return refuseCombination(
    `quantile_range must be from 0 to 100; got ${JSON.stringify(params.quantile_range)}`,
    'write quantile_range: [25, 75]',
  );
}

/** A normal distribution has no smallest and no largest value that a range of it could be measured by. */
function infeasible({ quantile_range: range, unit_variance: unit }: Params): string | undefined {
  const [low, high] = (range ?? [25, 75]) as readonly [number, number];
  return unit && (low === 0 || high === 100)
    ? 'unit_variance needs quantiles of more than 0 and less than 100'
    : undefined;
}

function fit(X: Matrix, params: Params): RobustFitted {
  const scales = params.with_scaling === true;
  const [low, high] = scales ? (params.quantile_range as readonly [number, number]) : [0, 100];
  const range = params.unit_variance ? normalQuantile(high / 100) - normalQuantile(low / 100) : 1;
  const center = new Float64Array(X.cols);
  const scale = new Float64Array(X.cols).fill(1);
  for (let j = 0; j < X.cols; j++) {
    const sorted = Float64Array.from({ length: X.rows }, (_, i) => X.data[i * X.stride + j]).sort();
    center[j] = percentile(sorted, 50);
    if (!scales) continue;
    const spread = percentile(sorted, high) - percentile(sorted, low);
    scale[j] = (spread < 10 * EPSILON ? 1 : spread) / range;
  }
  return { center, scale };
}

/** The q-th percentile of sorted values, by straight lines between them. */
export function percentile(sorted: ArrayLike<number>, q: number): number {
  const place = (q / 100) * (sorted.length - 1);
  const below = Math.min(Math.floor(place), sorted.length - 1);
  const [from, to] = [sorted[below], sorted[Math.min(below + 1, sorted.length - 1)]];
  const part = place - below;
  return part < 0.5 ? from + (to - from) * part : to - (to - from) * (1 - part);
}
