// Counts of predicted against true classes on some rows: what every metric of labels is made of.

import type { ScoreInput } from '../base/contracts.js';
import { assert } from '../base/errors.js';

/** Per class: rows that are and are said to be of it, rows said to be, rows that are. */
export interface ClassCounts {
  readonly hits: Float64Array;
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
  readonly rows: number;
}

/** Counts by class. Cost: O(rows + classes). */
export function countClasses({ truth, prediction }: ScoreInput): ClassCounts {
  assert(truth.kind === 'classes' && prediction.kind === 'classes', 'label metrics read classes');
  const n = truth.classes.length;
  const counts = { hits: new Float64Array(n), predicted: new Float64Array(n), actual: new Float64Array(n), rows: truth.codes.length };
  for (let row = 0; row < truth.codes.length; row++) {
    const is = truth.codes[row];
    const said = prediction.codes[row];
    counts.actual[is]++;
    counts.predicted[said]++;
    if (is === said) counts.hits[is]++;
  }
  return counts;
}

/** a / b, and 0 where b is 0: scikit-learn's zero_division=0. */
export function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
