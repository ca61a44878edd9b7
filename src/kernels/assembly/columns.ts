// Column statistics and maps by columns over rows of a row-major matrix (row strides in bytes). Lanes run along the
// columns, so a column's bits do not depend on its neighbours; the caller calls once per fixed block of rows and adds
// the blocks' sums.

/** sums[j] += sum over the rows of x[i, j] - base[j]. */
export function addRows(x: usize, stride: usize, rows: i32, cols: i32, base: usize, sums: usize): void {
  for (let i = 0; i < rows; i++, x += stride) addRow(x, cols, base, sums);
}

function addRow(x: usize, cols: i32, base: usize, sums: usize): void {
  const end = x + ((<usize>cols & ~1) << 3);
  for (; x < end; x += 16, base += 16, sums += 16) {
    v128.store(sums, f64x2.add(v128.load(sums), f64x2.sub(v128.load(x), v128.load(base))));
  }
  if (cols & 1) f64.store(sums, f64.load(sums) + (f64.load(x) - f64.load(base)));
}

/** sums[codes[i], j] += x[i, j] - base[j]. */
export function addClassRows(x: usize, stride: usize, rows: i32, cols: i32, codes: usize, base: usize, sums: usize): void {
  const width = <usize>cols << 3;
  for (let i = 0; i < rows; i++, x += stride, codes += 4) addRow(x, cols, base, sums + <usize>i32.load(codes) * width);
}

/** squares[codes[i], j] += (x[i, j] - means[codes[i], j])^2. */
export function addClassSquares(x: usize, stride: usize, rows: i32, cols: i32, codes: usize, means: usize, squares: usize): void {
  const width = <usize>cols << 3;
  for (let i = 0; i < rows; i++, x += stride, codes += 4) {
    const own = <usize>i32.load(codes) * width;
    addSquares(x, cols, means + own, squares + own);
  }
}

function addSquares(x: usize, cols: i32, mean: usize, squares: usize): void {
  const end = x + ((<usize>cols & ~1) << 3);
  for (; x < end; x += 16, mean += 16, squares += 16) {
    const centred = f64x2.sub(v128.load(x), v128.load(mean));
    v128.store(squares, f64x2.add(v128.load(squares), f64x2.mul(centred, centred)));
  }
  if (cols & 1) {
    const centred = f64.load(x) - f64.load(mean);
    f64.store(squares, f64.load(squares) + centred * centred);
  }
}

/** cross[j] += sum of (x[i, j] - mean[j]) · residuals[i]. */
export function addCross(x: usize, stride: usize, rows: i32, cols: i32, mean: usize, residuals: usize, cross: usize): void {
  for (let i = 0; i < rows; i++, x += stride, residuals += 8) addCrossRow(x, cols, mean, f64.load(residuals), cross);
}

function addCrossRow(x: usize, cols: i32, mean: usize, residual: f64, cross: usize): void {
  const r = f64x2.splat(residual);
  const end = x + ((<usize>cols & ~1) << 3);
  for (; x < end; x += 16, mean += 16, cross += 16) {
    v128.store(cross, f64x2.add(v128.load(cross), f64x2.mul(f64x2.sub(v128.load(x), v128.load(mean)), r)));
  }
  if (cols & 1) f64.store(cross, f64.load(cross) + (f64.load(x) - f64.load(mean)) * residual);
}

/**
 * squares[j] += sum of (x[i, j] - mean[j])^2; low and high follow the smallest and largest values (NaN is passed over).
 */
export function addSpread(x: usize, stride: usize, rows: i32, cols: i32, mean: usize, squares: usize, low: usize, high: usize): void {
  for (let i = 0; i < rows; i++, x += stride) addSpreadRow(x, cols, mean, squares, low, high);
}

function addSpreadRow(x: usize, cols: i32, mean: usize, squares: usize, low: usize, high: usize): void {
  const end = x + ((<usize>cols & ~1) << 3);
  for (; x < end; x += 16, mean += 16, squares += 16, low += 16, high += 16) {
    const value = v128.load(x);
    const centred = f64x2.sub(value, v128.load(mean));
    v128.store(squares, f64x2.add(v128.load(squares), f64x2.mul(centred, centred)));
    v128.store(low, f64x2.pmin(v128.load(low), value));
    v128.store(high, f64x2.pmax(v128.load(high), value));
  }
  if (cols & 1) {
    const value = f64.load(x);
    const centred = value - f64.load(mean);
    f64.store(squares, f64.load(squares) + centred * centred);
    if (value < f64.load(low)) f64.store(low, value);
    if (value > f64.load(high)) f64.store(high, value);
  }
}

/** total[j] += part[j]; part[j] = 0. */
export function addAndClear(total: usize, part: usize, length: i32): void {
  for (let j = 0; j < length; j++, total += 8, part += 8) {
    f64.store(total, f64.load(total) + f64.load(part));
    f64.store(part, 0);
  }
}

/** out[i, j] = (x[i, columns[j]] - shift[j]) * scale[j] + offset[j]. */
export function mapRows(
  x: usize, stride: usize, rows: i32, columns: usize, shift: usize, scale: usize, offset: usize, cols: i32, out: usize, outStride: usize,
): void {
  for (let i = 0; i < rows; i++, x += stride, out += outStride) mapRow(x, columns, shift, scale, offset, cols, out);
}

function mapRow(x: usize, columns: usize, shift: usize, scale: usize, offset: usize, cols: i32, out: usize): void {
  const end = out + ((<usize>cols & ~1) << 3);
  for (; out < end; out += 16, columns += 8, shift += 16, scale += 16, offset += 16) {
    const first = v128.load64_zero(x + (<usize>i32.load(columns) << 3));
    const pair = v128.load64_lane(x + (<usize>i32.load(columns, 4) << 3), first, 1);
    v128.store(out, f64x2.add(f64x2.mul(f64x2.sub(pair, v128.load(shift)), v128.load(scale)), v128.load(offset)));
  }
  if (cols & 1) {
    const value = f64.load(x + (<usize>i32.load(columns) << 3));
    f64.store(out, (value - f64.load(shift)) * f64.load(scale) + f64.load(offset));
  }
}

/** Copies the first `cols` columns of each row. */
export function copyRows(x: usize, stride: usize, rows: i32, cols: i32, out: usize, outStride: usize): void {
  for (let i = 0; i < rows; i++, x += stride, out += outStride) memory.copy(out, x, <usize>cols << 3);
}
