// Reading a table with what makes it quick: the number scanner of the kernels, where there is enough to read; and with
// what keeps it from filling the memory.

import { closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { availableParallelism, freemem, platform, totalmem } from 'node:os';
import { AT_ONCE } from '../base/files.js';
import type { Kernels } from '../kernels/index.js';
import { isGzip } from '../table/csv/gunzip.js';
import { type ReadOptions, readCsv } from '../table/csv/read-csv.js';
import type { Table } from '../table/csv/table.js';
import { entryScript } from '../worker/entry-script.js';
import { type SecondReader, startSecondReader } from './second-reader.js';

/** Below this size a file is read before the kernels are loaded. */
const WORTH_SCANNING_BYTES = 256 * 1024;

/**
 * From this size on a second thread, which takes some 25 ms of a core to start, is worth it: 34 MB take 65 ms with it,
 * 84 ms without.
 */
const WORTH_A_THREAD_BYTES = 32e6;
/**
 * Larger tables are not settled: where a search turns out to need processes, what lies in the memory of kernels here
 * stays there.
 */
export const MOST_IN_KERNEL_MEMORY_BYTES = 512e6;
/** Rooms of text for two threads: one that is filled, one for each to scan, and one between. */
const SHARED_BUFFERS = 4;

export interface Readers {
  /** Are asked for only if they are used. */
  readonly kernels: () => Kernels;
  /** How many threads may read; default the cores that this process may use. */
  readonly threads?: number;
  /**
   * Whether the numbers are to lie in the memory of the kernels, where a search in this process works on them as they
   * lie.
   */
  readonly inKernelMemory?: boolean;
  /** Files from so many bytes on are read by two; default what is worth it. */
  readonly worthBytes?: number;
  /** The second one; default: one that is started for it, and ended. */
  readonly second?: SecondReader;
}

/**
 * As readCsv.
 * @param options.memoryBytes  default: what this machine can give
 */
export async function readTable(source: string, options: ReadOptions, readers: Readers): Promise<Table> {
  const bytes = fileBytes(source);
  const memoryBytes = Math.min(options.memoryBytes ?? Number.POSITIVE_INFINITY, freeBytes());
  const limited = { ...options, memoryBytes, ...(bytes === 0 ? {} : { bytes }) };
  const shared = isWorthTwoReaders(bytes, readers.threads, readers.worthBytes);
  if (source !== '-' && bytes < WORTH_SCANNING_BYTES && !shared) return readCsv(source, limited);
  const { heap, scanner: makeScanner } = readers.kernels();
  const scanner = makeScanner(shared ? SHARED_BUFFERS : 1);
  const memory =
    readers.inKernelMemory === true && bytes > 0 && bytes <= 2 * MOST_IN_KERNEL_MEMORY_BYTES ? { heap } : {};
  const second = shared ? (readers.second ?? startSecondReader(entryScript('worker-thread'))) : undefined;
  try {
    second?.join(scanner);
    return await readCsv(source, { ...limited, ...memory, scanner });
  } finally {
    scanner.free();
    if (second !== readers.second) second?.end();
  }
}

/** Threads that may read where so many jobs are allowed (-1: as many as there are cores). */
export function readingThreads(jobs = -1): number {
  const cores = availableParallelism();
  return jobs === -1 ? cores : Math.min(jobs, cores);
}

/** Whether a file is worth two readers, where so many threads may read. */
export function isWorthTwoReaders(
  bytes: number,
  threads = readingThreads(),
  worthBytes = WORTH_A_THREAD_BYTES,
): boolean {
  return threads > 1 && bytes >= worthBytes;
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
