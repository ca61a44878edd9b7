// Weighted sums over the scored rows. Without weights every row weighs 1, which changes no bit: 1 · x = x.

import { numpySum } from '../../base/numpy-sum.js';

/** `numpy.average` of scores of classes or pairs, to the bit: so that scores tie where scikit-learn's do. */
export function average(scores: readonly number[], weights?: readonly number[]): number {
  if (weights === undefined) return numpySum(scores) / scores.length;
  return numpySum(scores.map((score, i) => score * weights[i])) / numpySum(weights);
}

/** Weight of a row. */
export function weightAt(weights: Float64Array | undefined, row: number): number {
  return weights === undefined ? 1 : weights[row];
}

/** Σ of weights: the number of rows where there are none. */
export function totalWeight(weights: Float64Array | undefined, rows: number): number {
  if (weights === undefined) return rows;
  let sum = 0;
  for (const weight of weights) sum += weight;
  return sum;
}

/** Σ w · of(row) in row order. */
export function weightedSum(rows: number, weights: Float64Array | undefined, of: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += weightAt(weights, row) * of(row);
  return sum;
}

/** Σ w · of(row) / Σ w. */
export function weightedMean(rows: number, weights: Float64Array | undefined, of: (row: number) => number): number {
  return weightedSum(rows, weights, of) / totalWeight(weights, rows);
}

/** The value in the middle by weight. Cost: O(rows log rows). */
export function weightedMedian(values: Float64Array, weights: Float64Array | undefined): number {
  return weightedQuantile(values, weights, 0.5);
}

/**
 * The least value that `share` of the weight does not exceed; where exactly that share ends at a value, the mean of it
 * and the next, so that whole weights count rows so many times. Source: scikit-learn 1.9, utils/stats.py
 * (_weighted_percentile with average=True). Cost: O(rows log rows).
 */
export function weightedQuantile(values: Float64Array, weights: Float64Array | undefined, share: number): number {
  const order = Array.from(values.keys()).filter((row) => weightAt(weights, row) > 0);
  order.sort((a, b) => values[a] - values[b]);
  const rank = ((share * 100) / 100) * totalWeight(weights, values.length);
  let below = 0;
  for (const [i, row] of order.entries()) {
    below += weightAt(weights, row);
    if (i === order.length - 1 || below - rank > Number.EPSILON) return values[row];
    if (below >= rank && below > 0) return (values[row] + values[order[i + 1]]) / 2;
  }
  return Number.NaN;
}
