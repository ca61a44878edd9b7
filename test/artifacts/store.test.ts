import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileStore } from '../../src/artifacts/file-store.js';
import { columnPrefix, matrixOf } from '../../src/base/matrix.js';
import { keyOf } from '../../src/graph/plan/key.js';

const PLAIN = { f64: (length: number) => new Float64Array(length), i32: (length: number) => new Int32Array(length) };
const KEY = keyOf('fit', 'PCA', 1);

describe('the file store', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'store-test-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('gives back what was put, arrays and all', () => {
    const store = fileStore(directory);
    const value = {
      mean: Float64Array.of(1, -0, Number.NaN, Infinity),
      codes: Int32Array.of(-1, 2 ** 31 - 1),
      name: 'é',
      list: [{ n: 1 }, null, true],
    };
    store.put(KEY, value);
    expect(store.get(KEY, PLAIN)).toEqual(value);
  });

  it('stores a column prefix as a compact matrix', () => {
    const store = fileStore(directory);
    store.put(KEY, columnPrefix(matrixOf(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6)), 2));
    expect(store.get(KEY, PLAIN)).toEqual(matrixOf(2, 2, Float64Array.of(1, 2, 4, 5)));
  });

  it('reads the rows of a matrix that are asked for, one after another', () => {
    const store = fileStore(directory);
    store.put(KEY, matrixOf(4, 2, Float64Array.of(0, 1, 10, 11, 20, 21, 30, 31)));
    const segments = [
      [3, 4],
      [0, 2],
    ] as const;
    expect(store.rows?.(KEY, segments, PLAIN)).toEqual(matrixOf(3, 2, Float64Array.of(30, 31, 0, 1, 10, 11)));
    expect(store.rows?.(KEY, undefined, PLAIN)?.rows).toBe(4);
  });

  it('keeps every bit of any doubles', () => {
    const store = fileStore(directory);
    fc.assert(
      fc.property(fc.float64Array({ maxLength: 50 }), (doubles) => {
        const key = keyOf('fit', 'X', doubles.length);
        store.put(key, [doubles]);
        expect(store.get(key, PLAIN)).toEqual([doubles]);
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  it('has nothing under a key that was not put, or was deleted', () => {
    const store = fileStore(directory);
    expect(store.get(KEY, PLAIN)).toBeUndefined();
    store.put(KEY, 1);
    store.delete(KEY);
    expect(store.get(KEY, PLAIN)).toBeUndefined();
  });

  it('leaves no temporary file, and files that only the owner can read', () => {
    fileStore(directory).put(KEY, Float64Array.of(1));
    const [name, ...others] = readdirSync(directory);
    expect(others).toEqual([]);
    expect(name).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  });

  it('refuses an artifact that was cut short at any byte', () => {
    const store = fileStore(directory);
    store.put(KEY, { a: Float64Array.of(1, 2, 3) });
    const path = join(directory, readdirSync(directory)[0]);
    const whole = readFileSync(path);
    // The last array is padded to a cache line; a cut inside the padding loses nothing.
    const needed = whole.length - (64 - 24);
    for (let length = 0; length < needed; length++) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      expect(() => store.get(KEY, PLAIN), `cut at ${length}`).toThrow();
    }
  });

  it('lets nothing but a hash reach a path', () => {
    const store = fileStore(directory);
    for (const key of ['../../etc/passwd', '/abs', `x:${'A'.repeat(64)}`, ''])
      expect(() => store.put(key, 1), key).toThrow('64 hex');
  });
});
