// Drafting: from a table to the text of a grid file that works for it. Beside search/, the other way to begin.

import { GridsearchError } from '../base/errors.js';
import { listNames } from '../base/suggest.js';
import { readTable } from '../input/read-table.js';
import { createKernels } from '../kernels/index.js';
import type { ReadOptions } from '../table/csv/read-csv.js';
import type { Table } from '../table/csv/table.js';
import { draftFor } from './draft.js';
import { gridText } from './grid-text.js';
import { missingTokens } from './missing-tokens.js';

export interface DraftRequest {
  /** Path of a CSV file. */
  readonly data: string;
  /** How messages and the grid name it. */
  readonly file: string;
  /** Default: chosen, and noted. */
  readonly target?: string | undefined;
  readonly naValues?: readonly string[] | undefined;
  readonly delimiter?: string | undefined;
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
 * Cost: reads the table once, or twice where cells such as "?" turn out to be missing values.
 */
export async function draftGrid({
  data,
  file,
  target,
  naValues = [],
  delimiter,
  command,
}: DraftRequest): Promise<DraftedGrid> {
  const options = { file, naValues, spelled: target === undefined ? [] : [target] };
  const first = await readDelimited(data, options, delimiter);
  const tokens = missingTokens(first.table);
  const missing = [...new Set([...naValues, ...tokens])];
  const separation = first.delimiter === undefined ? {} : { delimiter: first.delimiter };
  const table =
    tokens.length === 0
      ? first.table
      : await readTable(data, { ...options, ...separation, naValues: missing }, READERS);
  const draft = draftFor(table, target);
  const text = gridText(draft, { file, command, naValues: missing, ...separation });
  return {
    text,
    notes: [...readingNotes(tokens, delimiter === undefined ? first.delimiter : undefined), ...draft.notes],
  };
}

/** What was found out about how the cells are to be read. */
function readingNotes(tokens: readonly string[], delimiter: string | undefined): string[] {
  return [
    ...(delimiter === undefined ? [] : [`delimiter: ${JSON.stringify(delimiter)}, found out`]),
    ...(tokens.length === 0 ? [] : [`read as missing values: ${listNames(tokens)}`]),
  ];
}

const READERS = { kernels: createKernels };

/** What may stand between cells where commas do not. */
const DELIMITERS = [';', '\t', '|'];

/** Reads with the delimiter that is said, else with a comma, else with the first other one that the file has. */
async function readDelimited(
  data: string,
  options: ReadOptions,
  delimiter: string | undefined,
): Promise<{ readonly table: Table; readonly delimiter?: string }> {
  if (delimiter !== undefined) return { table: await readTable(data, { ...options, delimiter }, READERS), delimiter };
  try {
    return { table: await readTable(data, options, READERS) };
  } catch (error) {
    if (!isOtherDelimiter(error)) throw error;
    for (const other of DELIMITERS) {
      try {
        return { table: await readTable(data, { ...options, delimiter: other }, READERS), delimiter: other };
      } catch (next) {
        if (!isOtherDelimiter(next)) throw next;
      }
    }
    throw error;
  }
}

function isOtherDelimiter(error: unknown): boolean {
  return error instanceof GridsearchError && error.code === 'CSV_DELIMITER';
}
