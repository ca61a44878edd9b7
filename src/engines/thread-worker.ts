// One worker thread: started, given one task at a time, ended. Whatever becomes of it, whoever waits for it is
// answered. What it is said to know goes with it: a new thread has a new one of these.

import { setTimeout as delay } from 'node:timers/promises';
import type { Key, Task } from '../graph/plan/task.js';
import type { Outcome } from '../schedule/engine.js';
import type { ToThread } from '../worker/process-wire.js';
import type { Shipped } from '../worker/thread-wire.js';
import { type Answer, Dialogue } from './dialogue.js';
import type { ThreadLike } from './node-thread.js';

/**
 * A thread that is not ready by then is stuck: where the system gives no more of them, Node may wait for one for ever.
 */
const START_MS = 30_000;
/** How long one that never was ready is waited for when it is ended. */
const END_MS = 1000;

export interface WorkerThreadOptions {
  readonly startThread: () => ThreadLike;
  /** Told what modules of the user's own print there. */
  readonly onOutput: (text: string) => void;
  /** Told of what it said and should not have. */
  readonly onDropped: (what: string) => void;
  /** Told when it died that had been ready, had no task, and was not ended. */
  readonly onIdleDeath: (reason: string) => void;
}

export class WorkerThread {
  readonly dialogue: Dialogue;
  /** Set when it died before it was ready, and nobody ended it. */
  failedToStart = false;
  private wasUp = false;
  private thread: ThreadLike | undefined;
  /** Inputs and artifacts that it has. */
  private readonly keys = new Set<Key>();
  private released: Key[] = [];
  /** What it died of, before it is dead. */
  private reason: string | undefined;

  constructor(private readonly options: WorkerThreadOptions) {
    this.dialogue = new Dialogue({
      onDropped: options.onDropped,
      onHello: () => {
        this.wasUp = true;
      },
      onMisled: (why) => {
        this.reason ??= why;
        void this.end();
      },
    });
    try {
      this.thread = this.listen(options.startThread());
    } catch (error) {
      this.die(messageOf(error));
    }
  }

  /** Runs a task. Never rejects. */
  async run(task: Task, values: ReadonlyMap<Key, Shipped>): Promise<Answer> {
    const { order, answer } = this.dialogue.give(task);
    if (!this.dialogue.isOver) {
      const given = task.inputs.flatMap((key) => {
        const value = this.keys.has(key) ? undefined : values.get(key);
        return value === undefined ? [] : [[key, value] as const];
      });
      for (const [key] of given) this.keys.add(key);
      this.thread?.postMessage({ order, task, given, released: this.released } satisfies ToThread);
      this.released = [];
    }
    const reply = await answer;
    if (reply.outcome.status === 'done') this.keys.add(task.key);
    return reply;
  }

  release(keys: readonly Key[]): void {
    for (const key of keys) if (this.keys.delete(key)) this.released.push(key);
  }

  /** Ends it, whatever it is at. Resolves when it is dead. */
  async end(): Promise<void> {
    this.dialogue.end();
    if (this.wasUp) await this.thread?.terminate();
    else await Promise.race([this.thread?.terminate(), delay(END_MS, undefined, { ref: false })]);
  }

  private listen(thread: ThreadLike): ThreadLike {
    const stuck = setTimeout(() => this.wasUp || this.die(`not ready after ${START_MS / 1000} s`), START_MS).unref();
    thread.ref();
    for (const stream of [thread.stdout, thread.stderr]) stream?.setEncoding('utf8').on('data', this.options.onOutput);
    thread.on('message', (message: unknown) => this.dialogue.hear(message));
    // An error may overtake what the thread said before it. Its exit, which follows, comes last.
    thread.on('error', (error) => {
      this.reason ??= messageOf(error);
    });
    thread.on('exit', (code) => {
      clearTimeout(stuck);
      this.die(this.reason ?? `it ended with code ${code}`);
    });
    return thread;
  }

  private die(reason: string): void {
    const { busySince, isOver, hasBegun } = this.dialogue;
    const outcome: Outcome = { status: 'died', reason, begun: hasBegun };
    this.failedToStart ||= !this.wasUp && !isOver;
    this.dialogue.close(outcome);
    if (busySince === undefined && !isOver && this.wasUp) this.options.onIdleDeath(reason);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
