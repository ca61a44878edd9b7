// Dot products and rank updates of a few rows with a few weight vectors: the inner loops of the logistic and softmax
// sweeps. SIMD lanes run along the features, so one vector's arithmetic is the same whatever runs beside it: a tile of
// two vectors gives each the bits it has alone. Rows go in fours; the last one to three rows of a sweep go one at a
// time, which depends on n only. Four rows lie in one panel: pairs of columns one after another, of each the four rows'
// pairs (64 bytes, a cache line), and where the number of columns is odd the last one of the four rows. So all loops
// read one stream, which is fetched ahead from far memory, with one pointer. (Four rows side by side, each a stream of
// its own, come at a quarter of that speed.)

/** Rows of a block at most; margins of one vector stand BLOCK doubles apart. */
export const BLOCK: i32 = 64;

/** Writes rows (stride in bytes) as panels of four; the last one to three as they are. */
export function packPanels(x: usize, stride: usize, n: i32, d: i32, out: usize): void {
  const fours = n & ~3;
  for (let i = 0; i < fours; i += 4, x += 4 * stride) {
    let z = x;
    for (const end = x + ((<usize>d >> 1) << 4); z < end; z += 16, out += 64) {
      v128.store(out, v128.load(z));
      v128.store(out, v128.load(z + stride), 16);
      v128.store(out, v128.load(z + 2 * stride), 32);
      v128.store(out, v128.load(z + 3 * stride), 48);
    }
    if (d & 1) for (let r = 0; r < 4; r++, z += stride, out += 8) f64.store(out, f64.load(z));
  }
  for (let i = fours; i < n; i++, x += stride, out += <usize>d << 3) memory.copy(out, x, <usize>d << 3);
}

/** Copies the first `width` columns of `count` rows, from row `first` on. */
export function unpackRows(panels: usize, n: i32, d: i32, first: i32, count: i32, width: i32, out: usize): void {
  for (let i = first; i < first + count; i++, out += <usize>width << 3) unpackRow(panels, n, d, i, width, out);
}

/** Copies the first `width` columns of row i of n from their panels. */
export function unpackRow(panels: usize, n: i32, d: i32, i: i32, width: i32, out: usize): void {
  const bytes = <usize>d << 3;
  if (i >= (n & ~3)) {
    memory.copy(out, panels + <usize>i * bytes, <usize>width << 3);
    return;
  }
  const panel = panels + <usize>(i >> 2) * (4 * bytes);
  let z = panel + (<usize>(i & 3) << 4);
  for (const end = out + ((<usize>width >> 1) << 4); out < end; out += 16, z += 64) v128.store(out, v128.load(z));
  if (width & 1) f64.store(out, f64.load(width < d ? z : panel + ((<usize>d >> 1) << 6) + (<usize>(i & 3) << 3)));
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

/** Sums of the two halves of x and of y. */
// @ts-ignore: decorator
@inline
function totals(x: v128, y: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(x, y, 0, 2), v128.shuffle<f64>(x, y, 1, 3));
}

/**
 * out[i] = z_i · w + shift for the rows of panels, a multiple of four. Two pairs of columns at a time: that many loads
 * just fit the registers.
 */
export function dotPanels1(z: usize, rows: i32, d: i32, w: usize, shift: f64, out: usize): void {
  const shifts = f64x2.splat(shift);
  for (const last = out + (<usize>rows << 3); out < last; out += 32) {
    let a0 = f64x2.splat(0), a1 = f64x2.splat(0), a2 = f64x2.splat(0), a3 = f64x2.splat(0);
    let p = w;
    for (const end = z + ((<usize>d >> 2) << 7); z < end; z += 128, p += 32) {
      const u = v128.load(p);
      a0 = fma(a0, v128.load(z), u);
      a1 = fma(a1, v128.load(z, 16), u);
      a2 = fma(a2, v128.load(z, 32), u);
      a3 = fma(a3, v128.load(z, 48), u);
      const t = v128.load(p, 16);
      a0 = fma(a0, v128.load(z, 64), t);
      a1 = fma(a1, v128.load(z, 80), t);
      a2 = fma(a2, v128.load(z, 96), t);
      a3 = fma(a3, v128.load(z, 112), t);
    }
    if (d & 2) {
      const u = v128.load(p);
      a0 = fma(a0, v128.load(z), u);
      a1 = fma(a1, v128.load(z, 16), u);
      a2 = fma(a2, v128.load(z, 32), u);
      a3 = fma(a3, v128.load(z, 48), u);
      z += 64;
      p += 16;
    }
    let low = totals(a0, a1), high = totals(a2, a3);
    if (d & 1) {
      const u = v128.load_splat<f64>(p);
      low = fma(low, v128.load(z), u);
      high = fma(high, v128.load(z, 16), u);
      z += 32;
    }
    v128.store(out, f64x2.add(low, shifts));
    v128.store(out, f64x2.add(high, shifts), 16);
  }
}

/** As dotPanels1 for two weight vectors; the margins of the second stand BLOCK behind those of the first. */
export function dotPanels2(z: usize, rows: i32, d: i32, w: usize, v: usize, shiftW: f64, shiftV: f64, out: usize): void {
  for (const last = out + (<usize>rows << 3); out < last; out += 32) {
    let a0 = f64x2.splat(0), a1 = f64x2.splat(0), a2 = f64x2.splat(0), a3 = f64x2.splat(0);
    let b0 = f64x2.splat(0), b1 = f64x2.splat(0), b2 = f64x2.splat(0), b3 = f64x2.splat(0);
    let p = w, q = v;
    // The first step stands before the loop: V8 then keeps what each step needs in registers.
    if (d > 1) {
      const end = z + ((<usize>d >> 1) << 6);
      const u = v128.load(p), t = v128.load(q);
      const x0 = v128.load(z), x1 = v128.load(z, 16), x2 = v128.load(z, 32), x3 = v128.load(z, 48);
      a0 = fma(a0, x0, u), b0 = fma(b0, x0, t);
      a1 = fma(a1, x1, u), b1 = fma(b1, x1, t);
      a2 = fma(a2, x2, u), b2 = fma(b2, x2, t);
      a3 = fma(a3, x3, u), b3 = fma(b3, x3, t);
      for (z += 64, p += 16, q += 16; z < end; z += 64, p += 16, q += 16) {
        const u = v128.load(p), t = v128.load(q);
        const x0 = v128.load(z), x1 = v128.load(z, 16), x2 = v128.load(z, 32), x3 = v128.load(z, 48);
        a0 = fma(a0, x0, u), b0 = fma(b0, x0, t);
        a1 = fma(a1, x1, u), b1 = fma(b1, x1, t);
        a2 = fma(a2, x2, u), b2 = fma(b2, x2, t);
        a3 = fma(a3, x3, u), b3 = fma(b3, x3, t);
      }
    }
    let lowW = totals(a0, a1), highW = totals(a2, a3), lowV = totals(b0, b1), highV = totals(b2, b3);
    if (d & 1) {
      const u = v128.load_splat<f64>(p), t = v128.load_splat<f64>(q);
      const x = v128.load(z), y = v128.load(z, 16);
      lowW = fma(lowW, x, u);
      highW = fma(highW, y, u);
      lowV = fma(lowV, x, t);
      highV = fma(highV, y, t);
      z += 32;
    }
    v128.store(out, f64x2.add(lowW, f64x2.splat(shiftW)));
    v128.store(out, f64x2.add(highW, f64x2.splat(shiftW)), 16);
    v128.store(out, f64x2.add(lowV, f64x2.splat(shiftV)), BLOCK * 8);
    v128.store(out, f64x2.add(highV, f64x2.splat(shiftV)), BLOCK * 8 + 16);
  }
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

/** g += Σ r_i z_i over the rows of panels, of each four as g + ((r0 z0 + r1 z1) + (r2 z2 + r3 z3)). */
export function rankPanels1(z: usize, rows: i32, d: i32, r: usize, g: usize): void {
  for (const last = r + (<usize>rows << 3); r < last; r += 32) {
    const r0 = v128.load_splat<f64>(r), r1 = v128.load_splat<f64>(r, 8), r2 = v128.load_splat<f64>(r, 16), r3 = v128.load_splat<f64>(r, 24);
    let p = g;
    for (const end = z + ((<usize>d >> 2) << 7); z < end; z += 128, p += 32) {
      const low = f64x2.add(f64x2.mul(r0, v128.load(z)), f64x2.mul(r1, v128.load(z, 16)));
      const high = f64x2.add(f64x2.mul(r2, v128.load(z, 32)), f64x2.mul(r3, v128.load(z, 48)));
      const lowNext = f64x2.add(f64x2.mul(r0, v128.load(z, 64)), f64x2.mul(r1, v128.load(z, 80)));
      const highNext = f64x2.add(f64x2.mul(r2, v128.load(z, 96)), f64x2.mul(r3, v128.load(z, 112)));
      v128.store(p, f64x2.add(v128.load(p), f64x2.add(low, high)));
      v128.store(p, f64x2.add(v128.load(p, 16), f64x2.add(lowNext, highNext)), 16);
    }
    if (d & 2) {
      const low = f64x2.add(f64x2.mul(r0, v128.load(z)), f64x2.mul(r1, v128.load(z, 16)));
      const high = f64x2.add(f64x2.mul(r2, v128.load(z, 32)), f64x2.mul(r3, v128.load(z, 48)));
      v128.store(p, f64x2.add(v128.load(p), f64x2.add(low, high)));
      z += 64;
      p += 16;
    }
    if (d & 1) {
      addLast(z, r, p);
      z += 32;
    }
  }
}

/** As rankPanels1 for two gradients; the residuals of the second stand BLOCK behind those of the first. */
export function rankPanels2(z: usize, rows: i32, d: i32, r: usize, g: usize, h: usize): void {
  for (const last = r + (<usize>rows << 3); r < last; r += 32) {
    const r0 = v128.load_splat<f64>(r), r1 = v128.load_splat<f64>(r, 8), r2 = v128.load_splat<f64>(r, 16), r3 = v128.load_splat<f64>(r, 24);
    const q0 = v128.load_splat<f64>(r, BLOCK * 8), q1 = v128.load_splat<f64>(r, BLOCK * 8 + 8);
    const q2 = v128.load_splat<f64>(r, BLOCK * 8 + 16), q3 = v128.load_splat<f64>(r, BLOCK * 8 + 24);
    let p = g, q = h;
    for (const end = z + ((<usize>d >> 1) << 6); z < end; z += 64, p += 16, q += 16) {
      const x0 = v128.load(z), x1 = v128.load(z, 16), x2 = v128.load(z, 32), x3 = v128.load(z, 48);
      const low = f64x2.add(f64x2.mul(r0, x0), f64x2.mul(r1, x1));
      const high = f64x2.add(f64x2.mul(r2, x2), f64x2.mul(r3, x3));
      v128.store(p, f64x2.add(v128.load(p), f64x2.add(low, high)));
      const lowQ = f64x2.add(f64x2.mul(q0, x0), f64x2.mul(q1, x1));
      const highQ = f64x2.add(f64x2.mul(q2, x2), f64x2.mul(q3, x3));
      v128.store(q, f64x2.add(v128.load(q), f64x2.add(lowQ, highQ)));
    }
    if (d & 1) {
      addLast(z, r, p);
      addLast(z, r + BLOCK * 8, q);
      z += 32;
    }
  }
}

/** The last column of a panel, where their number is odd. */
// @ts-ignore: decorator
@inline
function addLast(z: usize, r: usize, g: usize): void {
  const low = f64.load(r) * f64.load(z) + f64.load(r, 8) * f64.load(z, 8);
  const high = f64.load(r, 16) * f64.load(z, 16) + f64.load(r, 24) * f64.load(z, 24);
  f64.store(g, f64.load(g) + (low + high));
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
