// Keeps the processes of a search within a memory limit. Heap flags do not bound typed arrays, so resident memory
// itself is watched. Over the limit the newest task is stopped and later run again with nothing beside it; a task that
// is over the limit even alone fails. So which tasks fail does not depend on how many run side by side. It is a watch,
// not a wall: between two looks, and on a busy machine, tasks may take what they can touch in that time (some 50 MB
// each in 25 ms).

import { readFileSync } from 'node:fs';
import { EXIT, GridsearchError } from '../base/errors.js';
import type { Outcome } from '../schedule/engine.js';
import type { ProcessSlot } from './process-slot.js';

const LOOK_EVERY_MS = 25;
/** A look takes some hundredths of a millisecond for each process: with many of them, looks are further apart. */
const LOOK_EVERY_MS_EACH = 2;
/** What a worker needs before it has read anything. */
const IDLE_WORKER_BYTES = 40 * 2 ** 20;
/** Linux pages, as /proc/<pid>/statm counts. */
const PAGE_BYTES = 4096;

/** The answer for a task that was stopped to make room: it is to run again, alone. */
export const SQUEEZED: Outcome = { status: 'died', reason: 'stopped to stay within the memory limit', begun: false };

export class MemoryGuard {
  private running = 0;
  private alone = false;
  /** Tasks that wait to run alone: nothing else starts before them. */
  private waitingAlone = 0;
  private wake: (() => void)[] = [];
  /** Whether idle workers were already ended for the task that runs now. */
  private rested = false;
  /** Set where not even an idle worker fits beside the driver. */
  private hopeless: GridsearchError | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly limitBytes: number,
    private readonly slots: readonly ProcessSlot[],
  ) {
    this.timer = setInterval(() => this.look(), Math.max(LOOK_EVERY_MS, LOOK_EVERY_MS_EACH * slots.length));
    this.timer.unref();
  }

  /** Runs a task within the limit, a second time alone where it was stopped. */
  async run(bytes: number, attempt: () => Promise<Outcome>): Promise<Outcome> {
    if (bytes > this.limitBytes) return this.tooLarge(`its result alone takes ${megabytes(bytes)}`);
    for (let alone = false; ; alone = true) {
      await this.enter(alone, bytes);
      const outcome = await attempt();
      this.leave();
      if (this.hopeless !== undefined) throw this.hopeless;
      if (outcome !== SQUEEZED) return outcome;
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async enter(alone: boolean, bytes: number): Promise<void> {
    if (alone) this.waitingAlone++;
    const mustWait = (): boolean =>
      this.alone || (this.running > 0 && (alone || this.waitingAlone > 0 || !this.fits(bytes)));
    while (mustWait()) await new Promise<void>((resolve) => this.wake.push(resolve));
    if (alone) this.waitingAlone--;
    this.alone = alone;
    this.rested = false;
    this.running++;
  }

  private leave(): void {
    this.running--;
    this.alone = false;
    for (const wake of this.wake.splice(0)) wake();
  }

  private fits(bytes: number): boolean {
    return this.usedBytes() + bytes <= this.limitBytes;
  }

  private look(): void {
    const used = this.usedBytes();
    if (used <= this.limitBytes) return;
    const busy = this.slots.filter((slot) => slot.busy && slot.process?.isOver !== true);
    const newest = busy.sort((a, b) => (b.process?.busySince ?? 0) - (a.process?.busySince ?? 0))[0];
    if (busy.length > 1) newest.process?.kill(SQUEEZED);
    else if (!this.rested) {
      this.rested = true;
      for (const slot of this.slots) slot.rest();
    } else if (newest !== undefined) {
      this.noteHopeless();
      newest.process?.kill(this.tooLarge(`the search came to ${megabytes(used)} with no other task beside it`));
    }
  }

  private noteHopeless(): void {
    const driver = privateBytes(process.pid) ?? process.memoryUsage.rss();
    if (driver + IDLE_WORKER_BYTES <= this.limitBytes) return;
    const needs = `the data take ${megabytes(driver)} and a worker ${megabytes(IDLE_WORKER_BYTES)} before any work`;
    this.hopeless = new GridsearchError(
      'MEMORY_LIMIT',
      `--memory-limit ${megabytes(this.limitBytes)} is too low: ${needs}`,
      {
        exitCode: EXIT.environment,
        help: `--memory-limit ${megabytes(2 * (driver + IDLE_WORKER_BYTES)).replace(' MiB', 'm')}`,
      },
    );
  }

  private tooLarge(why: string): Outcome {
    const message = `the task does not fit the memory limit of ${megabytes(this.limitBytes)}: ${why}`;
    return { status: 'error', seconds: 0, error: { code: 'TASK_MEMORY', message } };
  }

  private usedBytes(): number {
    return this.slots.reduce((sum, { process: worker }) => {
      // One that is being ended gives its memory back, in a moment.
      if (worker?.pid === undefined || worker.isOver) return sum;
      return sum + (privateBytes(worker.pid) ?? worker.rssBytes);
    }, privateBytes(process.pid) ?? process.memoryUsage.rss());
  }
}

/** Resident bytes of a process but those it shares (program text); undefined where the system does not tell. */
function privateBytes(pid: number): number | undefined {
  try {
    const [, resident, shared] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
    return (resident - shared) * PAGE_BYTES;
  } catch {
    return undefined;
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
