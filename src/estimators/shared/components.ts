// What PCA and the ml-pca adapter share: components of fixed sign, how many of them params keep, and ml-pca's model
// document. Fitted state: mean (p), values (all eigenvalues, descending, ≥ 0), weights (p × widest), whitening (one
// scale per value).

import { GridsearchError } from '../../base/errors.js';
import type { JsonObject, JsonValue } from '../../base/json.js';
import { columnPrefix, type Matrix } from '../../base/matrix.js';
import type { InputShape, SearchShape, Transformer } from '../../contracts/fitter.js';
import { COUNT, optional, type ParamSpec, type Params, shareOf } from '../../contracts/params.js';
import type { Fitted } from '../../contracts/step.js';
import { tooMany } from './fit-outcome.js';
import { readMatrix, readVector, writeMatrix, writeVector } from './fitted-json.js';

export interface Components extends Fitted {
  readonly mean: Float64Array;
  readonly values: Float64Array;
  readonly weights: Matrix;
}

/** The param `n_components`: a count, a share of variance, or all. */
export const N_COMPONENTS: ParamSpec = optional(
  'how many components to keep; 0.95 or {variance: 0.95} keeps as many as explain that share; null keeps all',
  COUNT,
  { kind: 'share', key: 'variance', above: 0, max: 1 },
);

/** The value to fit so that every one of `values` is a view: all components where any asks for all or for a share. */
export function widestComponents(values: readonly JsonValue[]): JsonValue {
  return values.reduce((widest, value) => (isCount(widest) && isCount(value) ? Math.max(widest, value) : null));
}

function isCount(value: JsonValue): value is number {
  return typeof value === 'number' && shareOf(value, 'variance') === undefined;
}

/** What both declare alike. */
export const COMPONENTS = {
  role: 'transformer',
  version: 1,
  submodel: { param: 'n_components', widest: widestComponents },
  resolve: resolveComponents,
  infeasible: infeasibleComponents,
  uncorrelated: true,
  width: componentWidth,
  kept: (fitted, params) => keptComponents(fitted as Components, params),
} satisfies Partial<Transformer>;

/** All components are as many as every split of the search has: min(n, p) of its smallest train set. */
function resolveComponents(params: Params, { fewestRows, cols }: SearchShape): Params {
  return params.n_components === null && cols !== undefined
    ? { ...params, n_components: Math.min(fewestRows, cols) }
    : params;
}

/** Why n_components is impossible for this shape, or undefined. */
function infeasibleComponents(params: Params, { rows, cols }: InputShape): string | undefined {
  const count = params.n_components;
  if (rows < 2) return 'components need at least 2 train rows';
  if (!isCount(count)) return undefined;
  if (count > rows) return `n_components ${count} exceeds the ${rows} train rows`;
  if (cols !== undefined && count > cols) return `n_components ${count} exceeds the ${cols} columns`;
  return undefined;
}

/** Output columns, where the params alone tell. */
function componentWidth(params: Params, { rows, cols }: InputShape): number | undefined {
  if (isCount(params.n_components)) return params.n_components;
  return params.n_components === null && cols !== undefined ? Math.min(rows, cols) : undefined;
}

/** Components to fit of those there are: a count may exceed them where an earlier step decided the columns. */
export function fittedComponents(params: Params, most: number): number {
  return isCount(params.n_components) ? Math.min(params.n_components, most) : most;
}

/**
 * How many components the params keep. A count that exceeds what there is fails its use, never the fit, which others
 * may share. A share keeps the fewest whose variances add up to more than it. Source: scikit-learn,
 * decomposition/_pca.py (searchsorted of the cumulated ratios, side right).
 */
export function keptComponents({ values, weights }: Components, params: Params): number {
  const count = params.n_components;
  if (isCount(count)) {
    if (count > weights.cols) throw tooMany('n_components', count, weights.cols);
    return count;
  }
  const variance = shareOf(count, 'variance');
  if (variance === undefined) return weights.cols;
  const total = values.reduce((sum, value) => sum + value, 0);
  let cumulated = 0;
  for (let k = 0; k < weights.cols; k++) {
    cumulated += values[k] / total;
    if (cumulated > variance) return k + 1;
  }
  return weights.cols;
}

/** The kept components as ml-pca's own JSON: `PCA.load` of it predicts our components. `stdevs` null: not scaled. */
export function writeComponents(fitted: Components, kept: number, stdevs: Float64Array | null): JsonObject {
  return {
    name: 'PCA',
    center: true,
    scale: stdevs !== null,
    means: writeVector(fitted.mean, 'model.means'),
    stdevs: stdevs && writeVector(stdevs, 'model.stdevs'),
    U: writeMatrix(columnPrefix(fitted.weights, kept), 'model.U'),
    S: writeVector(fitted.values, 'model.S'),
    excludedFeatures: [],
  };
}

/** Back from ml-pca's JSON at `model.model`. @throws MODEL_SHAPE, MODEL_NOT_FINITE */
export function readComponents(model: JsonObject, cols: number): Components {
  const mean = readVector(model, 'model.means', cols);
  const values = readVector(model, 'model.S');
  const weights = readMatrix(model, 'model.U', { rows: cols });
  if (weights.cols > values.length || weights.cols === 0) {
    throw new GridsearchError(
      'MODEL_SHAPE',
      `model.U has ${weights.cols} columns for ${values.length} eigenvalues in model.S`,
    );
  }
  return { mean, values, weights };
}
