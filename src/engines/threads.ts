// The engine of worker threads: they share this process's memory of matrices and its compiled kernels, so that they start in milliseconds
// and nothing large is ever copied. For searches that are soon over: a thread that dies takes its task with it and no more, but limits on
// memory and on single tasks need processes (local.ts).
//
// What a thread made lies in regions of the memory that its heap took. When it dies, nobody takes them again: an artifact that it handed
// over stays valid, and one that it was still writing, or that its last pieces of shared work are written to, is nobody else's.

import type { Worker } from 'node:worker_threads';
import { faultPoint } from '../base/fault-point.js';
import { detached } from '../base/map-arrays.js';
import type { ExtensionRef } from '../extensions/index.js';
import type { Key, Task } from '../graph/task.js';
import type { Kernels } from '../kernels/index.js';
import type { Engine } from '../schedule/engine.js';
import type { Answer } from './dialogue.js';
import { type Shipped, settle, ship, type ThreadStart, unship } from './thread-wire.js';
import { WorkerThread } from './worker-thread.js';

export interface ThreadsOptions {
  readonly workers: number;
  readonly kernels: Kernels;
  readonly extensions?: readonly ExtensionRef[];
  /** Threads that run already, and have nothing else to do. */
  readonly threads?: readonly Worker[];
  /** Told what befalls idle threads. */
  readonly onNote: (text: string) => void;
  /** Told of each message of a thread that is dropped. */
  readonly onDropped?: (what: string) => void;
}

/** Starts the threads at once, so that they are ready when the first task is. */
export function threadsEngine({ workers, kernels, extensions = [], threads = [], onNote, onDropped }: ThreadsOptions): Engine {
  const { heap } = kernels;
  const start: ThreadStart = { kernels: kernels.share(), extensions };
  const values = new Map<Key, Shipped>();
  const places = Array.from({ length: workers }, (_, i) => new ThreadPlace(start, { onNote, onDropped }, threads[i]));
  const sum = (countOf: (place: ThreadPlace) => number): number => places.reduce((total, place) => total + countOf(place), 0);
  return {
    name: 'threads',
    workers,
    room: (length) => heap.rough(length),
    owns: (array) => heap.owns(array),
    put: (key, value) => void values.set(key, ship(settle(value, heap).value, heap)),
    run: async (task, worker) => {
      const { outcome, message } = await places[worker].run(task, values);
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
      for (const place of places) place.release(keys);
    },
    abandon: () => {
      faultPoint('abandon', 'threads');
      for (const place of places) if (place.busy) place.end();
    },
    idleDeaths: () => sum(({ idleDeaths }) => idleDeaths),
    dropped: () => sum(({ dropped }) => dropped),
    stop: async () => void (await Promise.all(places.map((place) => place.stop()))),
  };
}

/** One thread, replaced when it dies. */
class ThreadPlace {
  idleDeaths = 0;
  dropped = 0;
  private thread: WorkerThread;
  /** Threads that were ended and may not be dead yet. */
  private readonly endings: Promise<void>[] = [];

  constructor(
    private readonly start: ThreadStart,
    private readonly told: Pick<ThreadsOptions, 'onNote' | 'onDropped'>,
    running?: Worker,
  ) {
    this.thread = this.begin(running);
  }

  get busy(): boolean {
    return this.thread.dialogue.busySince !== undefined;
  }

  run(task: Task, values: ReadonlyMap<Key, Shipped>): Promise<Answer> {
    if (this.thread.dialogue.isOver) this.thread = this.begin();
    return this.thread.run(task, values);
  }

  release(keys: readonly Key[]): void {
    this.thread.release(keys);
  }

  /** Ends the thread, whatever it is at; the next task gets a new one. */
  end(): void {
    this.endings.push(this.thread.end());
  }

  async stop(): Promise<void> {
    this.end();
    await Promise.all(this.endings);
  }

  private begin(running?: Worker): WorkerThread {
    return new WorkerThread({
      start: this.start,
      running,
      onDropped: (what) => {
        this.dropped++;
        this.told.onDropped?.(`worker thread: ${what}`);
      },
      onIdleDeath: (reason) => {
        this.idleDeaths++;
        this.told.onNote(`an idle worker thread died: ${reason}`);
      },
    });
  }
}
