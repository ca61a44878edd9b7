import { afterEach, expect, it, vi } from 'vitest';
import { MemoryGuard, SQUEEZED } from '../../src/engines/memory-guard.js';
import type { ProcessSlot } from '../../src/engines/process-slot.js';
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

it('E3: a task that takes more and more is met before it has taken much more; what is being ended does not count', async () => {
  vi.useFakeTimers();
  try {
    const killed: number[] = [];
    /** A worker whose memory the system does not tell: it tells itself. */
    const worker = (name: number, busySince: number) => {
      const process = { pid: 2 ** 30 + name, rssBytes: 2 ** 40, isOver: false, busySince, kill: () => {} };
      process.kill = () => {
        killed.push(name);
        process.isOver = true;
      };
      return { busy: true, process, rest: () => {} };
    };
    const places = [worker(1, 1), worker(2, 2), worker(3, 3)];
    const guard = new MemoryGuard(1.5 * 2 ** 40, places as unknown as ProcessSlot[]);
    guards.push(guard);
    void guard.run(0, () => new Promise(() => {}));
    vi.advanceTimersByTime(25);
    expect(killed).toEqual([3]);
    // One more is over the limit still; with that one gone, the last is not, though neither is dead yet.
    vi.advanceTimersByTime(25);
    expect(killed).toEqual([3, 2]);
    vi.advanceTimersByTime(1000);
    expect(killed).toEqual([3, 2]);
  } finally {
    vi.useRealTimers();
  }
});
