// How many bytes the artifacts of a search may come to: what the memory limit, or this machine, leaves beside the
// processes and the data.

import { ADDRESSABLE_BYTES } from '../base/kernel-memory.js';
import type { EngineKind } from '../engines/index.js';
import { matrixBytes } from '../graph/plan/cost.js';
import type { Plan, PlanContext } from '../graph/plan/plan-data.js';

/** A Node process with our code and kernels in it that has worked, without data. */
const PROCESS_BYTES = 74e6;
/** A thread of it, likewise. */
const THREAD_BYTES = 26e6;
/** Copies of an artifact where workers are processes: the file, what its maker keeps, and what one other reads. */
const COPIES = 3;
/** Of what a process can address, what is left to features made ready, and to gaps. */
const SHARE_OF_ADDRESSES = 0.5;
/** Of memory that nobody has promised us, what is left to others. */
const SHARE_OF_FREE = 0.5;

/** What runs a search. */
export interface Resources {
  readonly kind: EngineKind;
  readonly workers: number;
}

export function bytesOfProcesses({ kind, workers }: Resources): number {
  if (kind === 'local') return PROCESS_BYTES * (workers + 1);
  return PROCESS_BYTES + (kind === 'threads' ? THREAD_BYTES * workers : 0);
}

/**
 * Workers whose own memory stays within what may be taken, before any data: at least one.
 * @param limitBytes  what driver and workers may take (--memory-limit); undefined: half of what is free
 */
export function workersWithin(kind: EngineKind, limitBytes: number | undefined): number {
  const left = (limitBytes ?? SHARE_OF_FREE * process.availableMemory()) - bytesOfProcesses({ kind, workers: 0 });
  return Math.max(1, Math.floor(left / (kind === 'threads' ? THREAD_BYTES : PROCESS_BYTES)));
}

/** What artifacts of a plan come to that are held at a time, X with them; no more than all of them. */
export function heldBytes({ tasks, context: { layout, columns } }: Plan, budgetBytes: number): number {
  let all = 0;
  for (const { bytes } of tasks.values()) all += bytes;
  return matrixBytes(layout.order.length, columns) + Math.min(budgetBytes, all);
}

export interface MemoryLimits {
  /** What driver and workers may take (--memory-limit); undefined: half of what is free. */
  readonly memoryBytes?: number | undefined;
  /** What the kernels of one process can address. */
  readonly addressable?: number | undefined;
}

/**
 * The budget for `ScheduleOptions.budgetBytes`. It holds back work that need not be done now; it never changes a
 * result.
 */
export function byteBudget(
  { layout, columns }: PlanContext,
  resources: Resources,
  { memoryBytes, addressable = ADDRESSABLE_BYTES }: MemoryLimits,
): number {
  const X = matrixBytes(layout.order.length, columns);
  const apart = resources.kind === 'local';
  const left = (memoryBytes ?? SHARE_OF_FREE * process.availableMemory()) - bytesOfProcesses(resources) - X;
  const addresses = SHARE_OF_ADDRESSES * (addressable - (apart ? 0 : X));
  return Math.max(0, Math.min(left / (apart ? COPIES : 1), addresses));
}
