// The engine of worker threads: they share this process's memory of matrices and its compiled kernels, so that they
// start in milliseconds and nothing large is ever copied. For searches that are soon over: a thread that dies takes its
// task with it and no more, but limits on memory and on single tasks need processes (local.ts).
//
// What a thread made lies in regions of the memory that its heap took. When it dies, nobody takes them again: an
// artifact that it handed over stays valid, and one that it was still writing, or that its last chunks of shared work
// are written to, is nobody else's.

import { faultPoint } from '../base/fault-point.js';
import { detached } from '../base/map-arrays.js';
import type { Key, Task } from '../graph/plan/task.js';
import type { ThreadKernels } from '../kernels/index.js';
import type { ExtensionRef } from '../plugins/own/index.js';
import type { Engine } from '../schedule/engine.js';
import { type Shipped, share, ship, type ThreadStart, unship } from '../worker/thread-wire.js';
import type { Answer } from './dialogue.js';
import { homeThread } from './home-thread.js';
import { nodeThread, type StartThread } from './node-thread.js';
import { ThreadSlot } from './thread-slot.js';

export interface ThreadsOptions {
  readonly workers: number;
  readonly kernels: ThreadKernels;
  readonly extensions?: readonly ExtensionRef[];
  /** Starts a thread; default: one of Node's. */
  readonly startThread?: StartThread;
  /** Told what befalls idle threads. */
  readonly onNote: (text: string) => void;
  /** Told of each message of a thread that is dropped. */
  readonly onDropped?: (what: string) => void;
}

/** Starts the threads at once, so that they are ready when the first task is. */
export function threadsEngine({
  workers,
  kernels,
  extensions = [],
  startThread = nodeThread,
  onNote,
  onDropped,
}: ThreadsOptions): Engine {
  const { heap } = kernels;
  const start: ThreadStart = { kernels: kernels.share(), extensions };
  const values = new Map<Key, Shipped>();
  const options = { start, onNote, onDropped, startThread };
  const slots = Array.from({ length: workers }, () => new ThreadSlot(options));
  /** This very thread, where no other can be had. */
  let home: ThreadSlot | undefined;
  const all = (): ThreadSlot[] => (home === undefined ? slots : [...slots, home]);
  const sum = (countOf: (slot: ThreadSlot) => number): number =>
    all().reduce((total, slot) => total + countOf(slot), 0);
  const runSomewhere = async (task: Task, worker: number): Promise<Answer> => {
    for (let i = 0; i < workers; i++) {
      const answer = await slots[(worker + i) % workers].run(task, values);
      if (answer !== undefined) return answer;
    }
    if (home === undefined) onNote(`no worker thread can be started (${slots[worker].outOfService}): going on without`);
    home ??= new ThreadSlot({ ...options, startThread: homeThread });
    return (
      (await home.run(task, values)) ?? {
        outcome: { status: 'died', reason: home.outOfService ?? 'unknown', begun: false },
      }
    );
  };
  return {
    name: 'threads',
    workers,
    allocate: (length) => heap.empty(length),
    owns: (array) => heap.owns(array),
    put: (key, value) => void values.set(key, ship(share(value, heap).value, heap)),
    run: async (task, worker) => {
      const { outcome, message } = await runSomewhere(task, worker);
      if (outcome.status === 'done' && message?.artifact !== undefined) values.set(task.key, message.artifact);
      return outcome;
    },
    // Whoever reads it may keep it for longer than its memory is its own.
    load: (key) => {
      const shipped = values.get(key);
      return shipped && detached(unship(shipped, heap), heap);
    },
    release: (keys) => {
      for (const key of keys) values.delete(key);
      for (const slot of all()) slot.release(keys);
    },
    abandon: () => {
      faultPoint('abandon', 'threads');
      for (const slot of all()) if (slot.busy) slot.end();
    },
    idleDeaths: () => sum(({ idleDeaths }) => idleDeaths),
    dropped: () => sum(({ dropped }) => dropped),
    stop: async () => void (await Promise.all(all().map((slot) => slot.stop()))),
  };
}
