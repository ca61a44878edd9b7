// A thread as the engine sees it, and one of Node's.

import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { entryScript } from '../worker/entry-script.js';
import type { ToThread } from '../worker/process-wire.js';
import type { ThreadStart } from '../worker/thread-wire.js';

/** What the engine asks of a thread: Node's Worker has it. */
export interface ThreadLike {
  readonly ref: () => void;
  readonly postMessage: (message: ToThread) => void;
  readonly on: (event: 'message' | 'error' | 'exit', listener: (message: unknown) => void) => unknown;
  readonly terminate: () => Promise<unknown>;
  /** What it prints, where that does not come here by itself. */
  readonly stdout?: Readable;
  readonly stderr?: Readable;
}

/** Starts a thread, which serves as a worker from then on. */
export type StartThread = (start: ThreadStart) => ThreadLike;

export const nodeThread: StartThread = (start) =>
  new Worker(entryScript('worker-thread'), { workerData: start, stdout: true, stderr: true });
