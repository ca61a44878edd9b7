// Active-set steps for a convex quadratic with an l1 penalty, ½ z'Az + b'z + Σ penalty_j |z_j|: the signs found so far
// are taken for final, their linear system is solved, and the point moves that way as far as the objective falls, signs
// changing or coefficients coming to rest at zero. Coordinate descent finds signs quickly and crawls along directions
// in which columns are nearly collinear; these steps do the opposite. Cost: m³ / 3 for m nonzero coefficients, a few
// times.

import { choleskyFactor, choleskySolve } from './cholesky';
import { at } from './problem';

const EPSILON: f64 = 2.220446049250313e-16;
/**
 * Share of the diagonal that is added to it in a second attempt: collinear columns then run along what decides nothing,
 * to a zero.
 */
const RIDGE: f64 = 1e-10;
/** Linear systems solved in one call: as many as cost about a hundred million flops, within these bounds. */
const SYSTEM_BUDGET: f64 = 2e8;
const LEAST_SYSTEMS: f64 = 8;
const MOST_SYSTEMS: f64 = 60;

/** Coordinates that take part, in room for m of them: doubles from faceAt on. */
@unmanaged
export class Face {
  m: i32;
  /** A (m × m), position, slope and penalty of each coordinate. */
  a: usize;
  z: usize;
  slope: usize;
  penalty: usize;
  /** Room: a factor, a step, zeros along it (where and whose); the coordinates that are not at rest. */
  factor: usize;
  step: usize;
  zeros: usize;
  live: usize;
}

const FACE_BYTES: usize = 40;

/** Doubles that a face of m coordinates needs. */
export function faceDoubles(m: i32): i32 {
  return <i32>(FACE_BYTES >> 3) + 2 * m * m + 7 * m;
}

/** Lays a face out at an address; its record stands there. The caller fills a, z, slope and penalty. */
export function layFace(face: Face, m: i32): void {
  const bytes = <usize>m << 3;
  face.m = m;
  face.a = changetype<usize>(face) + FACE_BYTES;
  face.factor = face.a + <usize>m * bytes;
  face.z = face.factor + <usize>m * bytes;
  face.slope = face.z + bytes;
  face.penalty = face.slope + bytes;
  face.step = face.penalty + bytes;
  face.zeros = face.step + bytes;
  face.live = face.zeros + 2 * bytes;
}

/**
 * Moves z downhill by Newton steps for its signs, until the signs are those of the optimum on its nonzero coefficients.
 */
export function solveFace(face: Face): void {
  let count = face.m;
  const m = <f64>count;
  const most = Math.max(LEAST_SYSTEMS, Math.min(MOST_SYSTEMS, SYSTEM_BUDGET / (m * m * m)));
  for (let a = 0; a < count; a++) i32.store(face.live + (<usize>a << 2), a);
  for (let systems: f64 = 0; systems < most && count > 0; systems++) {
    if (!stepToOptimum(face, count) || !moveAlong(face, count)) break;
    const before = count;
    count = 0;
    for (let i = 0; i < before; i++) {
      const a = i32.load(face.live + (<usize>i << 2));
      if (f64.load(at(face.z, a)) == 0 && f64.load(at(face.penalty, a)) != 0) continue;
      i32.store(face.live + (<usize>count << 2), a);
      count++;
    }
  }
}

/** Solves for the step to the optimum of the live coefficients with their signs; false where that has no solution. */
function stepToOptimum(face: Face, count: i32): bool {
  const stride = <usize>count << 3;
  for (let attempt = 0; attempt < 2; attempt++) {
    gatherFace(face, count, attempt == 0 ? 1 : 1 + RIDGE);
    if (!choleskyFactor(face.factor, count, stride, <f64>count * EPSILON)) continue;
    choleskySolve(face.factor, count, stride, face.step);
    let finite = true;
    for (let i = 0; i < count; i++) finite = finite && isFinite(f64.load(at(face.step, i)));
    if (finite) return true;
  }
  return false;
}

// @ts-ignore: decorator
@inline
function liveAt(face: Face, i: i32): i32 {
  return i32.load(face.live + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
function signOf(x: f64): f64 {
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}

/** factor = A[live, live] with its diagonal times `pivot`, and step = −slope − sign(z) · penalty. */
function gatherFace(face: Face, count: i32, pivot: f64): void {
  for (let i = 0; i < count; i++) {
    const l = liveAt(face, i);
    const row = face.a + (<usize>(l * face.m) << 3);
    const to = face.factor + (<usize>(i * count) << 3);
    for (let k = 0; k <= i; k++) f64.store(at(to, k), f64.load(at(row, liveAt(face, k))));
    f64.store(at(to, i), f64.load(at(to, i)) * pivot);
    f64.store(at(face.step, i), -f64.load(at(face.slope, l)) - signOf(f64.load(at(face.z, l))) * f64.load(at(face.penalty, l)));
  }
}

/**
 * Goes along the step (which is used up) to where the objective is smallest, a full step at most: through zeros as long
 * as it falls (the signs change), or to rest at one (the coefficient is dropped). Returns false where it ends at the
 * optimum for unchanged signs.
 */
function moveAlong(face: Face, count: i32): bool {
  const curvature = curvatureAlong(face, count);
  let fall: f64 = 0;
  let zeros = 0;
  for (let i = 0; i < count; i++) {
    const a = liveAt(face, i);
    const step = f64.load(at(face.step, i));
    const z = f64.load(at(face.z, a));
    const penalty = f64.load(at(face.penalty, a));
    fall += step * (f64.load(at(face.slope, a)) + penalty * signOf(z));
    const zero = -z / step;
    if (penalty > 0 && zero > 0 && zero <= 1) insertZero(face.zeros, zeros++, zero, i);
  }
  let reach: f64 = 1;
  let resting = -1;
  for (let k = 0; k < zeros; k++) {
    const zero = f64.load(face.zeros + (<usize>k << 4));
    const i = i32.load(face.zeros + (<usize>k << 4), 8);
    if (fall + zero * curvature >= 0) break;
    const kink = 2 * f64.load(at(face.penalty, liveAt(face, i))) * Math.abs(f64.load(at(face.step, i)));
    if (fall + kink + zero * curvature >= 0) {
      reach = zero;
      resting = i;
      break;
    }
    fall += kink;
  }
  if (resting < 0) reach = Math.max(0, Math.min(1, curvature > 0 ? -fall / curvature : 1));
  for (let i = 0; i < count; i++) f64.store(at(face.step, i), f64.load(at(face.step, i)) * reach);
  if (resting >= 0) f64.store(at(face.step, resting), -f64.load(at(face.z, liveAt(face, resting))));
  moveFace(face, count);
  return zeros > 0 && reach > 0;
}

/** Puts a zero into its place among `count` that are sorted by where they are, equals as they come. */
function insertZero(zeros: usize, count: i32, zero: f64, i: i32): void {
  let to = zeros + (<usize>count << 4);
  for (; to > zeros && f64.load(to - 16) > zero; to -= 16) v128.store(to, v128.load(to - 16));
  f64.store(to, zero);
  i32.store(to, i, 8);
}

/** step' A[live, live] step. */
function curvatureAlong(face: Face, count: i32): f64 {
  let curvature: f64 = 0;
  for (let i = 0; i < count; i++) {
    const row = face.a + (<usize>(liveAt(face, i) * face.m) << 3);
    let curved: f64 = 0;
    for (let k = 0; k < count; k++) curved += f64.load(at(row, liveAt(face, k))) * f64.load(at(face.step, k));
    curvature += f64.load(at(face.step, i)) * curved;
  }
  return curvature;
}

/** z[live] += step, exactly 0 where it ends there; slope += A[:, live] step. */
function moveFace(face: Face, count: i32): void {
  for (let i = 0; i < count; i++) {
    const l = liveAt(face, i);
    const s = f64.load(at(face.step, i));
    const z = at(face.z, l);
    f64.store(z, s == -f64.load(z) ? 0 : f64.load(z) + s);
    const row = face.a + (<usize>(l * face.m) << 3);
    for (let k = 0; k < face.m; k++) f64.store(at(face.slope, k), f64.load(at(face.slope, k)) + f64.load(at(row, k)) * s);
  }
}
