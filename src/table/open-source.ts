// Where the bytes of a table come from: a file or standard input. What cannot be opened is explained here.

import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { GridsearchError } from '../base/errors.js';
import { didYouMean } from '../base/suggest.js';

/** How messages name a source. */
export function sourceName(source: string): string {
  return source === '-' ? '<stdin>' : source;
}

/**
 * The bytes of a file, or of `stdin` where `source` is '-', in chunks; each byte once.
 * @throws CSV_NOT_FOUND, CSV_NOT_A_FILE, CSV_UNREADABLE
 */
export async function* openSource(source: string, stdin: AsyncIterable<Uint8Array> = process.stdin): AsyncGenerator<Uint8Array> {
  if (source === '-') {
    yield* stdin;
    return;
  }
  try {
    yield* createReadStream(source, { highWaterMark: CHUNK_BYTES });
  } catch (cause) {
    throw await explain(source, cause);
  }
}

const CHUNK_BYTES = 1 << 20;

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
