import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlainJson } from '../../src/grid/plain-json.js';
import { readGrid } from '../../src/grid/read-grid.js';

/** A comment behind the text makes YAML's reader read it. */
const asYaml = (text: string) => readGrid(`${text}\n# YAML`, 'grid.json');

/** Every path of a value. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? value.map((entry, i) => [i, entry] as const) : Object.entries(value);
  return [path, ...entries.flatMap(([key, entry]) => pathsOf(entry, [...path, key]))];
}

describe('plain JSON', () => {
  it('is the same value with the same places as YAML makes of it', () => {
    let quickly = 0;
    const key = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 12 }));
    const map = fc.dictionary(key, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });
    fc.assert(
      fc.property(map, fc.nat(3), (map, indent) => {
        const text = JSON.stringify(map, null, indent);
        if (readPlainJson(text) === undefined || 'format' in map) return;
        quickly++;
        const [quick, slow] = [readGrid(text, 'grid.json'), asYaml(text)];
        expect(JSON.stringify(quick.value)).toBe(JSON.stringify(slow.value));
        for (const path of pathsOf(map)) {
          for (const part of ['key', 'value'] as const)
            expect(quick.locate(path, part)).toEqual(slow.locate(path, part));
        }
      }),
      { numRuns: 300 },
    );
    expect(quickly).toBeGreaterThan(30);
  });

  it('is read without YAML', () => {
    const text =
      '{"pipeline": ["PCA", {"logistic": "LogisticRegression"}],\n "param_grid": {"logistic__C": [1e-4, 1.0, 0, -2, true, null, "a: b"]}}';
    expect(readPlainJson(text)).toEqual({
      pipeline: ['PCA', { logistic: 'LogisticRegression' }],
      param_grid: { logistic__C: [0.0001, 1, 0, -2, true, null, 'a: b'] },
    });
  });

  it.each([
    ['a key that stands twice', '{"cv": 3, "cv": 5}'],
    ['a key that stands twice, deeper', '{"a": [{"b": 1, "c": {"b": 2}, "b": 3}]}'],
    ['a name of JavaScript', '{"__proto__": {"cv": 3}}'],
    ['an integer that cannot be held', '{"random_state": 9007199254740993}'],
    ['a number that is too large', '{"C": 1e999}'],
    ['minus zero', '{"C": -0}'],
    ['a tab', '{\t"cv": 3}'],
    ['a colon on a line of its own', '{"cv"\n: 3}'],
    ['a long key', `{"${'k'.repeat(101)}": 3}`],
    ['a list', '[1]'],
    ['nesting that is too deep', `{"a": ${'['.repeat(101)}${']'.repeat(101)}}`],
    ['YAML', 'cv: 3'],
  ])('is not what has %s', (_what, text) => {
    expect(readPlainJson(text)).toBeUndefined();
  });
});
