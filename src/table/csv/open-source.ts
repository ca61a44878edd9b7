// Where the bytes of a table come from: a file or standard input. What cannot be opened is explained here.

import { type ByteSource, openBytes, streamSource } from '../../base/byte-source.js';
import { GridsearchError } from '../../base/errors.js';
import { codeOf } from '../../base/files.js';
import { nearestFile } from '../../base/path-words.js';

/** How messages name a source. */
export function sourceName(source: string): string {
  return source === '-' ? '<stdin>' : source;
}

/**
 * Opens a file, or `stdin` where `source` is '-'.
 * @throws CSV_NOT_FOUND, CSV_NOT_A_FILE, CSV_UNREADABLE, here or while it is read
 */
export async function openSource(
  source: string,
  stdin: AsyncIterable<Uint8Array> = process.stdin,
): Promise<ByteSource> {
  if (source === '-') return streamSource(stdin);
  const bytes = await explained(source, () => openBytes(source));
  return { read: (target) => explained(source, () => bytes.read(target)), close: bytes.close };
}

async function explained<T>(source: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw await explain(source, cause);
  }
}

async function explain(source: string, cause: unknown): Promise<unknown> {
  const code = codeOf(cause);
  const name = JSON.stringify(source);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new GridsearchError('CSV_NOT_FOUND', `there is no file ${name}`, {
        cause,
        where: { file: source },
        help: (await nearestFile(source)) ?? 'check the path; "-" reads standard input',
      });
    case 'EISDIR':
      return new GridsearchError('CSV_NOT_A_FILE', `${name} is a directory`, {
        cause,
        where: { file: source },
        help: 'name a CSV file in it',
      });
    case 'ENXIO':
      return new GridsearchError('CSV_NOT_A_FILE', `${name} is a socket, or a device that is not there`, {
        cause,
        where: { file: source },
        help: 'name a CSV file or a pipe',
      });
    case 'EACCES':
    case 'EPERM':
      return new GridsearchError('CSV_UNREADABLE', `${name} may not be read (permission denied)`, {
        cause,
        where: { file: source },
      });
    default:
      return code !== undefined && !(cause instanceof GridsearchError)
        ? new GridsearchError('CSV_UNREADABLE', `${name} could not be read: ${code}`, {
            cause,
            where: { file: source },
          })
        : cause;
  }
}
