// From scores per split to one number per candidate, and ranks among candidates: scikit-learn's rules.

/** How splits are weighed: all alike (scikit-learn today), or by their test rows (scikit-learn until 2019, `iid`). */
export interface SplitWeights {
  readonly rule: 'mean' | 'rows';
  /** Test rows of each split. */
  readonly testRows: readonly number[];
}

export interface Aggregate {
  readonly mean: number;
  /** Population standard deviation over the splits. */
  readonly std: number;
}

/**
 * Mean and standard deviation of a candidate's scores; NaN where any is NaN.
 * By rows, a metric that counts rows is Σ correct / Σ rows exactly.
 */
export function aggregate(scores: readonly number[], weights: SplitWeights, counts: boolean): Aggregate {
  const { rule, testRows } = weights;
  const weightOf = (split: number): number => (rule === 'rows' ? testRows[split] : 1);
  let total = 0;
  let sum = 0;
  scores.forEach((score, split) => {
    const weighted = score * weightOf(split);
    sum += rule === 'rows' && counts ? Math.round(weighted) : weighted;
    total += weightOf(split);
  });
  const mean = sum / total;
  let squares = 0;
  scores.forEach((score, split) => {
    squares += weightOf(split) * (score - mean) * (score - mean);
  });
  return { mean, std: Math.sqrt(squares / total) };
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
