// Log1p: log(1 + x) of every value, for counts and amounts. It learns nothing; the smallest value of each column is
// kept for people.

import { assert, GridsearchError } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import type { ApplyInput, Transformer } from '../contracts/fitter.js';
import type { Fitted } from '../contracts/step.js';
import { failed } from './shared/fit-outcome.js';
import { readVector, writeVector } from './shared/fitted-json.js';

interface Log1pFitted extends Fitted {
  /** Smallest train value of each column. */
  readonly smallest: Float64Array;
}

/** scikit-learn's FunctionTransformer(numpy.log1p). */
export const log1p: Transformer = {
  role: 'transformer',
  name: 'Log1p',
  version: 1,
  summary: 'The logarithm of 1 + x: for columns of counts or amounts, which are never below zero.',
  params: {},
  needs: () => ({ rows: false, statistic: 'columns' }),
  cost: (_params, { cols }) => 1e-8 * cols,
  width: (_params, { cols }) => cols,
  outputColumns: (_params, columns) => columns,
  fit: ({ statistic, params }) => {
    assert(statistic?.kind === 'columns', 'Log1p is fitted from column statistics');
    const smallest = statistic.min.slice();
    const low = smallest.findIndex((value) => value <= -1);
    const outcome =
      low < 0
        ? { ok: true as const, fitted: { smallest }, warnings: [] }
        : failed('FIT_LOG_DOMAIN', tooLow(low, smallest[low]));
    return params.map(() => outcome);
  },
  apply,
  kept: (fitted) => (fitted as Log1pFitted).smallest.length,
  toModel: (fitted) => ({ smallest_: writeVector((fitted as Log1pFitted).smallest, 'smallest_') }),
  fromModel: (model, { cols }): Log1pFitted => ({ smallest: readVector(model, 'smallest_', cols) }),
};

function apply({ kernels, X }: ApplyInput): Matrix {
  const low = X.data.findIndex((value) => value <= -1);
  if (low >= 0) throw new GridsearchError('FIT_LOG_DOMAIN', tooLow(low % X.cols, X.data[low]));
  const out = kernels.heap.emptyMatrix(X.rows, X.cols);
  for (let i = 0; i < out.data.length; i++) out.data[i] = Math.log1p(X.data[i]);
  return out;
}

function tooLow(column: number, value: number): string {
  return `log1p needs values above -1; input column ${column + 1} holds ${value}`;
}
