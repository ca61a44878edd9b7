// Counts of predicted against true classes on some rows: what every metric of labels is made of. A weighted row counts as its weight.

import type { ScoreInput } from '../base/contracts.js';
import { assert } from '../base/errors.js';
import { totalWeight } from './weights.js';

/** Per class: weight of the rows that are and are said to be of it, that are said to be, that are. */
export interface ClassCounts {
  readonly hits: Float64Array;
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
  /** Whether any row, whatever its weight, is or is said to be of it. */
  readonly occurs: readonly boolean[];
  /** Weight of all rows. */
  readonly total: number;
}

/** Counts by class. Cost: O(rows + classes). */
export function countClasses(input: ScoreInput): ClassCounts {
  const { truth, said, classes, weights } = labelsOf(input);
  const [hits, predicted, actual] = [0, 1, 2].map(() => new Float64Array(classes));
  const occurs = new Array<boolean>(classes).fill(false);
  for (let row = 0; row < truth.length; row++) {
    const is = truth[row];
    const told = said[row];
    const weight = weights === undefined ? 1 : weights[row];
    actual[is] += weight;
    predicted[told] += weight;
    if (is === told) hits[is] += weight;
    occurs[is] = true;
    occurs[told] = true;
  }
  return { hits, predicted, actual, occurs, total: totalWeight(weights, truth.length) };
}

/** True and predicted codes of the scored rows. */
export function labelsOf({ truth, prediction, weights }: ScoreInput): {
  readonly truth: Int32Array;
  readonly said: Int32Array;
  readonly classes: number;
  readonly weights: Float64Array | undefined;
} {
  assert(truth.kind === 'classes' && prediction.kind === 'classes', 'label metrics read classes');
  return { truth: truth.codes, said: prediction.codes, classes: truth.classes.length, weights };
}

/** Σ of an array. */
export function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** a / b, and 0 where b is 0: scikit-learn's zero_division=0. */
export function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
