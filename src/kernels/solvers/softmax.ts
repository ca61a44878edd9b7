// Adding the same vector to all classes of a softmax changes no probability: what the penalty does not decide either is
// centred.

import type { ProblemSpec } from './convex-problem.js';

/**
 * Where the objective does not decide, the classes' mean is made zero, as scikit-learn's solvers do from their start at
 * zero: intercepts unless penalised, weights where there is no penalty.
 */
export function centreSoftmax(vectors: readonly Float64Array[], spec: ProblemSpec): Float64Array[] {
  const centred = vectors.map((v) => Float64Array.from(v));
  const d = centred[0].length - 1;
  for (let j = 0; j <= d; j++) {
    if (j < d ? spec.l1 + spec.l2 > 0 : spec.interceptPenalised) continue;
    const mean = centred.reduce((sum, v) => sum + v[j], 0) / centred.length;
    for (const v of centred) v[j] -= mean;
  }
  return centred;
}
