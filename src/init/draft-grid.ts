// Drafting: from a table to the text of a grid file that works for it. Beside search/, the other way to begin.

import { listNames } from '../base/suggest.js';
import { columnReader, type TableReading } from '../base/table-reading.js';
import { readTable } from '../input/read-table.js';
import { createKernels } from '../kernels/index.js';
import { draftFor } from './draft.js';
import { gridText } from './grid-text.js';
import { missingTokens } from './missing-tokens.js';
import { findSpellings } from './spellings.js';

export interface DraftRequest {
  /** Path of a CSV file. */
  readonly data: string;
  /** How messages and the grid name it. */
  readonly file: string;
  /** Default: chosen, and noted. */
  readonly target?: string | undefined;
  /** What is said of how the file is read. */
  readonly reading?: Partial<Omit<TableReading, 'naValues'>> & { readonly na?: readonly string[] };
  /** The command that runs the search. */
  readonly command: string;
}

export interface DraftedGrid {
  /** A YAML file. */
  readonly text: string;
  /** For the user. */
  readonly notes: readonly string[];
}

/**
 * Writes a grid for a table.
 * @throws CSV_…, DATA_… as a search on the table would, and where no column can be the target
 * Cost: reads the table once, or twice where cells such as "?" or "$5" turn out to mean something.
 */
export async function draftGrid({ data, file, target, reading = {}, command }: DraftRequest): Promise<DraftedGrid> {
  const { na = [], ...wishes } = reading;
  const spelled = target === undefined ? [] : [target];
  const read = (more: TableReading, types: Types = {}) =>
    readTable(data, { ...more, file, spelled, columnReading: columnReader(more, types) }, READERS);
  const first = await read({ ...wishes, naValues: na });
  const tokens = missingTokens(first);
  const spellings = findSpellings(first, tokens);
  const { delimiter } = first;
  const settled: TableReading = {
    ...wishes,
    ...(delimiter === undefined ? {} : { delimiter }),
    naValues: [...new Set([...na, ...tokens])],
    ...spellings.reading,
  };
  const kinds = Object.fromEntries(spellings.types.map(({ name }) => [name, 'categorical' as const]));
  const isPlain = tokens.length === 0 && spellings.types.length === 0 && Object.keys(spellings.reading).length === 0;
  const table = isPlain ? first : await read(settled, kinds);
  const draft = draftFor(table, target, spellings.types);
  const found = delimiter === undefined || wishes.delimiter !== undefined ? [] : first.notes.filter(isOfDelimiter);
  const others = draft.notes.filter((note) => !isOfDelimiter(note));
  return {
    text: gridText(draft, { file, command, reading: settled, spellings }),
    notes: [
      ...found,
      ...(tokens.length === 0 ? [] : [`read as missing values: ${listNames(tokens)}`]),
      ...spellings.notes,
      ...others,
    ],
  };
}

type Types = NonNullable<Parameters<typeof columnReader>[1]>;

function isOfDelimiter(note: string): boolean {
  return note.startsWith('delimiter: ');
}

const READERS = { kernels: createKernels };
