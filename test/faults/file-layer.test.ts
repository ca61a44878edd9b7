// The writer of artifacts on a file layer that fails at its N-th call, for every N until none fails (SQLite's loop).

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fileStore } from '../../src/artifacts/file-store.js';
import { keyOf } from '../../src/graph/plan/key.js';

const layer = vi.hoisted(() => ({ calls: 0, failAt: Number.POSITIVE_INFINITY, code: '', shortWrites: false }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const failing =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      if (++layer.calls === layer.failAt)
        throw Object.assign(new Error(`${layer.code}: of the test`), { code: layer.code });
      return call(...args);
    };
  return {
    ...fs,
    openSync: failing(fs.openSync),
    renameSync: failing(fs.renameSync),
    readSync: failing(fs.readSync),
    fstatSync: failing(fs.fstatSync),
    writeSync: failing((file: number, bytes: Uint8Array, at: number) =>
      fs.writeSync(file, bytes, at, layer.shortWrites ? Math.min(7, bytes.length - at) : bytes.length - at),
    ),
  };
});

const KEY = keyOf('fit', 'PCA', 1);
const OLD = { a: Float64Array.of(1, 2, 3) };
const NEW = { a: Float64Array.of(1, 2, 3), b: Int32Array.of(4) };
const PLAIN = { f64: (length: number) => new Float64Array(length), i32: (length: number) => new Int32Array(length) };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'layer-test-'));
  Object.assign(layer, { calls: 0, failAt: Number.POSITIVE_INFINITY, code: '', shortWrites: false });
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the artifact writer on a failing file layer', () => {
  it.each(['ENOSPC', 'EIO', 'EINTR', 'EMFILE'])(
    '%s at any call: the old artifact or the new one, never a part, no temporary file',
    (code) => {
      const store = fileStore(directory);
      let failures = 0;
      for (let failAt = 1; ; failAt++) {
        store.put(KEY, OLD);
        Object.assign(layer, { calls: 0, failAt, code });
        let failed = false;
        try {
          store.put(KEY, NEW);
        } catch (error) {
          failed = true;
          expect([code, 'NO_SPACE']).toContain((error as { code: string }).code);
        }
        layer.failAt = Number.POSITIVE_INFINITY;
        expect(store.get(KEY, PLAIN)).toEqual(failed ? OLD : NEW);
        expect(readdirSync(directory)).toHaveLength(1);
        if (!failed) break;
        failures++;
      }
      expect(failures).toBeGreaterThan(4);
    },
  );

  it('takes short writes for what they are', () => {
    layer.shortWrites = true;
    const store = fileStore(directory);
    store.put(KEY, NEW);
    expect(layer.calls).toBeGreaterThan(20);
    expect(store.get(KEY, PLAIN)).toEqual(NEW);
  });

  it('a read that fails at any call throws; it never gives back a part', () => {
    const store = fileStore(directory);
    store.put(KEY, NEW);
    let failures = 0;
    for (let failAt = 1; ; failAt++) {
      Object.assign(layer, { calls: 0, failAt, code: 'EIO' });
      try {
        expect(store.get(KEY, PLAIN)).toEqual(NEW);
        break;
      } catch (error) {
        expect((error as Error).message).toContain('EIO');
        failures++;
      }
    }
    expect(failures).toBeGreaterThan(3);
  });
});
