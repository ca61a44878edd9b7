// Active-set steps for a convex quadratic with an l1 penalty: the signs found so far are taken for final, their linear system is
// solved, and the point moves that way as far as the objective falls, signs changing or coefficients coming to rest at zero.
// Coordinate descent finds signs quickly and crawls along directions in which columns are nearly collinear; these steps do the
// opposite. Cost: m³ / 3 for m nonzero coefficients, a few times.

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

/** The support's part of the problem: position, slope and penalty of each of its coordinates. */
interface Face {
  readonly A: Matrix;
  readonly z: Float64Array;
  readonly slope: Float64Array;
  readonly penalty: Float64Array;
}

/** Shares of the diagonal added to it: with collinear columns the second lets the solution run along what decides nothing, to a zero. */
const RIDGES = [0, 1e-10];
/** Linear systems solved in one call: as many as cost about a hundred million flops, within these bounds. */
const SYSTEM_BUDGET = 2e8;
const LEAST_SYSTEMS = 8;
const MOST_SYSTEMS = 60;

/** Moves z (in place) downhill by Newton steps for its signs, until the signs are those of the optimum on its nonzero coefficients. */
export function solveSigns(kernels: Kernels, quadratic: SignedQuadratic, z: Float64Array): void {
  const support = [...z.keys()].filter((j) => quadratic.movable(j) && (z[j] !== 0 || quadratic.penalty[j] === 0));
  const m = support.length;
  if (m === 0) return;
  kernels.heap.scope(() => {
    const pick = (v: Float64Array) => Float64Array.from(support, (j) => v[j]);
    const face = { A: kernels.heap.matrix(m, m), z: pick(z), slope: new Float64Array(m), penalty: pick(quadratic.penalty) };
    quadratic.fill(support, face.A);
    quadratic.slope(support, z, face.slope);
    const most = Math.max(LEAST_SYSTEMS, Math.min(MOST_SYSTEMS, SYSTEM_BUDGET / m ** 3));
    let live = [...support.keys()];
    for (let systems = 0; systems < most && live.length > 0; systems++) {
      const step = stepToOptimum(kernels, face, live);
      if (step === undefined || !moveAlong(face, live, step)) break;
      live = live.filter((a) => face.z[a] !== 0 || face.penalty[a] === 0);
    }
    support.forEach((j, a) => {
      z[j] = face.z[a];
    });
  });
}

function stepToOptimum(kernels: Kernels, { A, z, slope, penalty }: Face, live: readonly number[]): Float64Array | undefined {
  const { heap } = kernels;
  const m = live.length;
  return heap.scope(() => {
    const L = heap.matrix(m, m);
    const x = heap.f64(m);
    for (const ridge of RIDGES) {
      for (let i = 0, at = 0; i < m; i++) {
        const row = live[i] * A.stride;
        for (let k = 0; k < m; k++, at++) L.data[at] = A.data[row + live[k]];
        L.data[i * m + i] *= 1 + ridge;
        x[i] = -slope[live[i]] - Math.sign(z[live[i]]) * penalty[live[i]];
      }
      if (!kernels.choleskyFactor(L)) continue;
      kernels.choleskySolve(L, x);
      if (x.every(Number.isFinite)) return Float64Array.from(x);
    }
    return undefined;
  });
}

/**
 * Goes along the step to where the objective is smallest, a full step at most: through zeros as long as it falls (the signs change), or
 * to rest at one (the coefficient is dropped). Returns false where the step ends at the optimum for unchanged signs.
 */
function moveAlong(face: Face, live: readonly number[], step: Float64Array): boolean {
  const { A, z, slope, penalty } = face;
  let fall = 0;
  let curvature = 0;
  const zeros: { readonly at: number; readonly i: number }[] = [];
  for (let i = 0; i < live.length; i++) {
    const a = live[i];
    let curved = 0;
    for (let k = 0; k < live.length; k++) curved += A.data[a * A.stride + live[k]] * step[k];
    curvature += step[i] * curved;
    fall += step[i] * (slope[a] + penalty[a] * Math.sign(z[a]));
    const at = -z[a] / step[i];
    if (penalty[a] > 0 && at > 0 && at <= 1) zeros.push({ at, i });
  }
  zeros.sort((x, y) => x.at - y.at || x.i - y.i);
  let reach = 1;
  let resting = -1;
  for (const { at, i } of zeros) {
    if (fall + at * curvature >= 0) break;
    const kink = 2 * penalty[live[i]] * Math.abs(step[i]);
    if (fall + kink + at * curvature >= 0) {
      reach = at;
      resting = i;
      break;
    }
    fall += kink;
  }
  if (resting < 0) reach = Math.max(0, Math.min(1, curvature > 0 ? -fall / curvature : 1));
  const taken = step.map((v) => reach * v);
  if (resting >= 0) taken[resting] = -z[live[resting]];
  applyStep(face, live, taken);
  return zeros.length > 0 && reach > 0;
}

/** z += step; the slope follows. A coefficient that ends at zero ends there exactly. */
function applyStep({ A, z, slope }: Face, live: readonly number[], step: Float64Array): void {
  for (let i = 0; i < live.length; i++) {
    z[live[i]] = step[i] === -z[live[i]] ? 0 : z[live[i]] + step[i];
    const row = live[i] * A.stride;
    for (let a = 0; a < slope.length; a++) slope[a] += A.data[row + a] * step[i];
  }
}
