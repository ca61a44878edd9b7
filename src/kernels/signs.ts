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

/** The support's part of the problem: position, slope and penalty of each of its coordinates. */
interface Face {
  readonly A: Matrix;
  readonly z: Float64Array;
  readonly slope: Float64Array;
  readonly penalty: Float64Array;
}

/** Shares of the diagonal added to it: with collinear columns the second lets the solution run along what decides nothing, to a zero. */
const RIDGES = [0, 1e-10];
/** Linear systems solved in one call. */
const MAX_SYSTEMS = 8;

/** Moves z (in place) to the optimum for its signs; coefficients that would cross zero are dropped there and the rest goes on. */
export function solveSigns(kernels: Kernels, quadratic: SignedQuadratic, z: Float64Array): void {
  const support = [...z.keys()].filter((j) => quadratic.movable(j) && (z[j] !== 0 || quadratic.penalty[j] === 0));
  const m = support.length;
  if (m === 0) return;
  kernels.heap.scope(() => {
    const pick = (v: Float64Array) => Float64Array.from(support, (j) => v[j]);
    const face = { A: kernels.heap.matrix(m, m), z: pick(z), slope: new Float64Array(m), penalty: pick(quadratic.penalty) };
    quadratic.fill(support, face.A);
    quadratic.slope(support, z, face.slope);
    let live = [...support.keys()];
    for (let systems = 0; systems < MAX_SYSTEMS && live.length > 0; systems++) {
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
 * Takes the whole step with every coefficient that would cross zero left there, if that lowers the objective; else goes to the first
 * crossing. Returns whether a coefficient was dropped.
 */
function moveAlong(face: Face, live: readonly number[], step: Float64Array): boolean {
  const { z, penalty } = face;
  let reach = 1;
  let first = -1;
  const cut = Float64Array.from(step);
  for (let i = 0; i < live.length; i++) {
    const from = z[live[i]];
    if (penalty[live[i]] === 0 || Math.sign(from + step[i]) === Math.sign(from)) continue;
    cut[i] = -from;
    if (first < 0 || -from / step[i] < reach) {
      reach = Math.min(-from / step[i], 1);
      first = i;
    }
  }
  const whole = first < 0 || changeOf(face, live, cut) < 0;
  const taken = whole ? cut : step.map((v) => reach * v);
  if (!whole) taken[first] = -z[live[first]];
  applyStep(face, live, taken);
  return first >= 0;
}

/** How a step changes the objective. */
function changeOf({ A, z, slope, penalty }: Face, live: readonly number[], step: Float64Array): number {
  let change = 0;
  for (let i = 0; i < live.length; i++) {
    const a = live[i];
    let curved = 0;
    for (let k = 0; k < live.length; k++) curved += A.data[a * A.stride + live[k]] * step[k];
    change += step[i] * (slope[a] + 0.5 * curved) + penalty[a] * (Math.abs(z[a] + step[i]) - Math.abs(z[a]));
  }
  return change;
}

/** z += step; the slope follows. A coefficient that ends at zero ends there exactly. */
function applyStep({ A, z, slope }: Face, live: readonly number[], step: Float64Array): void {
  for (let i = 0; i < live.length; i++) {
    z[live[i]] = step[i] === -z[live[i]] ? 0 : z[live[i]] + step[i];
    const row = live[i] * A.stride;
    for (let a = 0; a < slope.length; a++) slope[a] += A.data[row + a] * step[i];
  }
}
