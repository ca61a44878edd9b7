// Tables whose rows stand in the order of time: a column of dates never goes back (or never forward).

import type { Table, TableColumn } from './csv/table.js';

/** The name of the first such column; undefined where there is none. Cost: O(rows) for each column of dates. */
export function timeColumn({ columns }: Table): string | undefined {
  return columns.find(isInOrder)?.name;
}

/** Only ISO dates: their texts are in the order of time. */
function isInOrder(column: TableColumn): boolean {
  if (column.kind !== 'text' || column.missing > 0 || column.numbers > 0 || column.spelling.overflow) return false;
  const { codes, dictionary } = column.spelling;
  if (dictionary.length < FEWEST_DATES || !dictionary.every((text) => ISO.test(text))) return false;
  const [first, last] = [dictionary[codes[0]], dictionary[codes[codes.length - 1]]];
  const isOrdered = (before: string, next: string) => (first <= last ? before <= next : before >= next);
  for (let row = 1; row < codes.length; row++)
    if (!isOrdered(dictionary[codes[row - 1]], dictionary[codes[row]])) return false;
  return true;
}

const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Fewer may be in order by chance. */
const FEWEST_DATES = 10;
