// What driver and worker say to each other, a thread as a process (when each may say what: dialogue.ts), and how a
// process is started. Messages are small; artifacts are files, or lie in the shared memory (thread-wire.ts).

import type { Key, Task } from '../graph/plan/task.js';
import type { ExtensionRef } from '../plugins/own/index.js';
import type { Outcome } from '../schedule/engine.js';
import type { Shipped } from './thread-wire.js';

/** One attempt at a task: what an answer must name. */
export interface Order {
  readonly key: Key;
  /** No other attempt at any task has this number. */
  readonly attempt: number;
}

/** Driver → worker: one task at a time, and what may be forgotten before it. */
export interface ToWorker {
  readonly order: Order;
  readonly task: Task;
  readonly released: readonly Key[];
}

/** Driver → thread: also those of the task's inputs that the thread has not seen. */
export interface ToThread extends ToWorker {
  readonly given: readonly (readonly [Key, Shipped])[];
}

/**
 * Worker → driver: it is ready; it has begun the task (from now on a death may be the task's fault); what came of the
 * task.
 */
export type FromWorker =
  | { readonly hello: true }
  | { readonly begun: Order }
  | {
      readonly answer: Order;
      readonly outcome: Outcome;
      /** Of a process, memory that it holds; 0 where the driver can see for itself. */
      readonly rssBytes?: number;
      /** Of a thread. */
      readonly artifact?: Shipped;
    };

/** What a worker process is told when it starts. */
export interface WorkerStart {
  readonly directory: string;
  /** Process id of the driver. */
  readonly driver: number;
  readonly extensions: readonly ExtensionRef[];
}

/** Words of the worker's command line after its script. */
export function workerArguments(directory: string, extensions: readonly ExtensionRef[]): string[] {
  return [directory, String(process.pid), JSON.stringify(extensions)];
}

/** The same words as the worker reads them. */
export function readWorkerArguments([directory, driver, extensions]: readonly string[]): WorkerStart {
  return { directory, driver: Number(driver), extensions: JSON.parse(extensions) as readonly ExtensionRef[] };
}
