// Keys: a readable prefix and SHA-256 over canonical bytes. Whatever can change the answer is in the key; nothing else is.

import { createHash } from 'node:crypto';
import { canonicalText } from '../base/canonical-text.js';
import type { JsonValue } from '../base/json.js';
import type { Key } from './task.js';

/** Key of the work `op` of `name` on `parts` (everything that can change its answer, input keys included). Cost: one SHA-256. */
export function keyOf(op: string, name: string, parts: JsonValue): Key {
  return `${op}:${name}:${sha256(canonicalText([op, name, parts]))}`;
}

/** Key of a set of rows of a data set, by their indices in the file. */
export function rowsKey(datasetDigest: string, rows: Int32Array): Key {
  const hash = createHash('sha256').update(datasetDigest);
  hash.update(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
  return `rows:${rows.length}:${hash.digest('hex')}`;
}

/** How many rows the key of a set of rows names. */
export function rowsIn(key: Key): number {
  return Number(key.split(':')[1]);
}

/** The 64 hex digits that end a key: all that ever reaches a path. */
export function hashOf(key: Key): string {
  return key.slice(-64);
}

/** What a person reads of a key: `fit:PCA`. */
export function labelOf(key: Key): string {
  return key.slice(0, -65);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
