// Elementwise work on whole matrices (row-major, row strides in bytes) that would take plain code a millisecond per
// 20,000 entries until it is compiled.

/** out = a + b + weight δδ', all p x p; out is contiguous. */
export function mergeMoments(a: usize, aStride: usize, b: usize, bStride: usize, delta: usize, p: i32, weight: f64, out: usize): void {
  for (let i = 0; i < p; i++, a += aStride, b += bStride, out += <usize>p << 3) mergeRow(a, b, f64.load(delta + (<usize>i << 3)), delta, p, weight, out);
}

function mergeRow(a: usize, b: usize, own: f64, delta: usize, p: i32, weight: f64, out: usize): void {
  const d = f64x2.splat(own), w = f64x2.splat(weight);
  const end = out + ((<usize>p & ~1) << 3);
  for (; out < end; a += 16, b += 16, delta += 16, out += 16) {
    const product = f64x2.mul(f64x2.mul(d, v128.load(delta)), w);
    v128.store(out, f64x2.add(f64x2.add(v128.load(a), v128.load(b)), product));
  }
  if (p & 1) f64.store(out, f64.load(a) + f64.load(b) + own * f64.load(delta) * weight);
}

/**
 * out (p x k, contiguous) = the transpose of `rows` (k x p), each row's first entry of largest magnitude turned
 * positive.
 */
export function orientRows(rows: usize, stride: usize, k: i32, p: i32, out: usize): void {
  for (let i = 0; i < k; i++, rows += stride, out += 8) {
    const sign: f64 = largestOf(rows, p) < 0 ? -1 : 1;
    for (let j = 0; j < p; j++) f64.store(out + <usize>j * (<usize>k << 3), sign * f64.load(rows + (<usize>j << 3)));
  }
}

function largestOf(row: usize, p: i32): f64 {
  let largest: f64 = 0;
  for (let j = 0; j < p; j++, row += 8) if (abs(f64.load(row)) > abs(largest)) largest = f64.load(row);
  return largest;
}
