// Reading a table with what makes it quick: the number scanner of the kernels, where there is enough to read; and with
// what keeps it from filling the memory.

import { closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { freemem, platform, totalmem } from 'node:os';
import { AT_ONCE } from '../base/files.js';
import type { ThreadKernels } from '../kernels/index.js';
import { isGzip } from '../table/csv/gunzip.js';
import { type ReadOptions, readCsv } from '../table/csv/read-csv.js';
import type { Table } from '../table/csv/table.js';

/** Below this size a file is read before the kernels are loaded. */
const WORTH_SCANNING_BYTES = 256 * 1024;

/**
 * Larger tables are not read into the memory of kernels: where a search turns out to need processes, what lies there
 * stays there.
 */
export const MOST_IN_KERNEL_MEMORY_BYTES = 512e6;

export interface Readers {
  /** Are asked for only if they are used. */
  readonly kernels: () => ThreadKernels;
  /**
   * Whether the numbers are to lie in the memory of the kernels, where a search in this process works on them as they
   * lie.
   */
  readonly inKernelMemory?: boolean;
}

/**
 * As readCsv.
 * @param options.memoryBytes  default: what this machine can give
 */
export async function readTable(source: string, options: ReadOptions, readers: Readers): Promise<Table> {
  const bytes = fileBytes(source);
  const memoryBytes = Math.min(options.memoryBytes ?? Number.POSITIVE_INFINITY, freeBytes());
  const limited = { ...options, memoryBytes, ...(bytes === 0 ? {} : { bytes }) };
  if (source !== '-' && bytes < WORTH_SCANNING_BYTES) return readCsv(source, limited);
  const { heap, scanner: createScanner } = readers.kernels();
  const scanner = createScanner();
  const isNear = readers.inKernelMemory === true && bytes > 0 && bytes <= 2 * MOST_IN_KERNEL_MEMORY_BYTES;
  try {
    return await readCsv(source, { ...limited, ...(isNear && { heap }), scanner });
  } finally {
    scanner.free();
  }
}

/**
 * Memory that may be taken: what is free, or within the limit of a container. Other systems than Linux count caches as
 * taken.
 */
function freeBytes(): number {
  const limit = process.constrainedMemory();
  return Math.min(platform() === 'linux' ? freemem() : totalmem(), limit > 0 ? limit : Number.POSITIVE_INFINITY);
}

/** Bytes of a file, those of a compressed one unpacked; 0 where they cannot be known. */
export function fileBytes(path: string): number {
  const stat = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile()) return stat?.size ?? 0;
  try {
    return unpackedBytes(path, stat.size);
  } catch {
    // What cannot be opened is explained by whoever reads it.
    return stat.size;
  }
}

/** A gzip file ends with the length of what it holds, modulo 2³² (RFC 1952, ISIZE). */
function unpackedBytes(path: string, size: number): number {
  const file = openSync(path, constants.O_RDONLY | AT_ONCE);
  try {
    const ends = new DataView(new ArrayBuffer(6));
    const [first, last] = [new Uint8Array(ends.buffer, 0, 2), new Uint8Array(ends.buffer, 2)];
    readSync(file, first, 0, 2, 0);
    if (!isGzip(first) || size < 6) return size;
    readSync(file, last, 0, 4, size - 4);
    return Math.max(size, ends.getUint32(2, true));
  } finally {
    closeSync(file);
  }
}
