// The statistics of weighted rows: as in statistics.ts, each row counted as often as its weight says (which need not be
// an integer). `count` is then Σ weight, so that merging and mapping are those of rows that all weigh the same. Least
// and largest values are those of all rows. Given: rows, weights ≥ 0. A block without weight has zeros, and count 0.

import type { TrainTarget } from '../../base/dataset.js';
import { assert, assertNever } from '../../base/errors.js';
import { countRows, type Matrix, matrixOf, type Segment } from '../../base/matrix.js';
import type { ClassStatistic, Statistic, StatisticKind } from '../../base/statistics.js';
import type { Kernels } from '../index.js';

export interface WeightedRows {
  readonly X: Matrix;
  readonly rows: readonly Segment[];
  /** Target and weights of all rows of X. */
  readonly target: TrainTarget | undefined;
  readonly weights: Float64Array;
}

/** One statistic of one block of weighted rows. Cost: O(n p), with second moments O(n p²). */
export function weightedStatistic(kernels: Kernels, kind: StatisticKind, block: WeightedRows): Statistic {
  switch (kind) {
    case 'columns': {
      const { count, mean, m2 } = columnSums(block);
      const [min, max] = [new Float64Array(mean.length), new Float64Array(mean.length)];
      min.fill(Number.POSITIVE_INFINITY);
      max.fill(Number.NEGATIVE_INFINITY);
      kernels.columnSpread(block.X, block.rows, mean, { m2: new Float64Array(mean.length), min, max });
      return { kind, count, mean, m2, min, max };
    }
    case 'moments':
      return { kind, ...moments(kernels, block) };
    case 'target-moments': {
      const sums = moments(kernels, block);
      return { kind, ...sums, ...targetSums(block, sums.mean) };
    }
    case 'target-columns': {
      const sums = columnSums(block);
      return { kind, ...sums, ...targetSums(block, sums.mean) };
    }
    case 'classes':
      return classStatistic(block);
    default:
      return assertNever(kind);
  }
}

/** Calls `use` with the row, where its entries begin, and its weight. */
function eachRow({ X, rows, weights }: WeightedRows, use: (row: number, at: number, weight: number) => void): void {
  for (const [start, end] of rows) for (let i = start; i < end; i++) use(i, i * X.stride, weights[i]);
}

/** Weighted means: an origin among the rows, and the mean distance from it. */
function means(block: WeightedRows): { readonly count: number; readonly mean: Float64Array } {
  const { X, rows } = block;
  const origin = (rows.find(([start, end]) => end > start)?.[0] ?? 0) * X.stride;
  const mean = new Float64Array(X.cols);
  let count = 0;
  eachRow(block, (_row, at, weight) => {
    count += weight;
    for (let j = 0; j < mean.length; j++) mean[j] += weight * (X.data[at + j] - X.data[origin + j]);
  });
  for (let j = 0; j < mean.length; j++) mean[j] = count > 0 ? X.data[origin + j] + mean[j] / count : 0;
  return { count, mean };
}

function columnSums(block: WeightedRows) {
  const { X } = block;
  const { count, mean } = means(block);
  const m2 = new Float64Array(mean.length);
  eachRow(block, (_row, at, weight) => {
    for (let j = 0; j < m2.length; j++) {
      const d = X.data[at + j] - mean[j];
      m2[j] += weight * (d * d);
    }
  });
  return { count, mean, m2 };
}

/** Second moments as the Gram matrix of the rows √weight · (x − mean). */
function moments(kernels: Kernels, block: WeightedRows) {
  const { X, rows } = block;
  const { count, mean } = means(block);
  const m2 = matrixOf(X.cols, X.cols, new Float64Array(X.cols * X.cols));
  kernels.heap.scope(() => {
    const scaled = kernels.heap.emptyMatrix(countRows(rows), X.cols);
    let to = 0;
    eachRow(block, (_row, at, weight) => {
      const root = Math.sqrt(weight);
      for (let j = 0; j < X.cols; j++) scaled.data[to + j] = root * (X.data[at + j] - mean[j]);
      to += scaled.stride;
    });
    kernels.centredGram(scaled, [[0, scaled.rows]], new Float64Array(X.cols), m2);
  });
  return { count, mean, m2 };
}

function targetSums(block: WeightedRows, mean: Float64Array) {
  const { X, target } = block;
  assert(target?.kind === 'values', 'this statistic needs a numeric target');
  const y = target.values;
  let sum = 0;
  let count = 0;
  eachRow(block, (row, _at, weight) => {
    sum += weight * y[row];
    count += weight;
  });
  const targetMean = count > 0 ? sum / count : 0;
  let targetM2 = 0;
  const cross = new Float64Array(X.cols);
  eachRow(block, (row, at, weight) => {
    const residual = y[row] - targetMean;
    targetM2 += weight * (residual * residual);
    for (let j = 0; j < cross.length; j++) cross[j] += (X.data[at + j] - mean[j]) * (weight * residual);
  });
  return { targetMean, targetM2, cross };
}

function classStatistic(block: WeightedRows): ClassStatistic {
  const { X, target } = block;
  assert(target?.kind === 'classes', 'this statistic needs a target of classes');
  const { codes } = target;
  const [K, p] = [target.classes.length, X.cols];
  const counts = new Float64Array(K);
  const sums = new Float64Array(K * p);
  eachRow(block, (row, at, weight) => {
    counts[codes[row]] += weight;
    for (let j = 0; j < p; j++) sums[codes[row] * p + j] += weight * X.data[at + j];
  });
  for (let at = 0; at < sums.length; at++)
    sums[at] = counts[Math.floor(at / p)] > 0 ? sums[at] / counts[Math.floor(at / p)] : 0;
  const m2 = new Float64Array(K * p);
  eachRow(block, (row, at, weight) => {
    for (let j = 0, to = codes[row] * p; j < p; j++, to++) {
      const d = X.data[at + j] - sums[to];
      m2[to] += weight * (d * d);
    }
  });
  const count = counts.reduce((sum, n) => sum + n, 0);
  return { kind: 'classes', count, counts, means: matrixOf(K, p, sums), m2: matrixOf(K, p, m2) };
}
