// What every metric of numbers is made of: a formula of the true and the predicted values and their weights.

import { assert } from '../../base/errors.js';
import type { ScoreInput, Scorer } from '../../contracts/scorer.js';

/** True and predicted values of the scored rows. */
export interface Scored {
  readonly truth: Float64Array;
  readonly predictions: Float64Array;
  readonly weights: Float64Array | undefined;
}

/** A scorer of numbers; a score that overflows is undefined. */
export function valueScorer(name: string, summary: string, formula: (scored: Scored) => number): Scorer {
  return {
    name,
    version: 1,
    task: 'regression',
    summary,
    params: {},
    reads: 'values',
    score({ truth, prediction, weights }: ScoreInput) {
      assert(truth.kind === 'values' && prediction.kind === 'values', `${name} reads values`);
      const score = formula({ truth: truth.values, predictions: prediction.values, weights });
      return Number.isFinite(score) ? score : Number.NaN;
    },
  };
}
