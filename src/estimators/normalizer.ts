// Normalizer: scales every row to norm 1; rows of zeros stay. It learns nothing of the train rows.

import { assert } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import type { ApplyInput, Transformer } from '../contracts/fitter.js';
import { oneOf, param } from '../contracts/params.js';
import type { Fitted } from '../contracts/step.js';
import { readWidth } from './shared/fitted-json.js';

interface NormalizerFitted extends Fitted {
  readonly cols: number;
  readonly norm: string;
}

/** scikit-learn's Normalizer. */
export const normalizer: Transformer = {
  role: 'transformer',
  name: 'Normalizer',
  version: 1,
  summary: 'Scales every row to length 1.',
  params: { norm: param('l2', 'how the length of a row is measured', oneOf(['l1', 'l2', 'max'])) },
  needs: () => ({ rows: false, statistic: 'columns' }),
  cost: (_params, { cols }) => 1e-8 * cols,
  width: (_params, { cols }) => cols,
  outputColumns: (_params, columns) => columns,
  fit: ({ statistic, params }) => {
    assert(statistic?.kind === 'columns', 'Normalizer counts columns');
    const cols = statistic.mean.length;
    return params.map(({ norm }) => ({ ok: true, fitted: { cols, norm: norm as string }, warnings: [] }));
  },
  apply,
  kept: (fitted) => (fitted as NormalizerFitted).cols,
  toModel: (fitted) => ({ n_features_in_: (fitted as NormalizerFitted).cols }),
  fromModel: (model, { params: { norm }, cols }): NormalizerFitted => ({
    cols: readWidth(model, cols),
    norm: norm as string,
  }),
};

function apply({ kernels, X, fitted }: ApplyInput): Matrix {
  const { norm } = fitted as NormalizerFitted;
  const out = kernels.heap.emptyMatrix(X.rows, X.cols);
  for (let i = 0; i < X.rows; i++) {
    const row = X.data.subarray(i * X.stride, i * X.stride + X.cols);
    const length = lengthOf(row, norm) || 1;
    for (let j = 0; j < X.cols; j++) out.data[i * X.cols + j] = row[j] / length;
  }
  return out;
}

function lengthOf(row: Float64Array, norm: string): number {
  let length = 0;
  for (const value of row) {
    if (norm === 'l1') length += Math.abs(value);
    else if (norm === 'l2') length += value * value;
    else length = Math.max(length, Math.abs(value));
  }
  return norm === 'l2' ? Math.sqrt(length) : length;
}
