// From scores per split to one number per candidate, and ranks among candidates: scikit-learn's rules.

import { numpySum } from '../base/numpy-sum.js';

/** How splits are weighed: all alike (scikit-learn today), or by their test rows (scikit-learn until 2019, `iid`). */
export interface SplitWeights {
  readonly rule: 'mean' | 'rows';
  /** Test rows of each split. */
  readonly testRows: readonly number[];
  /** Whether rows weigh the same: then a share of rows is a whole number of them. */
  readonly evenRows: boolean;
}

export interface Aggregate {
  readonly mean: number;
  /** Population standard deviation over the splits. */
  readonly std: number;
}

/** Every split alike, whatever its rows: for seconds. */
export const EVENLY: SplitWeights = { rule: 'mean', testRows: [], evenRows: true };

/**
 * Mean and standard deviation of a candidate's scores; NaN where any is NaN. Sums are `numpy.average`'s to the bit, so
 * that candidates tie where they do in scikit-learn. By rows, a metric that counts rows is Σ correct / Σ rows exactly,
 * where each row counts 1.
 * @param counts  whether the score is a share of rows
 */
export function aggregate(
  scores: readonly number[],
  { rule, testRows, evenRows }: SplitWeights,
  counts: boolean,
): Aggregate {
  if (rule === 'mean') {
    const mean = numpySum(scores) / scores.length;
    return { mean, std: Math.sqrt(numpySum(scores.map((score) => (score - mean) * (score - mean))) / scores.length) };
  }
  const total = numpySum(testRows);
  const weighted = scores.map((score, split) => score * testRows[split]);
  const mean = numpySum(counts && evenRows ? weighted.map(wholeRows) : weighted) / total;
  const squares = scores.map((score, split) => (score - mean) * (score - mean) * testRows[split]);
  return { mean, std: Math.sqrt(numpySum(squares) / total) };
}

/**
 * Rows that are right, without the rounding of their share; what is no share of rows (the score of a failed fit) stays
 * as it is.
 */
function wholeRows(rows: number): number {
  const whole = Math.round(rows);
  return Math.abs(rows - whole) <= 4 * Number.EPSILON * whole ? whole : rows;
}

/** Ranks, 1 = best; ties are exact and share the smaller rank; NaN shares the last. Cost: O(n log n). */
export function ranks(means: readonly number[]): number[] {
  const scored = means.filter((mean) => !Number.isNaN(mean)).sort((a, b) => b - a);
  const rankOf = new Map<number, number>();
  scored.forEach((mean, place) => {
    if (!rankOf.has(mean)) rankOf.set(mean, place + 1);
  });
  return means.map((mean) => rankOf.get(mean) ?? scored.length + 1);
}
