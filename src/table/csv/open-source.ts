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
  const systemCode = codeOf(cause);
  const name = JSON.stringify(source);
  const refusal = (code: string, message: string, help?: string): GridsearchError =>
    new GridsearchError(code, message, { cause, where: { file: source }, help });
  switch (systemCode) {
    case 'ENOENT':
    case 'ENOTDIR': {
      const help = (await nearestFile(source)) ?? 'check the path; "-" reads standard input';
      return refusal('CSV_NOT_FOUND', `there is no file ${name}`, help);
    }
    case 'EISDIR':
      return refusal('CSV_NOT_A_FILE', `${name} is a directory`, 'name a CSV file in it');
    case 'ENXIO': {
      const message = `${name} is a socket, or a device that is not there`;
      return refusal('CSV_NOT_A_FILE', message, 'name a CSV file or a pipe');
    }
    case 'EACCES':
    case 'EPERM':
      return refusal('CSV_UNREADABLE', `${name} may not be read (permission denied)`);
    default:
      if (systemCode === undefined || cause instanceof GridsearchError) return cause;
      return refusal('CSV_UNREADABLE', `${name} could not be read: ${systemCode}`);
  }
}
