// What a test build has in the place of src/base/fault-point.ts: workers (processes or threads), or the driver, do what
// GRIDSEARCH_FAULT says at a point.

import { closeSync, existsSync, openSync } from 'node:fs';
import { isMainThread, threadId } from 'node:worker_threads';

export interface Fault {
  readonly point: string;
  readonly action:
    | 'SIGKILL'
    | 'SIGSEGV'
    | 'SIGSTOP'
    | 'exit 0'
    | 'exit 3'
    | 'throw'
    | 'reject'
    | 'spin'
    | 'allocate'
    | 'heap'
    /** Waits until the file `until` is there. */
    | 'wait'
    | 'nothing';
  /** Default: in workers. */
  readonly in?: 'driver';
  /** Only where the key of the task or artifact holds this. */
  readonly match?: string;
  /** Only for the first that can make this file. */
  readonly once?: string;
  readonly until?: string;
  /** Only in this thread: the first worker is 1. */
  readonly thread?: number;
  /** Only where this worker has waited before. */
  readonly waited?: true;
  /** Only so often of a thousand times. */
  readonly permille?: number;
}

const faults = [JSON.parse(process.env.GRIDSEARCH_FAULT ?? '[]') as Fault | readonly Fault[]].flat();
let hasWaited = false;
const isDriver = isMainThread && process.send === undefined;

export function faultPoint(point: string, subject: string): void {
  for (const fault of faults) {
    if (fault.point !== point || (fault.in === 'driver') !== isDriver || !subject.includes(fault.match ?? '')) continue;
    if (fault.thread !== undefined && fault.thread !== threadId) continue;
    if (fault.waited === true && !hasWaited) continue;
    if (fault.permille !== undefined && 1000 * Math.random() >= fault.permille) continue;
    if (isFirst(fault.once)) act(fault);
  }
}

function isFirst(marker: string | undefined): boolean {
  if (marker === undefined) return true;
  try {
    closeSync(openSync(marker, 'wx'));
    return true;
  } catch {
    return false;
  }
}

function act({ action, until = '' }: Fault): void {
  if (action === 'nothing') return;
  if (action === 'exit 0' || action === 'exit 3') process.exit(Number(action.slice(5)));
  if (action === 'throw') throw new Error('a fault of the test');
  if (action === 'reject') throw 'a fault of the test';
  if (action === 'wait') {
    const pause = new Int32Array(new SharedArrayBuffer(4));
    while (!existsSync(until)) Atomics.wait(pause, 0, 0, 2);
    hasWaited = true;
    return;
  }
  if (action === 'spin') for (;;) Math.random();
  const held: unknown[] = [];
  if (action === 'allocate') for (;;) held.push(new Float64Array(1e6).fill(1));
  // Large arrays fill a heap of gigabytes in seconds.
  if (action === 'heap') for (;;) held.push(new Array(2 ** 24).fill(held.length));
  // V8 takes the first SIGSEGV for one of its own.
  for (;;) process.kill(process.pid, action);
}
