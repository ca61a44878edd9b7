// The byte budget: what artifacts come to at a time, counted from outside the schedule.

import { describe, expect, it } from 'vitest';
import { RandomState } from '../../src/base/random.js';
import { buildPlan } from '../../src/graph/build.js';
import { newPlan, type Plan } from '../../src/graph/plan/plan-data.js';
import type { Key, Task } from '../../src/graph/plan/task.js';
import type { Engine } from '../../src/schedule/engine.js';
import { Schedule } from '../../src/schedule/loop.js';
import { candidatesOf, contextOf } from '../graph/candidates.js';

interface Counted {
  /** Bytes held or being made at the worst moment. */
  readonly most: number;
  /** Largest number of tasks at once. */
  readonly atOnce: number;
  /** Bytes beside which matrices were begun while something else ran, the matrix included. */
  readonly begun: readonly number[];
  readonly done: number;
}

/** Runs a plan on workers that take a few turns for each task, some more than others. */
async function count(plan: Plan, workers: number, budgetBytes: number): Promise<Counted> {
  const held = new Map<Key, number>();
  const bytes = (): number => [...held.values()].reduce((sum, size) => sum + size, 0);
  let [most, running, atOnce, done] = [0, 0, 0, 0];
  const begun: number[] = [];
  const engine: Engine = {
    name: 'counting',
    workers,
    put: () => {},
    load: () => undefined,
    release: (keys) => {
      for (const key of keys) held.delete(key);
    },
    abandon: () => {},
    idleDeaths: () => 0,
    stop: async () => {},
    run: async (task) => {
      held.set(task.key, task.bytes);
      most = Math.max(most, bytes());
      atOnce = Math.max(atOnce, ++running);
      if (task.op === 'transform' && running > 1) begun.push(bytes());
      for (let turn = 0; turn < 1 + (task.key.charCodeAt(task.key.length - 1) % 4); turn++) await Promise.resolve();
      running--;
      done++;
      return { status: 'done', seconds: task.seconds, items: [] };
    },
  };
  await new Schedule(plan, engine, { emit: () => {}, now: () => 0, budgetBytes }).run();
  return { most, atOnce, begun, done };
}

const GRID = {
  pipeline: [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { lr: 'LogisticRegression' }],
  param_grid: {
    scale: ['StandardScaler', 'MinMaxScaler', 'passthrough'],
    pca__n_components: [5, 10],
    lr__C: [0.1, 1, 10],
  },
};
const ROWS = 6000;
const SPLITS = 10;
/** One projection of train rows, at its widest. */
const MATRIX = 8 * (ROWS - ROWS / SPLITS) * 10;

describe('the byte budget', () => {
  it.each([
    [1.5, 0],
    [4, 20],
    [8, 20],
  ])(
    'holds a search of 30 projections to %d matrices on four workers, which wait no longer than that',
    async (matrices, besideOthers) => {
      const plan = buildPlan(contextOf({ rows: ROWS, k: SPLITS }), candidatesOf(GRID));
      const { begun, done } = await count(plan, 4, matrices * MATRIX);
      expect(done).toBe(plan.tasks.size);
      expect(Math.max(0, ...begun)).toBeLessThanOrEqual(matrices * MATRIX);
      expect(begun.length).toBeGreaterThanOrEqual(besideOthers);
    },
  );

  it('lets every worker have its matrix where there is room, and releases them as it goes', async () => {
    const plan = buildPlan(contextOf({ rows: ROWS, k: SPLITS }), candidatesOf(GRID));
    const { most, atOnce } = await count(plan, 4, Number.POSITIVE_INFINITY);
    const unreleased = [...plan.tasks.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const key of plan.tasks.keys()) plan.pinned.add(key);
    expect(atOnce).toBe(4);
    expect((await count(plan, 4, Number.POSITIVE_INFINITY)).most).toBe(unreleased);
    // Besides matrices: the statistics and fits of ten splits.
    expect(most).toBeLessThan(6 * MATRIX);
    expect(unreleased).toBeGreaterThan(30 * MATRIX);
  });

  it('starts the smallest matrix where none has room and nothing runs', async () => {
    const plan = newPlan(contextOf());
    const matrix = (key: string, bytes: number): Task =>
      ({ op: 'transform', key, name: key, inputs: [], seconds: 1, bytes }) as never;
    for (const task of [matrix('large', 30), matrix('small', 20), matrix('middle', 25)]) plan.tasks.set(task.key, task);
    const { begun, done, most } = await count(plan, 3, 10);
    expect([begun, done, most]).toEqual([[], 3, 30]);
  });

  it('never stops a search, whatever its graph, sizes and budget', async () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = new RandomState(seed);
      const plan = newPlan(contextOf());
      const size = random.randint(1, 60);
      for (let i = 0; i < size; i++) {
        const inputs = Array.from({ length: random.randint(0, 4) }, () => `t${random.randint(0, Math.max(1, i))}`);
        const op = (['transform', 'transform', 'fit', 'predict', 'score'] as const)[random.randint(0, 5)];
        const given = i === 0 ? [] : [...new Set(inputs)];
        plan.tasks.set(`t${i}`, {
          op,
          key: `t${i}`,
          name: op,
          inputs: given,
          seconds: random.randint(0, 9),
          bytes: random.randint(0, 50),
        } as never);
      }
      const budget = random.randint(0, 120);
      const { begun, done } = await count(plan, random.randint(1, 5), budget);
      expect(done, `seed ${seed}`).toBe(size);
      expect(Math.max(0, ...begun), `seed ${seed}`).toBeLessThanOrEqual(budget);
    }
  });
});
