// How many bytes the artifacts of a search may come to: what the memory limit, or this machine, leaves beside the processes and the data.

import { matrixBytes } from './graph/cost.js';
import type { PlanContext } from './graph/plan.js';

/** A Node process with our code and kernels in it that has worked, without data. */
const PROCESS_BYTES = 74e6;
/** Copies of an artifact where workers are processes: the file, what its maker keeps, and what one other reads. */
const COPIES = 3;
/** Of memory that nobody has promised us, what is left to others. */
const SHARE_OF_FREE = 0.5;

export function bytesOfProcesses(workers: number): number {
  return PROCESS_BYTES * (workers > 1 ? workers + 1 : 1);
}

/**
 * The budget for `ScheduleOptions.budgetBytes`. It holds back work that need not be done now; it never changes a result.
 * @param limitBytes  what driver and workers may take (--memory-limit); undefined: half of what is free
 */
export function byteBudget({ layout, columns }: PlanContext, workers: number, limitBytes: number | undefined): number {
  const left =
    (limitBytes ?? SHARE_OF_FREE * process.availableMemory()) - bytesOfProcesses(workers) - matrixBytes(layout.order.length, columns);
  return Math.max(0, left) / (workers > 1 ? COPIES : 1);
}
