// The forecast: a plan run through the real schedule on an engine that only counts. Its clock jumps from one predicted
// end to the next, so it tells how long the search takes on so many workers, and how many bytes are held at the worst
// moment.

import { largest } from '../base/lists.js';
import { matrixBytes } from '../graph/plan/cost.js';
import { rowsIn } from '../graph/plan/key.js';
import type { Plan } from '../graph/plan/plan-data.js';
import type { Features, Key, Task } from '../graph/plan/task.js';
import { MOST_IN_KERNEL_MEMORY_BYTES } from '../input/read-table.js';
import type { Engine, Outcome } from '../schedule/engine.js';
import { Schedule } from '../schedule/loop.js';
import { featuresName, isX, liesReady, type ReadyEntry, Retention } from '../worker/retention.js';
import { bytesOfProcesses, type Resources } from './byte-budget.js';

export interface Forecast {
  /** Seconds from the first task to the last on `workers` workers. */
  readonly seconds: number;
  /** Resident bytes of all processes, and of what they keep in memory-backed files, together at their most. */
  readonly peakBytes: number;
  /**
   * Bytes at their most in the memory of kernels that holds most: of this process, or of one of those that work for it.
   */
  readonly heapBytes: number;
}

export interface ForecastOptions extends Resources {
  /** What artifacts may come to (see byte-budget.ts); undefined: anything. */
  readonly budgetBytes?: number;
  /** Whether candidates come in turn (see schedule/loop.ts). */
  readonly inTurn?: boolean;
}

/**
 * An eigendecomposition keeps its vectors, its reflectors and two copies besides the statistic that it is made from.
 */
const DECOMPOSITION_COPIES = 4;

/** Runs `plan` without doing anything. Cost: that of scheduling its tasks. */
export async function forecast(
  plan: Plan,
  { budgetBytes, inTurn = false, ...resources }: ForecastOptions,
): Promise<Forecast> {
  const model = new MemoryModel(plan, resources);
  const engine = countingEngine(model, resources.workers);
  const options = budgetBytes === undefined ? {} : { budgetBytes };
  await new Schedule(plan, engine, { emit: () => {}, now: () => model.now, inTurn, ...options }).run();
  return { seconds: model.now, peakBytes: model.peak, heapBytes: model.heapBytes };
}

/**
 * What every process holds. Kernels' memory grows and does not shrink: what a process has held at its worst moment it
 * keeps, also when it has given all of it back.
 */
export class MemoryModel {
  now = 0;
  peak: number;
  /** Bytes of artifacts in files, where workers are processes. */
  private readonly files = new Map<Key, number>();
  private fileBytes = 0;
  readonly processes: readonly SimulatedProcess[];
  private readonly fixed: number;
  /** Whether each worker has its memory for itself. */
  private readonly apart: boolean;
  /** Sets of rows that lie one after another in X. */
  private readonly contiguous: ReadonlySet<Key>;

  constructor(
    private readonly plan: Plan,
    resources: Resources,
  ) {
    this.apart = resources.kind === 'local';
    const { layout, columns } = plan.context;
    const sets = [...layout.splits.flatMap(({ train, test }) => [train.rows, test]), layout.all.rows];
    this.contiguous = new Set(sets.filter(({ segments }) => segments.length === 1).map(({ key }) => key));
    const X = matrixBytes(layout.order.length, columns);
    const processBytes = bytesOfProcesses(resources);
    const inKernelMemory = X <= MOST_IN_KERNEL_MEMORY_BYTES;
    // X lies once, as laid out: in this process, or in the file from which workers read what a task asks for. Where it
    // lay in kernel memory here and then went to a file, its memory stays here.
    this.fixed = processBytes + (this.apart && inKernelMemory ? 2 : 1) * X;
    // A table that does not lie there is copied.
    this.peak = processBytes + (inKernelMemory && !this.apart ? 1 : 2) * X;
    this.processes = Array.from({ length: resources.workers }, () => new SimulatedProcess());
  }

  /** Threads share one memory, in which X lies too, and none gives back to the others what it has taken. */
  get heapBytes(): number {
    const each = this.processes.map(({ most }) => most);
    if (this.apart) return largest(each);
    const { layout, columns } = this.plan.context;
    return each.reduce((sum, most) => sum + most, matrixBytes(layout.order.length, columns));
  }

  begin(task: Task, worker: number): void {
    const process = this.processes[worker];
    if (this.apart) for (const key of task.inputs) process.hold(key, this.plan.tasks.get(key)?.bytes ?? 0);
    this.makeReady(task, process);
    process.reach(task.bytes + this.workBytes(task));
    this.look();
  }

  end(task: Task, worker: number): void {
    this.processes[worker].hold(task.key, task.bytes);
    if (this.apart) {
      this.files.set(task.key, task.bytes);
      this.fileBytes += task.bytes;
    }
    this.look();
  }

  release(keys: readonly Key[]): void {
    for (const key of keys) {
      this.fileBytes -= this.files.get(key) ?? 0;
      this.files.delete(key);
    }
    for (const process of this.processes) process.release(keys);
  }

  /** Bytes that a task needs besides its inputs and its artifact. */
  private workBytes(task: Task): number {
    const statistic =
      'statistic' in task && task.op === 'fit' && task.statistic !== null
        ? this.plan.tasks.get(task.statistic)
        : undefined;
    const ordered = 'ordered' in task && task.ordered !== null && readsRows(task) ? this.readyBytes(task.features) : 0;
    return this.rowsRead(task) + ordered + DECOMPOSITION_COPIES * (statistic?.bytes ?? 0);
  }

  /** Bytes of the rows that a worker process reads from X for a task, and forgets after it. */
  private rowsRead(task: Task): number {
    if (!this.apart) return 0;
    if (task.op === 'block') return isX(task.base) ? this.rowBytes(task.rows) : 0;
    if ('parts' in task) return this.rowBytes(task.parts.find(({ base }) => isX(base))?.rows ?? null);
    return readsRows(task) && isX(task.features.base) ? this.rowBytes(task.features.rows) : 0;
  }

  /**
   * Features that a task reads as one contiguous matrix, or in panels, stay ready for the next. Rows that lie as they
   * are read need no copy.
   */
  private makeReady(task: Task, process: SimulatedProcess): void {
    if (!readsRows(task)) return;
    const { base, rows, steps } = task.features;
    const packs = task.op === 'fit' && task.packs;
    const segments = isX(base) && rows !== null && this.contiguous.has(rows) ? 1 : Number.POSITIVE_INFINITY;
    if (!packs && liesReady(segments, steps.length > 0)) return;
    const projects = task.op === 'transform' || (task.op === 'predict' && task.through !== null);
    const bytes = projects ? task.gatheredBytes : this.readyBytes(task.features);
    if (bytes > 0) process.makeReady({ name: featuresName(task.features), base, bytes });
  }

  /** Views of a projection are of any width up to its own. */
  private readyBytes({ base, rows }: Features): number {
    return isX(base) ? this.rowBytes(rows) : (this.plan.tasks.get(base)?.bytes ?? 0) / 2;
  }

  private rowBytes(rows: Key | null): number {
    return rows === null ? 0 : matrixBytes(rowsIn(rows), this.plan.context.columns);
  }

  private look(): void {
    const total = this.processes.reduce((sum, { most }) => sum + most, this.fixed + this.fileBytes);
    this.peak = Math.max(this.peak, total);
  }
}

/** What lies in one process. */
class SimulatedProcess {
  /** Bytes that it has come to at its worst moment. */
  most = 0;
  private bytes = 0;
  private readonly artifacts = new Map<Key, number>();
  private readonly retention = new Retention();

  /** An artifact is read or made. */
  hold(key: Key, bytes: number): void {
    if (this.artifacts.has(key)) return;
    this.artifacts.set(key, bytes);
    this.bytes += bytes;
    this.reach(0);
  }

  release(keys: readonly Key[]): void {
    for (const key of keys) {
      this.bytes -= this.artifacts.get(key) ?? 0;
      this.artifacts.delete(key);
    }
    this.free(this.retention.release(new Set(keys)));
  }

  /** Features are made ready, or used where they are. */
  makeReady(features: ReadyEntry): void {
    if (this.retention.use(features.name)) return;
    this.free(this.retention.evictFor(features.bytes));
    this.retention.add(features);
    this.bytes += features.bytes;
    this.reach(0);
  }

  /** So many bytes are needed for a moment, besides what is held. */
  reach(bytes: number): void {
    this.most = Math.max(this.most, this.bytes + bytes);
  }

  /** Features that are kept, oldest use first. */
  get ready(): readonly ReadyEntry[] {
    return this.retention.entries;
  }

  private free(entries: readonly ReadyEntry[]): void {
    for (const { bytes } of entries) this.bytes -= bytes;
  }
}

function readsRows(task: Task): task is Extract<Task, { features: Features }> {
  return 'features' in task && !(task.op === 'fit' && !task.needsRows);
}

function countingEngine(model: MemoryModel, workers: number): Engine {
  const running: {
    readonly task: Task;
    readonly worker: number;
    readonly end: number;
    readonly resolve: (outcome: Outcome) => void;
  }[] = [];
  let ticking = false;
  /** Ends the task that ends first, then lets the schedule start others. */
  const tick = (): void => {
    ticking = false;
    let first = 0;
    for (let i = 1; i < running.length; i++) if (running[i].end < running[first].end) first = i;
    const [{ task, worker, end, resolve }] = running.splice(first, 1);
    model.now = end;
    model.end(task, worker);
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
    release: (keys) => model.release(keys),
    abandon: () => {},
    idleDeaths: () => 0,
    stop: async () => {},
    run: (task, worker) =>
      new Promise((resolve) => {
        model.begin(task, worker);
        running.push({ task, worker, end: model.now + task.seconds, resolve });
        wait();
      }),
  };
}
