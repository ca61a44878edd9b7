// What every metric of numbers is made of: a formula of the true and the predicted values and their weights.

import { assert } from '../../base/errors.js';
import type { Params } from '../../contracts/params.js';
import type { ScoreInput, Scorer } from '../../contracts/scorer.js';
import { weightedMean } from './weights.js';

/** True and predicted values of the scored rows. */
export interface Scored {
  readonly truth: Float64Array;
  readonly predictions: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly params: Params;
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
    score({ truth, prediction, weights, params }: ScoreInput) {
      assert(truth.kind === 'values' && prediction.kind === 'values', `${name} reads values`);
      const score = formula({ truth: truth.values, predictions: prediction.values, weights, params });
      return Number.isFinite(score) ? score : Number.NaN;
    },
  };
}

/** The weighted mean of what `of` makes of each row's true and predicted value. */
export function meanOf({ truth, predictions, weights }: Scored, of: (y: number, p: number) => number): number {
  return weightedMean(truth.length, weights, (i) => of(truth[i], predictions[i]));
}

/** 1 − residual / spread; without a spread 1 if there is no residual either, else 0. */
export function explained(residual: number, spread: number): number {
  if (residual === 0) return 1;
  return spread === 0 ? 0 : 1 - residual / spread;
}
