// A slot for one worker process: a dead one is replaced, also while it is idle, so that the next task does not wait
// for the start. Starts that fail are tried again a little later each time; after several in a row, with no task done
// between, it is out of service.

import { setTimeout as delay } from 'node:timers/promises';
import type { Key, Task } from '../graph/plan/task.js';
import type { ExtensionRef } from '../plugins/own/index.js';
import type { Outcome } from '../schedule/engine.js';
import { WorkerProcess } from './child-worker.js';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5000;
/**
 * Failed starts in a row until a slot is out of service. A process that is ready and ends before its first task has
 * failed too.
 */
const MOST_FAILED_STARTS = 5;
/**
 * What a death says of the next start: little where somebody killed the process; a stuck one took long enough already.
 */
const WEIGHTS = { killed: 0.1, ended: 1, stuck: 2 } as const;

export interface ProcessSlotOptions {
  readonly directory: string;
  readonly extensions: readonly ExtensionRef[];
  readonly onOutput: (text: string) => void;
  /** Told when a worker died that had no task, or when the slot is given up. */
  readonly onNote: (text: string) => void;
  /** Told of each message of a worker that is dropped. */
  readonly onDropped?: (what: string) => void;
  /** What processes run; default: the worker's entry. */
  readonly script?: string;
}

export class ProcessSlot {
  /** The process that is here now, dead or alive. */
  process: WorkerProcess | undefined;
  /** Why no process could be started, once the slot is out of service. */
  outOfService: string | undefined;
  /** Processes that died while they had no task. */
  idleDeaths = 0;
  /** Messages of its processes that were dropped. */
  dropped = 0;
  /** Artifacts that its worker may still hold and need not. */
  released: Key[] = [];
  private living: Promise<WorkerProcess | undefined>;
  private starting = false;
  private startedAt = 0;
  private failedStarts = 0;
  /** A process that was ended to give its memory back. */
  private resting: WorkerProcess | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly stopping = new AbortController();

  constructor(private readonly options: ProcessSlotOptions) {
    this.living = this.start();
  }

  get busy(): boolean {
    return this.process?.busySince !== undefined;
  }

  /** Whether its process can take a task. */
  get isUp(): boolean {
    return this.process?.isUp === true;
  }

  /** Waits until its process can take a task, or until it has been starting for too long. */
  async comesUp(patienceMs: number): Promise<boolean> {
    const process = this.next();
    const left = patienceMs - (performance.now() - this.startedAt);
    if (!this.isUp && left > 0) await Promise.race([process, delay(left, undefined, { ref: false })]);
    return this.isUp;
  }

  /** Runs a task after those that were given before. Undefined where no process can be started. */
  run(task: Task, watch: (process: WorkerProcess) => () => void): Promise<Outcome | undefined> {
    const outcome = this.queue.then(async () => {
      const process = await this.next();
      if (process === undefined) return undefined;
      const unwatch = watch(process);
      try {
        const outcome = await process.run(task, this.released.splice(0));
        if (outcome.status !== 'died') this.failedStarts = 0;
        return outcome;
      } finally {
        unwatch();
      }
    });
    this.queue = outcome;
    return outcome;
  }

  /** Ends an idle process to give its memory back; the next task starts another. */
  rest(): void {
    if (this.busy || this.starting || this.process === undefined) return;
    this.resting = this.process;
    this.process.kill();
  }

  /** Ends the process and starts no other. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.process?.end();
  }

  /** The process for the next task: one that was killed at the end of the last takes no other. */
  private async next(): Promise<WorkerProcess | undefined> {
    if (this.process?.isOver === true) await this.process.ended;
    return this.alive();
  }

  /** The process, started where there is none; undefined where that fails again and again. */
  private alive(): Promise<WorkerProcess | undefined> {
    if (this.process?.death !== undefined && !this.starting && this.outOfService === undefined)
      this.living = this.start();
    return this.living;
  }

  private async start(): Promise<WorkerProcess | undefined> {
    this.starting = true;
    this.startedAt = performance.now();
    this.released = [];
    let pause = 0;
    while (this.failedStarts < MOST_FAILED_STARTS && !this.stopping.signal.aborted) {
      const process = new WorkerProcess({ ...this.options, onDropped: (what) => this.noteDropped(what) });
      this.process = process;
      if (await process.ready) {
        this.starting = false;
        void process.ended.then(() => this.replace(process));
        return process;
      }
      this.noteIdleDeath(process);
      pause = Math.min(LONGEST_DELAY_MS, 2 * pause || FIRST_DELAY_MS);
      await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
    this.outOfService = this.process?.death?.reason ?? 'stopped';
    if (!this.stopping.signal.aborted)
      this.options.onNote(`a worker process cannot be started (${this.outOfService}): going on with fewer`);
    return undefined;
  }

  private replace(process: WorkerProcess): void {
    if (process === this.resting || this.stopping.signal.aborted) return;
    this.noteIdleDeath(process);
    void this.alive();
  }

  private noteDropped(what: string): void {
    this.dropped++;
    this.options.onDropped?.(`worker process: ${what}`);
  }

  private noteIdleDeath({ death }: WorkerProcess): void {
    if (death?.idle !== true || this.stopping.signal.aborted) return;
    this.failedStarts += WEIGHTS[death.how];
    this.idleDeaths++;
    this.options.onNote(`a worker process that had no task ended (${death.reason}): another is started`);
  }
}
