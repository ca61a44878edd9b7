// What a test build has in the place of src/base/fault-point.ts: worker processes do what GRIDSEARCH_FAULT says at a point.

import { closeSync, openSync } from 'node:fs';

export interface Fault {
  readonly point: string;
  readonly action: 'SIGKILL' | 'SIGSEGV' | 'SIGSTOP' | 'exit 0' | 'exit 3' | 'throw' | 'reject' | 'spin' | 'allocate' | 'heap';
  /** Only where the key of the task or artifact holds this. */
  readonly match?: string;
  /** Only for the first process that can make this file. */
  readonly once?: string;
}

export function faultPoint(point: string, subject: string): void {
  const text = process.env.GRIDSEARCH_FAULT;
  if (text === undefined || process.send === undefined) return;
  const fault = JSON.parse(text) as Fault;
  if (fault.point !== point || !subject.includes(fault.match ?? '') || !isFirst(fault.once)) return;
  act(fault.action);
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

function act(action: Fault['action']): void {
  if (action === 'exit 0' || action === 'exit 3') process.exit(Number(action.slice(5)));
  if (action === 'throw') throw new Error('a fault of the test');
  if (action === 'reject') throw 'a fault of the test';
  if (action === 'spin') for (;;) Math.random();
  const held: unknown[] = [];
  if (action === 'allocate') for (;;) held.push(new Float64Array(1e6).fill(1));
  // Large arrays fill a heap of gigabytes in seconds.
  if (action === 'heap') for (;;) held.push(new Array(2 ** 24).fill(held.length));
  // V8 takes the first SIGSEGV for one of its own.
  for (;;) process.kill(process.pid, action);
}
