// Coordinate descent for a convex quadratic with an absolute-value penalty:
//   min over Δ of  g'Δ + ½ Δ'BΔ + Σ_j λ_j |x_j + Δ_j|,   B = τ · base + Σ_k (v_k v_k' − u_k u_k')
// base is block diagonal (equal blocks, dense) or diagonal; the pairs (v_k, u_k) are a quasi-Newton correction. Exact minimisation by
// one coordinate at a time; between full sweeps only coordinates that are not at zero, or not penalised, are visited.

/** The problem's record, in bytes (written by passes.ts). */
const SIZE: usize = 0; // i32 coordinates
const BLOCK_SIZE: usize = 4; // i32 size of a dense block; 0 = base is a diagonal
const BASE: usize = 8; // i32 address: blocks one after the other, or the diagonal
const PAIRS: usize = 12; // i32 number of pairs (v_k, u_k)
const PAIR_DATA: usize = 16; // i32 address: coordinate j's pairs at j · stride
const PAIR_STRIDE: usize = 20; // i32 bytes
const GRADIENT: usize = 24; // i32 g
const POINT: usize = 28; // i32 x
const CURVATURE: usize = 32; // i32 diagonal of B; a coordinate with a value of 0 stays where it is
const PENALTY: usize = 36; // i32 λ
const TARGET: usize = 40; // i32 x + Δ, in and out: an exact zero stays one
const IMAGE: usize = 44; // i32 base · Δ (dense only), in and out
const PROJECTIONS: usize = 48; // i32 (v_k'Δ, −u_k'Δ), in and out
const ACTIVE: usize = 52; // i32 room for `size` indices
const SCALE: usize = 56; // f64 τ

/** Moves coordinate j to its minimum; returns curvature · change², twice what that gained: a measure free of the column's scale. */
function moveCoordinate(p: usize, j: i32, dense: usize): f64 {
  const at = <usize>j << 3;
  const curvature = f64.load(<usize>i32.load(p, CURVATURE) + at);
  if (curvature == 0) return 0;
  const scale = f64.load(p, SCALE);
  const target = <usize>i32.load(p, TARGET) + at;
  const position = f64.load(target);
  const moved = position - f64.load(<usize>i32.load(p, POINT) + at);
  let slope = f64.load(<usize>i32.load(p, GRADIENT) + at);
  slope += scale * (dense ? f64.load(<usize>i32.load(p, IMAGE) + at) : f64.load(<usize>i32.load(p, BASE) + at) * moved);
  const pairs = i32.load(p, PAIRS);
  let projections = <usize>i32.load(p, PROJECTIONS);
  const row = <usize>i32.load(p, PAIR_DATA) + <usize>j * <usize>i32.load(p, PAIR_STRIDE);
  let sum = f64x2.splat(0);
  for (let k: usize = 0, end = <usize>pairs << 4; k < end; k += 16) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(row + k), v128.load(projections + k)));
  }
  slope += f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  const penalty = f64.load(<usize>i32.load(p, PENALTY) + at);
  const pull = curvature * position - slope;
  let next: f64 = 0;
  if (penalty == 0) next = position - slope / curvature;
  else if (pull > penalty) next = (pull - penalty) / curvature;
  else if (pull < -penalty) next = (pull + penalty) / curvature;
  const change = next - position;
  if (change == 0) return 0;
  f64.store(target, next);
  const signed = f64x2.mul(f64x2.splat(change), f64x2(1.0, -1.0));
  for (let k: usize = 0, end = <usize>pairs << 4; k < end; k += 16) {
    v128.store(projections + k, f64x2.add(v128.load(projections + k), f64x2.mul(signed, v128.load(row + k))));
  }
  if (dense) addColumn(p, j, <i32>dense, change);
  return curvature * change * change;
}

/** image += change · column j of the base. */
function addColumn(p: usize, j: i32, size: i32, change: f64): void {
  const block = j / size;
  let column = <usize>i32.load(p, BASE) + ((<usize>(block * size) * <usize>size + <usize>(j - block * size) * <usize>size) << 3);
  let image = <usize>i32.load(p, IMAGE) + (<usize>(block * size) << 3);
  const s = f64x2.splat(change);
  const end = image + ((<usize>size >> 1) << 4);
  while (image < end) {
    v128.store(image, f64x2.add(v128.load(image), f64x2.mul(s, v128.load(column))));
    image += 16;
    column += 16;
  }
  if (size & 1) f64.store(image, f64.load(image) + change * f64.load(column));
}

/** One pass over the listed coordinates; the largest gain. */
function sweepActive(p: usize, active: usize, count: i32, dense: usize): f64 {
  let largest: f64 = 0;
  for (let i = 0; i < count; i++) largest = Math.max(largest, moveCoordinate(p, i32.load(active + (<usize>i << 2)), dense));
  return largest;
}

/** Lists the coordinates that are away from zero or not penalised. */
function listActive(p: usize, size: i32, active: usize): i32 {
  let count = 0;
  for (let j = 0; j < size; j++) {
    const at = <usize>j << 3;
    if (f64.load(<usize>i32.load(p, TARGET) + at) != 0 || f64.load(<usize>i32.load(p, PENALTY) + at) == 0) {
      i32.store(active + (<usize>count << 2), j);
      count++;
    }
  }
  return count;
}

/**
 * Descends until no move of a full sweep gains more than `tolerance` (curvature · change²), or `maxSweeps` sweeps (of the whole or the active set) are done.
 * Returns the sweeps done; maxSweeps + 1 where it stopped short. Cost of a sweep: O(size · (block + pairs)).
 */
export function descend(p: usize, tolerance: f64, maxSweeps: i32): i32 {
  const size = i32.load(p, SIZE);
  const dense = <usize>i32.load(p, BLOCK_SIZE);
  const active = <usize>i32.load(p, ACTIVE);
  for (let sweeps = 0; sweeps < maxSweeps; ) {
    let largest: f64 = 0;
    for (let j = 0; j < size; j++) largest = Math.max(largest, moveCoordinate(p, j, dense));
    sweeps++;
    if (largest <= tolerance) return sweeps;
    const count = listActive(p, size, active);
    while (sweeps < maxSweeps) {
      sweeps++;
      if (sweepActive(p, active, count, dense) <= tolerance) break;
    }
  }
  return maxSweeps + 1;
}

// ---- what the model's owner asks of it -----------------------------------------------------------------------------

/** Brings image and projections up to date with the target. */
export function readyModel(p: usize): void {
  const size = i32.load(p, SIZE);
  const block = i32.load(p, BLOCK_SIZE);
  const pairs = i32.load(p, PAIRS);
  const image = <usize>i32.load(p, IMAGE);
  const projections = <usize>i32.load(p, PROJECTIONS);
  memory.fill(image, 0, <usize>size << 3);
  memory.fill(projections, 0, <usize>pairs << 4);
  for (let j = 0; j < size; j++) {
    const at = <usize>j << 3;
    const moved = f64.load(<usize>i32.load(p, TARGET) + at) - f64.load(<usize>i32.load(p, POINT) + at);
    if (moved == 0) continue;
    const row = <usize>i32.load(p, PAIR_DATA) + <usize>j * <usize>i32.load(p, PAIR_STRIDE);
    const signed = f64x2(moved, -moved);
    for (let k: usize = 0, end = <usize>pairs << 4; k < end; k += 16) {
      v128.store(projections + k, f64x2.add(v128.load(projections + k), f64x2.mul(signed, v128.load(row + k))));
    }
    if (block) addColumn(p, j, block, moved);
  }
}

/** Sets the diagonal of B, at least `least` of the base's; returns the largest KKT violation in units of √curvature. */
export function modelCurvature(p: usize, diagonal: usize, least: f64): f64 {
  const size = i32.load(p, SIZE);
  const pairs = i32.load(p, PAIRS);
  const scale = f64.load(p, SCALE);
  let violation: f64 = 0;
  for (let j = 0; j < size; j++) {
    const at = <usize>j << 3;
    const own = scale * f64.load(diagonal + at);
    let sum = own;
    const row = <usize>i32.load(p, PAIR_DATA) + <usize>j * <usize>i32.load(p, PAIR_STRIDE);
    for (let k: usize = 0, end = <usize>pairs << 4; k < end; k += 16) {
      const v = f64.load(row + k);
      const u = f64.load(row + k, 8);
      sum += v * v - u * u;
    }
    const curvature = Math.max(sum, least * own);
    f64.store(<usize>i32.load(p, CURVATURE) + at, curvature);
    if (own > 0) {
      const g = f64.load(<usize>i32.load(p, GRADIENT) + at);
      const x = f64.load(<usize>i32.load(p, POINT) + at);
      const l = f64.load(<usize>i32.load(p, PENALTY) + at);
      const off = x > 0 ? Math.abs(g + l) : x < 0 ? Math.abs(g - l) : Math.max(Math.abs(g) - l, 0);
      violation = Math.max(violation, off / Math.sqrt(curvature));
    }
  }
  return violation;
}

/**
 * Adds the correction of a step s with gradient change y to those of the pairs before it; `image` = base · s, u: room. Returns 0, and
 * changes nothing, where s'Bs is not positive.
 */
export function appendPair(p: usize, s: usize, y: usize, image: usize, u: usize): i32 {
  const size = i32.load(p, SIZE);
  const pairs = i32.load(p, PAIRS);
  const data = <usize>i32.load(p, PAIR_DATA);
  const stride = <usize>i32.load(p, PAIR_STRIDE);
  const scale = f64.load(p, SCALE);
  for (let j: usize = 0, end = <usize>size << 3; j < end; j += 8) f64.store(u + j, scale * f64.load(image + j));
  for (let i = 0; i < 2 * pairs; i++) {
    let projection: f64 = 0;
    let at = data + (<usize>i << 3);
    for (let j: usize = 0, end = <usize>size << 3; j < end; j += 8, at += stride) projection += f64.load(at) * f64.load(s + j);
    if (i & 1) projection = -projection;
    at = data + (<usize>i << 3);
    for (let j: usize = 0, end = <usize>size << 3; j < end; j += 8, at += stride) f64.store(u + j, f64.load(u + j) + projection * f64.load(at));
  }
  let square: f64 = 0;
  let product: f64 = 0;
  for (let j: usize = 0, end = <usize>size << 3; j < end; j += 8) {
    square += f64.load(s + j) * f64.load(u + j);
    product += f64.load(s + j) * f64.load(y + j);
  }
  if (!(square > 0)) return 0;
  let at = data + (<usize>pairs << 4);
  for (let j: usize = 0, end = <usize>size << 3; j < end; j += 8, at += stride) {
    f64.store(at, f64.load(y + j) / Math.sqrt(product));
    f64.store(at, f64.load(u + j) / Math.sqrt(square), 8);
  }
  return 1;
}

/** out (m × m) = B[support, support]. */
export function gatherModel(p: usize, support: usize, m: i32, out: usize): void {
  const block = i32.load(p, BLOCK_SIZE);
  const base = <usize>i32.load(p, BASE);
  const pairs = i32.load(p, PAIRS);
  const data = <usize>i32.load(p, PAIR_DATA);
  const stride = <usize>i32.load(p, PAIR_STRIDE);
  const scale = f64.load(p, SCALE);
  for (let a = 0; a < m; a++) {
    const i = i32.load(support + (<usize>a << 2));
    const left = data + <usize>i * stride;
    for (let b = 0; b <= a; b++) {
      const j = i32.load(support + (<usize>b << 2));
      const right = data + <usize>j * stride;
      let sum: f64 = 0;
      if (block == 0) sum = i == j ? scale * f64.load(base + (<usize>i << 3)) : 0;
      else if (i / block == j / block) sum = scale * f64.load(base + (<usize>(i * block + (j % block)) << 3));
      for (let k: usize = 0, end = <usize>pairs << 4; k < end; k += 16) {
        sum += f64.load(left + k) * f64.load(right + k) - f64.load(left + k, 8) * f64.load(right + k, 8);
      }
      f64.store(out + (<usize>(a * m + b) << 3), sum);
      f64.store(out + (<usize>(b * m + a) << 3), sum);
    }
  }
}

/** out[a] = the quadratic's slope at the target for the support's coordinates; image and projections are up to date. */
export function gatherSlope(p: usize, support: usize, m: i32, out: usize): void {
  const block = i32.load(p, BLOCK_SIZE);
  const pairs = i32.load(p, PAIRS);
  const scale = f64.load(p, SCALE);
  const projections = <usize>i32.load(p, PROJECTIONS);
  for (let a = 0; a < m; a++) {
    const j = i32.load(support + (<usize>a << 2));
    const at = <usize>j << 3;
    const moved = f64.load(<usize>i32.load(p, TARGET) + at) - f64.load(<usize>i32.load(p, POINT) + at);
    let slope = f64.load(<usize>i32.load(p, GRADIENT) + at);
    slope += scale * (block == 0 ? f64.load(<usize>i32.load(p, BASE) + at) * moved : f64.load(<usize>i32.load(p, IMAGE) + at));
    const row = <usize>i32.load(p, PAIR_DATA) + <usize>j * <usize>i32.load(p, PAIR_STRIDE);
    for (let k: usize = 0, end = <usize>pairs << 4; k < end; k += 8) slope += f64.load(row + k) * f64.load(projections + k);
    f64.store(out + (<usize>a << 3), slope);
  }
}

// ---- active-set steps (signs.ts): `live` lists rows of the symmetric A -----------------------------------------------

/** out (m × m) = A[live, live] with its diagonal times `pivot`, and x = −slope − sign(z) · penalty. */
export function gatherFace(
  a: usize, size: i32, live: usize, m: i32, pivot: f64, z: usize, slope: usize, penalty: usize, out: usize, x: usize,
): void {
  for (let i = 0; i < m; i++) {
    const l = i32.load(live + (<usize>i << 2));
    const row = a + (<usize>(l * size) << 3);
    const to = out + (<usize>(i * m) << 3);
    for (let k = 0; k < m; k++) f64.store(to + (<usize>k << 3), f64.load(row + (<usize>i32.load(live + (<usize>k << 2)) << 3)));
    f64.store(to + (<usize>i << 3), f64.load(to + (<usize>i << 3)) * pivot);
    const at = <usize>l << 3;
    const w = f64.load(z + at);
    const sign: f64 = w > 0 ? 1 : w < 0 ? -1 : 0;
    f64.store(x + (<usize>i << 3), -f64.load(slope + at) - sign * f64.load(penalty + at));
  }
}

/** step' A[live, live] step. */
export function curvatureAlong(a: usize, size: i32, live: usize, m: i32, step: usize): f64 {
  let curvature: f64 = 0;
  for (let i = 0; i < m; i++) {
    const row = a + (<usize>(i32.load(live + (<usize>i << 2)) * size) << 3);
    let curved: f64 = 0;
    for (let k = 0; k < m; k++) {
      curved += f64.load(row + (<usize>i32.load(live + (<usize>k << 2)) << 3)) * f64.load(step + (<usize>k << 3));
    }
    curvature += f64.load(step + (<usize>i << 3)) * curved;
  }
  return curvature;
}

/** z[live] += step, exactly 0 where it ends there; slope += A[:, live] step. */
export function moveFace(a: usize, size: i32, live: usize, m: i32, step: usize, z: usize, slope: usize): void {
  for (let i = 0; i < m; i++) {
    const l = i32.load(live + (<usize>i << 2));
    const s = f64.load(step + (<usize>i << 3));
    const at = z + (<usize>l << 3);
    f64.store(at, s == -f64.load(at) ? 0 : f64.load(at) + s);
    let row = a + (<usize>(l * size) << 3);
    let to = slope;
    for (let k = 0; k < size; k++, row += 8, to += 8) f64.store(to, f64.load(to) + f64.load(row) * s);
  }
}
