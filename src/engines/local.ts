// The local engine: worker processes on this machine. Control messages are small; artifacts are files in a private
// directory. Each worker has its own slot, so that the schedule says which worker does what.

import { fileStore, noSpace } from '../artifacts/file-store.js';
import { EXIT, GridsearchError } from '../base/errors.js';
import { faultPoint } from '../base/fault-point.js';
import { append } from '../base/lists.js';
import { LONGEST_MS } from '../base/timers.js';
import type { Task } from '../graph/plan/task.js';
import type { ExtensionRef } from '../plugins/own/index.js';
import type { Engine, Outcome } from '../schedule/engine.js';
import type { WorkerProcess } from './child-worker.js';
import { MemoryGuard } from './memory-guard.js';
import { ProcessSlot } from './process-slot.js';
import { makeRunDirectory } from './run-directory.js';
import { StoppedWatch } from './stopped.js';

/** Limits that hold for single tasks; they need processes that can be killed. */
export interface TaskLimits {
  readonly taskTimeoutSeconds?: number;
  /** For driver and workers together. */
  readonly memoryBytes?: number;
}

export interface LocalEngineOptions {
  readonly workers: number;
  /** Bytes that artifacts may come to: decides whether they fit a memory-backed directory. */
  readonly expectedBytes: number;
  readonly limits?: TaskLimits;
  /** Plug-ins of the user's own, which each worker loads. */
  readonly extensions?: readonly ExtensionRef[];
  /** What a child writes to its standard streams, and what befalls idle children. */
  readonly onNote: (text: string) => void;
  /** Told of each message of a child that is dropped. */
  readonly onDropped?: (what: string) => void;
}

/** A worker that takes longer to start is not waited for where others are there. */
const PATIENCE_MS = 5000;

/** Starts the children at once, so that they are ready when the first task is. */
export function localEngine({
  workers,
  expectedBytes,
  limits = {},
  extensions = [],
  onNote,
  onDropped,
}: LocalEngineOptions): Engine {
  const directory = makeRunDirectory({ expectedBytes, memoryBacked: limits.memoryBytes === undefined, onNote });
  const store = fileStore(directory.path);
  const slots = Array.from(
    { length: workers },
    () => new ProcessSlot({ directory: directory.path, extensions, onOutput: onNote, onNote, onDropped }),
  );
  const guard = limits.memoryBytes === undefined ? undefined : new MemoryGuard(limits.memoryBytes, slots);
  const watch = new StoppedWatch({ processes: () => slots.map((slot) => slot.process), onNote });
  const killAll = (): void => {
    for (const slot of slots) slot.process?.kill();
  };
  process.on('exit', killAll);
  const watchTask = (process: WorkerProcess): (() => void) => killAfter(process, limits.taskTimeoutSeconds);
  const attempt = (task: Task, worker: number): Promise<Outcome> =>
    runSomewhere({ slots, watch: watchTask }, task, worker);
  return {
    name: 'local',
    workers,
    put: store.put,
    run: (task, worker) =>
      guard === undefined ? attempt(task, worker) : guard.run(task.bytes, () => attempt(task, worker)),
    load: (key) =>
      store.get(key, { f64: (length) => new Float64Array(length), i32: (length) => new Int32Array(length) }),
    release: (keys) => {
      for (const slot of slots) append(slot.released, keys);
      for (const key of keys) store.delete(key);
    },
    abandon: () => {
      faultPoint('abandon', 'local');
      for (const slot of slots) if (slot.busy) slot.process?.kill();
    },
    idleDeaths: () => slots.reduce((sum, slot) => sum + slot.idleDeaths, 0),
    dropped: () => slots.reduce((sum, slot) => sum + slot.dropped, 0),
    stop: async () => {
      guard?.stop();
      watch.stop();
      await Promise.all(slots.map((slot) => slot.stop()));
      directory.remove();
      process.off('exit', killAll);
    },
  };
}

interface WatchedSlots {
  readonly slots: readonly ProcessSlot[];
  /** Begins to watch a process at its task; returns what calls that off. */
  readonly watch: (process: WorkerProcess) => () => void;
}

/** Runs a task at its worker's slot, or at another where none can be started there. @throws NO_SPACE, WORKERS_DIE */
async function runSomewhere({ slots, watch }: WatchedSlots, task: Task, worker: number): Promise<Outcome> {
  // Where it does not come up, its work is done by those who are there.
  const stuck = !slots[worker].isUp && !(await slots[worker].comesUp(PATIENCE_MS));
  const upSlot = stuck ? slots.findIndex((slot) => slot.isUp) : -1;
  const first = upSlot < 0 ? worker : upSlot;
  for (let i = 0; i < slots.length; i++) {
    const outcome = await slots[(first + i) % slots.length].run(task, watch);
    if (outcome?.status === 'error' && outcome.error.code === 'NO_SPACE') throw noSpace(outcome.error.message);
    if (outcome !== undefined) return outcome;
  }
  throw new GridsearchError('WORKERS_DIE', `no worker process can be started (${slots[worker].outOfService})`, {
    exitCode: EXIT.environment,
    help: 'see whether memory, open files or processes are limited; --jobs 1 runs without worker processes',
  });
}

/** Kills a process that is at its task for too long. Returns what calls that off. */
function killAfter(process: WorkerProcess, seconds: number | undefined): () => void {
  if (seconds === undefined) return () => {};
  const message = `the task took longer than ${seconds} s (--task-timeout)`;
  const kill = (): void => process.kill({ status: 'error', seconds, error: { code: 'TASK_TIMEOUT', message } });
  const timer = setTimeout(kill, Math.min(LONGEST_MS, seconds * 1000));
  return () => clearTimeout(timer);
}
