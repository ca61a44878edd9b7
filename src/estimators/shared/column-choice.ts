// A choice of columns as a map: nothing is shifted or scaled.

import type { ColumnMap } from '../../base/statistics.js';

/** The map that keeps these columns, in this order. */
export function columnsAsTheyAre(columns: Int32Array): ColumnMap {
  const { length } = columns;
  return {
    columns,
    shift: new Float64Array(length),
    scale: new Float64Array(length).fill(1),
    offset: new Float64Array(length),
  };
}
