// An active-set step for a convex quadratic with an l1 penalty: the signs found so far are taken for final, their linear system is
// solved, and the point moves there as far as no sign changes. Coordinate descent finds signs quickly and crawls along directions in
// which columns are nearly collinear; this step does the opposite. Cost: m³ / 3 for m nonzero coefficients, for each sign dropped.

import type { Matrix } from '../base/matrix.js';
import type { Kernels } from './index.js';

/** ½ z'Az + b'z + Σ penalty_j |z_j|, through its matrix and slope. */
export interface SignedQuadratic {
  readonly penalty: Float64Array;
  /** Whether coordinate j takes part at all. */
  readonly movable: (j: number) => boolean;
  /** out = A[support, support], in WASM memory. */
  readonly fill: (support: readonly number[], out: Matrix) => void;
  /** The slope of the quadratic (without the penalty) at z, for the support's coordinates. */
  readonly slope: (support: readonly number[], z: Float64Array, out: Float64Array) => void;
}

/** Shares of the diagonal added to it: with collinear columns the second lets the solution run along what decides nothing, to a zero. */
const RIDGES = [0, 1e-10];
/** Signs dropped in one call. */
const MAX_DROPS = 50;

/** Moves z (in place) to the optimum for its signs; where a coefficient would cross zero it is dropped there and the rest goes on. */
export function solveSigns(kernels: Kernels, quadratic: SignedQuadratic, z: Float64Array): void {
  const { penalty, movable } = quadratic;
  for (let drops = 0; drops <= MAX_DROPS; drops++) {
    const support = [...z.keys()].filter((j) => movable(j) && (z[j] !== 0 || penalty[j] === 0));
    if (support.length === 0) return;
    const step = stepToOptimum(kernels, quadratic, z, support);
    if (step === undefined || !moveAlong(z, support, step, penalty)) return;
  }
}

function stepToOptimum(
  kernels: Kernels,
  quadratic: SignedQuadratic,
  z: Float64Array,
  support: readonly number[],
): Float64Array | undefined {
  const { heap } = kernels;
  const m = support.length;
  return heap.scope(() => {
    const L = heap.matrix(m, m);
    const x = heap.f64(m);
    for (const ridge of RIDGES) {
      quadratic.fill(support, L);
      for (let a = 0; a < m; a++) L.data[a * m + a] *= 1 + ridge;
      if (!kernels.choleskyFactor(L)) continue;
      quadratic.slope(support, z, x);
      for (let a = 0; a < m; a++) x[a] = -x[a] - Math.sign(z[support[a]]) * quadratic.penalty[support[a]];
      kernels.choleskySolve(L, x);
      if (x.every(Number.isFinite)) return Float64Array.from(x);
    }
    return undefined;
  });
}

/** Goes the whole step, or to where the first penalised coefficient reaches zero; returns whether there was one. */
function moveAlong(z: Float64Array, support: readonly number[], step: Float64Array, penalty: Float64Array): boolean {
  let share = 1;
  let first = -1;
  for (let a = 0; a < support.length; a++) {
    const j = support[a];
    if (penalty[j] === 0 || Math.sign(z[j] + step[a]) === Math.sign(z[j])) continue;
    const reach = -z[j] / step[a];
    if (first < 0 || reach < share) {
      share = Math.min(reach, 1);
      first = j;
    }
  }
  for (let a = 0; a < support.length; a++) z[support[a]] += share * step[a];
  if (first >= 0) z[first] = 0;
  return first >= 0;
}
