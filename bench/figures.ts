// Figures of several rounds, as all benchmarks tell them.

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Lowest / median / highest. @param digits  that are told of values below 100 */
export function spread(values: readonly number[], digits = 2): string {
  return [Math.min(...values), median(values), Math.max(...values)]
    .map((value) => value.toPrecision(value >= 100 ? 3 : digits))
    .join(' / ');
}
