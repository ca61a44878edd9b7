// What is said of paths that are not what they seem.

import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { didYouMean } from './suggest.js';

/**
 * Node hands over the words of a command line as UTF-16: bytes that are not UTF-8 come as this, and name no file any
 * more.
 */
const REPLACEMENT = '\ufffd';

/** What to do about a name that Node could not decode; undefined where it could. */
export function notUtf8(path: string): string | undefined {
  return path.includes(REPLACEMENT)
    ? 'this name is not UTF-8, and Node cannot open such files: use - and redirect (… - < file)'
    : undefined;
}

/** What may be meant by a path where there is no file: one beside it. Never throws. */
export async function nearestFile(path: string): Promise<string | undefined> {
  return notUtf8(path) ?? didYouMean(basename(path), await readdir(dirname(path)).catch(() => []));
}
