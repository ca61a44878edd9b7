// Where the bytes of a table come from: a file or standard input. What cannot be opened is explained here.

import { type FileHandle, open, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { GridsearchError } from '../base/errors.js';
import { didYouMean } from '../base/suggest.js';

/** Bytes in the order of the source, each once. */
export interface ByteSource {
  /** Puts the next bytes at the beginning of `target`; resolves to how many there are, 0 at the end. */
  readonly read: (target: Uint8Array) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** How messages name a source. */
export function sourceName(source: string): string {
  return source === '-' ? '<stdin>' : source;
}

/**
 * Opens a file, or `stdin` where `source` is '-'.
 * @throws CSV_NOT_FOUND, CSV_NOT_A_FILE, CSV_UNREADABLE, here or while it is read
 */
export async function openSource(source: string, stdin: AsyncIterable<Uint8Array> = process.stdin): Promise<ByteSource> {
  if (source === '-') return streamSource(stdin);
  const handle = await explained(source, () => open(source));
  return fileSource(source, handle);
}

function fileSource(source: string, handle: FileHandle): ByteSource {
  return {
    read: (target) => explained(source, async () => (await handle.read(target, 0, target.length, null)).bytesRead),
    close: () => handle.close(),
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

async function explained<T>(source: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw await explain(source, cause);
  }
}

async function explain(source: string, cause: unknown): Promise<unknown> {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const name = JSON.stringify(source);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new GridsearchError('CSV_NOT_FOUND', `there is no file ${name}`, {
        cause,
        where: { file: source },
        help: didYouMean(basename(source), await namesBeside(source)) ?? 'check the path; "-" reads standard input',
      });
    case 'EISDIR':
      return new GridsearchError('CSV_NOT_A_FILE', `${name} is a directory`, {
        cause,
        where: { file: source },
        help: 'name a CSV file in it',
      });
    case 'EACCES':
    case 'EPERM':
      return new GridsearchError('CSV_UNREADABLE', `${name} may not be read (permission denied)`, { cause, where: { file: source } });
    default:
      return typeof code === 'string' && !(cause instanceof GridsearchError)
        ? new GridsearchError('CSV_UNREADABLE', `${name} could not be read: ${code}`, { cause, where: { file: source } })
        : cause;
  }
}

async function namesBeside(source: string): Promise<string[]> {
  try {
    return await readdir(dirname(source));
  } catch {
    return [];
  }
}
