// Merging statistics of two disjoint sets of rows, and mapping one through an affine map by columns (a scaler, a
// selection). Merge: with δ = b.mean − a.mean, mean = a.mean + δ nb/n and M2 = A + B + δδ' na nb/n. A sum of
// non-negative terms: no cancellation, and an empty side returns the other side itself.

import { assert, assertNever } from '../../base/errors.js';
import { type Matrix, matrixOf } from '../../base/matrix.js';
import type { ClassStatistic, ColumnMap, Statistic, TargetMomentStatistic } from '../../base/statistics.js';
import type { Kernels } from '../index.js';

/**
 * The statistic of the rows of `a` followed by those of `b`, which must be of one kind and of the same columns.
 * Cost: O(p), with second moments O(p²).
 */
export function mergeStatistics(kernels: Pick<Kernels, 'mergeMoments'>, a: Statistic, b: Statistic): Statistic {
  assert(a.kind === b.kind, 'only statistics of one kind merge');
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const share = b.count / count;
  const weight = a.count * share;
  if (a.kind === 'classes') return mergeClasses(a, b as ClassStatistic);
  const other = b as Exclude<Statistic, ClassStatistic>;
  const delta = other.mean.map((mean, j) => mean - a.mean[j]);
  const mean = a.mean.map((m, j) => m + delta[j] * share);
  if (a.kind === 'moments' && other.kind === a.kind)
    return { kind: a.kind, count, mean, m2: kernels.mergeMoments(a.m2, other.m2, delta, weight) };
  if (a.kind === 'columns' && other.kind === a.kind) {
    const min = a.min.map((low, j) => Math.min(low, other.min[j]));
    const max = a.max.map((high, j) => Math.max(high, other.max[j]));
    return { kind: a.kind, count, mean, m2: mergeSquares(a.m2, other.m2, delta, weight), min, max };
  }
  assert(a.kind === 'target-moments' || a.kind === 'target-columns', 'every kind has its merge');
  assert(other.kind === a.kind, 'only statistics of one kind merge');
  const step = other.targetMean - a.targetMean;
  const target = {
    targetMean: a.targetMean + step * share,
    targetM2: a.targetM2 + other.targetM2 + step * step * weight,
    cross: a.cross.map((sum, j) => sum + other.cross[j] + delta[j] * step * weight),
  };
  if (a.kind === 'target-moments' && other.kind === a.kind) {
    return { kind: a.kind, count, mean, m2: kernels.mergeMoments(a.m2, other.m2, delta, weight), ...target };
  }
  assert(a.kind === 'target-columns' && other.kind === a.kind, 'every kind has its merge');
  return { kind: a.kind, count, mean, m2: mergeSquares(a.m2, other.m2, delta, weight), ...target };
}

function mergeSquares(a: Float64Array, b: Float64Array, delta: Float64Array, weight: number): Float64Array {
  return a.map((m2, j) => m2 + b[j] + delta[j] * delta[j] * weight);
}

function mergeClasses(a: ClassStatistic, b: ClassStatistic): ClassStatistic {
  const [K, p] = [a.means.rows, a.means.cols];
  const counts = a.counts.map((n, k) => n + b.counts[k]);
  const means = new Float64Array(K * p);
  const m2 = new Float64Array(K * p);
  for (let k = 0; k < K; k++) {
    const share = counts[k] === 0 ? 0 : b.counts[k] / counts[k];
    const weight = a.counts[k] * share;
    const only = a.counts[k] === 0 ? b : b.counts[k] === 0 ? a : undefined;
    for (let j = 0; j < p; j++) {
      const [from, to] = [k * a.means.stride + j, k * p + j];
      const at = k * b.means.stride + j;
      const delta = b.means.data[at] - a.means.data[from];
      means[to] = only ? only.means.data[only === a ? from : at] : a.means.data[from] + delta * share;
      m2[to] = only ? only.m2.data[only === a ? from : at] : a.m2.data[from] + b.m2.data[at] + delta * delta * weight;
    }
  }
  return { kind: 'classes', count: a.count + b.count, counts, means: matrixOf(K, p, means), m2: matrixOf(K, p, m2) };
}

/**
 * The statistic of the mapped columns, without another pass over the rows. A negative scale swaps smallest and largest.
 * Cost: O(q), with second moments O(q²), for q output columns.
 */
export function mapStatistic(statistic: Statistic, map: ColumnMap): Statistic {
  const { columns, scale } = map;
  const place = (value: number, j: number): number => (value - map.shift[j]) * scale[j] + map.offset[j];
  const gather = (from: Float64Array): Float64Array => Float64Array.from(columns, (c, j) => place(from[c], j));
  const squares = (from: Float64Array): Float64Array =>
    Float64Array.from(columns, (c, j) => from[c] * (scale[j] * scale[j]));
  const cross = (from: Float64Array): Float64Array => Float64Array.from(columns, (c, j) => from[c] * scale[j]);
  switch (statistic.kind) {
    case 'columns': {
      const [low, high] = [gather(statistic.min), gather(statistic.max)];
      const swapped = scale.map((s) => (s < 0 ? 1 : 0));
      const min = low.map((value, j) => (swapped[j] ? high[j] : value));
      const max = high.map((value, j) => (swapped[j] ? low[j] : value));
      return { ...statistic, mean: gather(statistic.mean), m2: squares(statistic.m2), min, max };
    }
    case 'moments':
      return { ...statistic, mean: gather(statistic.mean), m2: mapGram(statistic.m2, map) };
    case 'target-moments':
      return {
        ...statistic,
        mean: gather(statistic.mean),
        m2: mapGram(statistic.m2, map),
        cross: cross(statistic.cross),
        size: mapSize(statistic, map),
      };
    case 'target-columns':
      return { ...statistic, mean: gather(statistic.mean), m2: squares(statistic.m2), cross: cross(statistic.cross) };
    case 'classes':
      return { ...statistic, means: mapRows(statistic.means, gather), m2: mapRows(statistic.m2, squares) };
    default:
      return assertNever(statistic);
  }
}

/** What the rounding of mapped columns is a share of: what they were before they were shifted. */
function mapSize({ count, mean, m2, size }: TargetMomentStatistic, { columns, scale }: ColumnMap): Float64Array {
  return Float64Array.from(columns, (c, j) => {
    const before = Math.hypot(mean[c], Math.sqrt(m2.data[c * m2.stride + c] / count));
    return Math.abs(scale[j]) * Math.max(before, size?.[c] ?? 0);
  });
}

function mapGram(m2: Matrix, { columns, scale }: ColumnMap): Matrix {
  const q = columns.length;
  const out = new Float64Array(q * q);
  for (let i = 0; i < q; i++) {
    const [from, to, si] = [columns[i] * m2.stride, i * q, scale[i]];
    for (let j = 0; j < q; j++) out[to + j] = m2.data[from + columns[j]] * (si * scale[j]);
  }
  return matrixOf(q, q, out);
}

function mapRows(from: Matrix, map: (row: Float64Array) => Float64Array): Matrix {
  const rows = Array.from({ length: from.rows }, (_, k) =>
    map(from.data.subarray(k * from.stride, k * from.stride + from.cols)),
  );
  const cols = rows[0]?.length ?? 0;
  const out = new Float64Array(from.rows * cols);
  for (const [k, row] of rows.entries()) out.set(row, k * cols);
  return matrixOf(from.rows, cols, out);
}
