import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../../src/base/canonical-text.js';
import type { JsonValue } from '../../../src/base/json.js';
import { hashOf, keyOf, labelOf, rowsKey } from '../../../src/graph/plan/key.js';

describe('keys', () => {
  it('tell 1, "1" and true apart, and null from "null" and from nothing', () => {
    const values: JsonValue[] = [1, '1', true, null, 'null', [], {}, '', 0, false];
    expect(new Set(values.map((value) => keyOf('fit', 'X', value))).size).toBe(values.length);
  });

  it('take 1 and 1.0 and 1e0 for one number', () => {
    expect(canonicalText(JSON.parse('[1, 1.0, 1e0]') as JsonValue)).toBe(canonicalText([1, 1, 1]));
  });

  it('do not depend on the order of a map', () => {
    expect(keyOf('fit', 'X', { a: 1, b: [2, { c: 3, d: 4 }] })).toBe(
      keyOf('fit', 'X', { b: [2, { d: 4, c: 3 }], a: 1 }),
    );
  });

  it('are equal for equal values only', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const equal = canonicalText(a as JsonValue) === canonicalText(b as JsonValue);
        expect(equal).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  it('cannot be forged by separators inside strings', () => {
    expect(canonicalText(['a', 'b'])).not.toBe(canonicalText(['as1:b']));
    expect(canonicalText({ a: 'b', c: 'd' })).not.toBe(canonicalText({ a: 'bs1:cs1:d' }));
  });

  it('read as op and name, and end with 64 hex digits', () => {
    const key = keyOf('fit', 'PCA', { n_components: 5 });
    expect(labelOf(key)).toBe('fit:PCA');
    expect(hashOf(key)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('of rows depend on the rows and on the data', () => {
    const rows = Int32Array.of(1, 2, 3);
    const keys = [
      rowsKey('a', rows),
      rowsKey('b', rows),
      rowsKey('a', Int32Array.of(1, 2, 4)),
      rowsKey('a', Int32Array.of(1, 2)),
    ];
    expect(new Set(keys).size).toBe(4);
    expect(rowsKey('a', Int32Array.of(1, 2, 3))).toBe(keys[0]);
  });
});

/** The value as nested pairs of type and content, so that JSON text can compare it. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return ['list', value.map(sorted)];
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return ['map', entries.map(([name, member]) => [name, sorted(member)])];
}
