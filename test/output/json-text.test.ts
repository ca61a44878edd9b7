import { describe, expect, it } from 'vitest';
import { toJsonText, toResultText } from '../../src/output/json-text.js';

describe('toJsonText', () => {
  it('writes one line that ends in a newline', () => {
    expect(toJsonText({ a: [1, 2.5], b: null })).toBe('{"a":[1,2.5],"b":null}\n');
  });

  it('writes the shortest digits that read back as the same number', () => {
    expect(toJsonText([0.1 + 0.2, 1e21, 5e-324])).toBe('[0.30000000000000004,1e+21,5e-324]\n');
  });

  it('refuses numbers that JSON cannot say and names their path', () => {
    expect(() => toJsonText({ coef_: [[1, Number.NaN]] })).toThrow('$.coef_[0][1] is NaN');
    expect(() => toJsonText({ a: Number.POSITIVE_INFINITY })).toThrow('$.a is Infinity');
  });

  it('refuses typed arrays and functions, which JSON.stringify would garble or drop', () => {
    expect(() => toJsonText({ X: new Float64Array(2) })).toThrow('$.X is a Float64Array');
    expect(() => toJsonText({ f: () => 1 })).toThrow('$.f is function');
  });

  it('leaves out keys that are undefined, pretty or not', () => {
    expect(toJsonText({ a: undefined, b: 1 })).toBe('{"b":1}\n');
    expect(toJsonText({ a: undefined, b: 1 }, { pretty: true })).toBe('{\n  "b": 1\n}\n');
  });

  it('escapes what a terminal might obey without changing the value', () => {
    const text = toJsonText(['\u009b31m', 'a\u202eb', '\u001b', '\u2028']);
    expect(text).toBe('["\\u009b31m","a\\u202eb","\\u001b","\\u2028"]\n');
    expect(JSON.parse(text)).toEqual(['\u009b31m', 'a\u202eb', '\u001b', '\u2028']);
  });

  it('keeps lists of plain values on one line when pretty', () => {
    expect(toJsonText({ scores: [1, 2], params: [{ C: 1 }], none: [], empty: {} }, { pretty: true })).toBe(
      [
        '{',
        '  "scores": [1, 2],',
        '  "params": [',
        '    {',
        '      "C": 1',
        '    }',
        '  ],',
        '  "none": [],',
        '  "empty": {}',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('says the same value pretty and plain', () => {
    const value = { a: [[1, 'x'], [{ b: null }]], c: { d: [true, 'é"\\'] } };
    expect(JSON.parse(toJsonText(value, { pretty: true }))).toEqual(JSON.parse(toJsonText(value)));
  });
});

describe('toResultText', () => {
  it('puts the keys into their fixed order, whatever order they were made in', () => {
    const text = toResultText({ meta: 1, extra: 2, status: 'complete', format: 'gridsearch-result' });
    expect(Object.keys(JSON.parse(text))).toEqual(['format', 'status', 'meta', 'extra']);
  });
});
