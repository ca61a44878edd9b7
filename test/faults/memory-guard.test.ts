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
  const running: string[] = [];
  const seen: string[] = [];
  const task = (name: string, outcomes: Outcome[], during?: () => void) => async (): Promise<Outcome> => {
    running.push(name);
    seen.push(running.join('+'));
    during?.();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    running.splice(running.indexOf(name), 1);
    return outcomes.shift() ?? DONE;
  };
  const later: Promise<Outcome>[] = [];
  const large = task('large', [SQUEEZED], () => later.push(guard.run(0, task(`small ${later.length}`, []))));
  const outcomes = await Promise.all([guard.run(0, task('other', [])), guard.run(0, large)]);
  expect([...outcomes, ...(await Promise.all(later))]).toEqual([DONE, DONE, DONE, DONE]);
  // `small 0` came while the large one ran for the first time, `small 1` while it ran alone.
  expect(seen.slice(0, 2)).toEqual(['other', 'other+large']);
  expect(seen.slice(-2)).toEqual(['large', 'small 1']);
});

it('F16: a task whose result cannot fit the limit is refused before it runs', async () => {
  const outcome = await guardOf(2 ** 30).run(2 ** 31, () => Promise.reject(new Error('must not run')));
  expect(outcome).toMatchObject({ status: 'error', error: { code: 'TASK_MEMORY' } });
});
