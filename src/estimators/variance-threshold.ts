// VarianceThreshold: leaves out columns that hardly vary. The threshold acts when the fit is used: one fit serves all
// of them.

import { assert, GridsearchError } from '../base/errors.js';
import type { Transformer } from '../contracts/fitter.js';
import { NOT_NEGATIVE, type Params, param } from '../contracts/params.js';
import type { Fitted } from '../contracts/step.js';
import { columnsAsTheyAre } from './shared/column-choice.js';
import { readVector, writeVector } from './shared/fitted-json.js';

interface VarianceFitted extends Fitted {
  readonly variances: Float64Array;
  /** Largest value less the smallest: 0 tells a constant column from one whose variance is rounding. */
  readonly ranges: Float64Array;
}

/** scikit-learn's VarianceThreshold. */
export const varianceThreshold: Transformer = {
  role: 'transformer',
  name: 'VarianceThreshold',
  version: 1,
  summary: 'Leaves out columns whose variance is not above a threshold.',
  params: { threshold: param(0, 'columns of no more than this variance are left out', NOT_NEGATIVE) },
  needs: () => ({ rows: false, statistic: 'columns' }),
  applyParams: ['threshold'],
  cost: (_params, { cols }) => 1e-8 * cols,
  width: () => undefined,
  fit: ({ statistic, params }) => {
    assert(statistic?.kind === 'columns', 'VarianceThreshold is fitted from column statistics');
    const { count, m2, min, max } = statistic;
    const fitted: VarianceFitted = {
      variances: m2.map((sum) => sum / count),
      ranges: max.map((value, j) => value - min[j]),
    };
    return params.map(() => ({ ok: true, fitted, warnings: [] }));
  },
  columnMap: (fitted, params) => columnsAsTheyAre(keptColumns(fitted as VarianceFitted, params)),
  toModel: (fitted, params) => ({
    support_: [...keptColumns(fitted as VarianceFitted, params)],
    variances_: writeVector((fitted as VarianceFitted).variances, 'variances_'),
    ranges_: writeVector((fitted as VarianceFitted).ranges, 'ranges_'),
  }),
  fromModel: (model, { cols }): VarianceFitted => {
    readVector(model, 'support_');
    return { variances: readVector(model, 'variances_', cols), ranges: readVector(model, 'ranges_', cols) };
  },
};

function keptColumns({ variances, ranges }: VarianceFitted, { threshold }: Params): Int32Array {
  const measure = threshold === 0 ? variances.map((variance, j) => Math.min(variance, ranges[j])) : variances;
  const kept = Int32Array.from(measure.keys()).filter((j) => measure[j] > (threshold as number));
  if (kept.length > 0) return kept;
  throw new GridsearchError('FIT_NO_COLUMNS', `no column has a variance above ${threshold}`);
}
