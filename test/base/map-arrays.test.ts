import { describe, expect, it } from 'vitest';
import { mapArrays, mapLeaves } from '../../src/base/map-arrays.js';

const double = (leaf: unknown): unknown => (typeof leaf === 'number' ? 2 * leaf : leaf);

describe('mapLeaves', () => {
  it('changes leaves in lists and objects, however deep', () => {
    expect(mapLeaves({ a: [1, { b: 2 }, 'x'], c: null, d: undefined }, double)).toEqual({
      a: [2, { b: 4 }, 'x'],
      c: null,
      d: undefined,
    });
    expect(mapLeaves(3, double)).toBe(6);
  });

  it('leaves its argument as it was', () => {
    const value = { a: [1, { b: 2 }] };
    mapLeaves(value, double);
    expect(value).toEqual({ a: [1, { b: 2 }] });
  });

  it('copies nothing of what does not change', () => {
    const same = { text: 'x', list: ['y'] };
    const value = { same, other: 1 };
    expect((mapLeaves(value, double) as typeof value).same).toBe(same);
    expect(mapLeaves(same, double)).toBe(same);
  });

  it('makes plain objects of others, whether anything in them changes or not', () => {
    class Pair {
      constructor(
        readonly a: unknown,
        readonly b: unknown,
      ) {}
    }
    expect(Object.getPrototypeOf(mapLeaves(new Pair('x', 'y'), double))).toBe(Object.prototype);
    expect(mapLeaves(new Pair(1, 'y'), double)).toStrictEqual({ a: 2, b: 'y' });
  });

  it('takes names for names, whatever they mean to JavaScript', () => {
    const value = JSON.parse('{"__proto__": {"a": 1}}') as object;
    const mapped = mapLeaves(value, double) as object;
    expect(Object.getPrototypeOf(mapped)).toBe(Object.prototype);
    expect(JSON.stringify(mapped)).toBe('{"__proto__":{"a":2}}');
  });
});

describe('mapArrays', () => {
  it('changes arrays of doubles and integers as wholes, and nothing else', () => {
    const bytes = Uint8Array.of(1);
    const mapped = mapArrays({ a: Float64Array.of(1, 2), b: [Int32Array.of(3)], bytes, c: 4 }, (array) => array.length);
    expect(mapped).toEqual({ a: 2, b: [1], bytes, c: 4 });
  });
});
