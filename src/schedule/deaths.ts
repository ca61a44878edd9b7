// Workers that died: how often at which task and why, and when that is no accident any more.

import { EXIT, GridsearchError } from '../base/errors.js';
import type { Key, Task } from '../graph/plan/task.js';

/** A task whose worker died is tried again so often: it is given up at the third death (dask's number). */
const DEFAULT_RETRIES = 2;

/** After so many workers in a row that die before they begin anything, something is wrong with this machine. */
const MOST_FAILED_STARTS = 50;

interface Death {
  /** Of workers at this task, this one included. */
  readonly deaths: number;
  readonly reason: string;
  /** Whether the worker had begun the task. */
  readonly begun: boolean;
}

export class Deaths {
  count = 0;
  private readonly reasons = new Map<Key, readonly string[]>();
  /** Workers in a row that died before they began a task. */
  private failedStarts = 0;

  /** @param retries  how often a task is tried again whose worker died at it */
  constructor(private readonly retries: number = DEFAULT_RETRIES) {}

  /** A worker has done a task. */
  noteStart(): void {
    this.failedStarts = 0;
  }

  /**
   * Whether the task is given up, and what to say then.
   * @throws WORKERS_DIE where too many workers in a row died before they began anything
   */
  note(
    { key, op, name }: Task,
    { deaths, reason, begun }: Death,
  ): { readonly final: boolean; readonly message: string } {
    this.count++;
    const reasons = [...(this.reasons.get(key) ?? []), ...(begun ? [reason] : [])];
    this.reasons.set(key, reasons);
    this.failedStarts = begun ? 0 : this.failedStarts + 1;
    if (this.failedStarts > MOST_FAILED_STARTS) throw workersDie(reason);
    const message = `the worker died ${deaths} times at ${op} ${name} (${reasons.join('; ')})`;
    return { final: deaths > this.retries, message };
  }
}

function workersDie(reason: string): GridsearchError {
  return new GridsearchError('WORKERS_DIE', `worker processes die before they begin a task (last: ${reason})`, {
    exitCode: EXIT.environment,
    help: 'see whether memory or the number of processes is limited; --jobs 1 runs without worker processes',
  });
}
