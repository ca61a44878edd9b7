// Keys: a readable prefix and SHA-256 over canonical bytes. Whatever can change the answer is in the key; nothing else is.

import { createHash } from 'node:crypto';
import type { JsonValue } from '../base/json.js';
import type { Key } from './task.js';

/**
 * Canonical text of a value, tagged by type: `1`, `"1"` and `true` differ, `1` and `1.0` do not, and neither the order of keys
 * nor any choice of separators can make two different values look alike (strings and containers carry their length).
 */
export function canonicalText(value: JsonValue): string {
  if (value === null) return 'z';
  switch (typeof value) {
    case 'boolean':
      return value ? 't' : 'f';
    case 'number':
      return `n${Object.is(value, -0) ? '0' : String(value)};`;
    case 'string':
      return `s${value.length}:${value}`;
    case 'object': {
      if (Array.isArray(value)) return `a${value.length}:${value.map(canonicalText).join('')}`;
      const map = value as { readonly [key: string]: JsonValue };
      const names = Object.keys(map).sort();
      return `m${names.length}:${names.map((name) => canonicalText(name) + canonicalText(map[name] as JsonValue)).join('')}`;
    }
  }
}

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
