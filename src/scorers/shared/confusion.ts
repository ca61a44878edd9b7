// Counts of predicted against true classes on some rows: what every metric of labels is made of. A weighted row counts
// as its weight.

import { assert } from '../../base/errors.js';
import type { ScoreInput } from '../../contracts/scorer.js';
import { totalWeight } from './weights.js';

/** Per class, what is said against what is; `total`: weight of all rows. */
export type ClassCounts = ReturnType<ScoreInput['kernels']['labelTally']> & { readonly total: number };

/** Counts by class. Cost: O(rows + classes). */
export function countClasses(input: ScoreInput): ClassCounts {
  const { truth, predictions, classes, weights } = labelsOf(input);
  return {
    ...input.kernels.labelTally(truth, predictions, classes, weights),
    total: totalWeight(weights, truth.length),
  };
}

/** True and predicted codes of the scored rows. */
export function labelsOf({ truth, prediction, weights }: ScoreInput): {
  readonly truth: Int32Array;
  readonly predictions: Int32Array;
  readonly classes: number;
  readonly weights: Float64Array | undefined;
} {
  assert(truth.kind === 'classes' && prediction.kind === 'classes', 'label metrics read classes');
  return { truth: truth.codes, predictions: prediction.codes, classes: truth.classes.length, weights };
}

/** Σ of an array. */
export function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** a / b, and 0 where b is 0: scikit-learn's zero_division=0. */
export function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
