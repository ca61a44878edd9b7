// Workers that somebody stopped (SIGSTOP), which would be waited for for ever. The system says so; that a process is
// slow, swapped out or waits for a busy machine looks otherwise. One that stays stopped is told to go on, so that
// nothing of its work is lost; where it is stopped again it is ended, and another does its task. Where the whole search
// is stopped and goes on (Ctrl-Z, fg), this process was stopped too: then nobody has been waited for.

import { readFileSync } from 'node:fs';
import type { Outcome } from '../schedule/engine.js';

const LOOK_EVERY_MS = 500;
/** So many looks in a row find it stopped before anything is done … */
const LOOKS = 5;
/** … unless this process was away between two of them. */
const AWAY_MS = 4 * LOOK_EVERY_MS;

/** What is looked at: a worker process. */
export interface Stoppable {
  readonly pid: number | undefined;
  readonly kill: (sentence?: Outcome) => void;
}

export interface StoppedOptions {
  /** The processes that are there now. */
  readonly processes: () => readonly (Stoppable | undefined)[];
  readonly onNote: (text: string) => void;
  /** What a process is at, as the system says; a test may say otherwise. */
  readonly isStopped?: (pid: number) => boolean;
  readonly goOn?: (pid: number) => void;
}

const ENDED: Outcome = { status: 'died', reason: 'stopped by a signal, again and again', begun: true };

/** Looks at the workers of one engine. A class because it guards its counts. */
export class StoppedWatch {
  /** Looks in a row that found a process stopped. */
  private readonly seen = new Map<number, number>();
  /** Processes that were told to go on. */
  private readonly signalled = new Set<number>();
  private lookedAt = performance.now();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly options: StoppedOptions) {
    this.timer = setInterval(() => this.look(performance.now()), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @param now  milliseconds, on any clock that does not go back */
  look(now: number): void {
    if (now - this.lookedAt > AWAY_MS) this.seen.clear();
    this.lookedAt = now;
    const { isStopped = saysStopped } = this.options;
    for (const process of this.options.processes()) {
      if (process?.pid === undefined) continue;
      const looks = isStopped(process.pid) ? (this.seen.get(process.pid) ?? 0) + 1 : 0;
      this.seen.set(process.pid, looks % LOOKS);
      if (looks >= LOOKS) this.act(process, process.pid);
    }
  }

  private act(process: Stoppable, pid: number): void {
    const { onNote, goOn = tellToGoOn } = this.options;
    if (this.signalled.has(pid)) {
      onNote(`worker process ${pid} was stopped by a signal again: it is ended, and its task is done by another`);
      process.kill(ENDED);
      return;
    }
    this.signalled.add(pid);
    onNote(`worker process ${pid} was stopped by a signal: it is told to go on`);
    goOn(pid);
  }
}

/** Whether the system says that a process is stopped (Linux: state T; t is a debugger's). */
function saysStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat[stat.lastIndexOf(')') + 2] === 'T';
  } catch {
    // It is gone, or this system does not tell.
    return false;
  }
}

function tellToGoOn(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It ended meanwhile.
  }
}
