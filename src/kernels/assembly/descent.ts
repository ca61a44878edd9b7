// Coordinate descent for a convex quadratic with an absolute-value penalty:
//   min over Δ of  g'Δ + ½ Δ'BΔ + Σ_j λ_j |x_j + Δ_j|,   B = τ · base + Σ_k (v_k v_k' − u_k u_k')
// base is block diagonal (equal blocks, dense) or diagonal; the pairs (v_k, u_k) are a quasi-Newton correction. Exact
// minimisation by one coordinate at a time; between full sweeps only coordinates that are not at zero, or not
// penalised, are visited.

/** The quadratic and its arrays; of a descent of its own, written by passes.ts. */
@unmanaged
export class Model {
  size: i32;
  /** Size of a dense block; 0 = base is a diagonal. */
  blockSize: i32;
  /** Blocks one after the other, or the diagonal. */
  base: usize;
  /** Number of pairs (v_k, u_k); coordinate j's stand at j · pairStride (bytes). */
  pairs: i32;
  pairData: usize;
  pairStride: i32;
  /** g, x. */
  gradient: usize;
  point: usize;
  /** Diagonal of B; a coordinate with a value of 0 stays where it is. */
  curvature: usize;
  /** λ */
  penalty: usize;
  /** x + Δ, in and out: an exact zero stays one. */
  target: usize;
  /** base · Δ (dense only), and (v_k'Δ, −u_k'Δ), in and out. */
  image: usize;
  projections: usize;
  /** Room for `size` indices. */
  active: usize;
  /** τ */
  scale: f64;
}

/**
 * Moves coordinate j to its minimum; returns curvature · change², twice what that gained: a measure free of the
 * column's scale.
 */
function moveCoordinate(p: Model, j: i32, dense: usize): f64 {
  const at = <usize>j << 3;
  const curvature = f64.load(p.curvature + at);
  if (curvature == 0) return 0;
  const scale = p.scale;
  const target = p.target + at;
  const position = f64.load(target);
  const moved = position - f64.load(p.point + at);
  let slope = f64.load(p.gradient + at);
  slope += scale * (dense ? f64.load(p.image + at) : f64.load(p.base + at) * moved);
  const pairs = p.pairs;
  let projections = p.projections;
  const row = p.pairData + <usize>j * <usize>p.pairStride;
  let sum = f64x2.splat(0);
  for (let k: usize = 0, end = <usize>pairs << 4; k < end; k += 16) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(row + k), v128.load(projections + k)));
  }
  slope += f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  const penalty = f64.load(p.penalty + at);
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
function addColumn(p: Model, j: i32, size: i32, change: f64): void {
  const block = j / size;
  let column = p.base + ((<usize>(block * size) * <usize>size + <usize>(j - block * size) * <usize>size) << 3);
  let image = p.image + (<usize>(block * size) << 3);
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
function sweepActive(p: Model, active: usize, count: i32, dense: usize): f64 {
  let largest: f64 = 0;
  for (let i = 0; i < count; i++) largest = Math.max(largest, moveCoordinate(p, i32.load(active + (<usize>i << 2)), dense));
  return largest;
}

/** Lists the coordinates that are away from zero or not penalised. */
function listActive(p: Model, size: i32, active: usize): i32 {
  let count = 0;
  for (let j = 0; j < size; j++) {
    const at = <usize>j << 3;
    if (f64.load(p.target + at) != 0 || f64.load(p.penalty + at) == 0) {
      i32.store(active + (<usize>count << 2), j);
      count++;
    }
  }
  return count;
}

/**
 * Descends until no move of a full sweep gains more than `tolerance` (curvature · change²), or `maxSweeps` sweeps (of
 * the whole or the active set) are done. Returns the sweeps done; maxSweeps + 1 where it stopped short. Cost of a
 * sweep: O(size · (block + pairs)).
 */
export function descend(p: Model, tolerance: f64, maxSweeps: i32): i32 {
  const size = p.size;
  const dense = <usize>p.blockSize;
  const active = p.active;
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
export function readyModel(p: Model): void {
  const size = p.size;
  const block = p.blockSize;
  const pairs = p.pairs;
  const image = p.image;
  const projections = p.projections;
  memory.fill(image, 0, <usize>size << 3);
  memory.fill(projections, 0, <usize>pairs << 4);
  for (let j = 0; j < size; j++) {
    const at = <usize>j << 3;
    const moved = f64.load(p.target + at) - f64.load(p.point + at);
    if (moved == 0) continue;
    const row = p.pairData + <usize>j * <usize>p.pairStride;
    const signed = f64x2(moved, -moved);
    for (let k: usize = 0, end = <usize>pairs << 4; k < end; k += 16) {
      v128.store(projections + k, f64x2.add(v128.load(projections + k), f64x2.mul(signed, v128.load(row + k))));
    }
    if (block) addColumn(p, j, block, moved);
  }
}

/** Sets the diagonal of B, at least `least` of the base's; returns the largest KKT violation in units of √curvature. */
export function modelCurvature(p: Model, diagonal: usize, least: f64): f64 {
  const size = p.size;
  const pairs = p.pairs;
  const scale = p.scale;
  let violation: f64 = 0;
  for (let j = 0; j < size; j++) {
    const at = <usize>j << 3;
    const own = scale * f64.load(diagonal + at);
    let sum = own;
    const row = p.pairData + <usize>j * <usize>p.pairStride;
    for (let k: usize = 0, end = <usize>pairs << 4; k < end; k += 16) {
      const v = f64.load(row + k);
      const u = f64.load(row + k, 8);
      sum += v * v - u * u;
    }
    const curvature = Math.max(sum, least * own);
    f64.store(p.curvature + at, curvature);
    if (own > 0) {
      const g = f64.load(p.gradient + at);
      const x = f64.load(p.point + at);
      const l = f64.load(p.penalty + at);
      const off = x > 0 ? Math.abs(g + l) : x < 0 ? Math.abs(g - l) : Math.max(Math.abs(g) - l, 0);
      violation = Math.max(violation, off / Math.sqrt(curvature));
    }
  }
  return violation;
}

/**
 * Adds the correction of a step s with gradient change y to those of the pairs before it; `image` = base · s, u: room.
 * Returns 0, and changes nothing, where s'Bs is not positive.
 */
export function appendPair(p: Model, s: usize, y: usize, image: usize, u: usize): i32 {
  const size = p.size;
  const pairs = p.pairs;
  const data = p.pairData;
  const stride = <usize>p.pairStride;
  const scale = p.scale;
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
export function gatherModel(p: Model, support: usize, m: i32, out: usize): void {
  const block = p.blockSize;
  const base = p.base;
  const pairs = p.pairs;
  const data = p.pairData;
  const stride = <usize>p.pairStride;
  const scale = p.scale;
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
export function gatherSlope(p: Model, support: usize, m: i32, out: usize): void {
  const block = p.blockSize;
  const pairs = p.pairs;
  const scale = p.scale;
  const projections = p.projections;
  for (let a = 0; a < m; a++) {
    const j = i32.load(support + (<usize>a << 2));
    const at = <usize>j << 3;
    const moved = f64.load(p.target + at) - f64.load(p.point + at);
    let slope = f64.load(p.gradient + at);
    slope += scale * (block == 0 ? f64.load(p.base + at) * moved : f64.load(p.image + at));
    const row = p.pairData + <usize>j * <usize>p.pairStride;
    for (let k: usize = 0, end = <usize>pairs << 4; k < end; k += 8) slope += f64.load(row + k) * f64.load(projections + k);
    f64.store(out + (<usize>a << 3), slope);
  }
}
