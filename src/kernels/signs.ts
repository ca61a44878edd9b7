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
  /** out = A[support, support]; both in WASM memory. */
  readonly fill: (support: Int32Array, out: Matrix) => void;
  /** The slope of the quadratic (without the penalty) at z, for the support's coordinates. */
  readonly slope: (support: Int32Array, z: Float64Array, out: Float64Array) => void;
}

/** The support's part of the problem: position, slope and penalty of each of its coordinates. In WASM memory. */
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
  const { heap } = kernels;
  const { penalty, movable } = quadratic;
  let m = 0;
  for (let j = 0; j < z.length; j++) if (movable(j) && (z[j] !== 0 || penalty[j] === 0)) m++;
  if (m === 0) return;
  heap.scope(() => {
    const support = heap.i32(m);
    const live = heap.i32(m);
    for (let j = 0, a = 0; j < z.length; j++) if (movable(j) && (z[j] !== 0 || penalty[j] === 0)) support[a++] = j;
    const face = { A: heap.roughMatrix(m, m), z: heap.rough(m), slope: heap.f64(m), penalty: heap.rough(m) };
    for (let a = 0; a < m; a++) {
      live[a] = a;
      face.z[a] = z[support[a]];
      face.penalty[a] = penalty[support[a]];
    }
    quadratic.fill(support, face.A);
    quadratic.slope(support, z, face.slope);
    const most = Math.max(LEAST_SYSTEMS, Math.min(MOST_SYSTEMS, SYSTEM_BUDGET / m ** 3));
    const room = { L: heap.rough(m * m), step: heap.rough(m) };
    for (let systems = 0, count = m; systems < most && count > 0; systems++) {
      const active = live.subarray(0, count);
      const step = room.step.subarray(0, count);
      if (!stepToOptimum(kernels, face, active, room.L, step) || !moveAlong(kernels, face, active, step)) break;
      count = 0;
      for (const a of active) if (face.z[a] !== 0 || face.penalty[a] === 0) live[count++] = a;
    }
    for (let a = 0; a < m; a++) z[support[a]] = face.z[a];
  });
}

/** Solves for the step to the optimum of the live coefficients with their signs; false where that has no solution. */
function stepToOptimum(kernels: Kernels, face: Face, live: Int32Array, room: Float64Array, step: Float64Array): boolean {
  const { A, z, slope, penalty } = face;
  const m = live.length;
  const L = { rows: m, cols: m, stride: m, data: room.subarray(0, m * m) };
  for (const ridge of RIDGES) {
    kernels.solver.gatherFace(
      A.data.byteOffset,
      A.stride,
      live.byteOffset,
      m,
      1 + ridge,
      z.byteOffset,
      slope.byteOffset,
      penalty.byteOffset,
      L.data.byteOffset,
      step.byteOffset,
    );
    if (!kernels.choleskyFactor(L)) continue;
    kernels.choleskySolve(L, step);
    if (step.every(Number.isFinite)) return true;
  }
  return false;
}

/**
 * Goes along the step (which is used up) to where the objective is smallest, a full step at most: through zeros as long as it falls (the
 * signs change), or to rest at one (the coefficient is dropped). Returns false where it ends at the optimum for unchanged signs.
 */
function moveAlong({ solver }: Kernels, { A, z, slope, penalty }: Face, live: Int32Array, step: Float64Array): boolean {
  const at = [A.data.byteOffset, A.stride, live.byteOffset, live.length, step.byteOffset] as const;
  const curvature = solver.curvatureAlong(...at);
  let fall = 0;
  const zeros: { readonly at: number; readonly i: number }[] = [];
  for (let i = 0; i < live.length; i++) {
    const a = live[i];
    fall += step[i] * (slope[a] + penalty[a] * Math.sign(z[a]));
    const zero = -z[a] / step[i];
    if (penalty[a] > 0 && zero > 0 && zero <= 1) zeros.push({ at: zero, i });
  }
  zeros.sort((x, y) => x.at - y.at || x.i - y.i);
  let reach = 1;
  let resting = -1;
  for (const zero of zeros) {
    if (fall + zero.at * curvature >= 0) break;
    const kink = 2 * penalty[live[zero.i]] * Math.abs(step[zero.i]);
    if (fall + kink + zero.at * curvature >= 0) {
      reach = zero.at;
      resting = zero.i;
      break;
    }
    fall += kink;
  }
  if (resting < 0) reach = Math.max(0, Math.min(1, curvature > 0 ? -fall / curvature : 1));
  for (let i = 0; i < step.length; i++) step[i] *= reach;
  if (resting >= 0) step[resting] = -z[live[resting]];
  solver.moveFace(...at, z.byteOffset, slope.byteOffset);
  return zeros.length > 0 && reach > 0;
}
