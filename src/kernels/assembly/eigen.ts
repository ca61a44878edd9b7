// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix T by implicit QL. The iteration itself touches only d
// and e and records its plane rotations; they are applied afterwards to the vectors, which stand as strips of 8
// components (n x 8 doubles, so that a strip stays in L1): row j of all strips together is eigenvector j. Source:
// EISPACK imtql2 (Martin and Wilkinson, 1968); Parlett, The Symmetric Eigenvalue Problem, 8.15.

const EPSILON: f64 = 2.220446049250313e-16;
/**
 * Squared lengths below this count as zero: T is scaled to about 1, and a rotation made of smaller ones would not be
 * orthogonal.
 */
const NEGLIGIBLE: f64 = 1e-280;
/** Iterations allowed for one eigenvalue; two are usual. */
const MAX_ITERATIONS: i32 = 100;

/** Largest of |a|, or NaN if any entry is NaN or infinite. */
export function largestMagnitude(a: usize, n: i32, stride: usize): f64 {
  let largest: f64 = 0, poison: f64 = 0;
  for (let i = 0; i < n; i++) {
    const row = a + <usize>i * stride;
    for (let p = row; p < row + (<usize>n << 3); p += 8) {
      const value = f64.load(p);
      largest = max(largest, Math.abs(value));
      poison += value - value;
    }
  }
  return poison === 0 ? largest : NaN;
}

/** Copies the lower triangle of A times `scale`. */
export function copyLower(a: usize, n: i32, stride: usize, scale: f64, out: usize, outStride: usize): void {
  for (let i = 0; i < n; i++, a += stride, out += outStride) {
    for (let j: usize = 0; j <= <usize>i << 3; j += 8) f64.store(out + j, f64.load(a + j) * scale);
  }
}

/**
 * Goes on with QL until T is diagonal or fewer than n rotations fit.
 * @param progress  eigenvalue at work and its iterations so far: two i32, zero at first, so that a later call goes on
 * @param tolerance  couplings up to this count as zero, beside those negligible against their own neighbours
 * @param sweeps  out: for each recorded sweep its highest row and number of rotations, two i32
 * @returns  sweeps recorded, 0 when all is done, -1 if an eigenvalue did not converge
 */
export function qlSweeps(d: usize, e: usize, n: i32, tolerance: f64, progress: usize, rotations: usize, capacity: i32, sweeps: usize): i32 {
  let count = 0;
  let free = capacity;
  let l = i32.load(progress);
  let iterations = i32.load(progress, 4);
  while (l < n - 1 && free >= n) {
    const m = blockEnd(d, e, l, n, tolerance);
    if (m === l) {
      l++;
      iterations = 0;
      continue;
    }
    if (++iterations > MAX_ITERATIONS) return -1;
    const made = sweep(d, e, l, m, rotations);
    i32.store(sweeps, m - 1);
    i32.store(sweeps, made, 4);
    sweeps += 8;
    rotations += <usize>made << 4;
    free -= made;
    count++;
  }
  i32.store(progress, l);
  i32.store(progress, iterations, 4);
  return count;
}

/** Last row of the unreduced block that begins at l. */
function blockEnd(d: usize, e: usize, l: i32, n: i32, tolerance: f64): i32 {
  let m = l;
  for (; m < n - 1; m++) {
    const at = <usize>m << 3;
    const size = Math.abs(f64.load(e + at));
    if (size <= tolerance || size <= EPSILON * (Math.abs(f64.load(d + at)) + Math.abs(f64.load(d + at, 8)))) break;
  }
  return m;
}

/**
 * One implicit QL sweep with Wilkinson's shift on rows l .. m; records (c, s) from row m - 1 downwards and returns how
 * many.
 */
function sweep(d: usize, e: usize, l: i32, m: i32, rotations: usize): i32 {
  const dl = f64.load(d + (<usize>l << 3)), el = f64.load(e + (<usize>l << 3));
  const ratio = (f64.load(d + (<usize>l << 3), 8) - dl) / (2 * el);
  let g = f64.load(d + (<usize>m << 3)) - dl + el / (ratio + copysign(Math.sqrt(ratio * ratio + 1), ratio));
  let s: f64 = 1, c: f64 = 1, p: f64 = 0;
  for (let i = m - 1; i >= l; i--, rotations += 16) {
    const di = d + (<usize>i << 3), ei = e + (<usize>i << 3);
    const f = s * f64.load(ei);
    const b = c * f64.load(ei);
    const squares = f * f + g * g;
    if (squares < NEGLIGIBLE) {
      // The bulge has vanished: the block splits here and the sweep ends early.
      f64.store(ei, b);
      f64.store(ei, 0, 8);
      f64.store(di, f64.load(di, 8) - p, 8);
      f64.store(e + (<usize>m << 3), 0);
      return m - 1 - i;
    }
    const r = Math.sqrt(squares);
    f64.store(ei, r, 8);
    s = f / r;
    c = g / r;
    g = f64.load(di, 8) - p;
    const t = (f64.load(di) - g) * s + 2 * c * b;
    p = s * t;
    f64.store(di, g + p, 8);
    g = c * t - b;
    f64.store(rotations, c);
    f64.store(rotations, s, 8);
  }
  f64.store(d + (<usize>l << 3), dl - p);
  f64.store(e + (<usize>l << 3), g);
  f64.store(e + (<usize>m << 3), 0);
  return m - l;
}

/** Makes the strips of the n x n identity. */
export function identityStrips(strips: usize, n: i32): void {
  memory.fill(strips, 0, (<usize>((n + 7) >> 3) * <usize>n) << 6);
  for (let j = 0; j < n; j++) f64.store(strips + ((<usize>(j >> 3) * <usize>n + <usize>j) << 6) + (<usize>(j & 7) << 3), 1);
}

/** Applies recorded sweeps to every strip. */
export function applySweeps(strips: usize, n: i32, sweeps: usize, count: i32, rotations: usize): void {
  for (let k = 0; k < (n + 7) >> 3; k++, strips += <usize>n << 6) {
    let rotation = rotations;
    for (let i = 0; i < count; i++) {
      const top = i32.load(sweeps + (<usize>i << 3));
      const made = i32.load(sweeps + (<usize>i << 3), 4);
      rotateStrip(strips + (<usize>top << 6), made, rotation);
      rotation += <usize>made << 4;
    }
  }
}

/**
 * Rotates rows (top, top + 1), then (top - 1, top), ... of one strip; the row that two rotations share stays in
 * registers.
 */
function rotateStrip(row: usize, count: i32, rotation: usize): void {
  let x0 = v128.load(row, 64), x1 = v128.load(row, 80), x2 = v128.load(row, 96), x3 = v128.load(row, 112);
  const end = rotation + (<usize>count << 4);
  for (; rotation < end; rotation += 16, row -= 64) {
    const c = v128.load_splat<f64>(rotation), s = v128.load_splat<f64>(rotation, 8);
    const z0 = v128.load(row), z1 = v128.load(row, 16), z2 = v128.load(row, 32), z3 = v128.load(row, 48);
    v128.store(row, f64x2.add(f64x2.mul(s, z0), f64x2.mul(c, x0)), 64);
    v128.store(row, f64x2.add(f64x2.mul(s, z1), f64x2.mul(c, x1)), 80);
    v128.store(row, f64x2.add(f64x2.mul(s, z2), f64x2.mul(c, x2)), 96);
    v128.store(row, f64x2.add(f64x2.mul(s, z3), f64x2.mul(c, x3)), 112);
    x0 = f64x2.sub(f64x2.mul(c, z0), f64x2.mul(s, x0));
    x1 = f64x2.sub(f64x2.mul(c, z1), f64x2.mul(s, x1));
    x2 = f64x2.sub(f64x2.mul(c, z2), f64x2.mul(s, x2));
    x3 = f64x2.sub(f64x2.mul(c, z3), f64x2.mul(s, x3));
  }
  v128.store(row, x0, 64);
  v128.store(row, x1, 80);
  v128.store(row, x2, 96);
  v128.store(row, x3, 112);
}

/** out row i (stride in bytes) = eigenvector order[i], of all n components. */
export function gatherVectors(strips: usize, n: i32, order: usize, k: i32, out: usize, stride: usize): void {
  for (let i = 0; i < k; i++, out += stride) {
    const row = strips + (<usize>i32.load(order + (<usize>i << 2)) << 6);
    for (let j = 0; j < n; j++) {
      f64.store(out + (<usize>j << 3), f64.load(row + ((<usize>(j >> 3) * <usize>n) << 6) + (<usize>(j & 7) << 3)));
    }
  }
}
