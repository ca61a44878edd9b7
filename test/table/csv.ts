// Reads CSV text in tests, in chunks of any size, and shows what an error says.
import { GridsearchError } from '../../src/base/errors.js';
import { type ReadOptions, readCsv } from '../../src/table/read-csv.js';
import { columnValues, type Table } from '../../src/table/table.js';

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

export function csv(content: string | Uint8Array, options: ReadOptions & { readonly chunk?: number } = {}): Promise<Table> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return readCsv('-', { file: 'data.csv', stdin: chunksOf(bytes, options.chunk ?? 1 << 20), ...options });
}

/** The numbers of a table, row by row. */
export function numbers(table: Table): number[][] {
  const columns = table.columns.map((_, j) => columnValues(table, j));
  return Array.from({ length: table.rows }, (_, row) => columns.map((column) => column[row]));
}

/** `CODE line:column message | help` of the error that `work` ends in. */
export async function problem(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    if (!(error instanceof GridsearchError)) throw error;
    const { line, column } = error.where ?? {};
    return `${error.code} ${line ?? '-'}:${column ?? '-'} ${error.message} | ${error.help ?? ''}`;
  }
  throw new Error('nothing was thrown');
}
