// Sums over the classes that are present, from the statistic of each class: what an analysis of variance and GaussianNB
// need.

import type { ClassStatistic } from '../../base/statistics.js';

export interface ClassSums {
  /** How many classes have rows. */
  readonly present: number;
  /** Means of all rows. */
  readonly mean: Float64Array;
  /** Σ n_k (mean_k − mean)². */
  readonly between: Float64Array;
  /** Σ over classes of the squares centred at the class's mean. */
  readonly within: Float64Array;
}

/** Pools the classes column by column; between + within is the centred sum of squares of all rows. Cost: O(K p). */
export function poolClasses({ count, counts, means, m2 }: ClassStatistic): ClassSums {
  const p = means.cols;
  const present = counts.reduce((classes, n) => classes + (n > 0 ? 1 : 0), 0);
  const first = counts.findIndex((n) => n > 0);
  const mean = new Float64Array(p);
  const between = new Float64Array(p);
  const within = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    // Deviations from the first class's mean, so that a common offset of all columns cancels before it is summed.
    const origin = means.data[first * means.stride + j];
    let deviation = 0;
    for (let k = 0; k < counts.length; k++) {
      if (counts[k] > 0) deviation += (counts[k] / count) * (means.data[k * means.stride + j] - origin);
    }
    mean[j] = origin + deviation;
    for (let k = 0; k < counts.length; k++) {
      if (counts[k] === 0) continue;
      const step = means.data[k * means.stride + j] - origin - deviation;
      between[j] += counts[k] * step * step;
      within[j] += m2.data[k * m2.stride + j];
    }
  }
  return { present, mean, between, within };
}
