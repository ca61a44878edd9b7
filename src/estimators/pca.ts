// PCA, exact: one full symmetric eigendecomposition of the second moments (p × p), or of the Gram of rows (n × n) where
// the train rows are fewer than the columns. n_components and whiten act when the fit is used: any number of components
// is a view of the widest fit, with the same bits. Source: Jolliffe, "Principal Component Analysis", 2002, sections 1.1
// and 3.5.

import { assert } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import type { Matrix } from '../base/matrix.js';
import type { ColumnMap, MomentStatistic } from '../base/statistics.js';
import type { FitInput, Transformer } from '../contracts/fitter.js';
import type { Kernels } from '../contracts/kernels.js';
import { BOOLEAN, type Params, param } from '../contracts/params.js';
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
import { readVector, writeVector } from './shared/fitted-json.js';

interface PcaFitted extends Components {
  /** 1 / √eigenvalue; 1 for components without variance. */
  readonly whitening: Float64Array;
}

/** Below this share of the largest eigenvalue a component is not told from rounding to full precision. */
const RESOLVED = 1e-12;
const EPSILON = 2 ** -52;

/** scikit-learn's PCA with svd_solver 'full'. */
export const pca: Transformer = {
  ...COMPONENTS,
  name: 'PCA',
  summary: 'Principal components: the directions of largest variance.',
  params: { n_components: N_COMPONENTS, whiten: param(false, 'scale the components to unit variance', BOOLEAN) },
  needs: (_params, _traits, { rows, cols }) =>
    cols !== undefined && rows < cols ? { rows: true } : { rows: false, statistic: 'moments' },
  applyParams: ['n_components', 'whiten'],
  cost: (_params, { rows, cols }) => 5e-10 * Math.min(rows, cols) ** 3 + (rows < cols ? 4e-10 * rows * rows * cols : 0),
  variances: (fitted) => (fitted as PcaFitted).values.subarray(0, (fitted as PcaFitted).weights.cols),
  fit: (input) => input.params.map((params) => fit(input, params)),
  projection: (fitted) => ({ shift: (fitted as PcaFitted).mean, weights: (fitted as PcaFitted).weights }),
  columnMap: (fitted, params) => (params.whiten ? whiteningMap(fitted as PcaFitted, params) : undefined),
  applyWarnings: (fitted, params) => unresolved(fitted as PcaFitted, params),
  toModel: (fitted, params) => toModel(fitted as PcaFitted, params),
  fromModel: (model, { params, cols }) => {
    const components = readComponents(model, cols);
    const whitening = params.whiten
      ? readVector(model, 'whitening', components.weights.cols)
      : whiteningOf(components.values, cols);
    return { ...components, whitening };
  },
};

function fit({ kernels, X, statistic }: FitInput, params: Params): FitOutcome {
  const fitted = kernels.heap.scope((): PcaFitted => {
    if (statistic?.kind === 'moments') {
      return fitMoments(kernels, statistic, fittedComponents(params, Math.min(statistic.count, statistic.mean.length)));
    }
    assert(X, 'PCA is fitted from moments or from rows');
    return fitRows(kernels, X, fittedComponents(params, Math.min(X.rows, X.cols)));
  });
  if (fitted.values.every(Number.isFinite)) return { ok: true, fitted, warnings: [] };
  return failed('FIT_NOT_FINITE', 'the variances of the columns overflow: scale them first');
}

function fitMoments(kernels: Kernels, { count, mean, m2 }: MomentStatistic, k: number): PcaFitted {
  const p = mean.length;
  const all = kernels.heap.f64(p);
  const vectors = kernels.heap.matrix(k, p);
  kernels.symmetricEigen(m2, all, vectors);
  const values = variances(all.subarray(0, Math.min(count, p)), count);
  return { mean: mean.slice(), values, weights: kernels.orientedLoadings(vectors), whitening: whiteningOf(values, p) };
}

/**
 * With centred rows X = U Σ V': the Gram X X' gives U and Σ², and V' = Σ⁻¹ U' X; each row of V' is scaled to unit
 * length.
 */
function fitRows(kernels: Kernels, X: Matrix, k: number): PcaFitted {
  const [n, p] = [X.rows, X.cols];
  const mean = new Float64Array(p);
  kernels.columnMeans(X, [[0, n]], mean);
  const gram = kernels.heap.matrix(n, n);
  kernels.rowGram(X, [[0, n]], mean, gram);
  const all = kernels.heap.f64(n);
  const left = kernels.heap.matrix(k, n);
  kernels.symmetricEigen(gram, all, left);
  const centred = kernels.heap.emptyMatrix(n, p);
  const columns = Int32Array.from({ length: p }, (_, j) => j);
  const map = { columns, shift: mean, scale: new Float64Array(p).fill(1), offset: new Float64Array(p) };
  kernels.mapColumns(X, [[0, n]], map, centred);
  const components = kernels.heap.matrix(k, p);
  kernels.multiply(left, [[0, k]], undefined, centred, components);
  const values = variances(all, n);
  for (let i = 0; i < k; i++) unitLength(components.data.subarray(i * p, (i + 1) * p), hasVariance(values, i, p));
  return { mean, values, weights: kernels.orientedLoadings(components), whitening: whiteningOf(values, p) };
}

function unitLength(row: Float64Array, resolved: boolean): void {
  let sum = 0;
  for (const value of row) sum += value * value;
  const length = Math.sqrt(sum);
  for (let j = 0; j < row.length; j++) row[j] = resolved ? row[j] / length : 0;
}

function variances(eigenvalues: Float64Array, count: number): Float64Array {
  return Float64Array.from(eigenvalues, (value) => Math.max(value, 0) / (count - 1));
}

function hasVariance(values: Float64Array, k: number, p: number): boolean {
  return values[k] > values[0] * p * EPSILON;
}

function whiteningOf(values: Float64Array, p: number): Float64Array {
  return values.map((value, k) => (hasVariance(values, k, p) ? 1 / Math.sqrt(value) : 1));
}

function whiteningMap(fitted: PcaFitted, params: Params): ColumnMap {
  const kept = keptComponents(fitted, params);
  return {
    columns: Int32Array.from({ length: kept }, (_, j) => j),
    shift: new Float64Array(kept),
    scale: fitted.whitening.slice(0, kept),
    offset: new Float64Array(kept),
  };
}

function toModel(fitted: PcaFitted, params: Params): JsonObject {
  const kept = keptComponents(fitted, params);
  const model = writeComponents(fitted, kept, null);
  return params.whiten ? { model, whitening: writeVector(fitted.whitening.subarray(0, kept), 'whitening') } : { model };
}

function unresolved(fitted: PcaFitted, params: Params) {
  const kept = keptComponents(fitted, params);
  const floor = fitted.values[0] * RESOLVED;
  let first = 0;
  while (first < kept && fitted.values[first] > floor) first++;
  if (first === kept) return [];
  const message = `components ${first + 1} to ${kept} of PCA have no variance that can be told from rounding; ${first} are resolved`;
  return [{ code: 'UNRESOLVED_COMPONENTS' as const, message }];
}
