// One sweep over Z (n x d, in panels of four rows: tiles.ts): loss and gradient of many weight vectors at once.
// Rows go in blocks that stay in the cache; gradients and losses are summed per chunk of 512 rows and the chunks are
// summed in order, so rounding errors grow with n / 512 and the bits depend on n and d only: never on which vectors run
// together.

import { BLOCK, dot1, dotPanels1, dotPanels2, rank1, rankPanels1, rankPanels2, unpackRow } from './tiles';
import {
  closeLosses, VECTOR_BYTES, VECTOR_GROWTH, VECTOR_LOSS, VECTOR_OUT, VECTOR_SLOPE, VECTOR_UNIT, VECTOR_WEIGHTS, logisticCurvature, logisticLink, softmaxShares, softmaxLink, weightedLogisticLink,
} from './links';

const CHUNK: i32 = 512;

/**
 * Rows of a block, a multiple of 4. One or two vectors wait for far memory: of small blocks (12 KB) the next comes while
 * this one is used. More are busy with arithmetic, and read each weight vector once for a block: large ones (48 KB).
 * Where a block ends shows in the loss of a softmax, which has three vectors at least.
 */
function blockRows(d: i32, vectors: i32): i32 {
  const rows = ((vectors <= 2 ? 12288 : 49152) / (max(d, 1) << 3)) & ~3;
  return min(max(rows, 4), BLOCK);
}

/**
 * Margins of rows [0, rows) of a block for every vector, padded with zeros to an even number of rows. The first pair of
 * vectors brings the block into the cache as one stream; the others find it there.
 */
function blockMargins(z: usize, rows: i32, d: i32, table: usize, vectors: i32, margins: usize): void {
  const stride = <usize>d << 3;
  const fours = rows & ~3;
  for (let l = 0, vector = table, out = margins; l < vectors; l += 2, vector += 2 * VECTOR_BYTES, out += 2 * BLOCK * 8) {
    const w = <usize>i32.load(vector, VECTOR_WEIGHTS);
    const shift = f64.load(w + stride) * f64.load(vector, VECTOR_UNIT);
    if (l + 1 == vectors) dotPanels1(z, fours, d, w, shift, out);
    else {
      const v = <usize>i32.load(vector + VECTOR_BYTES, VECTOR_WEIGHTS);
      dotPanels2(z, fours, d, w, v, shift, f64.load(v + stride) * f64.load(vector + VECTOR_BYTES, VECTOR_UNIT), out);
    }
  }
  for (let l = 0; l < vectors; l++) {
    const vector = table + <usize>l * VECTOR_BYTES;
    const w = <usize>i32.load(vector, VECTOR_WEIGHTS);
    const shift = f64.load(w + stride) * f64.load(vector, VECTOR_UNIT);
    const out = margins + <usize>(l * BLOCK) * 8;
    for (let i = fours; i < rows; i++) f64.store(out + (<usize>i << 3), dot1(z + <usize>i * stride, d, w, shift));
    if (rows & 1) f64.store(out + (<usize>rows << 3), 0);
  }
}

/** Chunk gradients += residuals' combination of the block's rows. */
function blockGradients(z: usize, rows: i32, d: i32, vectors: i32, residuals: usize, sums: usize): void {
  const stride = <usize>d << 3;
  const fours = rows & ~3;
  for (let l = 0, r = residuals, g = sums; l < vectors; l += 2, r += 2 * BLOCK * 8, g += 2 * stride) {
    if (l + 1 == vectors) rankPanels1(z, fours, d, r, g);
    else rankPanels2(z, fours, d, r, g, g + stride);
  }
  for (let i = fours; i < rows; i++) {
    for (let l = 0; l < vectors; l++) {
      rank1(z + <usize>i * stride, d, f64.load(residuals + (<usize>(l * BLOCK + i) << 3)), sums + <usize>l * stride);
    }
  }
}

/** Adds the chunk's sums to each vector's gradient, and what its products come to to the loss. */
function flush(d: i32, table: usize, vectors: i32, classes: i32, sums: usize): void {
  for (let l = 0; l < vectors; l++) {
    const vector = table + <usize>l * VECTOR_BYTES;
    const g = <usize>i32.load(vector, VECTOR_OUT);
    for (let j = 0; j < d; j++, sums += 8) f64.store(g + (<usize>j << 3), f64.load(g + (<usize>j << 3)) + f64.load(sums));
    const b = g + (<usize>d << 3);
    const slope = f64.load(vector, VECTOR_SLOPE) + f64.load(vector, VECTOR_SLOPE + 8);
    f64.store(b, f64.load(b) + slope * f64.load(vector, VECTOR_UNIT));
    v128.store(vector, f64x2.splat(0), VECTOR_SLOPE);
    if (classes == 1) closeLosses(vector);
  }
}

/**
 * Loss and gradient of every vector. `classes` = 1: each vector is a logistic model; else vectors come in groups of
 * `classes`, each a softmax model. codes: n, padded with −1 to an even count; weights: of the rows, as many doubles as
 * codes, or 0 where all weigh 1. scratch: vectors × (64 + d) + 64 doubles. Cost: 4 n d vectors flops.
 */
export function lossSweep(z: usize, n: i32, d: i32, codes: usize, weights: usize, table: usize, vectors: i32, classes: i32, scratch: usize): void {
  const stride = <usize>d << 3;
  const sums = scratch + <usize>(vectors * BLOCK) * 8;
  const exponentials = sums + <usize>vectors * stride;
  const block = blockRows(d, vectors);
  for (let l = 0; l < vectors; l++) {
    const vector = table + <usize>l * VECTOR_BYTES;
    f64.store(vector, 0, VECTOR_LOSS);
    memory.fill(vector + VECTOR_SLOPE, 0, VECTOR_BYTES - VECTOR_SLOPE);
    memory.fill(<usize>i32.load(vector, VECTOR_OUT), 0, stride + 8);
  }
  for (let start = 0; start < n; start += CHUNK) {
    const end = min(start + CHUNK, n);
    memory.fill(sums, 0, <usize>vectors * stride);
    for (let i = start; i < end; i += block) {
      const rows = min(block, end - i);
      const at = z + <usize>i * stride;
      blockMargins(at, rows, d, table, vectors, scratch);
      linkBlock(table, vectors, classes, scratch, codes + (<usize>i << 2), weights == 0 ? <usize>0 : weights + (<usize>i << 3), (rows + 1) & ~1, exponentials);
      blockGradients(at, rows, d, vectors, scratch, sums);
    }
    flush(d, table, vectors, classes, sums);
  }
}

function linkBlock(
  table: usize, vectors: i32, classes: i32, margins: usize, codes: usize, weights: usize, rows: i32, exponentials: usize,
): void {
  for (let l = 0; l < vectors; l += classes) {
    const vector = table + <usize>l * VECTOR_BYTES;
    const m = margins + <usize>(l * BLOCK) * 8;
    if (classes > 1) softmaxLink(vector, classes, m, codes, weights, rows);
    else if (weights != 0) weightedLogisticLink(vector, m, codes, weights, rows);
    else logisticLink(vector, m, codes, rows, exponentials);
  }
}

/**
 * What second derivatives are made of: of a logistic vector weight · p (1 − p) of each row, of a softmax vector weight ·
 * p_k. Each vector's `out` gets n doubles (room for an even count).
 */
export function curvatureSweep(z: usize, n: i32, d: i32, codes: usize, weights: usize, table: usize, vectors: i32, classes: i32, scratch: usize): void {
  const block = blockRows(d, vectors);
  for (let i = 0; i < n; i += block) {
    const rows = min(block, n - i);
    blockMargins(z + ((<usize>i * <usize>d) << 3), rows, d, table, vectors, scratch);
    const at = codes + (<usize>i << 2);
    const w: usize = weights == 0 ? <usize>0 : weights + (<usize>i << 3);
    const padded = (rows + 1) & ~1;
    for (let l = 0; l < vectors; l += classes) {
      const vector = table + <usize>l * VECTOR_BYTES;
      const m = scratch + <usize>(l * BLOCK) * 8;
      if (classes == 1) logisticCurvature(vector, m, at, w, padded, <usize>i32.load(vector, VECTOR_OUT) + (<usize>i << 3));
      else softmaxShares(vector, classes, m, at, w, padded, i);
    }
  }
}

/**
 * out (count x (d + 1)) = [z − mean, unit] of rows from `first` on, each times the square root of its weight: its Gram
 * is the weighted Gram.
 */
export function scaledRows(
  panels: usize, n: i32, d: i32, first: i32, count: i32, weights: usize, mean: usize, unit: f64, out: usize,
): void {
  for (let i = 0; i < count; i++, weights += 8) {
    const s = Math.sqrt(f64.load(weights));
    unpackRow(panels, n, d, first + i, d, out);
    for (let j = 0; j < d; j++, out += 8) f64.store(out, s * (f64.load(out) - f64.load(mean + (<usize>j << 3))));
    f64.store(out, s * unit);
    out += 8;
  }
}
