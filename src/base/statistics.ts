// Mergeable statistics: what many estimators need to know of their train rows. Each is computed once per block of rows,
// centred at that block's own mean, and blocks are merged for a split by Chan's formula in a fixed order.

import type { Matrix } from './matrix.js';

/** Per column: count, mean, centred sum of squares, smallest and largest value. */
export interface ColumnStatistic {
  readonly kind: 'columns';
  readonly count: number;
  readonly mean: Float64Array;
  readonly m2: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** Of each column, its mean and variance (n − 1). */
export interface ColumnSpread {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Mean and centred second moments: m2 = Σ (x − mean)(x − mean)', shape (p, p), both triangles. */
export interface MomentStatistic {
  readonly kind: 'moments';
  readonly count: number;
  readonly mean: Float64Array;
  readonly m2: Matrix;
}

/** Moments, and those of a numeric target with every column: cross = Σ (x − mean)(y − targetMean). */
export interface TargetMomentStatistic {
  readonly kind: 'target-moments';
  readonly count: number;
  readonly mean: Float64Array;
  readonly m2: Matrix;
  readonly targetMean: number;
  readonly targetM2: number;
  readonly cross: Float64Array;
  /**
   * Of columns that were mapped: their root mean square before they were shifted, in their new unit. Their rounding is a
   * share of that.
   */
  readonly size?: Float64Array;
}

/** As 'columns', and each column's covariance sum with a numeric target. */
export interface TargetColumnStatistic {
  readonly kind: 'target-columns';
  readonly count: number;
  readonly mean: Float64Array;
  readonly m2: Float64Array;
  readonly targetMean: number;
  readonly targetM2: number;
  readonly cross: Float64Array;
}

/** Per class k and column j: counts[k], means[k, j] and centred sums of squares m2[k, j]. */
export interface ClassStatistic {
  readonly kind: 'classes';
  readonly count: number;
  readonly counts: Float64Array;
  readonly means: Matrix;
  readonly m2: Matrix;
}

export type Statistic =
  | ColumnStatistic
  | MomentStatistic
  | TargetMomentStatistic
  | TargetColumnStatistic
  | ClassStatistic;
export type StatisticKind = Statistic['kind'];

/**
 * An affine map by columns: out[:, j] = (x[:, columns[j]] − shift[j]) · scale[j] + offset[j].
 * All arrays have the length of the output.
 */
export interface ColumnMap {
  readonly columns: Int32Array;
  readonly shift: Float64Array;
  readonly scale: Float64Array;
  readonly offset: Float64Array;
}

/**
 * Per class: weight of the rows that are and are said to be of it, that are said to be, that are; and whether any row
 * is or is said to be.
 */
export interface LabelTally {
  readonly hits: Float64Array;
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
  /** 1 where a row, whatever its weight, is or is said to be of the class; else 0. */
  readonly occurs: Int32Array;
}
