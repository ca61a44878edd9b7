// Reads CSV text in tests, in chunks of any size, and shows what an error says. Every text is read in several ways,
// which must agree.
import { deepStrictEqual } from 'node:assert/strict';
import { GridsearchError } from '../../../src/base/errors.js';
import { createKernels } from '../../../src/kernels/index.js';
import { type ReadOptions, readCsv } from '../../../src/table/csv/read-csv.js';
import { columnValues, freeNumbers, type Table } from '../../../src/table/csv/table.js';

export interface ChunkOptions {
  readonly chunk?: number;
}

const kernels = createKernels();
const scanner = kernels.scanner();
/** The last reading with the scanner: one file at a time lies in its buffer. */
let turn: Promise<unknown> = Promise.resolve();

async function* chunksOf(bytes: Uint8Array, { chunk = 1 << 20 }: ChunkOptions): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunk) {
    yield bytes.subarray(start, start + chunk);
  }
}

function readOnce(bytes: Uint8Array, options: ReadOptions & ChunkOptions): Promise<Table> {
  return readCsv('-', { file: 'data.csv', stdin: chunksOf(bytes, options), ...options });
}

/**
 * Reads a text without a scanner. With one it must come to the same,
 * also where the numbers are to lie as one array in the memory of kernels, however many bytes are promised.
 */
export async function csv(content: string | Uint8Array, options: ReadOptions & ChunkOptions = {}): Promise<Table> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  if (options.scanner !== undefined) return readOnce(bytes, options);
  const outcome = (work: Promise<Table>) =>
    work.then((table) => {
      const found = contents(table);
      if (table.heap !== undefined) freeNumbers(table);
      return found;
    }, problemOf);
  const inKernelMemory = { heap: kernels.heap, bytes: bytes.length >> (bytes.length % 3) };
  const plain = readOnce(bytes, options);
  const expected = await outcome(plain);
  for (const way of [{}, inKernelMemory]) {
    const withScanner = turn.then(() => outcome(readOnce(bytes, { ...options, ...way, scanner })));
    turn = withScanner.catch(() => {});
    deepStrictEqual(await withScanner, expected);
  }
  return plain;
}

/** All that a table holds, its numbers as bytes, wherever they lie. */
export function contents(table: Table): unknown {
  const { blocks, blockRows, heap: _heap, ...rest } = table;
  const used = (i: number) => 8 * rest.columns.length * Math.min(blockRows, rest.rows - i * blockRows);
  return {
    ...rest,
    numbers: Buffer.concat(blocks.map(({ buffer, byteOffset }, i) => Buffer.from(buffer, byteOffset, used(i)))),
  };
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
    return problemOf(error);
  }
  throw new Error('nothing was thrown');
}

function problemOf(error: unknown): string {
  if (!(error instanceof GridsearchError)) throw error;
  const { line, column } = error.where ?? {};
  return `${error.code} ${line ?? '-'}:${column ?? '-'} ${error.message} | ${error.help ?? ''}`;
}
