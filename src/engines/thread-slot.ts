// A slot for one worker thread, which is replaced when it dies. Where threads cannot be started (too few files,
// processes, memory) that is no task's fault: it is tried again a little later, and after several times in a row the
// slot is out of service.

import { setTimeout as delay } from 'node:timers/promises';
import type { Key, Task } from '../graph/plan/task.js';
import type { Shipped, ThreadStart } from '../worker/thread-wire.js';
import type { Answer } from './dialogue.js';
import type { StartThread } from './node-thread.js';
import { WorkerThread } from './thread-worker.js';

const PAUSE_MS = 100;
/** Failed starts in a row until a slot is out of service. */
const MOST_FAILED_STARTS = 3;

export interface ThreadSlotOptions {
  readonly start: ThreadStart;
  /** Told what befalls idle threads, and where none can be started. */
  readonly onNote: (text: string) => void;
  /** Told of each message of a thread that is dropped. */
  readonly onDropped?: (what: string) => void;
  readonly startThread: StartThread;
}

export class ThreadSlot {
  idleDeaths = 0;
  dropped = 0;
  /** Why no thread could be started, once the slot is out of service. */
  outOfService: string | undefined;
  private thread: WorkerThread;
  private failedStarts = 0;
  private stopping = false;
  /** Tasks that were given and are not answered. */
  private open = 0;
  /** Whether its thread was ended: whatever is at work there holds nobody up. */
  private abandoned = false;
  private queue: Promise<unknown> = Promise.resolve();
  /** Threads that were ended and may not be dead yet. */
  private readonly endings: Promise<void>[] = [];

  constructor(private readonly options: ThreadSlotOptions) {
    this.thread = this.begin();
  }

  get busy(): boolean {
    return this.thread.dialogue.busySince !== undefined;
  }

  /** Runs a task after those that were given before. Undefined where no thread can be started. */
  async run(task: Task, values: ReadonlyMap<Key, Shipped>): Promise<Answer | undefined> {
    const isFree = this.open === 0 || this.abandoned;
    this.open++;
    const pending = isFree ? this.runNow(task, values) : this.queue.then(() => this.runNow(task, values));
    this.queue = pending;
    const answer = await pending;
    this.open--;
    return answer;
  }

  release(keys: readonly Key[]): void {
    this.thread.release(keys);
  }

  /** Ends the thread, whatever it is at; the next task gets a new one. */
  end(): void {
    this.abandoned = true;
    this.endings.push(this.thread.end());
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.end();
    await Promise.all(this.endings);
  }

  private async runNow(task: Task, values: ReadonlyMap<Key, Shipped>): Promise<Answer | undefined> {
    while (this.outOfService === undefined) {
      if (this.thread.dialogue.isOver) this.thread = this.begin();
      const { thread } = this;
      const answer = await thread.run(task, values);
      if (!thread.failedToStart) {
        this.failedStarts = 0;
        return answer;
      }
      this.failedStarts++;
      const reason = answer.outcome.status === 'died' ? answer.outcome.reason : 'unknown';
      if (this.failedStarts >= MOST_FAILED_STARTS) this.giveUp(reason);
      else await delay(PAUSE_MS);
      if (this.stopping) return answer;
    }
    return undefined;
  }

  private giveUp(reason: string): void {
    this.outOfService = reason;
    this.options.onNote(`a worker thread cannot be started (${reason}): going on with fewer`);
  }

  private begin(): WorkerThread {
    this.abandoned = false;
    return new WorkerThread({
      startThread: () => this.options.startThread(this.options.start),
      onOutput: this.options.onNote,
      onDropped: (what) => {
        this.dropped++;
        this.options.onDropped?.(`worker thread: ${what}`);
      },
      onIdleDeath: (reason) => {
        this.idleDeaths++;
        this.options.onNote(`an idle worker thread died: ${reason}`);
      },
    });
  }
}
