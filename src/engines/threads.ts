// The engine of worker threads: they share this process's memory of matrices and its compiled kernels, so that they start in milliseconds
// and nothing large is ever copied. For searches that are soon over: a thread that dies takes its task with it and no more, but limits on
// memory and on single tasks need processes (local.ts).

import { Worker } from 'node:worker_threads';
import { detached } from '../base/map-arrays.js';
import type { ExtensionRef } from '../extensions/index.js';
import type { Key, Task } from '../graph/task.js';
import type { Kernels } from '../kernels/index.js';
import type { Engine, Outcome } from '../schedule/engine.js';
import { entryScript } from './entry-script.js';
import { type FromThread, type Shipped, settle, ship, type ThreadStart, type ToNewThread, type ToThread, unship } from './thread-wire.js';

export interface ThreadsOptions {
  readonly workers: number;
  readonly kernels: Kernels;
  readonly extensions?: readonly ExtensionRef[];
  /** Threads that run already, and have nothing else to do. */
  readonly threads?: readonly Worker[];
  /** Told what befalls idle threads. */
  readonly onNote: (text: string) => void;
}

/** Starts the threads at once, so that they are ready when the first task is. */
export function threadsEngine({ workers, kernels, extensions = [], threads = [], onNote }: ThreadsOptions): Engine {
  const { heap } = kernels;
  const start: ThreadStart = { kernels: kernels.share(), extensions };
  const values = new Map<Key, Shipped>();
  const places = Array.from({ length: workers }, (_, i) => new ThreadPlace(start, onNote, threads[i]));
  return {
    name: 'threads',
    workers,
    room: (length) => heap.rough(length),
    owns: (array) => heap.owns(array),
    put: (key, value) => void values.set(key, ship(settle(value, heap).value, heap)),
    run: async (task, worker) => {
      const { outcome, artifact } = await places[worker].run(task, values);
      if (artifact !== undefined) values.set(task.key, artifact);
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
      for (const place of places) if (place.busy) place.end();
    },
    idleDeaths: () => places.reduce((sum, { idleDeaths }) => sum + idleDeaths, 0),
    stop: async () => void (await Promise.all(places.map((place) => place.end()))),
  };
}

/** One thread, replaced when it dies. */
class ThreadPlace {
  idleDeaths = 0;
  private thread: Worker | undefined;
  /** Inputs that the thread has. */
  private readonly known = new Set<Key>();
  private released: Key[] = [];
  private answer: ((said: FromThread) => void) | undefined;

  constructor(
    private readonly start: ThreadStart,
    private readonly onNote: (text: string) => void,
    running?: Worker,
  ) {
    this.thread = this.begin(running);
  }

  get busy(): boolean {
    return this.answer !== undefined;
  }

  run(task: Task, values: ReadonlyMap<Key, Shipped>): Promise<FromThread> {
    this.thread ??= this.begin();
    const given = task.inputs.flatMap((key) => {
      const value = this.known.has(key) ? undefined : values.get(key);
      return value === undefined ? [] : [[key, value] as const];
    });
    for (const [key] of given) this.known.add(key);
    const message: ToThread = { task, given, released: this.released };
    this.released = [];
    return new Promise((resolve) => {
      this.answer = (said) => {
        this.known.add(task.key);
        resolve(said);
      };
      this.thread?.postMessage(message);
    });
  }

  release(keys: readonly Key[]): void {
    for (const key of keys) if (this.known.delete(key)) this.released.push(key);
  }

  /** Ends the thread, whatever it is at; the next task gets a new one. */
  async end(): Promise<void> {
    const { thread } = this;
    this.forget();
    await thread?.terminate();
  }

  private begin(thread = new Worker(entryScript('worker-thread'))): Worker {
    thread.ref();
    thread.postMessage({ kind: 'serve', start: this.start } satisfies ToNewThread);
    thread.on('message', (said: FromThread) => this.reply(said));
    const died = (reason: string): void => {
      if (this.thread !== thread) return;
      const outcome: Outcome = { status: 'died', reason, begun: true };
      const { answer } = this;
      this.forget();
      if (answer !== undefined) {
        answer({ outcome, artifact: undefined });
        return;
      }
      this.idleDeaths++;
      this.onNote(`an idle worker thread died: ${reason}`);
    };
    thread.on('error', (error) => died(error instanceof Error ? error.message : String(error)));
    thread.on('exit', (code) => died(`it ended with code ${code}`));
    return thread;
  }

  private reply(said: FromThread): void {
    const { answer } = this;
    this.answer = undefined;
    answer?.(said);
  }

  private forget(): void {
    this.thread = undefined;
    this.answer = undefined;
    this.known.clear();
    this.released = [];
  }
}
