// One text for one value: what keys are hashed from, and what tells equal values from different ones.

import type { JsonValue } from './json.js';

/**
 * Canonical text of a value, tagged by type: `1`, `"1"` and `true` differ, `1` and `1.0` do not, and neither the order
 * of keys nor any choice of separators can make two different values look alike (strings and containers carry their
 * length).
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
      // Sums of texts are put together once, by whoever reads them: a plan of a hundred thousand candidates makes a
      // hundred megabytes.
      if (Array.isArray(value)) {
        let text = `a${value.length}:`;
        for (const member of value) text += canonicalText(member);
        return text;
      }
      const map = value as { readonly [key: string]: JsonValue };
      const names = Object.keys(map).sort();
      let text = `m${names.length}:`;
      for (const name of names) text += `s${name.length}:${name}${canonicalText(map[name] as JsonValue)}`;
      return text;
    }
  }
}
