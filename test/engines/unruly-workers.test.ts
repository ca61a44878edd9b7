// Both engines with a worker that says more than it should: each task gets its own answer, or its worker is replaced.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { WorkerProcess } from '../../src/engines/child-worker.js';
import { nodeThread, type StartThread } from '../../src/engines/node-thread.js';
import { ProcessSlot } from '../../src/engines/process-slot.js';
import { threadsEngine } from '../../src/engines/threads.js';
import type { Task } from '../../src/graph/plan/task.js';
import { createKernels } from '../../src/kernels/index.js';
import type { Outcome } from '../../src/schedule/engine.js';

const HARD_LIMIT_MS = 60_000;
const script = fileURLToPath(new URL('./unruly-worker.cjs', import.meta.url));
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** @param name  what the worker says of it @param seconds  of the right answer */
function task(name: string, seconds: number): Task {
  return {
    op: 'merge',
    key: `merge ${seconds}`,
    name,
    statistic: 'moments',
    left: 'l',
    right: 'r',
    inputs: [],
    seconds: 1,
    bytes: 0,
  };
}

interface Place {
  readonly run: (task: Task) => Promise<Outcome | undefined>;
  readonly dropped: () => number;
}

function threadPlace(flag = new Int32Array(new SharedArrayBuffer(4))) {
  let thread: Worker | undefined = new Worker(script, { workerData: { flag } });
  /** The first is unruly, those behind it are true workers. */
  const startThread: StartThread = (start) => {
    const first = thread;
    thread = undefined;
    return first ?? nodeThread(start);
  };
  const engine = threadsEngine({ workers: 1, kernels: createKernels(), startThread, onNote: () => {} });
  stops.push(engine.stop);
  return { run: (one: Task) => engine.run(one, 0), dropped: () => engine.dropped?.() ?? 0, abandon: engine.abandon };
}

function processPlace(watch: (process: WorkerProcess) => void = () => {}) {
  const directory = mkdtempSync(join(tmpdir(), 'unruly-'));
  const place = new ProcessSlot({ directory, extensions: [], script, onOutput: () => {}, onNote: () => {} });
  stops.push(async () => {
    await place.stop();
    rmSync(directory, { recursive: true });
  });
  const run = (one: Task) =>
    place.run(one, (process) => {
      watch(process);
      return () => {};
    });
  return { run, dropped: () => place.dropped, answered: join(directory, 'answered') };
}

const secondsOf = (outcome: Outcome | undefined): unknown =>
  outcome?.status === 'done' ? outcome.seconds : outcome?.status;

describe.each([
  ['threads', (): Place => threadPlace()],
  ['processes', (): Place => processPlace()],
])('%s', (_, place) => {
  it.each([
    ['answers twice', ['right right', 'right', 'right'], 1],
    ['answers the task before once more, first', ['right', 'again right', 'again right'], 2],
    ['answers out of order', ['right', 'other older again right', 'right'], 3],
    ['says what no worker says', ['garbage right', 'right garbage', 'right'], 10],
  ])(
    'a worker that %s: every task gets its own answer, and the rest is counted',
    { timeout: HARD_LIMIT_MS },
    async (_what, names, count) => {
      const { run, dropped } = place();
      const seconds: unknown[] = [];
      for (const [i, name] of names.entries()) seconds.push(secondsOf(await run(task(name, i + 1))));
      expect([seconds, dropped()]).toEqual([[1, 2, 3], count]);
    },
  );

  it('a worker whose answer cannot be read is replaced, and its task is as after a death', {
    timeout: HARD_LIMIT_MS,
  }, async () => {
    const { run, dropped } = place();
    expect([secondsOf(await run(task('right', 1))), secondsOf(await run(task('unreadable', 2))), dropped()]).toEqual([
      1,
      'died',
      1,
    ]);
  });

  it('a worker that answers and ends: the answer counts, the next task is not blamed', {
    timeout: HARD_LIMIT_MS,
  }, async () => {
    const { run } = place();
    expect(secondsOf(await run(task('right leaves', 1)))).toBe(1);
    const next = await run(task('right', 2));
    expect(next?.status === 'died' ? next.begun : next?.status).toBe(next?.status === 'died' ? false : next?.status);
    expect(next?.status).toMatch(/died|error|done/);
  });
});

describe('an answer that was given and not yet heard when its worker is ended', () => {
  it('threads: is no answer to the next task', { timeout: HARD_LIMIT_MS }, async () => {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const { run, dropped, abandon } = threadPlace(flag);
    void run(task('right', 1));
    // This thread hears nothing meanwhile.
    expect(Atomics.wait(flag, 0, 0, HARD_LIMIT_MS / 2)).not.toBe('timed-out');
    abandon();
    // The next one is a true worker, which has no inputs for this.
    expect(await run(task('right', 2))).toMatchObject({ status: 'error', error: { code: 'TASK_FAILED' } });
    expect(dropped()).toBeGreaterThan(0);
  });

  it('processes: the sentence of the task is not passed on to the next', { timeout: HARD_LIMIT_MS }, async () => {
    let busy: WorkerProcess | undefined;
    const { run, answered } = processPlace((process) => {
      busy ??= process;
    });
    const first = run(task('right', 1));
    while (busy === undefined) await new Promise(setImmediate);
    const pause = new Int32Array(new SharedArrayBuffer(4));
    while (!existsSync(answered)) Atomics.wait(pause, 0, 0, 5);
    busy.kill({ status: 'error', seconds: 1, error: { code: 'TASK_TIMEOUT', message: 'too long' } });
    const next = run(task('right', 2));
    expect([await first, secondsOf(await next)]).toMatchObject([{ error: { code: 'TASK_TIMEOUT' } }, 2]);
  });
});
