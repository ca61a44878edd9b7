// Columns that count the rows of their file: an index that some program wrote.

import type { Table } from './table.js';

/** Whether a column of numbers counts from 0 or 1, row by row. Cost: that of the rows up to the first that differs. */
export function isRowNumber(
  { rows, columns, blocks, blockRows }: Table,
  index: number,
  fewestRows = FEWEST_ROWS,
): boolean {
  if (rows < fewestRows || columns[index].kind !== 'numeric') return false;
  const valueAt = (row: number) => blocks[Math.floor(row / blockRows)][(row % blockRows) * columns.length + index];
  const first = valueAt(0);
  if (first !== 0 && first !== 1) return false;
  for (let row = 1; row < rows; row++) if (valueAt(row) !== first + row) return false;
  return true;
}

const FEWEST_ROWS = 10;
