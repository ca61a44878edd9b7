// C1 of the fault plan (docs/reliability.md): more workers are asked for than can have work.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { resourcesFor } from '../../src/resources/choose-engine.js';
import { fixture, run, scratch } from '../cli/run.js';
import { comparable } from '../search/result.js';

const { put } = scratch();
const HARD_LIMIT_MS = 60_000;
const grid = put(
  'grid.json',
  JSON.stringify({
    pipeline: [{ s: 'StandardScaler' }, { m: 'LogisticRegression' }],
    param_grid: { m__C: [0.1, 1] },
    cv: 3,
  }),
);
const fit = ['fit', fixture('iris.csv'), '-g', grid, '-q'];

describe('C1: no more workers run than can have work', () => {
  it.each(['local', 'threads'])(
    'six fits get six of 2,000 (%s), and the same bytes',
    { timeout: HARD_LIMIT_MS },
    async (engine) => {
      let [processes, threads] = [0, 0];
      const told = await run([...fit, '--jobs', '2000', '--engine', engine], {
        during: (child) => {
          const timer = setInterval(() => {
            const lines = child.pid === undefined ? '' : peopleOf(child.pid);
            processes = Math.max(processes, lines.split('\n').filter(Boolean).length);
            threads = Math.max(threads, ...lines.split('\n').map(Number));
          }, 50);
          child.once('exit', () => clearInterval(timer));
        },
      });
      const one = await run([...fit, '--jobs', '1']);
      expect(told.code).toBe(0);
      const { jobs } = JSON.parse(told.stdout).meta;
      expect(jobs).toBeLessThanOrEqual(6);
      expect(processes).toBeLessThanOrEqual(1 + 6);
      // Node has about ten of its own.
      expect(threads).toBeLessThan(40);
      expect(comparable(told.stdout)).toBe(comparable(one.stdout));
    },
  );

  it.each([
    ['--jobs', ['--jobs', '1000000000'], {}, 'error[USAGE_FLAG_VALUE]: --jobs expects a whole number from 1 to 4096'],
    [
      'GRIDSEARCH_JOBS',
      [],
      { GRIDSEARCH_JOBS: '1000000000' },
      'error[USAGE_FLAG_VALUE]: GRIDSEARCH_JOBS expects a whole number from 1 to 4096',
    ],
    [
      'run.jobs',
      ['--set', 'run.jobs=1000000000'],
      {},
      'error[GRID_TYPE]: run.jobs: expected an integer from 1 to 4096',
    ],
  ])('%s: a number that is no number of workers is refused', async (_, words, environment, message) => {
    const told = await run([...fit, ...words], { environment });
    expect([told.code, told.stdout]).toEqual([2, '']);
    expect(told.stderr).toContain(message);
  });

  it('a wide plan gets what cores and memory bear, and that is told', () => {
    const notes: string[] = [];
    const predicted = { seconds: 600, longestTaskSeconds: 1, width: 100_000 };
    const means = resourcesFor({ data: '-', grid: '-', jobs: 4096, memoryBytes: 400e6 }, predicted, (text) =>
      notes.push(text),
    );
    expect(means).toEqual({ kind: 'local', workers: 4 });
    expect(notes).toEqual([expect.stringMatching(/^4 workers, not 4,096: /)]);
    expect(resourcesFor({ data: '-', grid: '-', jobs: 2, engine: 'local' }, { ...predicted, width: 1 })).toEqual({
      kind: 'local',
      workers: 1,
    });
  });
});

/** The number of threads of a process and of each of its children, a line each. */
function peopleOf(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'nlwp=', '--pid', String(pid), '--ppid', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
