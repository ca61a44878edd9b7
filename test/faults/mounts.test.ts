// Rows F8 and F10 to F12 of the fault plan (docs/reliability.md) on real mounts, each engine for itself, and F17 with a
// real user: what only root can set up.

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BINARY, fixture, run, scratch } from '../cli/run.js';
import { onlyWhere } from '../only-where.js';
import { comparable } from '../search/result.js';
import { AS_SOMEBODY, inNamespace, mayBeSomebodyElse, mayMount } from './namespace.js';

const { folder, put } = scratch();
const HARD_LIMIT_MS = 90_000;
const isRoot = process.getuid?.() === 0;
const MOUNTS = 'the right to mount in a namespace of its own';
// Predictions of 600 fits come to more than 256 kB.
const grid = put(
  'many.json',
  JSON.stringify({
    pipeline: ['GaussianNB'],
    param_grid: { gaussiannb__var_smoothing: { logspace: [-9, 0, 200] } },
    cv: 3,
  }),
);
const line = `"${process.execPath}" "${BINARY}" fit "${fixture('iris.csv')}" -g "${grid}" --progress none --no-json`;
const mountOf = (directory: string, options: string): string =>
  `mount -t tmpfs -o mode=700,${options} none "${directory}"`;
const notes = (stderr: string): string[] =>
  stderr.split('\n').filter((text) => text.includes(' cache ') && text.startsWith('note: '));

let quiet: string;
beforeAll(async () => {
  quiet = comparable((await run(['fit', fixture('iris.csv'), '-g', grid, '-q'])).stdout);
}, HARD_LIMIT_MS);

const ENGINES = [
  ['inline', '--jobs 1'],
  ['threads', '--jobs 2 --engine threads'],
  ['local', '--jobs 2 --engine local'],
] as const;

/** A cache directory of its own, and the words that use it. */
function cacheAt(
  name: string,
  flags = '--jobs 1',
): {
  readonly cache: string;
  readonly fit: (out: string) => string;
  readonly resultOf: (out: string) => string;
} {
  const cache = join(folder, name);
  mkdirSync(cache, { mode: 0o700 });
  const outOf = (out: string): string => join(folder, `${name}-${out}.json`);
  return {
    cache,
    fit: (out) => `${line} ${flags} --cache "${cache}" -o "${outOf(out)}"`,
    resultOf: (out) => comparable(spawnSync('cat', [outOf(out)], { encoding: 'utf8', maxBuffer: 2 ** 27 }).stdout),
  };
}

describe('F8: the cache lies on a disk of 256 kB', () => {
  onlyWhere(mayMount(), MOUNTS);
  it.each(ENGINES)(
    '%s: is told once, the result is the same, and what did fit is used by the next search',
    {
      timeout: HARD_LIMIT_MS,
    },
    (engine, flags) => {
      const { cache, fit, resultOf } = cacheAt(`full-${engine}`, flags);
      const script = `${mountOf(cache, 'size=256k')} && ${fit('first')} && echo SECOND >&2 && ${fit('second')} && find "${cache}" -name '*.tmp'`;
      const { status, stdout, stderr } = inNamespace(script);
      expect([status, stdout]).toEqual([0, '']);
      const [first, second] = stderr.split('SECOND');
      expect(notes(first)).toEqual([expect.stringContaining('no space left on the device')]);
      expect(second).toMatch(/\d+ of 600 fits from the cache/);
      expect([resultOf('first'), resultOf('second')]).toEqual([quiet, quiet]);
    },
  );
});

describe('F8: there is no room for intermediate results', () => {
  onlyWhere(mayMount(), MOUNTS);
  it('ends with 5 and the cause: no candidate is to blame', { timeout: HARD_LIMIT_MS }, () => {
    const temporary = mkdtempSync(join(tmpdir(), 'no-room-'));
    const small = put(
      'digits.json',
      JSON.stringify({ pipeline: [{ s: 'StandardScaler' }, { k: 'KNeighborsClassifier' }], cv: 3 }),
    );
    const mounts = `${mountOf(temporary, 'size=1m')} && ${mountOf('/dev/shm', 'size=1m')}`;
    const fit = `"${process.execPath}" "${BINARY}" fit "${fixture('digits.csv')}" -g "${small}" -q --jobs 2 --no-cache`;
    const { status, stdout, stderr } = inNamespace(
      `${mounts} && ${fit}; code=$?; ls "${temporary}" /dev/shm | grep gridsearch; exit $code`,
      {
        TMPDIR: temporary,
      },
    );
    rmSync(temporary, { recursive: true });
    expect([status, stdout]).toEqual([5, '']);
    expect(stderr).toMatch(/^error\[NO_SPACE\]: no space left for intermediate results/);
  });
});

describe('E1: memory for files is small, and the disk is not', () => {
  onlyWhere(mayMount(), MOUNTS);
  const pipeline = [{ p: { PolynomialFeatures: { degree: 2 } } }, { k: 'KNeighborsClassifier' }];
  const wide = put('wide.json', JSON.stringify({ pipeline, cv: 3 }));
  const plain = put('plain.json', JSON.stringify({ pipeline: [{ k: 'KNeighborsClassifier' }], cv: 3 }));
  it.each([
    ['matrices are much larger than the file', 4, 'breast_cancer.csv', wide, false],
    ['the data come on standard input', 1, 'digits.csv', plain, true],
  ])(
    '%s: what does not fit goes to the disk, the result is the same',
    { timeout: HARD_LIMIT_MS },
    async (_, size, data, grid, piped) => {
      const disk = mkdtempSync(join(tmpdir(), 'room-'));
      const fit = `"${process.execPath}" "${BINARY}" fit ${piped ? '-' : `"${fixture(data)}"`} -g "${grid}" -q --jobs 2 --no-cache`;
      const told = inNamespace(
        `${mountOf('/dev/shm', `size=${size}m`)} && ${fit} --engine local ${piped ? `< "${fixture(data)}"` : ''}; code=$?; ls "${disk}" /dev/shm | grep gridsearch; exit $code`,
        { TMPDIR: disk },
      );
      rmSync(disk, { recursive: true });
      expect([told.status, told.stderr]).toEqual([0, '']);
      const here = await run(['fit', fixture(data), '-g', grid, '-q', '--jobs', '1']);
      expect(comparable(told.stdout)).toBe(comparable(here.stdout));
    },
  );
});

describe('D4: temporary files can go nowhere', () => {
  onlyWhere(mayMount(), MOUNTS);
  it('ends with 5 and each place that was tried', { timeout: HARD_LIMIT_MS }, () => {
    // What stands there, this checkout perhaps, stays to be seen.
    const readOnly = ['/tmp', '/var/tmp', '/dev/shm']
      .map((path) => `mount --bind ${path} ${path} && mount -o remount,bind,ro ${path}`)
      .join(' && ');
    const fit = `"${process.execPath}" "${BINARY}" fit "${fixture('iris.csv')}" -g - -q --jobs 2 --no-cache --memory-limit 1g`;
    const { status, stdout, stderr } = inNamespace(
      `grid=$(cat "${grid}") && ${readOnly} && echo "$grid" | TMPDIR=/tmp ${fit}`,
    );
    expect([status, stdout]).toEqual([5, '']);
    expect(stderr).toMatch(
      /^error\[ENVIRONMENT\]: no directory for intermediate results can be made: EROFS.*\/tmp.*\/var\/tmp.*\/dev\/shm/,
    );
  });
});

describe('F10: the cache is read-only', () => {
  onlyWhere(mayMount(), MOUNTS);
  it.each(ENGINES)(
    '%s: what is in it is used, what is not is computed, and it is told once',
    {
      timeout: HARD_LIMIT_MS,
    },
    (engine, flags) => {
      const { cache, fit, resultOf } = cacheAt(`read-only-${engine}`, flags);
      const readOnly = `mount -o remount,ro "${cache}"`;
      const more = `${fit('wider')} --set 'grid.gaussiannb__var_smoothing={logspace: [-9, 0, 399]}'`;
      const { status, stderr } = inNamespace(
        `${mountOf(cache, 'size=50m')} && ${fit('first')} 2>/dev/null && ${readOnly} && ${fit('again')} && echo WIDER >&2 && ${more}`,
      );
      expect(status).toBe(0);
      const [again, wider] = stderr.split('WIDER');
      expect(again).toContain('600 of 600 fits from the cache');
      expect([notes(again), resultOf('again')]).toEqual([[], quiet]);
      expect(wider).toMatch(/\d+ of 1,197 fits from the cache/);
      expect(notes(wider)).toEqual([expect.stringContaining('the file system is read-only')]);
    },
  );
});

describe('F10, S2: the cache is not ours alone', () => {
  onlyWhere(isRoot, 'root');
  it.each([
    ['it belongs to somebody else', (path: string) => chownSync(path, 54321, 54321)],
    ['others may write to it', (path: string) => chmodSync(path, 0o770)],
  ])('%s: it is not used, not written to, and that is told', { timeout: HARD_LIMIT_MS }, (reason, spoil) => {
    const { cache, fit, resultOf } = cacheAt(reason.replaceAll(' ', '-'));
    spoil(cache);
    const { status, stderr } = spawnSync('bash', ['-c', fit('r')], {
      env: { ...process.env, GRIDSEARCH_NO_CACHE: '' },
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(notes(stderr)).toEqual([expect.stringContaining(`is not used: ${reason}`)]);
    expect([resultOf('r'), readdirSync(cache)]).toEqual([quiet, []]);
  });
});

describe('F10: the path of the cache', () => {
  it('is made with its parents, for the owner alone', { timeout: HARD_LIMIT_MS }, async () => {
    const deep = join(folder, 'not', 'there', 'yet');
    const told = await run(['fit', fixture('iris.csv'), '-g', grid, '-q', '--cache', deep], {
      environment: { GRIDSEARCH_NO_CACHE: '' },
    });
    expect([told.code, told.stderr]).toEqual([0, '']);
    for (const path of [deep, join(folder, 'not')]) expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('is refused with 2 where it is a file', async () => {
    const told = await run(['fit', fixture('iris.csv'), '-g', grid, '--cache', put('a-file', 'mine')], {
      environment: { GRIDSEARCH_NO_CACHE: '' },
    });
    expect([told.code, told.stdout]).toEqual([2, '']);
    expect(told.stderr).toContain('error[CACHE_PATH]');
  });
});

describe('F11, F12: files of the cache are damaged, or gone', () => {
  it.each(ENGINES)('%s: a miss each time; the same bytes', { timeout: HARD_LIMIT_MS }, (engine, flags) => {
    const { cache, fit, resultOf } = cacheAt(`damaged-${engine}`, flags);
    const run = (out: string) =>
      spawnSync('bash', ['-c', fit(out)], { env: { ...process.env, GRIDSEARCH_NO_CACHE: '' }, encoding: 'utf8' });
    expect(run('first').status).toBe(0);
    const paths = readdirSync(cache, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(paths.length).toBeGreaterThan(3);
    for (const [i, { parentPath, name }] of paths.entries()) {
      const path = join(parentPath, name);
      const bytes = readFileSync(path);
      const at = (bytes.length * (i + 1)) >> 3;
      if (i % 3 === 0) rmSync(path);
      else if (i % 3 === 1) writeFileSync(path, bytes.subarray(0, at % bytes.length));
      else {
        bytes[at % bytes.length] ^= 1 << (i % 8);
        writeFileSync(path, bytes);
      }
    }
    expect(run('again').status).toBe(0);
    expect([resultOf('first'), resultOf('again')]).toEqual([quiet, quiet]);
  });
});

describe('F17: the system gives no more processes', () => {
  onlyWhere(mayBeSomebodyElse(), 'root, and a node that others may run');
  const cache = mkdtempSync(join(tmpdir(), 'somebody-'));
  afterAll(() => rmSync(cache, { recursive: true }));
  const publicGrid = join(cache, 'grid.json');

  it.each([
    [60, 'local', 0],
    [12, 'local', 5],
    [12, 'threads', 0],
    [14, 'threads', 0],
  ])('with %i processes and threads for four workers (%s): %i', { timeout: HARD_LIMIT_MS }, (most, engine, code) => {
    chmodSync(cache, 0o755);
    if (!existsSync(publicGrid)) spawnSync('cp', [grid, publicGrid]);
    const fit = [
      process.execPath,
      BINARY,
      'fit',
      fixture('iris.csv'),
      '-g',
      publicGrid,
      '--jobs',
      '4',
      '-q',
      '--no-cache',
    ];
    const words = [...AS_SOMEBODY, 'prlimit', `--nproc=${most}`, ...fit];
    const { status, stdout, stderr } = spawnSync(words[0], words.slice(1), {
      env: { PATH: process.env.PATH, GRIDSEARCH_ENGINE: engine },
      encoding: 'utf8',
      timeout: 60_000,
      maxBuffer: 2 ** 27,
    });
    // Node ends itself with SIGABRT where it gets no thread.
    const told = code === 0 ? '' : expect.stringMatching(/^error\[WORKERS_DIE\]: .*(EAGAIN|SIGABRT)/m);
    expect([status, engine === 'threads' ? '' : stderr]).toEqual([code, told]);
    if (code === 0) expect(comparable(stdout)).toBe(quiet);
  });
});
