// Runs many problems side by side: one sweep over the rows serves all that are not done. A problem that is done leaves,
// the next one in the queue takes its place; none of this can be seen in any problem's bits.

import type { Kernels } from '../index.js';
import type { LossSweep } from '../passes.js';
import {
  closeProblem,
  objectiveOf,
  type Problem,
  passesOf,
  reasonOf,
  type StopReason,
  type Surroundings,
  serve,
} from './convex-problem.js';
import { becomeHessian } from './preconditioner.js';

/** The optimum of one problem. */
export interface Minimum {
  /** Weight vectors, each d weights and the intercept's coefficient. */
  readonly vectors: readonly Float64Array[];
  readonly passes: number;
  readonly reason: StopReason;
  /** The objective there. */
  readonly value: number;
}

/**
 * Weight vectors in flight: enough to share each row's load, few enough for weights and gradients to stay in the
 * second-level cache.
 */
const MAX_LANES = 24;

/** Solves every problem. `start[i]` opens the i-th when its turn comes; all have `classes` lanes (1: logistic). */
export function runBatch(
  kernels: Kernels,
  surroundings: Surroundings,
  start: readonly (() => Problem)[],
  classes: number,
): Minimum[] {
  const { heap, solver } = kernels;
  const minima: Minimum[] = new Array(start.length);
  const addresses = heap.i32(MAX_LANES);
  let active: { readonly index: number; readonly problem: Problem }[] = [];
  let sweep: LossSweep | undefined;
  let next = 0;
  while (next < start.length || active.length > 0) {
    while (next < start.length && (active.length === 0 || (active.length + 1) * classes <= MAX_LANES)) {
      active.push({ index: next, problem: start[next]() });
      next++;
    }
    if (sweep === undefined) {
      const lanes = active.flatMap(({ problem }) => problem.lanes);
      sweep = kernels.passes.lossSweep(surroundings.data, lanes, classes);
      for (let a = 0; a < active.length; a++) addresses[a] = active[a].problem.block.byteOffset;
    }
    sweep.run();
    if (solver.advanceProblems(addresses.byteOffset, active.length, sweep.table, classes) === 0) continue;
    const left: typeof active = [];
    for (const entry of active) {
      const { index, problem } = entry;
      serve(kernels, surroundings, problem, () => becomeHessian(kernels, surroundings, problem));
      const reason = reasonOf(problem);
      if (reason === undefined) left.push(entry);
      else minima[index] = collect(kernels, problem, reason);
    }
    if (left.length === active.length) continue;
    active = left;
    sweep.free();
    sweep = undefined;
  }
  return minima;
}

function collect({ heap }: Kernels, problem: Problem, reason: StopReason): Minimum {
  const vectors = problem.lanes.map((lane) => Float64Array.from(lane.weights));
  const found = { vectors, passes: passesOf(problem), reason, value: objectiveOf(problem) };
  closeProblem(heap, problem);
  return found;
}
