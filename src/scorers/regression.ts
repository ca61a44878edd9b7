// Metrics of numbers: r2 and the negated errors. Sums run in row order, so that equal inputs give equal bits.

import type { ScoreInput, Scorer } from '../base/contracts.js';
import { assert } from '../base/errors.js';

/** Share of the target's variance that is explained; of a constant target 1 if every value is right, else 0. NaN below two rows. */
export const r2: Scorer = scorer('r2', 'share of the variance that is explained (1 is perfect, 0 the mean’s own)', (truth, said) => {
  if (truth.length < 2) return Number.NaN;
  const mean = truth.reduce((sum, y) => sum + y, 0) / truth.length;
  const residual = sumOf(truth, said, (error) => error * error);
  let spread = 0;
  for (const y of truth) spread += (y - mean) * (y - mean);
  if (residual === 0) return 1;
  return spread === 0 ? 0 : 1 - residual / spread;
});

export const negMeanSquaredError: Scorer = scorer('neg_mean_squared_error', 'minus the mean squared error', (truth, said) => {
  return -sumOf(truth, said, (error) => error * error) / truth.length;
});

export const negRootMeanSquaredError: Scorer = scorer(
  'neg_root_mean_squared_error',
  'minus the root of the mean squared error',
  (truth, said) => {
    return -Math.sqrt(sumOf(truth, said, (error) => error * error) / truth.length);
  },
);

export const negMeanAbsoluteError: Scorer = scorer('neg_mean_absolute_error', 'minus the mean absolute error', (truth, said) => {
  return -sumOf(truth, said, Math.abs) / truth.length;
});

/** scikit-learn names it without `neg_`; its scorer is negated all the same. */
export const maxError: Scorer = scorer('max_error', 'minus the largest absolute error', (truth, said) => {
  let largest = 0;
  for (let i = 0; i < truth.length; i++) largest = Math.max(largest, Math.abs(truth[i] - said[i]));
  return -largest;
});

function scorer(name: string, summary: string, formula: (truth: Float64Array, said: Float64Array) => number): Scorer {
  return {
    name,
    version: 1,
    task: 'regression',
    summary,
    params: {},
    reads: 'values',
    score({ truth, prediction }: ScoreInput) {
      assert(truth.kind === 'values' && prediction.kind === 'values', `${name} reads values`);
      return formula(truth.values, prediction.values);
    },
  };
}

function sumOf(truth: Float64Array, said: Float64Array, of: (error: number) => number): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += of(truth[i] - said[i]);
  return sum;
}
