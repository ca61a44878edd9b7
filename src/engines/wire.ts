// What driver and worker process say to each other: both ends of the wire. Messages are small; artifacts are files.

import type { ExtensionRef } from '../extensions/index.js';
import type { Key, Task } from '../graph/task.js';
import type { Outcome } from '../schedule/engine.js';

/** Driver → worker: one task at a time, and what may be forgotten before it. */
export interface ToWorker {
  readonly task: Task;
  readonly released: readonly Key[];
}

/** Worker → driver: it is ready; it has begun the task (from now on a death may be the task's fault); what came of the task. */
export type ToDriver = { readonly hello: true } | { readonly begun: true } | { readonly outcome: Outcome; readonly rssBytes: number };

/** What a worker is told when it starts. */
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
