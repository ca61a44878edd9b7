// Runs the minimisers of many problems side by side: one sweep over the rows serves all that are not done. A problem that is done
// leaves, the next one in the queue takes its place; none of this can be seen in any problem's bits.

import type { Kernels } from './index.js';
import { advance, type Minimiser, releaseMinimiser, type StopReason } from './minimiser.js';
import type { LossSweep, SweepData } from './passes.js';

/** The optimum of one problem. */
export interface Minimum {
  /** Weight vectors, each d weights and the intercept's coefficient. */
  readonly vectors: readonly Float64Array[];
  readonly passes: number;
  readonly reason: StopReason;
}

/** Weight vectors in flight: enough to share each row's load, few enough for weights and gradients to stay in the second-level cache. */
const MAX_LANES = 24;

/** Solves every problem. `start[i]` makes the i-th machine when its turn comes; all have `classes` lanes (1: logistic). */
export function runBatch(kernels: Kernels, data: SweepData, start: readonly (() => Minimiser)[], classes: number): Minimum[] {
  const minima: Minimum[] = new Array(start.length);
  let active: { readonly index: number; readonly minimiser: Minimiser }[] = [];
  let sweep: LossSweep | undefined;
  let next = 0;
  while (next < start.length || active.length > 0) {
    while (next < start.length && (active.length === 0 || (active.length + 1) * classes <= MAX_LANES)) {
      active.push({ index: next, minimiser: start[next]() });
      next++;
    }
    sweep ??= kernels.passes.lossSweep(
      data,
      active.flatMap(({ minimiser }) => minimiser.objective.lanes),
      classes,
    );
    sweep.run();
    let done = 0;
    for (let a = 0; a < active.length; a++) {
      const { index, minimiser } = active[a];
      advance(minimiser, sweep.loss(a * classes));
      if (minimiser.reason === undefined) continue;
      minima[index] = collect(minimiser, minimiser.reason);
      done++;
    }
    if (done === 0) continue;
    active = active.filter(({ minimiser }) => minimiser.reason === undefined);
    sweep.free();
    sweep = undefined;
  }
  return minima;
}

function collect(minimiser: Minimiser, reason: StopReason): Minimum {
  const vectors = minimiser.objective.lanes.map((lane) => Float64Array.from(lane.weights));
  releaseMinimiser(minimiser);
  return { vectors, passes: minimiser.passes, reason };
}
