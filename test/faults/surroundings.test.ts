// What a process may lack around it: a home, a place for temporary files. (The fault plan, docs/reliability.md.)

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BINARY, fixture, scratch } from '../cli/run.js';
import { onlyWhere } from '../only-where.js';
import { AS_SOMEBODY, mayBeSomebodyElse } from './namespace.js';

const { put } = scratch();
const HARD_LIMIT_MS = 60_000;
const pipeline = [{ scale: 'StandardScaler' }, { lr: 'LogisticRegression' }];
const grid = put('grid.json', JSON.stringify({ pipeline, param_grid: { lr__C: [0.1, 1] }, cv: 3 }));
/** A folder that everybody may read, and nobody else write. */
const here = mkdtempSync(join(tmpdir(), 'surroundings-'));
chmodSync(here, 0o755);
spawnSync('cp', [grid, join(here, 'grid.json')]);
afterAll(() => rmSync(here, { recursive: true }));

/** Runs the program with nothing in its environment but what is said. */
function within(environment: Readonly<Record<string, string>>, words: readonly string[], as: readonly string[] = []) {
  const all = [...as, process.execPath, BINARY, ...words];
  return spawnSync(all[0], all.slice(1), {
    cwd: here,
    env: { PATH: process.env.PATH, ...environment },
    encoding: 'utf8',
    timeout: HARD_LIMIT_MS / 2,
  });
}

const fit = ['fit', fixture('iris.csv'), '-g', 'grid.json', '--progress', 'none'];

describe('D3: there is no home', () => {
  it.each(['', '.'])(
    'HOME=%j: the search runs, keeps nothing, and a note says why; the folder stays as it was',
    { timeout: HARD_LIMIT_MS },
    (home) => {
      const { status, stdout, stderr } = within({ HOME: home }, fit);
      expect([status, JSON.parse(stdout).status, readdirSync(here)]).toEqual([0, 'complete', ['grid.json']]);
      expect(stderr).toMatch(/^note: nothing is kept for the next run: HOME is "\.?", which is no absolute path/m);
    },
  );

  it.each(['dir', 'size', 'clear'])('cache %s says so, and what to name', (action) => {
    const { status, stdout, stderr } = within({ HOME: '' }, ['cache', action]);
    expect([status, stdout]).toEqual([5, '']);
    expect(stderr).toMatch(/^error\[CACHE_PATH\]: there is no place for a cache: HOME is "".*\n.*--cache/);
  });

  describe('and the user is in no list', () => {
    onlyWhere(mayBeSomebodyElse(), 'root, and a node that others may run');
    it('the search runs, keeps nothing, and a note says why', { timeout: HARD_LIMIT_MS }, () => {
      const { status, stdout, stderr } = within({}, fit, AS_SOMEBODY);
      expect([status, stdout === '' ? '' : JSON.parse(stdout).status]).toEqual([0, 'complete']);
      expect(stderr).toMatch(/^note: nothing is kept for the next run: HOME is not set/m);
    });

    it('cache dir says so', () => {
      const { status, stderr } = within({}, ['cache', 'dir'], AS_SOMEBODY);
      expect([status, stderr]).toEqual([
        5,
        expect.stringMatching(/^error\[CACHE_PATH\]: there is no place for a cache: HOME is not set/),
      ]);
    });
  });
});

describe('D4: temporary files cannot go where TMPDIR says', () => {
  // With a memory limit nothing may lie in memory.
  const words = [...fit, '--no-cache', '--jobs', '2', '--memory-limit', '1g'];
  it.each([
    ['is not there', '/nonexistent/folder'],
    ['is a file', join(here, 'grid.json')],
    ['is not ours to write', '/proc'],
  ])('it %s: they go where such files usually go, and a note says why', { timeout: HARD_LIMIT_MS }, (_, TMPDIR) => {
    const { status, stdout, stderr } = within({ TMPDIR }, words);
    expect([status, JSON.parse(stdout).status]).toEqual([0, 'complete']);
    expect(stderr).toMatch(
      new RegExp(`^note: intermediate results go to /(var/)?tmp/gridsearch-\\S+: .*${TMPDIR}`, 'm'),
    );
  });
});
