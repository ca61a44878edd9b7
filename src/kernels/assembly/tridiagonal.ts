// Householder reduction of a symmetric matrix to tridiagonal form: A = Q T Q', Q = H_{n-1} ... H_1, H_i = I - tau_i u_i
// u_i'. Rows are eliminated from the last upwards, so that every vector is the beginning of a row of the lower
// triangle. One pass over the triangle per step applies the previous step's rank-2 update and multiplies by the new u
// at once: half the memory traffic of two. Source: Golub and Van Loan, Matrix Computations, 8.3.1; the fused pass as in
// Bischof, Lang, Sun, ACM TOMS 26 (2000), 4.1.

/**
 * Sums of squares below this count as zero: the matrix is scaled to about 1, and above it no square that matters
 * underflows.
 */
const NEGLIGIBLE: f64 = 1e-280;

/**
 * Reduces the lower triangle of A (n x n, row stride in bytes, scaled so that its largest entry is about 1) in place.
 * u_i is left in row i, columns 0 .. i-1, its last entry 1. d gets the diagonal of T, e[i] couples i and i + 1.
 * w and y are scratch of n doubles each, zero on entry. Cost: 4 n^3 / 3 flops.
 */
export function tridiagonalise(a: usize, n: i32, stride: usize, d: usize, e: usize, tau: usize, w: usize, y: usize): void {
  let v = w;
  for (let i = n - 1; i > 0; i--) {
    const u = a + <usize>i * stride;
    updateRow(u, v, w, i + 1, f64.load(v + (<usize>i << 3)), f64.load(w + (<usize>i << 3)));
    f64.store(d + (<usize>i << 3), f64.load(u + (<usize>i << 3)));
    const t = makeReflector(u, i, e + (<usize>(i - 1) << 3));
    f64.store(tau + (<usize>i << 3), t);
    updateAndMultiply(a, stride, i, v, w, u, y);
    finishUpdate(y, u, t, i);
    const used = w;
    w = y;
    y = used;
    v = u;
  }
  f64.store(d, f64.load(a) - 2 * f64.load(v) * f64.load(w));
  f64.store(tau, 0);
}

/** row[c] -= vr w[c] + wr v[c]. */
function updateRow(row: usize, v: usize, w: usize, length: i32, vr: f64, wr: f64): void {
  for (let c = 0; c < length; c++, row += 8, v += 8, w += 8) f64.store(row, f64.load(row) - (vr * f64.load(w) + wr * f64.load(v)));
}

/**
 * Turns x (length m) into u with u[m-1] = 1 so that (I - tau u u') x = beta e_last; stores beta, returns tau.
 * Source: LAPACK dlarfg, without its rescaling (the matrix is scaled as a whole).
 */
function makeReflector(x: usize, m: i32, beta: usize): f64 {
  const last = x + (<usize>(m - 1) << 3);
  const alpha = f64.load(last);
  let squares: f64 = 0;
  for (let p = x; p < last; p += 8) squares += f64.load(p) * f64.load(p);
  f64.store(last, 1);
  if (squares === 0 || squares + alpha * alpha < NEGLIGIBLE) {
    f64.store(beta, alpha);
    memory.fill(x, 0, last - x);
    return 0;
  }
  const b = -copysign(Math.sqrt(alpha * alpha + squares), alpha);
  const scale = 1 / (alpha - b);
  for (let p = x; p < last; p += 8) f64.store(p, f64.load(p) * scale);
  f64.store(beta, b);
  return (b - alpha) / b;
}

/** Leading m x m triangle: A -= v w' + w v', then y = A u. Two rows at a time. */
function updateAndMultiply(a: usize, stride: usize, m: i32, v: usize, w: usize, u: usize, y: usize): void {
  let r = 0;
  for (; r + 1 < m; r += 2) rowPair(a + <usize>r * stride, stride, r, v, w, u, y);
  if (r < m) lastRow(a + <usize>r * stride, r, v, w, u, y);
}

function rowPair(row: usize, stride: usize, r: i32, v: usize, w: usize, u: usize, y: usize): void {
  const at = <usize>r << 3;
  const vr = v + at, wr = w + at, ur = u + at, yr = y + at;
  const v0 = v128.load_splat<f64>(vr), v1 = v128.load_splat<f64>(vr, 8);
  const w0 = v128.load_splat<f64>(wr), w1 = v128.load_splat<f64>(wr, 8);
  const u0 = v128.load_splat<f64>(ur), u1 = v128.load_splat<f64>(ur, 8);
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
  const end = row + at;
  let next = row + stride;
  for (; row < end; row += 16, next += 16, v += 16, w += 16, u += 16, y += 16) {
    const vc = v128.load(v), wc = v128.load(w), uc = v128.load(u);
    const a0 = f64x2.sub(v128.load(row), f64x2.add(f64x2.mul(v0, wc), f64x2.mul(w0, vc)));
    const a1 = f64x2.sub(v128.load(next), f64x2.add(f64x2.mul(v1, wc), f64x2.mul(w1, vc)));
    v128.store(row, a0);
    v128.store(next, a1);
    s0 = f64x2.add(s0, f64x2.mul(a0, uc));
    s1 = f64x2.add(s1, f64x2.mul(a1, uc));
    v128.store(y, f64x2.add(v128.load(y), f64x2.add(f64x2.mul(a0, u0), f64x2.mul(a1, u1))));
  }
  const corner00 = updated(row, vr, wr, vr, wr);
  const corner10 = updated(next, vr + 8, wr + 8, vr, wr);
  const corner11 = updated(next + 8, vr + 8, wr + 8, vr + 8, wr + 8);
  f64.store(yr, total(s0) + corner00 * f64.load(ur) + corner10 * f64.load(ur, 8));
  f64.store(yr, total(s1) + corner10 * f64.load(ur) + corner11 * f64.load(ur, 8), 8);
}

function lastRow(row: usize, r: i32, v: usize, w: usize, u: usize, y: usize): void {
  const at = <usize>r << 3;
  const vr = v + at, wr = w + at, ur = u + at, yr = y + at;
  let sum: f64 = 0;
  for (const end = row + at; row < end; row += 8, v += 8, w += 8, u += 8, y += 8) {
    const value = updated(row, vr, wr, v, w);
    sum += value * f64.load(u);
    f64.store(y, f64.load(y) + value * f64.load(ur));
  }
  f64.store(yr, sum + updated(row, vr, wr, vr, wr) * f64.load(ur));
}

/** Subtracts v[r] w[c] + w[r] v[c] from one entry and returns it. */
// @ts-ignore: decorator
@inline
function updated(entry: usize, vr: usize, wr: usize, vc: usize, wc: usize): f64 {
  const value = f64.load(entry) - (f64.load(vr) * f64.load(wc) + f64.load(wr) * f64.load(vc));
  f64.store(entry, value);
  return value;
}

// @ts-ignore: decorator
@inline
function total(s: v128): f64 {
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** y = A u becomes w = tau y - (tau^2 u'y / 2) u, so that H A H = A - u w' - w u'. */
function finishUpdate(y: usize, u: usize, tau: f64, m: i32): void {
  let inner: f64 = 0;
  for (let c: usize = 0; c < <usize>m << 3; c += 8) inner += f64.load(y + c) * f64.load(u + c);
  const share = 0.5 * tau * tau * inner;
  for (let c: usize = 0; c < <usize>m << 3; c += 8) f64.store(y + c, tau * f64.load(y + c) - share * f64.load(u + c));
}

/**
 * Copies the vectors u_first .. u_{first + count - 1} as rows of length `width`, zeros beyond their ends, and
 * transposed.
 */
export function gatherReflectors(a: usize, stride: usize, first: i32, count: i32, width: i32, rows: usize, transposed: usize): void {
  for (let j = 0; j < count; j++) {
    const i = first + j;
    const u = a + <usize>i * stride;
    const row = rows + (<usize>(j * width) << 3);
    memory.copy(row, u, <usize>i << 3);
    memory.fill(row + (<usize>i << 3), 0, <usize>(width - i) << 3);
    for (let c = 0; c < width; c++) f64.store(transposed + (<usize>(c * count + j) << 3), f64.load(row + (<usize>c << 3)));
  }
}

/**
 * Negative T of the compact form H_1 H_2 ... H_b = I - V' T V (V: rows u), T upper triangular, from G = V V' and the
 * factors tau. T[j, j] = tau_j, T[0..j-1, j] = -tau_j T[0..j-1, 0..j-1] G[0..j-1, j]. Source: Schreiber and Van Loan,
 * 1989; LAPACK dlarft.
 */
export function compactFactor(g: usize, tau: usize, b: i32, t: usize): void {
  const stride = <usize>b << 3;
  memory.fill(t, 0, <usize>b * stride);
  for (let j = 0; j < b; j++) {
    const factor = f64.load(tau + (<usize>j << 3));
    const column = <usize>j << 3;
    for (let i = 0; i < j; i++) {
      let sum: f64 = 0;
      for (let k = i; k < j; k++) sum += f64.load(t + <usize>i * stride + (<usize>k << 3)) * f64.load(g + <usize>k * stride + column);
      f64.store(t + <usize>i * stride + column, -factor * sum);
    }
    f64.store(t + <usize>j * stride + column, -factor);
  }
}
