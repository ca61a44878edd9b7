// Cholesky's factorisation A = L L' by rows (the order of Cholesky and Banachiewicz) and the two triangular solves.
// Inner products run along rows, which are contiguous, with four sums of two lanes added in a fixed order.

/**
 * Replaces the lower triangle of A (n x n, row stride in bytes) by L and zeroes the upper one. Returns 0, leaving A
 * half done, where a pivot is not above `tolerance` times the diagonal element it came from (NaN included); else 1.
 * Cost: n^3 / 3 flops.
 */
export function choleskyFactor(a: usize, n: i32, stride: usize, tolerance: f64): i32 {
  for (let i = 0; i < n; i++) {
    const row = a + <usize>i * stride;
    for (let j = 0; j < i; j++) {
      const other = a + <usize>j * stride;
      const at = row + (<usize>j << 3);
      f64.store(at, (f64.load(at) - dot(row, other, j)) / f64.load(other + (<usize>j << 3)));
    }
    const diagonal = row + (<usize>i << 3);
    const original = f64.load(diagonal);
    const pivot = original - dot(row, row, i);
    if (!(pivot > tolerance * original)) return 0;
    f64.store(diagonal, Math.sqrt(pivot));
    memory.fill(diagonal + 8, 0, <usize>(n - 1 - i) << 3);
  }
  return 1;
}

/** Solves L L' x = b in place in x. Cost: 2 n^2 flops. */
export function choleskySolve(l: usize, n: i32, stride: usize, x: usize): void {
  for (let i = 0; i < n; i++) {
    const row = l + <usize>i * stride;
    const at = x + (<usize>i << 3);
    f64.store(at, (f64.load(at) - dot(row, x, i)) / f64.load(row + (<usize>i << 3)));
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = l + <usize>i * stride;
    const at = x + (<usize>i << 3);
    const value = f64.load(at) / f64.load(row + (<usize>i << 3));
    f64.store(at, value);
    subtractMultiple(x, row, value, i);
  }
}

function dot(a: usize, b: usize, length: i32): f64 {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
  const end = a + ((<usize>length & ~7) << 3);
  for (; a < end; a += 64, b += 64) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(a, 48), v128.load(b, 48)));
  }
  const s = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (let k = 0; k < (length & 7); k++, a += 8, b += 8) sum += f64.load(a) * f64.load(b);
  return sum;
}

function subtractMultiple(x: usize, row: usize, factor: f64, length: i32): void {
  const f = f64x2.splat(factor);
  const end = x + ((<usize>length & ~1) << 3);
  for (; x < end; x += 16, row += 16) v128.store(x, f64x2.sub(v128.load(x), f64x2.mul(f, v128.load(row))));
  if (length & 1) f64.store(x, f64.load(x) - factor * f64.load(row));
}
