// Rows F1, F3, F4, F15 and F16 of the fault plan (docs/reliability.md): what may happen to workers, on each engine
// where it can. Threads cannot be killed from outside, but end; where tasks run in the driver, they can throw. Limits
// on tasks (F15, F16) bring processes with them.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture, type Run, run, scratch } from '../cli/run.js';
import { comparable } from '../search/result.js';
import { seededRandom } from '../search/seeded.js';
import { type FaultBuild, faultBuild } from './fault-build.js';
import type { Fault } from './fault-point.js';
import { childrenOf, isAlive, runDirectoriesOf } from './processes.js';

const { folder, put } = scratch();
const HARD_LIMIT_MS = 60_000;

type EngineName = 'local' | 'threads' | 'inline';
const ENGINES: Readonly<
  Record<EngineName, { readonly flags: readonly string[]; readonly deaths: readonly Fault['action'][] }>
> = {
  local: { flags: ['--jobs', '2', '--engine', 'local'], deaths: ['SIGKILL', 'SIGSEGV', 'exit 0', 'exit 3'] },
  threads: { flags: ['--jobs', '2', '--engine', 'threads'], deaths: ['exit 0'] },
  inline: { flags: ['--jobs', '1'], deaths: [] },
};
const NAMES = Object.keys(ENGINES) as EngineName[];
const POINTS = [
  ['load', 'data:X:'],
  ['compute', 'fit:LogisticRegression:'],
  ['write', 'predict:'],
  ['reply', 'fit:PCA:'],
  ['answered', 'fit:PCA:'],
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

/** As small as it can be where a task of each GaussianNB meets its fault again and again. */
const few = put(
  'few.json',
  JSON.stringify({
    pipeline: [{ pca: { PCA: { n_components: 2 } } }, { model: 'GaussianNB' }],
    param_grid: [{ model: ['LogisticRegression'], model__C: [0.1, 1] }, { model: ['GaussianNB'] }],
    cv: 2,
    run: { retries: 2 },
  }),
);
/** Which candidates of the few have no score when each GaussianNB fails. */
const BAYES_FAILED = [false, false, true];
const unscored = ({ stdout }: Run): boolean[] =>
  JSON.parse(stdout).cv_results_.mean_test_score.map((score: number | null) => score === null);

let faulty: FaultBuild;
let quiet: string;
beforeAll(async () => {
  faulty = await faultBuild();
  quiet = comparable((await search()).stdout);
}, HARD_LIMIT_MS);
afterAll(() => faulty.remove());

interface Circumstances {
  readonly engine?: EngineName;
  readonly flags?: readonly string[];
  readonly of?: string;
  readonly during?: (pid: number) => void;
}

/** Runs the search with faults in its workers. Nothing may be left behind. */
async function search(
  faults: Fault | readonly Fault[] = [],
  { engine = 'local', flags = [], of = grid, during }: Circumstances = {},
): Promise<Run> {
  let driver = 0;
  const children = new Set<number>();
  const outcome = await run(
    ['fit', fixture('iris.csv'), '-g', of, '--progress', 'none', ...ENGINES[engine].flags, ...flags],
    {
      program: faulty.program,
      environment: { GRIDSEARCH_FAULT: JSON.stringify(faults) },
      during: (child) => {
        driver = child.pid as number;
        const timer = setInterval(() => {
          for (const pid of childrenOf(driver)) children.add(pid);
        }, 100);
        child.on('exit', () => clearInterval(timer));
        during?.(driver);
      },
    },
  );
  expect([...children].filter(isAlive)).toEqual([]);
  expect(runDirectoriesOf(driver)).toEqual([]);
  return outcome;
}

describe('F1: random workers are killed all the time', () => {
  it('and the result is the same', { timeout: HARD_LIMIT_MS }, async () => {
    const random = seededRandom(1);
    const kill = (driver: number): void => {
      // Ten deaths at most: then the search is left alone, so that it ends on any machine.
      let left = 10;
      const timer = setInterval(() => {
        const workers = childrenOf(driver);
        if (left === 0 || !isAlive(driver)) clearInterval(timer);
        else if (workers.length > 0 && (left === 10 || random() < 0.5)) {
          left--;
          process.kill(workers[Math.floor(random() * workers.length)], 'SIGKILL');
        }
      }, 100);
    };
    const killed = await search([], { flags: ['--set', 'run.retries=1000'], during: kill });
    expect(killed.code).toBe(0);
    expect(comparable(killed.stdout)).toBe(quiet);
    expect(JSON.parse(killed.stdout).meta.worker_deaths).toBeGreaterThan(0);
  });

  it('and with threads, which end by themselves at any moment, too', { timeout: HARD_LIMIT_MS }, async () => {
    const faults = ['compute', 'write', 'reply', 'answered'].map(
      (point): Fault => ({ point, action: 'exit 3', permille: 60 }),
    );
    const ended = await search(faults, { engine: 'threads', flags: ['--set', 'run.retries=1000'] });
    expect(ended.code).toBe(0);
    expect(comparable(ended.stdout)).toBe(quiet);
    expect(JSON.parse(ended.stdout).meta.worker_deaths).toBeGreaterThan(0);
  });
});

/** A fault at each of the points, once; `by` names the marks that they leave. */
function onceAtEach(points: readonly (typeof POINTS)[number][], action: Fault['action'], by: string) {
  return points.map(
    ([point, match]): Fault => ({ point, match, action, once: join(folder, `${by} ${point} ${action}`) }),
  );
}

describe('F3: a worker dies at a certain moment', () => {
  const cases = NAMES.flatMap((engine) => ENGINES[engine].deaths.map((action) => ({ engine, action })));
  it.each(cases)(
    '$engine, $action, at each of five moments: its task runs again and the result is the same',
    { timeout: HARD_LIMIT_MS },
    async ({ engine, action }) => {
      const faults = onceAtEach(POINTS, action, engine);
      // One task may meet them all.
      const died = await search(faults, { engine, flags: ['--set', 'run.retries=10'] });
      for (const { once = '' } of faults) expect(existsSync(once), once).toBe(true);
      expect(died.code).toBe(0);
      expect(comparable(died.stdout)).toBe(quiet);
      // Behind its answer a death may be noticed by nobody before the search ends.
      expect([POINTS.length - 1, POINTS.length]).toContain(JSON.parse(died.stdout).meta.worker_deaths);
    },
  );

  // All four in one search would leave no task for the last.
  const moments = [
    ['load', 'write'],
    ['compute', 'reply'],
  ];
  const thrown = NAMES.flatMap((engine) =>
    (['throw', 'reject'] as const).flatMap((action) => moments.map((at) => ({ engine, action, at }))),
  );
  it.each(thrown)(
    '$engine, $action, at $at: a named error of the task, which is not tried again',
    { timeout: HARD_LIMIT_MS },
    async ({ engine, action, at }) => {
      const points = POINTS.filter(([point]) => at.includes(point) && (engine !== 'inline' || point !== 'reply'));
      const faults = onceAtEach(points, action, engine).map(
        (fault): Fault => (engine === 'inline' ? { ...fault, in: 'driver' } : fault),
      );
      const failed = await search(faults, { engine });
      for (const { once = '' } of faults) expect(existsSync(once), once).toBe(true);
      expect([0, 3]).toContain(failed.code);
      const { errors, meta } = JSON.parse(failed.stdout);
      expect(meta.worker_deaths).toBe(0);
      expect(errors.length).toBeGreaterThan(0);
      for (const { code, message } of errors)
        expect([code, message.includes('a fault of the test')]).toEqual(['TASK_FAILED', true]);
    },
  );
});

describe.each([
  ['local', 'SIGKILL', /SIGKILL, probably out of memory/g],
  ['threads', 'exit 3', /it ended with code 3/g],
] as const)('F4: one task always ends its worker (%s, %s)', (engine, action, reason) => {
  const fault: Fault = { point: 'compute', match: 'fit:GaussianNB:', action };

  it('its candidates fail with the three causes; all others are scored', { timeout: HARD_LIMIT_MS }, async () => {
    const killed = await search(fault, { engine, of: few });
    expect(killed.code).toBe(0);
    expect(unscored(killed)).toEqual(BAYES_FAILED);
    const { errors } = JSON.parse(killed.stdout);
    for (const { code, message } of errors) {
      expect(code).toBe('WORKER_DIED');
      expect(message.match(reason)).toHaveLength(3);
    }
  });

  it('and with --fail-fast the search ends there with 3', { timeout: HARD_LIMIT_MS }, async () => {
    const killed = await search(fault, { engine, of: few, flags: ['--fail-fast'] });
    expect(killed.code).toBe(3);
    expect(JSON.parse(killed.stdout).status).toBe('partial');
    expect(killed.stderr).toMatch(/error\[(FIT_FAILED|NO_SCORE)\]/);
  });
});

/** The longest limit that is tried: a search that is cut has a score by then on any machine. */
const LONGEST_LIMIT_SECONDS = 32;

describe('a task that is given up answers all the same', () => {
  it.each(['threads', 'local'] as const)(
    '%s: the answer is dropped, and the model is that of the best candidate',
    { timeout: 2 * HARD_LIMIT_MS },
    async (engine) => {
      let partial: Run | undefined;
      for (let limit = 2; limit <= LONGEST_LIMIT_SECONDS && partial?.code !== 0; limit *= 2) {
        const [abandoned, answered] = ['abandoned', 'answered'].map((name) =>
          join(folder, `${name} ${engine} ${limit}`),
        );
        const match = 'fit:LogisticRegression:';
        // One fit waits until it is given up, and answers before its worker is ended. The refit begins in the place of
        // the first thread.
        const faults: Fault[] = [
          {
            point: 'compute',
            match,
            action: 'wait',
            until: abandoned,
            once: `${abandoned} once`,
            ...(engine === 'threads' ? { thread: 1 } : {}),
          },
          { point: 'abandon', in: 'driver', action: 'nothing', once: abandoned },
          { point: 'abandon', in: 'driver', action: 'wait', until: answered },
          { point: 'answered', match, action: 'nothing', once: answered, waited: true },
        ];
        partial = await search(faults, { engine, flags: ['--max-time', String(limit)] });
      }
      const document = JSON.parse(partial?.stdout ?? '');
      expect([partial?.code, document.status, document.errors]).toEqual([0, 'partial', []]);
      const { best_params_, best_estimator_ } = document;
      const pipeline = [{ pca: 'PCA' }, { model: 'GaussianNB' }];
      const param_grid = Object.fromEntries(Object.entries(best_params_).map(([name, value]) => [name, [value]]));
      const one = put(`alone ${engine}.json`, JSON.stringify({ pipeline, param_grid, cv: 3 }));
      const alone = await run(['fit', fixture('iris.csv'), '-g', one, '-q', ...ENGINES.inline.flags]);
      expect(best_estimator_).toEqual(JSON.parse(alone.stdout).best_estimator_);
      expect(document.meta.dropped_messages).toBeGreaterThan(0);
    },
  );
});

describe('F15: a task does not end', () => {
  it.each(['spin', 'SIGSTOP'] as const)(
    '%s: --task-timeout kills its worker; all others are scored',
    { timeout: HARD_LIMIT_MS },
    async (action) => {
      const late = await search(
        { point: 'compute', match: 'fit:GaussianNB:', action },
        { of: few, flags: ['--task-timeout', '1'] },
      );
      expect(late.code).toBe(0);
      expect(unscored(late)).toEqual(BAYES_FAILED);
      const { errors, meta } = JSON.parse(late.stdout);
      expect(new Set(errors.map(({ code }: { code: string }) => code))).toEqual(new Set(['TASK_TIMEOUT']));
      expect(meta.worker_deaths).toBe(0);
    },
  );
});

describe('F16: a task takes too much memory', () => {
  it('past --memory-limit, typed arrays included: TASK_MEMORY; all others are scored', {
    timeout: HARD_LIMIT_MS,
  }, async () => {
    const large = await search(
      { point: 'compute', match: 'fit:GaussianNB:', action: 'allocate' },
      { of: few, flags: ['--memory-limit', '400m'] },
    );
    expect(large.code).toBe(0);
    expect(unscored(large)).toEqual(BAYES_FAILED);
    const { errors } = JSON.parse(large.stdout);
    expect(new Set(errors.map(({ code }: { code: string }) => code))).toEqual(new Set(['TASK_MEMORY']));
  });
});
