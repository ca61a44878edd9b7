// Reading a table with what makes it quick: the number scanner of the kernels, where there is enough to read.

import { statSync } from 'node:fs';
import type { Kernels } from './kernels/index.js';
import { type ReadOptions, readCsv } from './table/read-csv.js';
import type { Table } from './table/table.js';

/** Below this size a file is read before the kernels are loaded. */
const WORTH_SCANNING_BYTES = 256 * 1024;

/** As readCsv. @param kernels are asked for only if they are used */
export async function readTable(source: string, options: ReadOptions, kernels: () => Kernels): Promise<Table> {
  if (source !== '-' && fileBytes(source) < WORTH_SCANNING_BYTES) return readCsv(source, options);
  const scanner = kernels().scanner();
  try {
    return await readCsv(source, { ...options, scanner });
  } finally {
    scanner.free();
  }
}

/** Bytes of a file; 0 where it cannot be known. */
export function fileBytes(path: string): number {
  return path === '-' ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
}
