// Whether a table will fit into memory, told from the beginning of the file: nobody should wait for an hour to read that it does not.

import { EXIT, GridsearchError } from '../base/errors.js';

/** How far the reading has come. */
export interface ReadSoFar {
  readonly file: string;
  readonly rows: number;
  readonly columns: number;
  /** Columns of which the text is kept. */
  readonly texts: number;
  /** Bytes read, and how many there are in all where that is known. */
  readonly bytes: number;
  readonly ofBytes: number | undefined;
}

/** The table, and its copy in the order of the splits that the search works on. */
const BYTES_PER_CELL = 16;
/** Codes of a text while they grow, and what they come to as a feature. */
const BYTES_PER_TEXT = 20;

/**
 * @param memoryBytes  what the program may take
 * @throws DATA_TOO_LARGE where the rows that are read, or the rows to be expected, need more
 */
export function refuseTooLarge({ file, rows, columns, texts, bytes, ofBytes }: ReadSoFar, memoryBytes: number): void {
  const expected = ofBytes === undefined ? rows : Math.max(rows, Math.round((rows * ofBytes) / bytes));
  const needed = expected * (columns * BYTES_PER_CELL + texts * BYTES_PER_TEXT);
  if (needed <= memoryBytes) return;
  const roughly = Number(expected.toPrecision(3)).toLocaleString('en');
  const count = `${ofBytes === undefined ? 'more than' : 'about'} ${roughly} rows of ${columns.toLocaleString('en')} columns`;
  throw new GridsearchError('DATA_TOO_LARGE', `${count} need ${size(needed)} of memory, and there are ${size(memoryBytes)}`, {
    where: { file },
    help: 'give a file of fewer rows or columns, or more memory (--memory-limit says how much may be taken)',
    exitCode: EXIT.environment,
  });
}

function size(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
