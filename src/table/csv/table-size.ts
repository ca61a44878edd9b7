// Whether a table will fit into memory, told from the beginning of the file: nobody should wait for an hour to read
// that it does not.

import { EXIT, GridsearchError } from '../../base/errors.js';
import { ADDRESSABLE_BYTES } from '../../base/kernel-memory.js';
import { formatBytes } from '../../base/units.js';

/** How far the reading has come. */
export interface ReadSoFar {
  readonly file: string;
  readonly rows: number;
  readonly columns: number;
  /** Columns of which the text is kept. */
  readonly texts: number;
  /** How many columns will be features. */
  readonly features: () => number;
  /** Bytes read, and how many there are in all where that is known. */
  readonly bytes: number;
  readonly ofBytes: number | undefined;
}

/** How far an estimate from the beginning of a file may be off before anybody is refused for it. */
const DOUBT = 1.1;
/** The table, and its copy in the order of the splits that the search works on. */
const BYTES_PER_CELL = 16;
/** Codes of a text while they grow, and what they come to as a feature. */
const BYTES_PER_TEXT = 20;

export interface SizeLimits {
  /** What the program may take. */
  readonly memoryBytes: number;
  /** What the kernels of one process can address. */
  readonly addressable?: number;
}

/** @throws DATA_TOO_LARGE where the rows that are read, or the rows to be expected, need more */
export function refuseTooLarge(soFar: ReadSoFar, { memoryBytes, addressable = ADDRESSABLE_BYTES }: SizeLimits): void {
  const { file, rows, columns, texts, bytes, ofBytes, features } = soFar;
  const expected = ofBytes === undefined ? rows : Math.max(rows, Math.round((rows * ofBytes) / bytes));
  const mostFeatures = Math.floor(addressable / (8 * Math.max(rows, expected / DOUBT)));
  if (columns > mostFeatures && features() > mostFeatures)
    throw tooManyNumbers(file, { rows: expected, features: features() }, addressable);
  const needed = expected * (columns * BYTES_PER_CELL + texts * BYTES_PER_TEXT);
  if (needed <= memoryBytes) return;
  const count = `${ofBytes === undefined ? 'more than' : 'about'} ${roughly(expected)} rows of ${columns.toLocaleString('en')} columns`;
  throw new GridsearchError(
    'DATA_TOO_LARGE',
    `${count} need ${formatBytes(needed)} of memory, and there are ${formatBytes(memoryBytes)}`,
    {
      where: { file },
      help: 'give a file of fewer rows or columns, or more memory (--memory-limit says how much may be taken)',
      exitCode: EXIT.environment,
    },
  );
}

/** X is one array, in the memory of one process or on its way to a file. */
function tooManyNumbers(
  file: string,
  { rows, features }: { readonly rows: number; readonly features: number },
  addressable: number,
): GridsearchError {
  const count = `about ${roughly(rows)} rows of ${features.toLocaleString('en')} features`;
  return new GridsearchError(
    'DATA_TOO_LARGE',
    `${count} are ${formatBytes(8 * rows * features)} of numbers, and one process can address ${formatBytes(addressable)}`,
    {
      where: { file },
      help: `take fewer columns (--features, --drop; less than ${Math.floor(addressable / (8 * rows)).toLocaleString('en')}) or fewer rows`,
      exitCode: EXIT.environment,
    },
  );
}

function roughly(count: number): string {
  return Number(count.toPrecision(3)).toLocaleString('en');
}
