// One worker process of the local engine: started, given one task at a time, ended within a bounded time. Whatever
// becomes of it, whoever waits for it is answered. Plain child_process.fork: workerpool never ends a stopped child, and
// crashes where no file can be opened.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '../base/child-environment.js';
import type { Key, Task } from '../graph/plan/task.js';
import type { ExtensionRef } from '../plugins/own/index.js';
import type { Outcome } from '../schedule/engine.js';
import { entryScript } from '../worker/entry-script.js';
import { type ToWorker, workerArguments } from '../worker/process-wire.js';
import { Dialogue } from './dialogue.js';

/** An idle worker that is asked to end gets so long, then SIGKILL (a stopped process hears nothing else). */
const END_MS = 2000;
/**
 * A process that has not said that it is ready by then is stuck: where threads run out, Node waits for one for ever.
 */
const START_MS = 10_000;
/** What is kept of a child's last words. */
const LAST_WORDS = 4000;
/** How long they are waited for. */
const LAST_WORDS_MS = 200;
/** A killed process that is still there after so long (deep in the system) is no longer waited for. */
const KILL_MS = 10_000;

export interface WorkerProcessOptions {
  readonly directory: string;
  readonly extensions: readonly ExtensionRef[];
  /** What the child writes to its standard streams; it never reaches our stdout. */
  readonly onOutput: (text: string) => void;
  /** Told of each message of the child that is dropped. */
  readonly onDropped: (what: string) => void;
  /** What the child runs; default: the worker's entry. */
  readonly script?: string;
}

/** Killed by somebody (or for want of memory), never ready, or ended by itself. */
export type Death = 'killed' | 'stuck' | 'ended';

export class WorkerProcess {
  /** True once it can take a task; false where it died before that. */
  readonly ready: Promise<boolean>;
  /** Resolves when it is dead. */
  readonly ended: Promise<void>;
  /** Why it died, once it has. */
  death: { readonly reason: string; readonly how: Death; readonly idle: boolean } | undefined;
  /** Memory that it last told of. */
  rssBytes = 0;
  private readonly dialogue: Dialogue;
  private child: ChildProcess | undefined;
  private lastWords = '';
  private tellReady: (ready: boolean) => void = () => {};
  private tellEnded: () => void = () => {};

  constructor(private readonly options: WorkerProcessOptions) {
    this.ready = new Promise((resolve) => {
      this.tellReady = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.tellEnded = resolve;
    });
    this.dialogue = new Dialogue({
      onDropped: options.onDropped,
      onMisled: () => this.kill(),
      onHello: () => this.tellReady(true),
    });
    try {
      this.listen(startChild(options));
    } catch (error) {
      this.die(messageOf(error), 'ended');
    }
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** When its task was sent, in milliseconds; undefined while it is idle. */
  get busySince(): number | undefined {
    return this.dialogue.busySince;
  }

  /** Whether it can take a task. */
  get isUp(): boolean {
    return this.dialogue.isUp;
  }

  /** Whether it is being ended, or dead. */
  get isOver(): boolean {
    return this.dialogue.isOver;
  }

  /** Runs a task. Never rejects. */
  async run(task: Task, released: readonly Key[]): Promise<Outcome> {
    const { order, answer } = this.dialogue.give(task);
    // A message that cannot be sent is followed by the child's exit, or there is nobody to wait for.
    if (!this.isOver)
      this.child?.send({ order, task, released } satisfies ToWorker, (error) => error !== null && this.kill());
    const { outcome, message } = await answer;
    this.rssBytes = message?.rssBytes ?? this.rssBytes;
    return outcome;
  }

  /**
   * Kills it at once: whatever it still says counts for nothing.
   * @param sentence  what the task at hand comes to when it is dead; without one, the worker just died
   */
  kill(sentence?: Outcome): void {
    if (this.death !== undefined) return;
    this.dialogue.end(sentence);
    this.child?.kill('SIGKILL');
    setTimeout(() => this.die(`killed, and still there after ${KILL_MS / 1000} s`, 'stuck'), KILL_MS).unref();
  }

  /** Ends it: an idle worker is asked to, a busy one is killed (its task is lost). Resolves when it is dead. */
  async end(): Promise<void> {
    const { child } = this;
    if (this.death !== undefined || child === undefined) return;
    const isIdle = this.busySince === undefined;
    this.dialogue.end();
    if (isIdle && child.connected) child.disconnect();
    else child.kill('SIGKILL');
    const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
    await this.ended;
    clearTimeout(timer);
  }

  private listen(child: ChildProcess): void {
    this.child = child;
    const stuck = setTimeout(() => this.giveUpStart(child), START_MS).unref();
    void this.ready.then(() => clearTimeout(stuck));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.lastWords = (this.lastWords + text).slice(-LAST_WORDS);
        this.options.onOutput(text);
      });
    }
    child.on('message', (message: unknown) => this.dialogue.hear(message));
    // Without a process id it could not be started; with one, an exit follows whatever went wrong.
    child.on('error', (error) => child.pid === undefined && this.die(messageOf(error), 'ended'));
    child.on('exit', (code, signal) => {
      const tell = (): void => this.die(signal ?? `exit code ${code}`, signal === 'SIGKILL' ? 'killed' : 'ended');
      // What it said last may still be on its way. (A `close` event of the child does not come where the driver
      // disconnected.)
      const open = [
        child.stderr?.closed === false && once(child.stderr, 'close'),
        child.connected && once(child, 'disconnect'),
      ];
      void Promise.all(open).then(tell, tell);
      setTimeout(tell, LAST_WORDS_MS);
    });
  }

  private giveUpStart(child: ChildProcess): void {
    this.die(`not ready after ${START_MS / 1000} s`, 'stuck');
    child.kill('SIGKILL');
  }

  private die(reason: string, how: Death): void {
    if (this.death !== undefined) return;
    this.death = { reason, how, idle: this.busySince === undefined };
    this.tellReady(false);
    this.dialogue.close(this.outcomeOf(reason));
    this.tellEnded();
  }

  /** What a task comes to at which it died. */
  private outcomeOf(reason: string): Outcome {
    const begun = this.dialogue.hasBegun;
    const outOfHeap = /heap out of memory|Array buffer allocation failed/.test(this.lastWords);
    if (outOfHeap && begun) {
      const message = 'the task needs more memory than a worker process can have (its JavaScript heap is full)';
      return { status: 'error', seconds: 0, error: { code: 'TASK_MEMORY', message } };
    }
    return { status: 'died', reason: reason === 'SIGKILL' ? 'SIGKILL, probably out of memory' : reason, begun };
  }
}

function startChild({
  directory,
  extensions,
  script = entryScript('worker-process'),
}: WorkerProcessOptions): ChildProcess {
  const env = childEnvironment();
  return fork(script, workerArguments(directory, extensions), {
    // Numbers as they are: JSON would lose -0.
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
    env,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
