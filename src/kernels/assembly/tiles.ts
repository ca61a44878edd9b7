// Dot products and rank updates of a few rows with a few weight vectors: the inner loops of the logistic and softmax sweeps.
// SIMD lanes run along the features, so one vector's arithmetic is the same whatever runs beside it: a tile of two vectors gives
// each the bits it has alone. Rows go in fours; the last one to three rows of a sweep go one at a time, which depends on n only.

/** Rows of a block at most; margins of one lane stand BLOCK doubles apart. */
export const BLOCK: i32 = 64;

/** Reads one double of each cache line in order: only a single sequential stream is prefetched from far memory. */
export function touch(start: usize, bytes: usize): f64 {
  let sum: f64 = 0;
  const end = start + bytes;
  for (let p = start; p < end; p += 64) sum += f64.load(p);
  return sum;
}

// @ts-ignore: decorator
@inline
function total(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

// @ts-ignore: decorator
@inline
function fma(sum: v128, a: v128, b: v128): v128 {
  return f64x2.add(sum, f64x2.mul(a, b));
}

/** out[i] = z_i · w + shift for four rows. */
export function dot4x1(z: usize, stride: usize, d: i32, w: usize, shift: f64, out: usize): void {
  let z1 = z + stride;
  let z2 = z1 + stride;
  let z3 = z2 + stride;
  let a0 = f64x2.splat(0), a1 = f64x2.splat(0), a2 = f64x2.splat(0), a3 = f64x2.splat(0);
  const end = z + ((<usize>d >> 1) << 4);
  while (z < end) {
    const u = v128.load(w);
    a0 = fma(a0, v128.load(z), u);
    a1 = fma(a1, v128.load(z1), u);
    a2 = fma(a2, v128.load(z2), u);
    a3 = fma(a3, v128.load(z3), u);
    z += 16; z1 += 16; z2 += 16; z3 += 16; w += 16;
  }
  let s0 = total(a0), s1 = total(a1), s2 = total(a2), s3 = total(a3);
  if (d & 1) {
    const u = f64.load(w);
    s0 += f64.load(z) * u; s1 += f64.load(z1) * u; s2 += f64.load(z2) * u; s3 += f64.load(z3) * u;
  }
  f64.store(out, s0 + shift);
  f64.store(out, s1 + shift, 8);
  f64.store(out, s2 + shift, 16);
  f64.store(out, s3 + shift, 24);
}

/** As dot4x1 for two weight vectors. */
export function dot4x2(z: usize, stride: usize, d: i32, w: usize, v: usize, shiftW: f64, shiftV: f64, outW: usize, outV: usize): void {
  let z1 = z + stride;
  let z2 = z1 + stride;
  let z3 = z2 + stride;
  let a0 = f64x2.splat(0), a1 = f64x2.splat(0), a2 = f64x2.splat(0), a3 = f64x2.splat(0);
  let b0 = f64x2.splat(0), b1 = f64x2.splat(0), b2 = f64x2.splat(0), b3 = f64x2.splat(0);
  const end = z + ((<usize>d >> 1) << 4);
  while (z < end) {
    const u = v128.load(w);
    const t = v128.load(v);
    const x0 = v128.load(z);
    a0 = fma(a0, x0, u);
    b0 = fma(b0, x0, t);
    const x1 = v128.load(z1);
    a1 = fma(a1, x1, u);
    b1 = fma(b1, x1, t);
    const x2 = v128.load(z2);
    a2 = fma(a2, x2, u);
    b2 = fma(b2, x2, t);
    const x3 = v128.load(z3);
    a3 = fma(a3, x3, u);
    b3 = fma(b3, x3, t);
    z += 16; z1 += 16; z2 += 16; z3 += 16; w += 16; v += 16;
  }
  let s0 = total(a0), s1 = total(a1), s2 = total(a2), s3 = total(a3);
  let r0 = total(b0), r1 = total(b1), r2 = total(b2), r3 = total(b3);
  if (d & 1) {
    const u = f64.load(w), t = f64.load(v);
    const x0 = f64.load(z), x1 = f64.load(z1), x2 = f64.load(z2), x3 = f64.load(z3);
    s0 += x0 * u; s1 += x1 * u; s2 += x2 * u; s3 += x3 * u;
    r0 += x0 * t; r1 += x1 * t; r2 += x2 * t; r3 += x3 * t;
  }
  f64.store(outW, s0 + shiftW);
  f64.store(outW, s1 + shiftW, 8);
  f64.store(outW, s2 + shiftW, 16);
  f64.store(outW, s3 + shiftW, 24);
  f64.store(outV, r0 + shiftV);
  f64.store(outV, r1 + shiftV, 8);
  f64.store(outV, r2 + shiftV, 16);
  f64.store(outV, r3 + shiftV, 24);
}

/** z · w + shift for one row. */
export function dot1(z: usize, d: i32, w: usize, shift: f64): f64 {
  let a = f64x2.splat(0);
  const end = z + ((<usize>d >> 1) << 4);
  while (z < end) {
    a = fma(a, v128.load(z), v128.load(w));
    z += 16; w += 16;
  }
  let s = total(a);
  if (d & 1) s += f64.load(z) * f64.load(w);
  return s + shift;
}

/** g += Σ r_i z_i over four rows, as g + ((r0 z0 + r1 z1) + (r2 z2 + r3 z3)). */
export function rank4x1(z: usize, stride: usize, d: i32, r: usize, g: usize): void {
  const r0 = v128.load_splat<f64>(r), r1 = v128.load_splat<f64>(r, 8), r2 = v128.load_splat<f64>(r, 16), r3 = v128.load_splat<f64>(r, 24);
  let z1 = z + stride;
  let z2 = z1 + stride;
  let z3 = z2 + stride;
  const end = z + ((<usize>d >> 1) << 4);
  while (z < end) {
    const low = f64x2.add(f64x2.mul(r0, v128.load(z)), f64x2.mul(r1, v128.load(z1)));
    const high = f64x2.add(f64x2.mul(r2, v128.load(z2)), f64x2.mul(r3, v128.load(z3)));
    v128.store(g, f64x2.add(v128.load(g), f64x2.add(low, high)));
    z += 16; z1 += 16; z2 += 16; z3 += 16; g += 16;
  }
  if (d & 1) {
    const low = f64.load(r) * f64.load(z) + f64.load(r, 8) * f64.load(z1);
    const high = f64.load(r, 16) * f64.load(z2) + f64.load(r, 24) * f64.load(z3);
    f64.store(g, f64.load(g) + (low + high));
  }
}

/** As rank4x1 for two gradients. */
export function rank4x2(z: usize, stride: usize, d: i32, r: usize, q: usize, g: usize, h: usize): void {
  const r0 = v128.load_splat<f64>(r), r1 = v128.load_splat<f64>(r, 8), r2 = v128.load_splat<f64>(r, 16), r3 = v128.load_splat<f64>(r, 24);
  const q0 = v128.load_splat<f64>(q), q1 = v128.load_splat<f64>(q, 8), q2 = v128.load_splat<f64>(q, 16), q3 = v128.load_splat<f64>(q, 24);
  let z1 = z + stride;
  let z2 = z1 + stride;
  let z3 = z2 + stride;
  const end = z + ((<usize>d >> 1) << 4);
  while (z < end) {
    const x0 = v128.load(z), x1 = v128.load(z1), x2 = v128.load(z2), x3 = v128.load(z3);
    const low = f64x2.add(f64x2.mul(r0, x0), f64x2.mul(r1, x1));
    const high = f64x2.add(f64x2.mul(r2, x2), f64x2.mul(r3, x3));
    v128.store(g, f64x2.add(v128.load(g), f64x2.add(low, high)));
    const lowQ = f64x2.add(f64x2.mul(q0, x0), f64x2.mul(q1, x1));
    const highQ = f64x2.add(f64x2.mul(q2, x2), f64x2.mul(q3, x3));
    v128.store(h, f64x2.add(v128.load(h), f64x2.add(lowQ, highQ)));
    z += 16; z1 += 16; z2 += 16; z3 += 16; g += 16; h += 16;
  }
  if (d & 1) {
    const x0 = f64.load(z), x1 = f64.load(z1), x2 = f64.load(z2), x3 = f64.load(z3);
    f64.store(g, f64.load(g) + ((f64.load(r) * x0 + f64.load(r, 8) * x1) + (f64.load(r, 16) * x2 + f64.load(r, 24) * x3)));
    f64.store(h, f64.load(h) + ((f64.load(q) * x0 + f64.load(q, 8) * x1) + (f64.load(q, 16) * x2 + f64.load(q, 24) * x3)));
  }
}

/** g += r z for one row. */
export function rank1(z: usize, d: i32, r: f64, g: usize): void {
  const s = f64x2.splat(r);
  const end = z + ((<usize>d >> 1) << 4);
  while (z < end) {
    v128.store(g, fma(v128.load(g), s, v128.load(z)));
    z += 16; g += 16;
  }
  if (d & 1) f64.store(g, f64.load(g) + r * f64.load(z));
}
