// Products of packed panels: C = A B or C += A B in 4 x 4 register tiles. A panel holds four rows of A (or four columns
// of B) interleaved along the summation index: element (k, i) stands at (4 k + i). Missing rows and columns are zeros,
// so every element of C is one and the same sequence of multiplications and additions, wherever its tile lies and
// whatever stands beside it. V8 in Node 20 hoists all loads of a loop body: 8 accumulators and 6 loads just fit its
// registers, so the loop is not unrolled.

import { packPanels } from './tiles';

/**
 * Panels of A that are walked for each panel of B before the next: 32 panels of depth 256 are 256 KB, which stays in
 * L2.
 */
const CHUNK: i32 = 32;
/**
 * Steps of the summation index per block. Changing it changes the bits of every product (products.ts says it again).
 */
const DEPTH: i32 = 256;
/** Rows packed at a time: 64 x 256 doubles are 128 KB, in L2. Has no influence on bits. */
const ROWS: i32 = 64;
/** Where a tile at the edge of C is computed before its valid part is copied: 4 x 4 doubles. */
let edgeTile: usize = memory.data(128);

/** Instances that share a memory must not share this room of 128 bytes. */
export function placeEdgeTile(address: usize): void {
  edgeTile = address;
}

/**
 * Adds up one 4 x 4 tile over `depth`; writes it to C (row stride in bytes) or adds it there. The first step stands
 * before the loop: V8 then computes the addresses of its loads once, and not in each step.
 */
function tile(a: usize, b: usize, depth: i32, c: usize, stride: usize, add: i32): void {
  const zero = f64x2.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
  if (depth > 0) {
    const end = a + (<usize>depth << 5);
    const a0 = v128.load_splat<f64>(a, 0), a1 = v128.load_splat<f64>(a, 8), a2 = v128.load_splat<f64>(a, 16), a3 = v128.load_splat<f64>(a, 24);
    const b0 = v128.load(b, 0), b1 = v128.load(b, 16);
    c00 = f64x2.add(c00, f64x2.mul(a0, b0));
    c10 = f64x2.add(c10, f64x2.mul(a1, b0));
    c20 = f64x2.add(c20, f64x2.mul(a2, b0));
    c30 = f64x2.add(c30, f64x2.mul(a3, b0));
    c01 = f64x2.add(c01, f64x2.mul(a0, b1));
    c11 = f64x2.add(c11, f64x2.mul(a1, b1));
    c21 = f64x2.add(c21, f64x2.mul(a2, b1));
    c31 = f64x2.add(c31, f64x2.mul(a3, b1));
    for (a += 32, b += 32; a < end; a += 32, b += 32) {
      const a0 = v128.load_splat<f64>(a, 0);
      const a1 = v128.load_splat<f64>(a, 8);
      const a2 = v128.load_splat<f64>(a, 16);
      const a3 = v128.load_splat<f64>(a, 24);
      const b0 = v128.load(b, 0);
      c00 = f64x2.add(c00, f64x2.mul(a0, b0));
      c10 = f64x2.add(c10, f64x2.mul(a1, b0));
      c20 = f64x2.add(c20, f64x2.mul(a2, b0));
      c30 = f64x2.add(c30, f64x2.mul(a3, b0));
      const b1 = v128.load(b, 16);
      c01 = f64x2.add(c01, f64x2.mul(a0, b1));
      c11 = f64x2.add(c11, f64x2.mul(a1, b1));
      c21 = f64x2.add(c21, f64x2.mul(a2, b1));
      c31 = f64x2.add(c31, f64x2.mul(a3, b1));
    }
  }
  put(c, c00, c01, add);
  put(c + stride, c10, c11, add);
  put(c + 2 * stride, c20, c21, add);
  put(c + 3 * stride, c30, c31, add);
}

// @ts-ignore: decorator
@inline
function put(c: usize, left: v128, right: v128, add: i32): void {
  if (add) {
    left = f64x2.add(v128.load(c), left);
    right = f64x2.add(v128.load(c, 16), right);
  }
  v128.store(c, left);
  v128.store(c, right, 16);
}

/**
 * C (rows x cols) = or += A B over `depth` packed steps. `triangle`: only tiles that touch the upper triangle are
 * computed. Panel strides and C's row stride are in bytes.
 */
export function multiplyPanels(
  a: usize, aStride: usize, rows: i32, b: usize, bStride: usize, cols: i32, depth: i32, c: usize, cStride: usize, add: i32, triangle: i32,
): void {
  for (let chunk = 0; chunk < rows; chunk += 4 * CHUNK) {
    const chunkEnd = min(rows, chunk + 4 * CHUNK);
    for (let j = triangle ? chunk : 0; j < cols; j += 4) {
      const bPanel = b + <usize>(j >> 2) * bStride;
      const rowEnd = triangle ? min(chunkEnd, j + 4) : chunkEnd;
      for (let i = chunk; i < rowEnd; i += 4) {
        const aPanel = a + <usize>(i >> 2) * aStride;
        const corner = c + <usize>i * cStride + (<usize>j << 3);
        if (i + 4 <= rows && j + 4 <= cols) tile(aPanel, bPanel, depth, corner, cStride, add);
        else {
          tile(aPanel, bPanel, depth, edgeTile, 32, 0);
          copyEdge(corner, cStride, min(4, rows - i), min(4, cols - j), add);
        }
      }
    }
  }
}

/**
 * out = or += (X - shift) B for the rows of X that are told at `indices`, with B packed in panels of four columns: rows
 * are packed a few at a time, in the room at `left`, and the summation index is cut into blocks. `panels`: out is laid
 * in panels of four rows (tiles.ts), and the room has place for ROWS rows of it behind the packed ones.
 */
export function multiplyRows(
  left: usize, x: usize, xStride: usize, shift: usize, indices: usize, rows: i32, cols: i32,
  right: usize, panelStride: usize, width: i32, out: usize, outStride: usize, add: i32, panels: i32,
): void {
  const laid = left + <usize>(ROWS >> 2) * panelStride;
  for (let first = 0; first < rows; first += ROWS) {
    const count = min(ROWS, rows - first);
    for (let i = 0; i < count; ) {
      const row = i32.load(indices);
      let run = 0;
      do {
        run++;
        indices += 4;
      } while (i + run < count && i32.load(indices) == row + run);
      packRows(x + <usize>row * xStride, xStride, shift, run, cols, left, panelStride, i);
      i += run;
    }
    padRows(count, cols, left, panelStride);
    const place = out + <usize>first * outStride;
    const target = panels ? laid : place;
    let from = 0;
    do {
      const at = <usize>from << 5;
      const adds = add || from > 0 ? 1 : 0;
      multiplyPanels(left + at, panelStride, count, right + at, panelStride, width, min(DEPTH, cols - from), target, outStride, adds, 0);
      from += DEPTH;
    } while (from < cols);
    if (panels) packPanels(laid, outStride, count, width, place);
  }
}

/** Writes the numbers from `start` to before `end`; returns where the next are to be written. */
export function listRows(out: usize, start: i32, end: i32): usize {
  for (let row = start; row < end; row++, out += 4) i32.store(out, row);
  return out;
}

function copyEdge(c: usize, stride: usize, rows: i32, cols: i32, add: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const at = c + <usize>i * stride + (<usize>j << 3);
      const value = f64.load(edgeTile + (<usize>(4 * i + j) << 3));
      f64.store(at, add ? f64.load(at) + value : value);
    }
  }
}

/**
 * Packs rows into panels of four rows: element k of row i goes to panel (first + i) / 4. shift (per column) is
 * subtracted. Row i of X is the row `first + i` of the packed operand.
 */
export function packRows(x: usize, stride: usize, shift: usize, rows: i32, cols: i32, panels: usize, panelStride: usize, first: i32): void {
  for (let i = 0; i < rows; ) {
    const row = first + i;
    const from = x + <usize>i * stride;
    const out = panels + <usize>(row >> 2) * panelStride + (<usize>(row & 3) << 3);
    if ((row & 3) === 0 && i + 4 <= rows) {
      packFourRows(from, stride, shift, cols, out);
      i += 4;
    } else {
      packRow(from, shift, cols, out);
      i++;
    }
  }
}

/** A whole panel, two columns at a time. */
function packFourRows(x: usize, stride: usize, shift: usize, cols: i32, out: usize): void {
  const end = x + ((<usize>cols & ~1) << 3);
  for (; x < end; x += 16, shift += 16, out += 64) {
    const by = v128.load(shift);
    const a = f64x2.sub(v128.load(x), by);
    const b = f64x2.sub(v128.load(x + stride), by);
    const c = f64x2.sub(v128.load(x + 2 * stride), by);
    const d = f64x2.sub(v128.load(x + 3 * stride), by);
    v128.store(out, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(out, v128.shuffle<f64>(c, d, 0, 2), 16);
    v128.store(out, v128.shuffle<f64>(a, b, 1, 3), 32);
    v128.store(out, v128.shuffle<f64>(c, d, 1, 3), 48);
  }
  if (cols & 1) for (let i: usize = 0; i < 4; i++) f64.store(out + (i << 3), f64.load(x + i * stride) - f64.load(shift));
}

function packRow(x: usize, shift: usize, cols: i32, out: usize): void {
  const end = x + (<usize>cols << 3);
  for (; x < end; x += 8, shift += 8, out += 32) f64.store(out, f64.load(x) - f64.load(shift));
}

/** Zeroes the rows that are missing in the last panel of a packed operand of `rows` rows. */
export function padRows(rows: i32, cols: i32, panels: usize, panelStride: usize): void {
  for (let row = rows; row & 3; row++) {
    let out = panels + <usize>(row >> 2) * panelStride + (<usize>(row & 3) << 3);
    for (let k = 0; k < cols; k++, out += 32) f64.store(out, 0);
  }
}

/**
 * Packs rows into panels of four columns: row i becomes step `first + i` of the summation. shift (per column) is
 * subtracted; columns missing in the last panel become zeros.
 */
export function packColumns(x: usize, stride: usize, shift: usize, rows: i32, cols: i32, panels: usize, panelStride: usize, first: i32): void {
  for (let i = 0; i < rows; i++) packStep(x + <usize>i * stride, shift, cols, panels + (<usize>(first + i) << 5), panelStride);
}

function packStep(x: usize, shift: usize, cols: i32, out: usize, panelStride: usize): void {
  const end = x + ((<usize>cols & ~3) << 3);
  for (; x < end; x += 32, shift += 32, out += panelStride) {
    v128.store(out, f64x2.sub(v128.load(x), v128.load(shift)));
    v128.store(out, f64x2.sub(v128.load(x, 16), v128.load(shift, 16)), 16);
  }
  const rest = cols & 3;
  if (rest === 0) return;
  for (let j = 0; j < 4; j++, x += 8, shift += 8, out += 8) f64.store(out, j < rest ? f64.load(x) - f64.load(shift) : 0);
}
