// The forecast: a plan run through the real schedule on an engine that only counts. Its clock jumps from one predicted end to the next, so
// it tells how long the search takes on so many workers, and how many bytes are held at the worst moment.

import { rowsIn } from './graph/key.js';
import type { Plan } from './graph/plan.js';
import { matrixKey } from './graph/plan.js';
import type { Key, Task } from './graph/task.js';
import type { Engine, Outcome } from './schedule/engine.js';
import { Schedule } from './schedule/loop.js';

export interface Forecast {
  /** Seconds from the first task to the last on `workers` workers. */
  readonly seconds: number;
  /** Resident bytes of all processes, and of what they keep in memory-backed files, together at their most. */
  readonly peakBytes: number;
}

/** A Node process with our code and kernels in it, before it holds any data. */
const PROCESS_BYTES = 62e6;

/** Runs `plan` without doing anything. Cost: that of scheduling its tasks. */
export async function forecast(plan: Plan, workers: number): Promise<Forecast> {
  const books = new Books(plan, workers);
  const engine = countingEngine(books, workers);
  await new Schedule(plan, engine, { emit: () => {}, now: () => books.now }).run();
  return { seconds: books.now, peakBytes: books.peak };
}

/** What every process holds, by artifact. */
class Books {
  now = 0;
  peak = 0;
  /** Bytes of artifacts in the store. */
  private readonly stored = new Map<Key, number>();
  /** Artifacts each worker holds in its own memory (none where it shares the driver's). */
  private readonly held: Map<Key, number>[];
  private readonly fixed: number;
  private total = 0;

  constructor(
    private readonly plan: Plan,
    private readonly workers: number,
  ) {
    // X lies once, as laid out: in this process, or in the store from which workers read what a task asks for.
    this.fixed = PROCESS_BYTES * (workers > 1 ? workers + 1 : 1) + this.rowBytes(plan.context.layout.order.length);
    this.held = Array.from({ length: workers }, () => new Map());
    this.note(0);
  }

  begin(task: Task, worker: number): void {
    if (this.workers === 1) return;
    for (const key of task.inputs) this.hold(worker, key, this.plan.tasks.get(key)?.bytes ?? 0);
    this.note(this.rowsRead(task));
  }

  end(task: Task, worker: number): void {
    this.stored.set(task.key, task.bytes);
    this.note(task.bytes);
    if (this.workers === 1) return;
    this.hold(worker, task.key, task.bytes);
    this.note(-this.rowsRead(task));
  }

  release(keys: readonly Key[]): void {
    for (const key of keys) {
      this.note(-(this.stored.get(key) ?? 0));
      this.stored.delete(key);
      for (const held of this.held) {
        this.note(-(held.get(key) ?? 0));
        held.delete(key);
      }
    }
  }

  private hold(worker: number, key: Key, bytes: number): void {
    if (this.held[worker].has(key)) return;
    this.held[worker].set(key, bytes);
    this.note(bytes);
  }

  /** Bytes of the rows of X that a worker reads for a task, and forgets after it. */
  private rowsRead(task: Task): number {
    const rows = task.op === 'block' ? task.rows : 'features' in task ? task.features.rows : null;
    const X = matrixKey(this.plan.context.datasetDigest);
    return rows !== null && task.inputs.includes(X) ? this.rowBytes(rowsIn(rows)) : 0;
  }

  private rowBytes(rows: number): number {
    return 8 * rows * this.plan.context.columns;
  }

  private note(bytes: number): void {
    this.total += bytes;
    this.peak = Math.max(this.peak, this.fixed + this.total);
  }
}

function countingEngine(books: Books, workers: number): Engine {
  const running: { readonly task: Task; readonly worker: number; readonly end: number; readonly resolve: (outcome: Outcome) => void }[] =
    [];
  let ticking = false;
  /** Ends the task that ends first, then lets the schedule start others. */
  const tick = (): void => {
    ticking = false;
    let first = 0;
    for (let i = 1; i < running.length; i++) if (running[i].end < running[first].end) first = i;
    const [{ task, worker, end, resolve }] = running.splice(first, 1);
    books.now = end;
    books.end(task, worker);
    resolve({ status: 'done', seconds: task.seconds, items: [] });
    if (running.length > 0) wait();
  };
  const wait = (): void => {
    if (ticking) return;
    ticking = true;
    setImmediate(tick);
  };
  return {
    name: 'forecast',
    workers,
    put: () => {},
    load: () => undefined,
    release: (keys) => books.release(keys),
    abandon: () => {},
    idleDeaths: () => 0,
    stop: async () => {},
    run: (task, worker) =>
      new Promise((resolve) => {
        books.begin(task, worker);
        running.push({ task, worker, end: books.now + task.seconds, resolve });
        wait();
      }),
  };
}
