// The durable cache under damage, full disks and strangers: an artifact comes back exactly, or not at all.

import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { clearCache, measureCache } from '../../src/cache/cache-folder.js';
import { userCacheDirectory } from '../../src/cache/cache-place.js';
import { DISK, type Disk } from '../../src/cache/disk.js';
import { type CacheOptions, type DurableCache, openCache } from '../../src/cache/durable-cache.js';
import { openArtifact, sealArtifact } from '../../src/cache/sealed.js';

const folder = mkdtempSync(join(tmpdir(), 'gridsearch-cache-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KEY = `fit:PCA:${'ab'.repeat(32)}`;
const VALUE = { items: [1, 'two', null], matrix: Float64Array.of(1.5, -0, Number.NaN), codes: Int32Array.of(-1, 7) };
const CODE = 'c'.repeat(64);
const DATASET = 'd'.repeat(64);
const RECORD = { id: 'e'.repeat(64), fitSeconds: 1, scoreSeconds: 0, warnings: [], scores: { accuracy: 1 } };

function open(
  name: string,
  more: Partial<CacheOptions> = {},
): { cache: DurableCache; told: string[]; directory: string } {
  const directory = join(folder, name);
  const told: string[] = [];
  const options = {
    directory,
    code: CODE,
    dataset: DATASET,
    limitBytes: 1e9,
    disk: DISK,
    warn: (text: string) => void told.push(text),
    ...more,
  };
  const cache = openCache(options);
  if (cache === undefined) throw new Error(told.join('; '));
  return { cache, told, directory };
}

const filesOf = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
    lstatSync(join(directory, path)).isFile(),
  );

describe('a sealed artifact', () => {
  const bytes = Buffer.concat(sealArtifact(KEY, VALUE));

  it('comes back to the last bit', () => {
    expect(openArtifact(KEY, bytes)).toEqual(VALUE);
  });

  it('F11: is a miss when it is cut at any length', () => {
    for (let length = 0; length < bytes.length; length++)
      expect(openArtifact(KEY, bytes.subarray(0, length))).toBeUndefined();
  });

  it('F11: is a miss with one bit flipped anywhere', () => {
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] ^= 1 << (at % 8);
      expect(openArtifact(KEY, damaged)).toBeUndefined();
    }
  });

  it('F11: is a miss under another key, though its seal fits', () => {
    expect(openArtifact(`fit:PCA:${'cd'.repeat(32)}`, bytes)).toBeUndefined();
  });
});

describe('the durable cache', () => {
  it('gives back what another process kept, for the same code and data only', () => {
    const { cache } = open('kept');
    cache.save(KEY, VALUE);
    cache.append([RECORD]);
    expect([open('kept').cache.load(KEY), open('kept').cache.record(RECORD.id)]).toEqual([VALUE, RECORD]);
    for (const other of [{ code: 'f'.repeat(64) }, { dataset: 'f'.repeat(64) }]) {
      expect([open('kept', other).cache.empty, open('kept', other).cache.load(KEY)]).toEqual([true, undefined]);
    }
  });

  it('S3: keeps files and directories for their owner alone', () => {
    const { cache, directory } = open('private');
    cache.save(KEY, VALUE);
    cache.append([RECORD]);
    const modes = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((path) => {
      const stats = statSync(join(directory, path));
      return [stats.isDirectory(), stats.mode & 0o777];
    });
    for (const [isDirectory, mode] of modes) expect(mode).toBe(isDirectory ? 0o700 : 0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('S2: reads and writes through no symbolic link, at an artifact, the log or what is swept away', () => {
    const { cache, directory } = open('links');
    cache.save(KEY, VALUE);
    cache.append([RECORD]);
    const victim = join(folder, 'victim');
    mkdirSync(victim);
    writeFileSync(join(victim, 'file'), 'untouched');
    const log = join(directory, filesOf(directory).find((name) => name.endsWith('scores.log')) ?? '');
    for (const name of filesOf(directory).filter((path) => path.startsWith('v1'))) {
      rmSync(join(directory, name));
      symlinkSync(join(victim, 'file'), join(directory, name));
    }
    symlinkSync(victim, join(directory, 'v1.4711.abc.gone'));
    // With a link for a log the cache is not used at all.
    expect(() => open('links')).toThrow('ELOOP');
    rmSync(log);
    const { cache: next } = open('links');
    next.append([RECORD]);
    expect(next.load(KEY)).toBeUndefined();
    next.save(KEY, VALUE);
    next.close();
    expect([readdirSync(victim), readFileSync(join(victim, 'file'), 'utf8')]).toEqual([['file'], 'untouched']);
  });

  it('F11: replaces a damaged artifact', () => {
    const { cache, directory } = open('damaged');
    cache.save(KEY, VALUE);
    const path = join(directory, filesOf(directory).find((name) => name.includes('artifacts')) ?? '');
    writeFileSync(path, readFileSync(path).subarray(0, 40));
    expect([cache.load(KEY), filesOf(directory).some((name) => name.includes('artifacts'))]).toEqual([
      undefined,
      false,
    ]);
    cache.save(KEY, VALUE);
    expect(cache.load(KEY)).toEqual(VALUE);
  });

  it('F14: goes on when it is cleared meanwhile', () => {
    const { cache, told, directory } = open('cleared');
    cache.save(KEY, VALUE);
    clearCache(directory, DISK);
    expect(cache.load(KEY)).toBeUndefined();
    cache.save(KEY, VALUE);
    cache.append([RECORD]);
    expect([open('cleared').cache.load(KEY), open('cleared').cache.record(RECORD.id), told]).toEqual([
      VALUE,
      RECORD,
      [],
    ]);
  });

  it('F8, F10: tells once that nothing more is kept, whichever call fails first, and still reads', () => {
    for (let failing = 0; failing < 12; failing++) {
      const directory = `full-${failing}`;
      open(directory).cache.save(KEY, VALUE);
      const { cache, told } = open(directory, { disk: failingDisk(failing) });
      cache.append([RECORD]);
      cache.save(`fit:PCA:${'12'.repeat(32)}`, VALUE);
      cache.append([RECORD]);
      cache.close();
      expect(told.length, told.join()).toBeLessThanOrEqual(1);
      expect(cache.load(KEY)).toEqual(VALUE);
      expect(filesOf(join(folder, directory)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }
  });

  it('removes what was not used for longest when it has grown past its limit', () => {
    const { cache, directory } = open('large', { limitBytes: 60_000 });
    const keys = Array.from({ length: 3 }, (_, n) => `fit:PCA:${String(n).repeat(64)}`);
    for (const [age, key] of keys.entries()) {
      cache.save(key, new Float64Array(1000));
      DISK.touch(join(directory, filesOf(directory).find((name) => name.endsWith(key.slice(-64))) ?? ''));
      expect(age).toBe(keys.indexOf(key));
    }
    const small = open('large', { limitBytes: 20_000 }).cache;
    small.save(KEY, 1);
    small.close();
    expect(measureCache(directory, DISK).bytes).toBeLessThanOrEqual(20_000);
    expect(open('large').cache.load(KEY)).toBe(1);
  });

  it('F10: is refused where others may write, and is an error where it is a file', () => {
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o777);
    expect(() => open('shared')).toThrow('others may write to it');
    writeFileSync(join(folder, 'file'), '');
    expect(() => open('file')).toThrow(expect.objectContaining({ code: 'CACHE_PATH', exitCode: 2 }));
  });

  it.each(['the next search', 'the next clearing'])(
    'F14: what a clearing that was killed has left is removed by %s',
    (who) => {
      const { cache, directory } = open(who);
      cache.save(KEY, VALUE);
      const [gone, single] = ['v1.4711.abc.gone', `v1/${'c'.repeat(16)}/old.4711.def.gone`].map((name) =>
        join(directory, name),
      );
      cpSync(join(directory, 'v1'), gone, { recursive: true });
      writeFileSync(single, 'x');
      writeFileSync(join(directory, 'mine.gone'), 'not ours');
      expect(measureCache(directory, DISK).files).toBe(3);
      if (who === 'the next clearing') clearCache(directory, DISK);
      else {
        const next = open(who).cache;
        next.save(KEY, VALUE);
        next.close();
      }
      expect([existsSync(gone), existsSync(single), existsSync(join(directory, 'mine.gone'))]).toEqual([
        false,
        false,
        true,
      ]);
    },
  );

  it('B3: marks as a cache only what it made or what was empty, and clears nothing else', () => {
    const tags = (directory: string) => filesOf(directory).filter((path) => path.endsWith('CACHEDIR.TAG'));
    const version = join('v1', 'c'.repeat(16));
    const kinds = [
      { name: 'made', tag: 'CACHEDIR.TAG', mine: [] },
      { name: 'empty', tag: 'CACHEDIR.TAG', mine: [], before: () => mkdirSync(join(folder, 'empty')) },
      { name: 'project', tag: join('v1', 'CACHEDIR.TAG'), mine: ['notes.txt'] },
      {
        name: 'versions',
        tag: join(version, 'CACHEDIR.TAG'),
        mine: ['notes.txt', join('v1', 'api.txt'), join('v1', 'v1.gone')],
      },
    ];
    for (const { name, tag, mine, before } of kinds) {
      const root = join(folder, name);
      before?.();
      for (const path of mine) {
        mkdirSync(join(root, 'v1', '..', path, '..'), { recursive: true });
        writeFileSync(join(root, path), 'mine');
      }
      if (!mine.some((path) => path.startsWith('v1'))) rmSync(join(root, 'v1'), { recursive: true, force: true });
      const { cache, directory, told } = open(name, { limitBytes: 10 });
      cache.append([RECORD]);
      cache.save(KEY, VALUE);
      expect([name, told, tags(directory)]).toEqual([name, [], [tag]]);
      cache.close();
      expect(filesOf(directory)).toEqual(expect.arrayContaining(mine));
      const again = open(name).cache;
      again.save(KEY, VALUE);
      expect(tags(directory)).toEqual([tag]);
      expect(measureCache(directory, DISK).files).toBeGreaterThan(0);
      clearCache(directory, DISK);
      expect(measureCache(directory, DISK).files).toBe(0);
      const left = filesOf(directory).filter((path) => !path.endsWith('CACHEDIR.TAG'));
      expect(left.toSorted()).toEqual(mine.toSorted());
    }
  });

  it('clears no directory that it did not make', () => {
    const mine = join(folder, 'mine');
    mkdirSync(join(mine, 'v1'), { recursive: true });
    expect(() => clearCache(mine, DISK)).toThrow(expect.objectContaining({ code: 'CACHE_PATH' }));
    expect(readdirSync(mine)).toEqual(['v1']);
  });
});

describe('the place of a cache', () => {
  const nobody = (): string => {
    throw new Error('ENOENT');
  };
  it('is where each system keeps such files', () => {
    expect(userCacheDirectory({ HOME: '/h' }, 'linux')).toEqual({ directory: '/h/.cache/gridsearch' });
    expect(userCacheDirectory({ HOME: '/h', XDG_CACHE_HOME: '/x' }, 'linux')).toEqual({ directory: '/x/gridsearch' });
    expect(userCacheDirectory({ HOME: '/h' }, 'darwin')).toEqual({ directory: '/h/Library/Caches/gridsearch' });
    expect(userCacheDirectory({ USERPROFILE: 'C:\\u' }, 'win32')).toEqual({
      directory: 'C:\\u\\AppData\\Local\\gridsearch\\Cache',
    });
    expect(userCacheDirectory({}, 'linux', () => '/passwd')).toEqual({ directory: '/passwd/.cache/gridsearch' });
    expect(userCacheDirectory({ XDG_CACHE_HOME: '/x' }, 'linux', nobody)).toEqual({ directory: '/x/gridsearch' });
  });

  it('is nowhere, and it says why, where a user has no home, or one that names another directory from everywhere', () => {
    expect(userCacheDirectory({}, 'linux', nobody)).toMatchObject({
      directory: undefined,
      why: expect.stringContaining('HOME is not set'),
    });
    expect(userCacheDirectory({ HOME: '' }, 'linux')).toMatchObject({
      directory: undefined,
      why: expect.stringContaining('HOME is ""'),
    });
    expect(userCacheDirectory({ HOME: '../artifacts' }, 'darwin')).toMatchObject({ directory: undefined });
    expect(userCacheDirectory({ HOME: '/h', XDG_CACHE_HOME: 'x' }, 'linux')).toEqual({
      directory: '/h/.cache/gridsearch',
    });
  });
});

/** A disk that is full from the n-th write on. */
function failingDisk(n: number): Disk {
  let calls = 0;
  const failing =
    <A extends readonly unknown[]>(write: (...given: A) => void) =>
    (...given: A): void => {
      if (calls++ >= n) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      write(...given);
    };
  return {
    ...DISK,
    append: failing(DISK.append),
    replace: failing(DISK.replace),
    makeDirectory: failing(DISK.makeDirectory),
    touch: failing(DISK.touch),
    remove: failing(DISK.remove),
  };
}
