// The quick way to read a grid: what is plainly JSON, and means the same as YAML, needs no YAML parser. Whatever is
// wrong with a text, or only looks strange, is left to that parser, which says what and where.

import { isMap, type JsonObject } from '../base/json.js';
import { isRefusedKey, MAX_DEPTH } from './grid-document.js';
import { MAX_CHARACTERS, MAX_KEYS } from './text-limits.js';

/** The map that a text is, or undefined where YAML's reader is to look at it. */
export function readPlainJson(text: string): JsonObject | undefined {
  if (text.length > MAX_CHARACTERS || STRANGE.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const outsideStrings = text.replace(STRING, '""');
  // YAML wants a key and its colon on one line.
  if (!isMap(value) || /\n *:/.test(outsideStrings)) return undefined;
  // JSON.parse keeps the last of equal keys.
  const keys = countKeys(value, 0);
  return keys <= MAX_KEYS && keys === outsideStrings.split(':').length - 1 ? value : undefined;
}

/** A longer key can be longer than YAML accepts. */
const MAX_KEY = 100;
/** Characters that YAML treats in ways of its own, or may. */
const STRANGE = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/g;

/** Keys of a value and all within it; NaN where there is something to complain about. */
function countKeys(value: unknown, depth: number): number {
  if (depth > MAX_DEPTH) return Number.NaN;
  if (typeof value === 'number') return isPlainNumber(value) ? 0 : Number.NaN;
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) for (const entry of value) count += countKeys(entry, depth + 1);
  else {
    for (const [key, entry] of Object.entries(value)) {
      if (key.length > MAX_KEY || isRefusedKey(key)) return Number.NaN;
      count += 1 + countKeys(entry, depth + 1);
    }
  }
  return count;
}

/** Neither infinite, nor an integer that was perhaps rounded, nor −0. */
function isPlainNumber(value: number): boolean {
  return Number.isInteger(value) ? Number.isSafeInteger(value) && !Object.is(value, -0) : Number.isFinite(value);
}
