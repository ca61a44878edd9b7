// A limit on the virtual memory of a process (ulimit -v), and what V8 asks of it: it reserves far more addresses than
// it ever uses, and where it gets none for a new thread it ends the process without a word. So who starts something
// that reserves looks here first.

import { readFileSync } from 'node:fs';

/** What V8 reserves for one memory of WebAssembly: all that an index reaches, and guards around it. */
export const MEMORY_ADDRESSES = 10 * 2 ** 30;
/** What Node and this program have before: threads of the system's, stacks, heap; rounded up. */
export const START_ADDRESSES = 1.2e9;
/** A thread, with its heap and stacks (measured: 0.6 GB, the first 0.9). */
export const THREAD_ADDRESSES = 1e9;
/** A worker process: what Node has at the start (0.75 GB), a memory, and its watchdog thread; rounded up. */
export const PROCESS_ADDRESSES = 13e9;

let limit: number | undefined;

/** Bytes of addresses that this process may have; infinity where nothing limits them, or the system does not tell. */
export function addressLimit(): number {
  limit ??= readLimit();
  return limit;
}

function readLimit(): number {
  const [, bytes] = /^Max address space\s+(\d+)/m.exec(readIfThere('/proc/self/limits') ?? '') ?? [];
  return bytes === undefined ? Number.POSITIVE_INFINITY : Number(bytes);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // Not Linux.
    return undefined;
  }
}

/** What is said where the limit is too low. @param needed  bytes that are enough */
export function addressHelp(needed: number): { readonly message: string; readonly help: string } {
  const kilobytes = Math.ceil(needed / 1e9) * 1e6;
  const isLimited = addressLimit() !== Number.POSITIVE_INFINITY;
  const now = isLimited ? ` of ${Math.floor(addressLimit() / 1024)}` : '';
  return {
    message: `the limit on virtual memory (ulimit -v)${now} is too low: V8 reserves addresses that it never uses`,
    help: `ulimit -v ${kilobytes} is enough, or unlimited; --memory-limit limits what is really used`,
  };
}
