// Train rows as an estimator is given them that reads rows in panels, and what can be known of their columns.

import type { PackedRows } from '../base/matrix.js';
import type { ColumnSpread, MomentStatistic } from '../base/statistics.js';

export interface PackedFeatures {
  readonly rows: PackedRows;
  /**
   * Mean and variance of each column: to rounding, and of all train rows where these are some of them. Computed where
   * no step tells.
   */
  readonly spread: () => ColumnSpread;
  /** Their second moments, computed: for a fit that wants them and could not know so before. */
  readonly moments: () => MomentStatistic;
}
