// The loop on a fake engine: all of scheduling without a process or a clock.

import { describe, expect, it } from 'vitest';
import { newPlan, type Plan } from '../../src/graph/plan/plan-data.js';
import type { Task } from '../../src/graph/plan/task.js';
import type { Engine, Outcome } from '../../src/schedule/engine.js';
import type { ScheduleEvent } from '../../src/schedule/events.js';
import { Schedule } from '../../src/schedule/loop.js';
import { contextOf } from '../graph/candidates.js';

const DONE: Outcome = { status: 'done', seconds: 1, items: [{ ok: true, warnings: [] }] };

function task(key: string, inputs: string[] = [], seconds = 1): Task {
  return { op: 'merge', key, name: key, statistic: 'moments', left: '', right: '', inputs, seconds, bytes: 0 };
}

function planOf(tasks: Task[]): Plan {
  const plan = newPlan(contextOf());
  for (const one of tasks) plan.tasks.set(one.key, one);
  return plan;
}

/** Answers as told, once per start; notes who ran what. */
function fakeEngine(workers: number, answer: (task: Task, attempt: number) => Outcome | Promise<Outcome>) {
  const started: { key: string; worker: number }[] = [];
  const released: string[] = [];
  let running = 0;
  let most = 0;
  const engine: Engine = {
    name: 'fake',
    workers,
    put: () => {},
    load: () => undefined,
    release: (keys) => released.push(...keys),
    stop: async () => {},
    abandon: () => {},
    idleDeaths: () => 0,
    run: async ({ key, ...rest }, worker) => {
      started.push({ key, worker });
      most = Math.max(most, ++running);
      await Promise.resolve();
      const outcome = await answer({ key, ...rest } as Task, started.filter((one) => one.key === key).length);
      running--;
      return outcome;
    },
  };
  return { engine, started, released, most: () => most };
}

async function runAll(tasks: Task[], fake: ReturnType<typeof fakeEngine>, signal?: AbortSignal) {
  const events: ScheduleEvent[] = [];
  const schedule = new Schedule(planOf(tasks), fake.engine, {
    emit: (event) => events.push(event),
    now: () => 0,
    ...(signal ? { signal } : {}),
  });
  await schedule.run();
  return { schedule, events };
}

describe('the loop', () => {
  it('runs every task once, inputs before users', async () => {
    const fake = fakeEngine(2, () => DONE);
    await runAll([task('a'), task('b'), task('c', ['a', 'b']), task('d', ['c'])], fake);
    expect(fake.started.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps all workers busy and never gives one two tasks', async () => {
    const fake = fakeEngine(3, () => DONE);
    await runAll(
      Array.from({ length: 10 }, (_, i) => task(`t${i}`)),
      fake,
    );
    expect(fake.most()).toBe(3);
  });

  it('starts the longest path first', async () => {
    const fake = fakeEngine(1, () => DONE);
    await runAll([task('short', [], 1), task('long', [], 1), task('behind', ['long'], 50)], fake);
    expect(fake.started.map(({ key }) => key)).toEqual(['long', 'behind', 'short']);
  });

  it('does what may let a matrix go before it makes the next, however long the path behind that', async () => {
    const matrix = (key: string, seconds: number): Task => ({ ...task(key, [], seconds), op: 'transform' }) as Task;
    const fake = fakeEngine(1, () => DONE);
    await runAll([matrix('m1', 1), task('use1', ['m1']), matrix('m2', 50), task('use2', ['m2'])], fake);
    expect(fake.started.map(({ key }) => key)).toEqual(['m1', 'use1', 'm2', 'use2']);
  });

  it('makes a matrix early where the path behind it would else end after all other work', async () => {
    const [matrix, long] = [{ ...task('matrix', [], 1), op: 'transform' } as Task, task('long', ['matrix'], 50)];
    const others = (count: number): Task[] => Array.from({ length: count }, (_, i) => task(`other${i}`, [], 2));
    const [few, many] = [fakeEngine(2, () => DONE), fakeEngine(2, () => DONE)];
    await runAll([...others(10), matrix, long], few);
    await runAll([...others(100), matrix, long], many);
    expect(few.started[0].key).toBe('matrix');
    // 251 s of work for two: there is time until about 60 s are left for each.
    const at = many.started.findIndex(({ key }) => key === 'matrix');
    expect(at).toBeGreaterThan(40);
    expect(at).toBeLessThan(80);
  });

  it('scores what is predicted before it predicts more', async () => {
    const fake = fakeEngine(1, () => DONE);
    const scoreOf = (key: string): Task =>
      ({ ...task(`score ${key}`, [key], 0.1), op: 'score' }) as Partial<Task> as Task;
    await runAll([task('p1', [], 5), task('p2', [], 4), scoreOf('p1'), scoreOf('p2')], fake);
    expect(fake.started.map(({ key }) => key)).toEqual(['p1', 'score p1', 'p2', 'score p2']);
  });

  it('follows what tasks of each kind have taken: a slow kind comes before one that was predicted to be slower', async () => {
    const kind = (name: string, key: string, seconds: number): Task => ({ ...task(key, [], seconds), name }) as Task;
    const fake = fakeEngine(
      1,
      ({ name, seconds }) => ({ ...DONE, seconds: name === 'slow' ? 10 * seconds : seconds }) as Outcome,
    );
    const slow = ['a', 'b'].map((key) => kind('slow', key, 1));
    const { events } = await runAll(
      [kind('slow', 'first', 5), kind('quick', 'second', 4), kind('quick', 'c', 3), ...slow],
      fake,
    );
    expect(fake.started.map(({ key }) => key)).toEqual(['first', 'second', 'a', 'b', 'c']);
    const left = events.flatMap((event) => (event.type === 'finished' ? [event.remainingSeconds] : []));
    // After the first, all is taken for ten times slower; after the second, one kind only.
    expect(left).toEqual([90, 23, 13, 3, 0]);
  });

  it('prefers the worker that holds the input', async () => {
    const fake = fakeEngine(2, () => DONE);
    await runAll([task('a'), task('b'), task('a2', ['a']), task('b2', ['b'])], fake);
    const workerOf = new Map(fake.started.map(({ key, worker }) => [key, worker]));
    expect(workerOf.get('a2')).toBe(workerOf.get('a'));
    expect(workerOf.get('b2')).toBe(workerOf.get('b'));
  });

  it('tries the task of a dead worker again', async () => {
    const fake = fakeEngine(1, (_, attempt) =>
      attempt < 3 ? { status: 'died', reason: 'SIGKILL', begun: true } : DONE,
    );
    const { schedule } = await runAll([task('a')], fake);
    expect(schedule.results.get('a')).toMatchObject({ ok: true });
    expect(schedule.deaths.count).toBe(2);
  });

  it('gives a task up after three deaths, blames it alone, and finishes the rest', async () => {
    const fake = fakeEngine(2, ({ key }) =>
      key === 'bad' ? { status: 'died', reason: 'SIGSEGV', begun: true } : DONE,
    );
    const { schedule, events } = await runAll([task('bad'), task('good'), task('after', ['bad'])], fake);
    expect(schedule.results.get('good')).toMatchObject({ ok: true });
    expect(schedule.results.get('bad')).toMatchObject({ ok: false, error: { code: 'WORKER_DIED' } });
    expect(schedule.results.get('after')).toMatchObject({ ok: false, error: { code: 'WORKER_DIED' } });
    expect(events.filter(({ type }) => type === 'worker-lost')).toHaveLength(3);
  });

  it('ends with an error of the environment when workers die again and again before they begin', async () => {
    const fake = fakeEngine(1, () => ({ status: 'died', reason: 'exit code 1', begun: false }));
    await expect(runAll([task('a')], fake)).rejects.toMatchObject({ code: 'WORKERS_DIE', exitCode: 5 });
  });

  it('passes a failed task on to its users as a value', async () => {
    const error = { code: 'X', message: 'no' };
    const fake = fakeEngine(1, ({ key }) => (key === 'a' ? { status: 'error', seconds: 1, error } : DONE));
    const { schedule } = await runAll([task('a'), task('b', ['a'])], fake);
    expect(schedule.results.get('b')).toMatchObject({ ok: false, error });
    expect(fake.started).toHaveLength(1);
  });

  it('releases artifacts as soon as nobody needs them', async () => {
    const fake = fakeEngine(1, () => DONE);
    await runAll([task('a'), task('b', ['a']), task('c', ['b'])], fake);
    expect(fake.released).toEqual(['a', 'b', 'c']);
  });

  it('stops at once when it is aborted', async () => {
    const controller = new AbortController();
    const fake = fakeEngine(1, ({ key }) => {
      if (key === 'b') controller.abort();
      return key === 'b' ? new Promise(() => {}) : DONE;
    });
    const { schedule } = await runAll([task('a'), task('b', ['a']), task('c', ['b'])], fake, controller.signal);
    expect([...schedule.results.keys()]).toEqual(['a']);
  });
});
