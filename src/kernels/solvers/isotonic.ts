// Isotonic regression: the non-decreasing step function of least squares, by pooling neighbours that go down.

/** Its corners: between them it is a straight line, outside it is level. */
export interface Isotonic {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Scores that differ by less are one, as in scikit-learn. */
const RESOLUTION = 1e-15;

/**
 * Fits it to 0 and 1.
 * @param positive  1 where a row is of the class, else 0
 * @param weights   of rows; undefined: 1 each. Rows of weight 0 are not seen.
 * Cost: one sort.
 */
export function fitIsotonic(scores: Float64Array, positive: Uint8Array, weights: Float64Array | undefined): Isotonic {
  const points = distinctPoints(scores, positive, weights);
  const means = pooled(points.y, points.weight);
  // A corner between two of its own height says nothing.
  const kept = [...points.x.keys()].filter(
    (i) => i === 0 || i === points.x.length - 1 || means[i] !== means[i - 1] || means[i] !== means[i + 1],
  );
  return { x: Float64Array.from(kept, (i) => points.x[i]), y: Float64Array.from(kept, (i) => means[i]) };
}

/** Its value at a score. Cost: O(log corners). */
export function isotonicAt({ x, y }: Isotonic, score: number): number {
  const last = x.length - 1;
  if (score <= x[0]) return y[0];
  if (score >= x[last]) return y[last];
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] < score) low = middle;
    else high = middle;
  }
  return y[low] + ((y[high] - y[low]) / (x[high] - x[low])) * (score - x[low]);
}

/** Mean of the rows of each score, by rising score. */
function distinctPoints(scores: Float64Array, positive: Uint8Array, weights: Float64Array | undefined) {
  const order = [...scores.keys()]
    .filter((i) => (weights?.[i] ?? 1) > 0)
    .sort((i, j) => scores[i] - scores[j] || positive[i] - positive[j]);
  const x: number[] = [];
  const sums: number[] = [];
  const weight: number[] = [];
  for (const i of order) {
    const rowWeight = weights?.[i] ?? 1;
    const last = x.length - 1;
    if (last >= 0 && scores[i] - x[last] < RESOLUTION) {
      sums[last] += rowWeight * positive[i];
      weight[last] += rowWeight;
    } else {
      x.push(scores[i]);
      sums.push(rowWeight * positive[i]);
      weight.push(rowWeight);
    }
  }
  return { x, y: sums.map((sum, i) => sum / weight[i]), weight };
}

/** Pools neighbours until none goes down; each point gets the mean of its pool. */
function pooled(y: readonly number[], weight: readonly number[]): number[] {
  const pools: { mean: number; weight: number; size: number }[] = [];
  for (let i = 0; i < y.length; i++) {
    let pool = { mean: y[i], weight: weight[i], size: 1 };
    for (let before = pools.at(-1); before !== undefined && before.mean >= pool.mean; before = pools.at(-1)) {
      pools.pop();
      const together = before.weight + pool.weight;
      pool = {
        mean: (before.mean * before.weight + pool.mean * pool.weight) / together,
        weight: together,
        size: before.size + pool.size,
      };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ mean, size }) => new Array<number>(size).fill(mean));
}
