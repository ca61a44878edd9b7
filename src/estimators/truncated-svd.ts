// TruncatedSVD: PCA without centring, from the second moments about zero: X'X = Σ (x − m)(x − m)' + n m m'. Any number
// of components is a view of the widest fit. Its sign is fixed as PCA's: the loading of largest magnitude is positive.

import { assert } from '../base/errors.js';
import { columnPrefix, type Matrix } from '../base/matrix.js';
import type { FitInput, Transformer } from '../contracts/fitter.js';
import { COUNT, type Params, param } from '../contracts/params.js';
import type { FitOutcome, Fitted } from '../contracts/step.js';
import { widestComponents } from './shared/components.js';
import { failed, tooMany } from './shared/fit-outcome.js';
import { readMatrix, readVector, writeMatrix, writeVector } from './shared/fitted-json.js';

interface SvdFitted extends Fitted {
  readonly weights: Matrix;
  readonly singular: Float64Array;
}

/** scikit-learn's TruncatedSVD, solved exactly. */
export const truncatedSvd: Transformer = {
  role: 'transformer',
  name: 'TruncatedSVD',
  version: 1,
  summary: 'The directions of largest size about zero: PCA without centring, for counts and one-hot columns.',
  params: { n_components: param(2, 'how many components to keep', COUNT) },
  needs: () => ({ rows: false, statistic: 'moments' }),
  applyParams: ['n_components'],
  submodel: { param: 'n_components', widest: widestComponents },
  infeasible: ({ n_components: count }, { cols }) =>
    cols !== undefined && (count as number) > cols ? `n_components ${count} exceeds the ${cols} columns` : undefined,
  cost: (_params, { cols }) => 5e-10 * cols ** 3,
  width: ({ n_components: count }) => count as number,
  fit: (input) => input.params.map((params) => fit(input, params)),
  projection: (fitted) => {
    const { weights } = fitted as SvdFitted;
    return { shift: new Float64Array(weights.rows), weights };
  },
  kept: (fitted, params) => kept(fitted as SvdFitted, params),
  toModel: (fitted, params) => {
    const { weights, singular } = fitted as SvdFitted;
    const count = kept(fitted as SvdFitted, params);
    return {
      components: writeMatrix(columnPrefix(weights, count), 'components'),
      singular_values_: writeVector(singular.subarray(0, count), 'singular_values_'),
    };
  },
  fromModel: (model, { params, cols }): SvdFitted => {
    const count = params.n_components as number;
    return {
      weights: readMatrix(model, 'components', { rows: cols, cols: count }),
      singular: readVector(model, 'singular_values_', count),
    };
  },
};

function kept({ weights }: SvdFitted, { n_components: count }: Params): number {
  if ((count as number) > weights.cols) throw tooMany('n_components', count as number, weights.cols);
  return count as number;
}

function fit({ kernels, statistic }: FitInput, params: Params): FitOutcome {
  assert(statistic?.kind === 'moments', 'TruncatedSVD is fitted from moments');
  const { count, mean, m2 } = statistic;
  const p = mean.length;
  const k = Math.min(params.n_components as number, p);
  const fitted = kernels.heap.scope((): SvdFitted => {
    const about = kernels.heap.matrix(p, p);
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++) about.data[i * p + j] = m2.data[i * m2.stride + j] + count * mean[i] * mean[j];
    }
    const values = kernels.heap.f64(p);
    const vectors = kernels.heap.matrix(k, p);
    kernels.symmetricEigen(about, values, vectors);
    return {
      weights: kernels.orientedLoadings(vectors),
      singular: Float64Array.from(values.subarray(0, k), (value) => Math.sqrt(Math.max(0, value))),
    };
  });
  if (fitted.singular.every(Number.isFinite)) return { ok: true, fitted, warnings: [] };
  return failed('FIT_NOT_FINITE', 'the squares of the columns overflow: scale them first');
}
