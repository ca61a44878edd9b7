import { afterEach, expect, it } from 'vitest';
import { MemoryGuard, SQUEEZED } from '../../src/engines/memory-guard.js';
import type { Outcome } from '../../src/schedule/engine.js';

const DONE: Outcome = { status: 'done', seconds: 0, items: [] };
const guards: MemoryGuard[] = [];
afterEach(() => {
  for (const guard of guards.splice(0)) guard.stop();
});

function guardOf(bytes: number): MemoryGuard {
  const guard = new MemoryGuard(bytes, []);
  guards.push(guard);
  return guard;
}

it('F16: a task that was stopped to make room runs again with nothing beside it', async () => {
  const guard = guardOf(2 ** 40);
  let [running, mostBeside] = [0, 0];
  const task = (first: Outcome) => {
    let attempts = 0;
    return async (): Promise<Outcome> => {
      running++;
      if (attempts++ > 0) mostBeside = Math.max(mostBeside, running - 1);
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      running--;
      return attempts === 1 ? first : DONE;
    };
  };
  const outcomes = await Promise.all([guard.run(0, task(DONE)), guard.run(0, task(SQUEEZED)), guard.run(0, task(SQUEEZED))]);
  expect(outcomes).toEqual([DONE, DONE, DONE]);
  expect(mostBeside).toBe(0);
});

it('F16: a task whose result cannot fit the limit is refused before it runs', async () => {
  const outcome = await guardOf(2 ** 30).run(2 ** 31, () => Promise.reject(new Error('must not run')));
  expect(outcome).toMatchObject({ status: 'error', error: { code: 'TASK_MEMORY' } });
});
