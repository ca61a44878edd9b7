// ml-pca: PCA of the npm package of that name, as it computes it (slow: for comparison and for those who trust it).
// Ours is the sign, which the package leaves to chance. NIPALS is left out: its eigenvalues are not those of a PCA.

import { assert } from '../base/errors.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { FitInput, Transformer } from '../contracts/fitter.js';
import { BOOLEAN, oneOf, type Params, param } from '../contracts/params.js';
import type { FitOutcome } from '../contracts/step.js';
import {
  COMPONENTS,
  type Components,
  fittedComponents,
  keptComponents,
  N_COMPONENTS,
  readComponents,
  writeComponents,
} from './shared/components.js';
import { failed } from './shared/fit-outcome.js';
import { readVector } from './shared/fitted-json.js';
import { loadPca, toMlMatrix } from './shared/mljs.js';

interface MlPcaFitted extends Components {
  /** Standard deviations that columns are divided by; null without `scale`. */
  readonly stdevs: Float64Array | null;
}

/** The npm package ml-pca as an estimator. */
export const mlPca: Transformer = {
  ...COMPONENTS,
  name: 'ml-pca',
  summary: 'PCA of the npm package ml-pca.',
  params: {
    n_components: N_COMPONENTS,
    method: param('SVD', "the package's algorithm", oneOf(['SVD', 'covarianceMatrix'])),
    scale: param(false, 'divide columns by their standard deviations first', BOOLEAN),
  },
  needs: () => ({ rows: true }),
  applyParams: ['n_components'],
  cost: (_params, { rows, cols }) => 2e-8 * rows * cols * cols,
  fit: (input) => input.params.map((params) => fit(input, params)),
  projection: (fitted) => {
    const { mean, weights, stdevs } = fitted as MlPcaFitted;
    return { shift: mean, weights: stdevs ? divideRows(weights, stdevs) : weights };
  },
  toModel: (fitted, params) => {
    const components = fitted as MlPcaFitted;
    return { model: writeComponents(components, keptComponents(components, params), components.stdevs) };
  },
  fromModel: (model, { params, cols }): MlPcaFitted => ({
    ...readComponents(model, cols),
    stdevs: params.scale ? readVector(model, 'model.stdevs', cols) : null,
  }),
};

/** What the package's toJSON holds (its own type is wrong about it). */
interface PackageModel {
  readonly means: readonly number[];
  readonly stdevs: readonly number[] | null;
  readonly U: { to2DArray(): number[][] };
  readonly S: ArrayLike<number>;
}

function fit({ kernels, X }: FitInput, params: Params): FitOutcome {
  assert(X, 'ml-pca is fitted from rows');
  const PCA = loadPca();
  let model: PackageModel;
  try {
    const method = params.method as 'SVD' | 'covarianceMatrix';
    model = new PCA(toMlMatrix(X), { method, scale: params.scale === true }).toJSON() as unknown as PackageModel;
  } catch (cause) {
    return failed('FIT_PACKAGE', `ml-pca: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const widest = Math.min(X.rows, X.cols);
  const k = fittedComponents(params, widest);
  const values = Float64Array.from({ length: widest }, (_, i) => Math.max(model.S[i], 0));
  const loadings = model.U.to2DArray();
  const components = Float64Array.from(
    { length: k * X.cols },
    (_, at) => loadings[at % X.cols][Math.floor(at / X.cols)],
  );
  const weights = kernels.orientedLoadings(matrixOf(k, X.cols, components));
  if (!values.every(Number.isFinite) || !weights.data.every(Number.isFinite)) {
    return failed('FIT_NOT_FINITE', 'ml-pca found components that are not finite numbers');
  }
  const stdevs = model.stdevs && Float64Array.from(model.stdevs);
  return { ok: true, fitted: { mean: Float64Array.from(model.means), values, weights, stdevs }, warnings: [] };
}

function divideRows(weights: Matrix, stdevs: Float64Array): Matrix {
  return matrixOf(
    weights.rows,
    weights.cols,
    weights.data.map((weight, at) => weight / stdevs[Math.floor(at / weights.cols)]),
  );
}
