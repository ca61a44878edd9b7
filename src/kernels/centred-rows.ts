// Sums over rows as moments see them, of combinations of their columns: made of the rows, and so as precise as these
// are. In: rows as they lie in the data, and combinations of scaled columns. Out: sums of products, chunk by chunk in
// the order of the rows.

import { type Matrix, matrixOf } from '../base/matrix.js';
import type { Kernels } from './index.js';

/** Rows as moments see them: (x − shift) and what the line is to give there, each row times the root of its weight. */
export interface CentredRows {
  /** n × p */
  readonly X: Matrix;
  readonly shift: Float64Array;
  /** The target, centred as the columns are. */
  readonly residuals: Float64Array;
  readonly weights?: Float64Array | undefined;
  /** Whether shift and target are the means, so that sums over the rows are zero but for rounding. */
  readonly centred: boolean;
}

/** Columns times powers of two, and a penalty of alpha on the squares of the plain columns' coefficients. */
export interface ScaledPenalty {
  readonly scale: Float64Array;
  readonly alpha: number;
}

export interface CombinationSums {
  /** Z'Z and Z'X of combinations Z = X V', k × k and k × p in WASM memory, with what alpha adds to them; Z'y. */
  readonly M: Matrix;
  readonly C: Matrix;
  readonly h: Float64Array;
  /** Σ weight. */
  readonly mass: number;
}

/** Rows taken at a time. Changing it changes bits. */
const CHUNK = 1024;

/** Some rows, scaled, centred and times the roots of their weights; their residuals likewise. */
interface Chunk {
  readonly rows: Matrix;
  readonly residuals: Float64Array;
  readonly roots: Float64Array;
}

function eachChunk(
  kernels: Kernels,
  { X, shift, residuals, weights }: CentredRows,
  scale: Float64Array,
  work: (chunk: Chunk) => void,
): void {
  const p = X.cols;
  const map = { columns: Int32Array.from({ length: p }, (_, j) => j), shift, scale, offset: new Float64Array(p) };
  kernels.heap.scope(() => {
    const part = kernels.heap.matrix(CHUNK, p);
    for (let first = 0; first < X.rows; first += CHUNK) {
      const rows = { ...part, rows: Math.min(CHUNK, X.rows - first) };
      kernels.mapColumns(X, [[first, first + rows.rows]], map, rows);
      const y = residuals.slice(first, first + rows.rows);
      const roots = Float64Array.from(y, (_, i) => (weights === undefined ? 1 : Math.sqrt(weights[first + i])));
      for (let i = 0; i < rows.rows; i++) {
        y[i] *= roots[i];
        for (let j = 0; j < p; j++) rows.data[i * p + j] *= roots[i];
      }
      kernels.heap.scope(() => work({ rows, residuals: y, roots }));
    }
  });
}

/** Of the combinations V (rows, k × p). Cost: 4 n p k flops. */
export function combinationSums(
  kernels: Kernels,
  rows: CentredRows,
  { scale, alpha }: ScaledPenalty,
  V: Matrix,
): CombinationSums {
  const { heap } = kernels;
  const [k, p] = [V.rows, V.cols];
  const [M, C, h] = [heap.matrix(k, k), heap.matrix(k, p), new Float64Array(k)];
  const [sumZ, sumX] = [new Float64Array(k), new Float64Array(p)];
  let [mass, sumY] = [0, 0];
  heap.scope(() => {
    const down = transposed(kernels, V);
    const [square, cross] = [heap.matrix(k, k), heap.matrix(k, p)];
    eachChunk(kernels, rows, scale, ({ rows: some, residuals, roots }) => {
      const Z = heap.matrix(some.rows, k);
      kernels.multiply(some, [[0, some.rows]], undefined, down, Z);
      kernels.centredGram(Z, [[0, some.rows]], new Float64Array(k), square);
      kernels.multiply(transposed(kernels, Z), [[0, k]], undefined, some, cross);
      for (const [i, root] of roots.entries()) {
        mass += root * root;
        sumY += root * residuals[i];
        addMultiple(sumX, some.data, i * p, root);
        addMultiple(h, Z.data, i * k, residuals[i]);
        addMultiple(sumZ, Z.data, i * k, root);
      }
      for (let at = 0; at < k * k; at++) M.data[at] += square.data[at];
      for (let at = 0; at < k * p; at++) C.data[at] += cross.data[at];
    });
  });
  const share = rows.centred && mass > 0 ? 1 / mass : 0;
  for (let i = 0; i < k; i++) {
    for (let l = 0; l < k; l++) {
      let penalty = 0;
      for (let j = 0; j < p; j++) penalty += V.data[i * p + j] * scale[j] * (V.data[l * p + j] * scale[j]);
      M.data[i * k + l] += alpha * penalty - sumZ[i] * sumZ[l] * share;
    }
    for (let j = 0; j < p; j++)
      C.data[i * p + j] += alpha * V.data[i * p + j] * scale[j] * scale[j] - sumZ[i] * sumX[j] * share;
    h[i] -= sumZ[i] * sumY * share;
  }
  return { M, C, h, mass };
}

/**
 * What the residuals of y = X u still have along each combination V (rows, k × p): Z'(y − X u) − what alpha asks for.
 * Cost: 2 n p k flops.
 */
export function leftAlong(
  kernels: Kernels,
  rows: CentredRows,
  { scale, alpha }: ScaledPenalty,
  V: Matrix,
  u: Float64Array,
): Float64Array {
  const [k, p] = [V.rows, V.cols];
  const [left, sumZ] = [new Float64Array(k), new Float64Array(k)];
  let [mass, sum] = [0, 0];
  kernels.heap.scope(() => {
    const down = transposed(kernels, V);
    eachChunk(kernels, rows, scale, ({ rows: some, residuals, roots }) => {
      const Z = kernels.heap.matrix(some.rows, k);
      kernels.multiply(some, [[0, some.rows]], undefined, down, Z);
      for (const [i, root] of roots.entries()) {
        const rest = residuals[i] - dot(some.data, i * p, u, 0, p);
        mass += root * root;
        sum += root * rest;
        addMultiple(left, Z.data, i * k, rest);
        addMultiple(sumZ, Z.data, i * k, root);
      }
    });
  });
  const share = rows.centred && mass > 0 ? 1 / mass : 0;
  return left.map((value, i) => {
    let penalty = 0;
    for (let j = 0; j < p; j++) penalty += V.data[i * p + j] * scale[j] * (u[j] * scale[j]);
    return value - sumZ[i] * sum * share - alpha * penalty;
  });
}

/** A' in WASM memory. */
export function transposed({ heap }: Kernels, A: Matrix): Matrix {
  const out = heap.matrix(A.cols, A.rows);
  for (let i = 0; i < A.rows; i++) for (let j = 0; j < A.cols; j++) out.data[j * A.rows + i] = A.data[i * A.stride + j];
  return out;
}

export function dot(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[i + k] * b[j + k];
  return sum;
}

export function addMultiple(to: Float64Array, from: Float64Array, at: number, factor: number): void {
  for (let j = 0; j < to.length; j++) to[j] += factor * from[at + j];
}

/** Rows of one length as a matrix, not in WASM memory. */
export function stacked(rows: readonly Float64Array[], cols: number): Matrix {
  const out = matrixOf(rows.length, cols, new Float64Array(rows.length * cols));
  for (const [i, row] of rows.entries()) out.data.set(row, i * cols);
  return out;
}
