// C6 of the fault plan (docs/reliability.md): workers that somebody stops, or asks to end.

import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StoppedWatch } from '../../src/engines/stopped.js';
import { fixture, run, scratch, start } from '../cli/run.js';
import { onlyWhere } from '../only-where.js';
import { comparable } from '../search/result.js';
import { becomes, childrenOf, isAlive, runDirectoriesOf } from './processes.js';

const { folder } = scratch();
const HARD_LIMIT_MS = 60_000;

/**
 * A regressor that always predicts 0; in a worker its fit at depth 2 says that it has begun, and ends when it is told
 * to.
 */
const MODEL = `
import { existsSync, writeFileSync } from 'node:fs';
const beside = (name) => new URL(name, import.meta.url);
export const Model = {
  role: 'regressor', summary: 'predicts 0',
  params: { depth: { default: 1, accepts: [{ kind: 'number', min: 0 }], about: 'how deep' } },
  needs: () => ({ rows: true }), cost: () => 1,
  fit: ({ params }) => params.map(({ depth }) => {
    if (depth === 2 && process.send !== undefined) {
      writeFileSync(beside('begun.' + process.pid), '');
      while (!existsSync(beside('go'))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
    return { ok: true, fitted: {}, warnings: [] };
  }),
  predict: ({ X, items }) => items.map(() => ({ kind: 'values', values: new Float64Array(X.rows) })),
  toModel: () => ({}), fromModel: () => ({}),
};`;

/** A search whose workers are at a task that ends when it is let go. */
async function underWay(name: string) {
  const here = join(folder, name);
  mkdirSync(here);
  writeFileSync(join(here, 'model.mjs'), MODEL);
  const grid = {
    task: 'regression',
    pipeline: [{ m: './model.mjs#Model' }],
    param_grid: { m__depth: [1, 2, 3] },
    cv: 3,
  };
  writeFileSync(join(here, 'grid.json'), JSON.stringify(grid));
  const words = ['fit', fixture('diabetes.csv'), '-g', join(here, 'grid.json'), '--progress', 'none'];
  const child = start([...words, '--jobs', '2'], {});
  const driver = child.pid as number;
  onTestFinished(() => {
    for (const pid of [...childrenOf(driver), driver]) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (piece) => {
    stdout += piece;
  });
  child.stderr?.on('data', (piece) => {
    stderr += piece;
  });
  const begun = (): number[] =>
    readdirSync(here).flatMap((file) => (file.startsWith('begun.') ? Number(file.slice(6)) : []));
  expect(await becomes(() => begun().length === 2, 30)).toBe(true);
  return {
    driver,
    workers: begun(),
    go: () => writeFileSync(join(here, 'go'), ''),
    ended: once(child, 'close'),
    stdout: () => stdout,
    stderr: () => stderr,
    /** What a run that meets no fault says. */
    quiet: async () => comparable((await run([...words, '--jobs', '1', '-q'])).stdout),
  };
}

const stateOf = (pid: number): string => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat[stat.lastIndexOf(')') + 2];
};

describe('a worker process that is stopped', () => {
  onlyWhere(process.platform === 'linux', 'Linux, which says what is stopped');

  it('for good, without --task-timeout: is told to go on, and that is told; the result is the same', {
    timeout: HARD_LIMIT_MS,
  }, async () => {
    const { workers, go, ended, stdout, stderr, quiet } = await underWay('one');
    process.kill(workers[0], 'SIGSTOP');
    go();
    expect(await ended).toEqual([0, null]);
    expect(stderr()).toContain(`worker process ${workers[0]} was stopped by a signal: it is told to go on`);
    expect(JSON.parse(stdout()).meta.worker_deaths).toBe(0);
    expect(comparable(stdout())).toBe(await quiet());
  });

  it('again and again: is ended, and another does its task', { timeout: HARD_LIMIT_MS }, async () => {
    const { workers, go, ended, stdout, stderr, quiet } = await underWay('again');
    process.kill(workers[0], 'SIGSTOP');
    expect(await becomes(() => stderr().includes('told to go on'), 30)).toBe(true);
    process.kill(workers[0], 'SIGSTOP');
    expect(await becomes(() => !isAlive(workers[0]), 30)).toBe(true);
    go();
    expect(await ended).toEqual([0, null]);
    expect(JSON.parse(stdout()).meta.worker_deaths).toBe(1);
    expect(comparable(stdout())).toBe(await quiet());
  });

  it('with its driver, as by Ctrl-Z, and goes on with it: nothing is told', { timeout: HARD_LIMIT_MS }, async () => {
    const { driver, workers, go, ended, stdout, stderr, quiet } = await underWay('all');
    const all = [driver, ...workers];
    for (const pid of all) process.kill(pid, 'SIGSTOP');
    expect(await becomes(() => all.every((pid) => stateOf(pid) === 'T'), 10)).toBe(true);
    for (const pid of all) process.kill(pid, 'SIGCONT');
    go();
    expect(await ended).toEqual([0, null]);
    expect([stderr().includes('stopped'), JSON.parse(stdout()).meta.worker_deaths]).toEqual([false, 0]);
    expect(comparable(stdout())).toBe(await quiet());
  });

  it('and whose driver is killed: the next run ends it and removes what there was', {
    timeout: HARD_LIMIT_MS,
  }, async () => {
    const { driver, workers, ended } = await underWay('orphans');
    for (const pid of workers) process.kill(pid, 'SIGSTOP');
    process.kill(driver, 'SIGKILL');
    await ended;
    expect([workers.every(isAlive), runDirectoriesOf(driver).length]).toEqual([true, 1]);
    const { quiet: _, ...next } = await underWay('next');
    expect(await becomes(() => !workers.some(isAlive), 10)).toBe(true);
    expect(runDirectoriesOf(driver)).toEqual([]);
    next.go();
    expect(await next.ended).toEqual([0, null]);
  });
});

it('a worker process that is asked to end (SIGTERM, SIGHUP) leaves that to its driver: no death, no fault of a task', {
  timeout: HARD_LIMIT_MS,
}, async () => {
  const { workers, go, ended, stdout, quiet } = await underWay('asked');
  for (const pid of workers) for (const signal of ['SIGTERM', 'SIGHUP', 'SIGTERM'] as const) process.kill(pid, signal);
  go();
  expect(await ended).toEqual([0, null]);
  expect(JSON.parse(stdout()).meta.worker_deaths).toBe(0);
  expect(comparable(stdout())).toBe(await quiet());
});

describe('the watch over stopped workers', () => {
  /** A watch over one worker, with its clock. */
  function watched() {
    let [now, stopped] = [performance.now(), false];
    const seen: string[] = [];
    const watch = new StoppedWatch({
      processes: () => [{ pid: 1, kill: () => seen.push('ended') }, undefined],
      onNote: () => {},
      isStopped: () => stopped,
      goOn: () => seen.push('told'),
    });
    watch.stop();
    return {
      seen,
      isStopped: (now: boolean) => {
        stopped = now;
      },
      looks: (count: number, everyMs = 500) => {
        for (let i = 0; i < count; i++) {
          now += everyMs;
          watch.look(now);
        }
      },
    };
  }

  it('does nothing about one that runs, is slow, or is stopped for a moment', () => {
    const { seen, isStopped, looks } = watched();
    looks(100);
    for (let i = 0; i < 20; i++) {
      isStopped(i % 2 === 0);
      looks(4);
    }
    expect(seen).toEqual([]);
  });

  it('tells one that stays stopped to go on, and ends it the second time', () => {
    const { seen, isStopped, looks } = watched();
    isStopped(true);
    looks(5);
    expect(seen).toEqual(['told']);
    isStopped(false);
    looks(50);
    isStopped(true);
    looks(4);
    expect(seen).toEqual(['told']);
    looks(1);
    expect(seen).toEqual(['told', 'ended']);
  });

  it('begins anew where it was itself away: then all were stopped', () => {
    const { seen, isStopped, looks } = watched();
    isStopped(true);
    looks(4);
    looks(4, 60_000);
    looks(3);
    expect(seen).toEqual([]);
  });
});
