// Files as bytes, opened so that nothing waits where it cannot be interrupted: a pipe that nobody writes to, a socket
// or a device in the place of a file. A thread of libuv's pool that waits in open(2) or read(2) would keep the process
// from ending, and so would the main thread.

import { close, closeSync, constants, fstat, open, read } from 'node:fs';
import { isatty } from 'node:tty';
import { promisify } from 'node:util';
import { unlessEnding } from './ending.js';
import { AT_ONCE } from './files.js';

/** Bytes in the order of the source, each once. */
export interface ByteSource {
  /** Puts the next bytes at the beginning of `target`; resolves to how many there are, 0 at the end. */
  readonly read: (target: Uint8Array) => Promise<number>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a path for reading. A pipe is read as its writer writes, from when there is one; meanwhile the event loop
 * turns.
 * @throws Node's own errors; EISDIR for a directory
 */
export async function openBytes(path: string): Promise<ByteSource> {
  const file = await promisify(open)(path, constants.O_RDONLY | AT_ONCE);
  try {
    const stat = await unlessEnding(await promisify(fstat)(file));
    if (stat.isDirectory()) throw systemError('EISDIR', path);
    if (stat.isFIFO() || stat.isSocket()) {
      const { Socket } = await import('node:net');
      return streamSource(new Socket({ fd: file, readable: true, writable: false }));
    }
    if (stat.isCharacterDevice() && isatty(file)) return streamSource(new (await import('node:tty')).ReadStream(file));
  } catch (error) {
    closeSync(file);
    throw error;
  }
  return {
    read: async (target) => unlessEnding((await promisify(read)(file, target, 0, target.length, null)).bytesRead),
    close: () => promisify(close)(file),
  };
}

/** A stream of chunks as a source. */
export function streamSource(stream: AsyncIterable<Uint8Array>): ByteSource {
  const chunks = stream[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array(0);
  return {
    read: async (target) => {
      while (chunk.length === 0) {
        const { done, value } = await chunks.next();
        if (done === true) return 0;
        chunk = value;
      }
      const taken = chunk.subarray(0, target.length);
      target.set(taken);
      chunk = chunk.subarray(taken.length);
      return taken.length;
    },
    close: async () => void (await chunks.return?.()),
  };
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, syscall: 'open' });
}
