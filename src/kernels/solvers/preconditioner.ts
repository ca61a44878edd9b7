// The base matrix of a quasi-Newton model (assembly/base.ts): which one a shape affords, and the true Hessian Z'DZ of a
// problem that is slow, at its own point, from weighted Gram matrices.

import type { SweepData } from '../../base/solver-passes.js';
import type { Kernels } from '../index.js';
import { type ConvexProblem, type SolverContext, setBase, shiftOf } from './convex-problem.js';

/** Rows scaled at a time for a weighted Gram matrix. */
const GRAM_ROWS = 2048;

/** Whether dense blocks are affordable: a factor costs no more than some twenty passes. A rule of the shape alone. */
export function denseAffordable(n: number, d: number): boolean {
  return d <= 256 || d * d <= 64 * n;
}

/** Whether the whole Hessian of a problem, all its vectors in one block, is affordable. */
export function hessianAffordable(n: number, d: number, vectors: number): boolean {
  return vectors === 1 ? denseAffordable(n, d) : vectors * (d + 1) <= 1024;
}

/**
 * Makes the base the Hessian at the present weights, in one dense block. Cost: (vectors + 1) / 2 · n d² flops a
 * vector.
 */
export function becomeHessian(kernels: Kernels, context: SolverContext, problem: ConvexProblem): void {
  const { heap, passes } = kernels;
  const { data } = context;
  const { weightVectors, size, spec } = problem;
  const width = data.cols + 1;
  const hessian = heap.empty(size * size);
  heap.scope(() => {
    const shares = weightVectors.map(() => heap.f64(data.rows + (data.rows & 1)));
    passes.curvature(data, weightVectors, weightVectors.length, shares);
    const weights = heap.f64(data.rows);
    for (let k = 0; k < weightVectors.length; k++) {
      for (let l = 0; l <= k; l++) {
        pairWeights(shares, k, l, weights);
        const block = weightedGram(kernels, data, weights, shiftOf(heap, problem), spec.unit);
        placeBlock(hessian, size, block, width, k, l, k === l ? spec.strength : -spec.strength);
      }
    }
  });
  setBase(kernels, context, problem, hessian);
}

/**
 * Size of the second derivative of each row's loss by the margins of vectors k and l (of two different ones it is
 * negative).
 */
function pairWeights(shares: readonly Float64Array[], k: number, l: number, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    let others = 0;
    for (let m = 0; m < shares.length; m++) if (m !== k) others += shares[m][i];
    const total = others + shares[k][i];
    if (shares.length === 1) out[i] = shares[0][i];
    else out[i] = total > 0 ? (shares[k][i] * (k === l ? others : shares[l][i])) / total : 0;
  }
}

function placeBlock(
  out: Float64Array,
  size: number,
  block: Float64Array,
  width: number,
  k: number,
  l: number,
  scale: number,
): void {
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) {
      const value = scale * block[i * width + j];
      out[(k * width + i) * size + l * width + j] = value;
      out[(l * width + j) * size + k * width + i] = value;
    }
  }
}

/** Σ weight_i z_i z_i' of the rows z_i = [x_i − shift, unit]. */
function weightedGram(
  kernels: Kernels,
  data: SweepData,
  weights: Float64Array,
  shift: Float64Array,
  unit: number,
): Float64Array {
  const { heap, passes } = kernels;
  const width = data.cols + 1;
  const block = new Float64Array(width ** 2);
  heap.scope(() => {
    const zero = heap.f64(width);
    const part = heap.matrix(width, width);
    const scaled = heap.matrix(Math.min(GRAM_ROWS, data.rows), width);
    for (let first = 0; first < data.rows; first += GRAM_ROWS) {
      const some = { ...scaled, rows: Math.min(GRAM_ROWS, data.rows - first) };
      passes.scaledRows(data, first, weights.subarray(first), shift, unit, some);
      kernels.centredGram(some, [[0, some.rows]], zero, part);
      for (let at = 0; at < block.length; at++) block[at] += part.data[at];
    }
  });
  return block;
}
