// What a symmetric product needs beside the packed panels of gemm.ts, which computes its upper triangle.

/** Copies the upper triangle of C (n x n, row stride in bytes) to the lower one, in squares that stay in cache. */
export function mirrorUpper(c: usize, n: i32, stride: usize): void {
  for (let block = 0; block < n; block += 32) {
    for (let i = 0; i < n; i++) {
      const end = min(i, block + 32);
      for (let j = block; j < end; j++) {
        f64.store(c + <usize>i * stride + (<usize>j << 3), f64.load(c + <usize>j * stride + (<usize>i << 3)));
      }
    }
  }
}
