// The choice of the best candidate, and the gates that the best must pass.

import type { Gate } from './result-document.js';

/** The first candidate with the highest mean; undefined where none could be scored. Ties are exact ties. */
export function bestIndex(means: readonly number[]): number | undefined {
  let best: number | undefined;
  means.forEach((mean, index) => {
    if (!Number.isNaN(mean) && (best === undefined || mean > means[best])) best = index;
  });
  return best;
}

export interface Bound {
  readonly metric: string;
  readonly min?: number;
  readonly max?: number;
}

/** Checks the best candidate's mean scores. A score that is not there passes no gate. */
export function checkGates(bounds: readonly Bound[], scoreOf: (metric: string) => number | undefined): Gate[] {
  return bounds.flatMap(({ metric, min, max }) => {
    const score = scoreOf(metric);
    const actual = score === undefined || Number.isNaN(score) ? null : score;
    const gates: Gate[] = [];
    if (min !== undefined)
      gates.push({ expression: `${metric} >= ${min}`, actual, passed: actual !== null && actual >= min });
    if (max !== undefined)
      gates.push({ expression: `${metric} <= ${max}`, actual, passed: actual !== null && actual <= max });
    return gates;
  });
}
