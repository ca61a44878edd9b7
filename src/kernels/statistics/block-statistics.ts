// Mergeable statistics of rows: computed once per block, centred at that block's own mean; merged for a split by Chan's
// formula; mapped algebraically through an affine map by columns. Nothing is ever subtracted from a statistic, so rows
// outside a train set cannot touch its bits. The bits of column j's entries do not depend on which other columns there
// are. Source: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.

import type { TrainTarget } from '../../base/dataset.js';
import { assert, assertNever } from '../../base/errors.js';
import { countRows, type Matrix, matrixOf, type Segment } from '../../base/matrix.js';
import type {
  ClassStatistic,
  ColumnStatistic,
  MomentStatistic,
  Statistic,
  StatisticKind,
} from '../../base/statistics.js';
import type { Kernels } from '../index.js';
import { weightedStatistic } from './weighted-statistics.js';

/**
 * Computes one statistic of one block of rows.
 * @param X       shape (n, p); rows outside `rows` are not read
 * @param rows    the block, visited in order as if concatenated
 * @param target  target of all n rows of X (indexed by row of X); only 'classes' and the 'target-…' kinds read it
 * @param weights weight of all n rows of X (indexed by row of X); rows then count by their weights: `count` is their
 * sum
 * @returns       arrays of its own, outside the heap
 * Cost: O(n p), with second moments O(n p²).
 */
export function computeStatistic(
  kernels: Kernels,
  kind: StatisticKind,
  X: Matrix,
  rows: readonly Segment[],
  target: TrainTarget | undefined,
  weights?: Float64Array,
): Statistic {
  if (weights !== undefined) return weightedStatistic(kernels, kind, { X, rows, target, weights });
  switch (kind) {
    case 'columns':
      return columnStatistic(kernels, X, rows);
    case 'moments':
      return momentStatistic(kernels, X, rows);
    case 'target-moments': {
      const moments = momentStatistic(kernels, X, rows);
      return { ...moments, kind, ...targetSums(kernels, X, rows, moments.mean, valuesOf(target)) };
    }
    case 'target-columns': {
      const { count, mean, m2 } = columnStatistic(kernels, X, rows);
      return { kind, count, mean, m2, ...targetSums(kernels, X, rows, mean, valuesOf(target)) };
    }
    case 'classes':
      return classStatistic(kernels, X, rows, target);
    default:
      return assertNever(kind);
  }
}

function columnStatistic(kernels: Kernels, X: Matrix, rows: readonly Segment[]): ColumnStatistic {
  const count = countRows(rows);
  const mean = new Float64Array(X.cols);
  const m2 = new Float64Array(X.cols);
  const min = new Float64Array(X.cols).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(X.cols).fill(Number.NEGATIVE_INFINITY);
  if (count > 0) {
    kernels.columnMeans(X, rows, mean);
    kernels.columnSpread(X, rows, mean, { m2, min, max });
  }
  return { kind: 'columns', count, mean, m2, min, max };
}

function momentStatistic(kernels: Kernels, X: Matrix, rows: readonly Segment[]): MomentStatistic {
  const count = countRows(rows);
  const mean = new Float64Array(X.cols);
  let m2 = matrixOf(X.cols, X.cols, new Float64Array(0));
  kernels.heap.scope(() => {
    const gram = kernels.heap.matrix(X.cols, X.cols);
    if (count > 0) {
      kernels.columnMeans(X, rows, mean);
      kernels.centredGram(X, rows, mean, gram);
    }
    m2 = matrixOf(X.cols, X.cols, new Float64Array(gram.data));
  });
  return { kind: 'moments', count, mean, m2 };
}

function valuesOf(target: TrainTarget | undefined): Float64Array {
  assert(target?.kind === 'values', 'this statistic needs a numeric target');
  return target.values;
}

function targetSums(kernels: Kernels, X: Matrix, rows: readonly Segment[], mean: Float64Array, y: Float64Array) {
  const count = countRows(rows);
  let sum = 0;
  for (const [start, end] of rows) for (let i = start; i < end; i++) sum += y[i];
  const targetMean = count === 0 ? 0 : sum / count;
  let targetM2 = 0;
  const residuals = new Float64Array(y.length);
  for (const [start, end] of rows) {
    for (let i = start; i < end; i++) {
      residuals[i] = y[i] - targetMean;
      targetM2 += residuals[i] * residuals[i];
    }
  }
  const cross = new Float64Array(X.cols);
  kernels.crossSums(X, rows, mean, residuals, cross);
  return { targetMean, targetM2, cross };
}

function classStatistic(
  kernels: Kernels,
  X: Matrix,
  rows: readonly Segment[],
  target: TrainTarget | undefined,
): ClassStatistic {
  assert(target?.kind === 'classes', 'this statistic needs a target of classes');
  const { codes, classes } = target;
  const p = X.cols;
  const counts = new Float64Array(classes.length);
  const means = new Float64Array(classes.length * p);
  const m2 = new Float64Array(classes.length * p);
  for (const [start, end] of rows) for (let i = start; i < end; i++) counts[codes[i]]++;
  kernels.classSums(X, rows, codes, means);
  for (let k = 0; k < classes.length; k++) {
    for (let j = k * p; j < (k + 1) * p; j++) means[j] /= counts[k] === 0 ? 1 : counts[k];
  }
  kernels.classSquares(X, rows, codes, means, m2);
  const K = classes.length;
  return { kind: 'classes', count: countRows(rows), counts, means: matrixOf(K, p, means), m2: matrixOf(K, p, m2) };
}
