// The base matrix of a quasi-Newton model: an estimate of the Hessian C Z'DZ + l2 I, one block for each weight vector.
// It is a diagonal where columns are uncorrelated (or too many), else dense blocks: first the Gram matrix times the mean of D at the
// start, later (for a candidate that is slow) the true Z'DZ at its own point.
// A smooth problem keeps the Cholesky factor of the blocks scaled to a unit diagonal; one with an l1 term keeps the blocks themselves.

import type { Heap } from '../base/heap.js';
import type { Matrix } from '../base/matrix.js';
import type { Kernels } from './index.js';
import type { ColumnMoments, Objective } from './objective.js';
import type { SweepData } from './passes.js';

export interface Base {
  /** Size of the dense blocks, or 0 where `data` is the diagonal itself. */
  readonly blockSize: number;
  /** Diagonal, blocks, or factors of the scaled blocks; in WASM memory. */
  readonly data: Float64Array;
  /** The diagonal; 0 at frozen coordinates. In WASM memory. */
  readonly diagonal: Float64Array;
}

/** Rows scaled at a time for a weighted Gram matrix. */
const GRAM_ROWS = 2048;
/** First ridge on the unit diagonal of a block to be factored; grows where the factor fails. */
const FIRST_RIDGE = 1e-12;

/** Whether dense blocks are affordable: a factor costs no more than some twenty passes. A rule of the shape alone. */
export function denseAffordable(n: number, d: number): boolean {
  return d <= 256 || d * d <= 64 * n;
}

/** The diagonal estimate: l2 + C · Σ weight p(1 − p) · mean square of the column. */
export function diagonalBase(heap: Heap, objective: Objective, moments: ColumnMoments): Base {
  const data = heap.f64(objective.size);
  fillDiagonal(objective, moments, data);
  const diagonal = heap.rough(objective.size);
  diagonal.set(data);
  return { blockSize: 0, data, diagonal };
}

function fillDiagonal(objective: Objective, moments: ColumnMoments, out: Float64Array): void {
  const { d, spec, frozen, l2 } = objective;
  const free = spec.unit !== 0 && !spec.interceptPenalised;
  for (let at = 0; at < objective.size; at++) {
    const j = at % (d + 1);
    const scale = (spec.strength * spec.startCurvature[Math.floor(at / (d + 1))]) / moments.count;
    const square = j === d ? moments.count * spec.unit ** 2 : moments.spread[j] + (free ? 0 : moments.count * moments.mean[j] ** 2);
    out[at] = frozen[at] === 1 ? 0 : scale * square + l2[at];
  }
}

/** Dense blocks from the Gram matrix of the centred columns. */
export function gramBase(kernels: Kernels, objective: Objective, moments: ColumnMoments, gram: Matrix): Base {
  const { d, spec, size } = objective;
  const blockSize = d + 1;
  const free = spec.unit !== 0 && !spec.interceptPenalised;
  const data = kernels.heap.f64(size * blockSize);
  const { mean, count } = moments;
  const left = new Float64Array(blockSize);
  if (!free) left.set(mean);
  left[d] = spec.unit;
  for (let k = 0; k < spec.positives.length; k++) {
    const scale = (spec.strength * spec.startCurvature[k]) / count;
    fillGram(gram, left, scale, count, data.subarray(k * blockSize * blockSize, (k + 1) * blockSize * blockSize));
  }
  return finishBlocks(kernels, objective, data, blockSize);
}

/** out = scale · (gram + count · left left'), where the gram's missing last row and column count as zero. */
function fillGram(gram: Matrix, left: Float64Array, scale: number, count: number, out: Float64Array): void {
  const width = left.length;
  for (let i = 0, at = 0; i < width; i++) {
    const lift = count * left[i];
    const row = i * gram.stride;
    for (let j = 0; j < width - 1; j++, at++) out[at] = scale * ((i < width - 1 ? gram.data[row + j] : 0) + lift * left[j]);
    out[at++] = scale * (lift * left[width - 1]);
  }
}

/** Whether the whole Hessian of a problem, all its vectors in one block, is affordable. */
export function hessianAffordable(n: number, d: number, vectors: number): boolean {
  return vectors === 1 ? denseAffordable(n, d) : vectors * (d + 1) <= 1024;
}

/** The true Hessian at the lanes' present weights, in one dense block. Cost: (vectors + 1) / 2 · n d² flops a vector. */
export function hessianBase(kernels: Kernels, objective: Objective, data: SweepData): Base {
  const { heap, passes } = kernels;
  const { lanes, size, spec, d } = objective;
  const hessian = heap.f64(size * size);
  heap.scope(() => {
    const n = data.X.rows;
    const shares = lanes.map(() => heap.f64(n + (n & 1)));
    passes.curvature(data, lanes, lanes.length, shares);
    const weights = heap.f64(n);
    const block = new Float64Array((d + 1) ** 2);
    for (let k = 0; k < lanes.length; k++) {
      for (let l = 0; l <= k; l++) {
        pairWeights(shares, k, l, weights);
        block.fill(0);
        addWeightedGram(kernels, objective, data.X, weights, block);
        placeBlock(hessian, size, block, d + 1, k, l, k === l ? spec.strength : -spec.strength);
      }
    }
  });
  return finishBlocks(kernels, objective, hessian, size);
}

/** Size of the second derivative of each row's loss by the margins of vectors k and l (of two different ones it is negative). */
function pairWeights(shares: readonly Float64Array[], k: number, l: number, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    let others = 0;
    for (let m = 0; m < shares.length; m++) if (m !== k) others += shares[m][i];
    const total = others + shares[k][i];
    if (shares.length === 1) out[i] = shares[0][i];
    else out[i] = total > 0 ? (shares[k][i] * (k === l ? others : shares[l][i])) / total : 0;
  }
}

function placeBlock(out: Float64Array, size: number, block: Float64Array, width: number, k: number, l: number, scale: number): void {
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) {
      const value = scale * block[i * width + j];
      out[(k * width + i) * size + l * width + j] = value;
      out[(l * width + j) * size + k * width + i] = value;
    }
  }
}

function addWeightedGram(kernels: Kernels, objective: Objective, X: Matrix, weights: Float64Array, block: Float64Array): void {
  const { heap, passes } = kernels;
  const width = X.cols + 1;
  heap.scope(() => {
    const zero = heap.f64(width);
    const part = heap.matrix(width, width);
    const scaled = heap.matrix(Math.min(GRAM_ROWS, X.rows), width);
    for (let start = 0; start < X.rows; start += GRAM_ROWS) {
      const rows = Math.min(GRAM_ROWS, X.rows - start);
      const slice = { ...X, rows, data: X.data.subarray(start * X.cols, (start + rows) * X.cols) };
      passes.scaledRows(slice, weights.subarray(start), objective.shift, objective.spec.unit, scaled);
      kernels.centredGram(scaled, [[0, rows]], zero, part);
      for (let at = 0; at < block.length; at++) block[at] += part.data[at];
    }
  });
}

/** Adds l2, separates frozen coordinates, and factors the blocks where the problem is smooth. */
function finishBlocks(kernels: Kernels, objective: Objective, data: Float64Array, blockSize: number): Base {
  const { size, frozen, l2, spec } = objective;
  const diagonal = kernels.heap.f64(size);
  for (let at = 0; at < size; at++) {
    const i = at % blockSize;
    const block = (at - i) * blockSize;
    if (frozen[at] === 1) {
      for (let j = 0; j < blockSize; j++) data[block + i * blockSize + j] = data[block + j * blockSize + i] = 0;
    } else {
      data[block + i * blockSize + i] += l2[at];
      diagonal[at] = data[block + i * blockSize + i];
    }
  }
  if (spec.l1 === 0) {
    if (blockSize > objective.d + 1) stiffenClassMean(objective, data, diagonal);
    for (let k = 0; k * blockSize < size; k++) factorBlock(kernels, data, diagonal, k, blockSize);
  }
  return { blockSize, data, diagonal };
}

/** Adds curvature along the classes' mean, where a softmax has none: steps never go there, and the factor exists. */
function stiffenClassMean({ size, d, lanes }: Objective, data: Float64Array, diagonal: Float64Array): void {
  for (let j = 0; j <= d; j++) {
    let mean = 0;
    for (let at = j; at < size; at += d + 1) mean += diagonal[at] / lanes.length;
    for (let row = j; row < size; row += d + 1) {
      for (let col = j; col < size; col += d + 1) data[row * size + col] += mean / lanes.length;
      diagonal[row] = data[row * size + row];
    }
  }
}

/** Replaces block k by the factor of S^-½ (block) S^-½ + ridge · I, S its diagonal; collinear columns only cost a larger ridge. */
function factorBlock(kernels: Kernels, data: Float64Array, diagonal: Float64Array, k: number, m: number): void {
  const block = data.subarray(k * m * m, (k + 1) * m * m);
  const root = new Float64Array(m);
  for (let i = 0; i < m; i++) if (diagonal[k * m + i] > 0) root[i] = 1 / Math.sqrt(diagonal[k * m + i]);
  const unscaled = Float64Array.from(block);
  for (let ridge = FIRST_RIDGE; ridge < 1e3; ridge *= 100) {
    scaleBlock(unscaled, root, 1 + ridge, block);
    if (kernels.choleskyFactor({ rows: m, cols: m, stride: m, data: block })) return;
  }
  block.fill(0);
  for (let i = 0; i < m; i++) block[i * m + i] = 1;
}

/** out = diag(root) · block · diag(root) below the diagonal, `pivot` on it; the factor reads no more. */
function scaleBlock(block: Float64Array, root: Float64Array, pivot: number, out: Float64Array): void {
  const m = root.length;
  for (let i = 0; i < m; i++) {
    const left = root[i];
    for (let j = 0, at = i * m; j < i; j++, at++) out[at] = block[at] * left * root[j];
    out[i * m + i] = pivot;
  }
}

/** r becomes base⁻¹ r; frozen coordinates become 0. `r` in WASM memory; smooth problems only. */
export function solveBase({ solver, choleskySolve }: Kernels, { blockSize, data, diagonal }: Base, r: Float64Array): void {
  solver.divideByDiagonal(r.length, r.byteOffset, diagonal.byteOffset, blockSize === 0 ? 0 : 1);
  if (blockSize === 0) return;
  const area = blockSize * blockSize;
  for (let k = 0; k * blockSize < r.length; k++) {
    const factor = { rows: blockSize, cols: blockSize, stride: blockSize, data: data.subarray(k * area, (k + 1) * area) };
    choleskySolve(factor, r.subarray(k * blockSize, (k + 1) * blockSize));
  }
  solver.divideByDiagonal(r.length, r.byteOffset, diagonal.byteOffset, 1);
}

/** Gives a base's memory back. */
export function releaseBase(heap: Heap, { data, diagonal }: Base): void {
  heap.free(data);
  heap.free(diagonal);
}
