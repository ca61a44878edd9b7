// Rows F1, F3, F4, F15 and F16 of the fault plan (docs/reliability.md): what may happen to worker processes.

import { existsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, type Run, run, scratch } from '../cli/run.js';
import { onlyWhere } from '../only-where.js';
import { comparable } from '../walk/result.js';
import { type FaultBuild, faultBuild } from './fault-build.js';
import type { Fault } from './fault-point.js';
import { childrenOf, isAlive, runDirectoriesOf } from './processes.js';

const { folder, put } = scratch();
const HARD_LIMIT_MS = 60_000;
const DEATHS = ['SIGKILL', 'SIGSEGV', 'exit 0', 'exit 3'] as const;
const POINTS = [
  ['load', 'data:X:'],
  ['compute', 'fit:LogisticRegression:'],
  ['write', 'predict:'],
  ['reply', 'fit:PCA:'],
] as const;

const grid = put(
  'grid.json',
  JSON.stringify({
    pipeline: [{ pca: 'PCA' }, { model: 'GaussianNB' }],
    param_grid: [
      { model: ['LogisticRegression'], pca__n_components: [2, 3], model__C: [0.1, 1] },
      { model: ['GaussianNB'], pca__n_components: [2, 3] },
    ],
    cv: 3,
    run: { retries: 2 },
  }),
);

let faulty: FaultBuild;
let quiet: string;
beforeAll(async () => {
  faulty = await faultBuild();
  quiet = comparable((await search()).stdout);
}, HARD_LIMIT_MS);
afterAll(() => faulty.remove());

/** Runs the search on two workers, with a fault in one of them. Nothing may be left behind. */
async function search(fault?: Fault, flags: readonly string[] = [], during?: (pid: number) => void): Promise<Run> {
  let driver = 0;
  const children = new Set<number>();
  const outcome = await run(['fit', fixture('iris.csv'), '-g', grid, '--jobs', '2', '--progress', 'none', ...flags], {
    program: faulty.program,
    environment: fault === undefined ? {} : { GRIDSEARCH_FAULT: JSON.stringify(fault) },
    during: (child) => {
      driver = child.pid as number;
      const timer = setInterval(() => {
        for (const pid of childrenOf(driver)) children.add(pid);
      }, 100);
      child.on('exit', () => clearInterval(timer));
      during?.(driver);
    },
  });
  expect([...children].filter(isAlive)).toEqual([]);
  expect(runDirectoriesOf(driver)).toEqual([]);
  return outcome;
}

describe('F1: random workers are killed all the time', () => {
  it.each([1, 2, 3])('and the result is the same (seed %i)', { timeout: HARD_LIMIT_MS }, async (seed) => {
    let state = seed;
    const random = (): number => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    const killed = await search(undefined, ['--set', 'run.retries=1000'], (driver) => {
      // Twenty deaths at most: then the search is left alone, so that it ends on any machine.
      let left = 20;
      const timer = setInterval(() => {
        const workers = childrenOf(driver);
        if (left === 0 || !isAlive(driver)) clearInterval(timer);
        else if (workers.length > 0 && random() < 0.5) {
          left--;
          process.kill(workers[Math.floor(random() * workers.length)], 'SIGKILL');
        }
      }, 100);
    });
    expect(killed.code).toBe(0);
    expect(comparable(killed.stdout)).toBe(quiet);
  });
});

describe('F3: a worker dies at a certain moment', () => {
  const cases = POINTS.flatMap(([point, match]) => DEATHS.map((action) => ({ point, match, action })));
  it.each(cases)('$point, $action: its task runs again and the result is the same', { timeout: HARD_LIMIT_MS }, async (fault) => {
    const once = join(folder, `${fault.point} ${fault.action}`);
    const died = await search({ ...fault, once });
    expect(existsSync(once)).toBe(true);
    expect(died.code).toBe(0);
    expect(comparable(died.stdout)).toBe(quiet);
    expect(JSON.parse(died.stdout).meta.worker_deaths).toBe(1);
  });

  const thrown = POINTS.flatMap(([point, match]) => (['throw', 'reject'] as const).map((action) => ({ point, match, action })));
  it.each(thrown)('$point, $action: a named error of the task, which is not tried again', { timeout: HARD_LIMIT_MS }, async (fault) => {
    const failed = await search({ ...fault, once: join(folder, `${fault.point} ${fault.action}`) });
    expect([0, 3]).toContain(failed.code);
    const { errors, meta } = JSON.parse(failed.stdout);
    expect(meta.worker_deaths).toBe(0);
    expect(errors.length).toBeGreaterThan(0);
    for (const { code, message } of errors) expect([code, message.includes('a fault of the test')]).toEqual(['TASK_FAILED', true]);
  });
});

describe('F4: one task always kills its worker', () => {
  const fault: Fault = { point: 'compute', match: 'fit:GaussianNB:', action: 'SIGKILL' };

  it('its candidates fail with the three signals; all others are scored', { timeout: HARD_LIMIT_MS }, async () => {
    const killed = await search(fault);
    expect(killed.code).toBe(0);
    const { cv_results_, errors } = JSON.parse(killed.stdout);
    expect(cv_results_.mean_test_score.map((score: number | null) => score === null)).toEqual([false, false, false, false, true, true]);
    for (const { code, message } of errors) {
      expect(code).toBe('WORKER_DIED');
      expect(message.match(/SIGKILL, probably out of memory/g)).toHaveLength(3);
    }
  });

  it('and with --fail-fast the search ends there with 3', { timeout: HARD_LIMIT_MS }, async () => {
    const killed = await search(fault, ['--fail-fast']);
    expect(killed.code).toBe(3);
    expect(JSON.parse(killed.stdout).status).toBe('partial');
    expect(killed.stderr).toMatch(/error\[(FIT_FAILED|NO_SCORE)\]/);
  });
});

describe('F15: a task does not end', () => {
  it.each(['spin', 'SIGSTOP'] as const)(
    '%s: --task-timeout kills its worker; all others are scored',
    { timeout: HARD_LIMIT_MS },
    async (action) => {
      const late = await search({ point: 'compute', match: 'fit:GaussianNB:', action }, ['--task-timeout', '1']);
      expect(late.code).toBe(0);
      const { cv_results_, errors, meta } = JSON.parse(late.stdout);
      expect(cv_results_.mean_test_score.map((score: number | null) => score === null)).toEqual([false, false, false, false, true, true]);
      expect(new Set(errors.map(({ code }: { code: string }) => code))).toEqual(new Set(['TASK_TIMEOUT']));
      expect(meta.worker_deaths).toBe(0);
    },
  );
});

describe('F16: a task takes too much memory', () => {
  it('past --memory-limit, typed arrays included: TASK_MEMORY; all others are scored', { timeout: HARD_LIMIT_MS }, async () => {
    const large = await search({ point: 'compute', match: 'fit:GaussianNB:', action: 'allocate' }, ['--memory-limit', '400m']);
    expect(large.code).toBe(0);
    const { cv_results_, errors } = JSON.parse(large.stdout);
    expect(cv_results_.mean_test_score.map((score: number | null) => score === null)).toEqual([false, false, false, false, true, true]);
    expect(new Set(errors.map(({ code }: { code: string }) => code))).toEqual(new Set(['TASK_MEMORY']));
  });

  describe('as far as Node allows', () => {
    // Node gives a heap of four gigabytes where there is memory.
    onlyWhere(freemem() > 8 * 2 ** 30, '8 GB of free memory');

    it('past its JavaScript heap: TASK_MEMORY, not tried again; all others are scored', {
      timeout: HARD_LIMIT_MS,
    }, async () => {
      const once = join(folder, 'heap');
      const full = await search({ point: 'compute', match: 'fit:GaussianNB:', action: 'heap', once });
      expect(full.code).toBe(0);
      const { cv_results_, errors } = JSON.parse(full.stdout);
      expect(cv_results_.mean_test_score.slice(0, 4)).not.toContain(null);
      expect(errors.length).toBeGreaterThan(0);
      for (const { code, message } of errors) expect([code, message.includes('JavaScript heap is full')]).toEqual(['TASK_MEMORY', true]);
    });
  });
});
