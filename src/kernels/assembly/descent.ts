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
