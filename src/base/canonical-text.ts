// One text for one value: what keys are hashed from, and what tells equal values from different ones.

import type { JsonValue } from './json.js';

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
