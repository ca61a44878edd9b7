// Keys: a readable prefix and SHA-256 over canonical bytes. Whatever can change the answer is in the key; nothing else
// is.

import { createHash, hash } from 'node:crypto';
import { canonicalText } from '../../base/canonical-text.js';
import type { JsonValue } from '../../base/json.js';
import type { Key } from './task.js';

/**
 * Key of the work `op` of `name` on `parts` (everything that can change its answer, input keys included). Cost: one
 * SHA-256.
 */
export function keyOf(op: string, name: string, parts: JsonValue): Key {
  return `${op}:${name}:${digestOf([op, name, parts])}`;
}

/** SHA-256 of a value's canonical text, as 64 hex digits: stands for the value in the parts of a key. */
export function digestOf(value: JsonValue): string {
  return hash('sha256', canonicalText(value));
}

/** Key of a set of rows of a data set, by their indices in the file. */
export function rowsKey(datasetDigest: string, rows: Int32Array): Key {
  const digest = createHash('sha256').update(datasetDigest);
  digest.update(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
  return `rows:${rows.length}:${digest.digest('hex')}`;
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
