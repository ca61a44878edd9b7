// Runs many problems side by side: one sweep over the rows serves all that are not done. A problem that is done leaves,
// the next one in the queue takes its place; none of this can be seen in any problem's bits.

import type { LossSweep } from '../../base/solver-passes.js';
import type { Kernels } from '../index.js';
import {
  type ConvexProblem,
  closeProblem,
  objectiveOf,
  passesOf,
  reasonOf,
  type SolverContext,
  serve,
  type TerminationReason,
} from './convex-problem.js';
import { becomeHessian } from './preconditioner.js';

/** The optimum of one problem. */
export interface Minimum {
  /** Weight vectors, each d weights and the intercept's coefficient. */
  readonly vectors: readonly Float64Array[];
  readonly passes: number;
  readonly reason: TerminationReason;
  /** The objective there. */
  readonly value: number;
}

/**
 * Weight vectors in flight: enough to share each row's load, few enough for weights and gradients to stay in the
 * second-level cache.
 */
const MAX_VECTORS = 24;

/** Solves every problem. `start[i]` opens the i-th when its turn comes; all have `classes` weight vectors (1: logistic). */
export function runBatch(
  kernels: Kernels,
  context: SolverContext,
  start: readonly (() => ConvexProblem)[],
  classes: number,
): Minimum[] {
  const { heap, solver } = kernels;
  const minima: Minimum[] = new Array(start.length);
  const addresses = heap.i32(MAX_VECTORS);
  let active: { readonly index: number; readonly problem: ConvexProblem }[] = [];
  let sweep: LossSweep | undefined;
  let next = 0;
  while (next < start.length || active.length > 0) {
    while (next < start.length && (active.length === 0 || (active.length + 1) * classes <= MAX_VECTORS)) {
      active.push({ index: next, problem: start[next]() });
      next++;
    }
    if (sweep === undefined) {
      const weightVectors = active.flatMap(({ problem }) => problem.weightVectors);
      sweep = kernels.passes.lossSweep(context.data, weightVectors, classes);
      for (let a = 0; a < active.length; a++) addresses[a] = active[a].problem.block.byteOffset;
    }
    sweep.run();
    if (solver.advanceProblems(addresses.byteOffset, active.length, sweep.table, classes) === 0) continue;
    const left: typeof active = [];
    for (const entry of active) {
      const { index, problem } = entry;
      serve(kernels, context, problem, () => becomeHessian(kernels, context, problem));
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

function collect({ heap }: Kernels, problem: ConvexProblem, reason: TerminationReason): Minimum {
  const vectors = problem.weightVectors.map((vector) => Float64Array.from(vector.weights));
  const found = { vectors, passes: passesOf(problem), reason, value: objectiveOf(problem) };
  closeProblem(heap, problem);
  return found;
}
