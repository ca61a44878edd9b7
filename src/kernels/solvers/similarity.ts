// The kernels of support vector machines: similarities of rows, from their inner products.
//   linear: x·z   poly: (gamma x·z + coef0)^degree   rbf: exp(−gamma ‖x − z‖²)   sigmoid: tanh(gamma x·z + coef0)
// A matrix of all of them where it fits in memory, else rows that are made when they are asked for and kept while there
// is room.

import { type Matrix, matrixOf } from '../../base/matrix.js';
import type { Kernels } from '../index.js';
import type { KernelRows } from './smo.js';

export interface Similarity {
  readonly kernel: 'linear' | 'poly' | 'rbf' | 'sigmoid';
  readonly gamma: number;
  readonly degree: number;
  readonly coef0: number;
}

/**
 * Doubles of a kernel matrix that may be held: 128 MB, which is 4,096 rows whole. Has no influence on bits but by its
 * being whole.
 */
const MOST_DOUBLES = 4096 * 4096;

/**
 * Turns inner products into similarities, in place.
 * @param products  in WASM memory: shape (rows, cols) of x_i · z_j
 * @param squares   squared lengths of the rows and of the columns (rbf only)
 */
export function fromProducts(
  kernels: Kernels,
  { kernel, gamma, degree, coef0 }: Similarity,
  products: Matrix,
  squares: { readonly rows: Float64Array; readonly cols: Float64Array },
): void {
  const { data } = products;
  if (kernel === 'linear') return;
  if (kernel === 'rbf') {
    for (let i = 0, at = 0; i < products.rows; i++) {
      for (let j = 0; j < products.cols; j++, at++) {
        data[at] = -gamma * Math.max(0, squares.rows[i] + squares.cols[j] - 2 * data[at]);
      }
    }
    kernels.exp(data, data);
  } else if (kernel === 'poly') {
    for (let at = 0; at < data.length; at++) data[at] = integerPower(gamma * data[at] + coef0, degree);
  } else {
    // tanh z = 1 − 2 / (e^2z + 1)
    for (let at = 0; at < data.length; at++) data[at] = 2 * (gamma * data[at] + coef0);
    kernels.exp(data, data);
    for (let at = 0; at < data.length; at++) data[at] = 1 - 2 / (data[at] + 1);
  }
}

/** By squaring, as libsvm does. */
function integerPower(base: number, exponent: number): number {
  let power = 1;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}

/** Squared lengths of rows. */
export function squaredLengths({ rows, cols, stride, data }: Matrix): Float64Array {
  const squares = new Float64Array(rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) squares[i] += data[i * stride + j] ** 2;
  return squares;
}

/**
 * The kernel matrix of the rows of X with themselves. Call it in a scope of the heap, in which the rows live. Cost: n²
 * p flops, whole.
 */
export function kernelRows(kernels: Kernels, X: Matrix, similarity: Similarity): KernelRows {
  const n = X.rows;
  const squares = squaredLengths(X);
  const diagonal = ownSimilarities(kernels, similarity, squares);
  if (n * n <= MOST_DOUBLES) {
    const whole = kernels.heap.matrix(n, n);
    kernels.rowGram(X, [[0, n]], new Float64Array(X.cols), whole);
    fromProducts(kernels, similarity, whole, { rows: squares, cols: squares });
    const views = Array.from({ length: n }, (_, i) => whole.data.subarray(i * n, (i + 1) * n));
    return { size: n, diagonal, row: (i) => views[i] };
  }
  return { size: n, diagonal, row: rowsOnDemand(kernels, X, similarity, squares) };
}

/** The similarity of each row with itself. */
function ownSimilarities(kernels: Kernels, similarity: Similarity, squares: Float64Array): Float64Array {
  if (similarity.kernel === 'rbf') return new Float64Array(squares.length).fill(1);
  const similarities = squares.slice();
  fromProducts(kernels, similarity, matrixOf(1, similarities.length, similarities), { rows: squares, cols: squares });
  return similarities;
}

/** Keeps as many rows as there is room for; the one not asked for longest makes room (a Map remembers the order). */
function rowsOnDemand(
  kernels: Kernels,
  X: Matrix,
  similarity: Similarity,
  squares: Float64Array,
): (i: number) => Float64Array {
  const n = X.rows;
  const slots = Math.max(3, Math.floor(MOST_DOUBLES / n));
  const kept = new Map<number, Float64Array>();
  const column = kernels.heap.matrix(X.cols, 1);
  return (i) => {
    let row = kept.get(i);
    if (row === undefined) {
      const oldest = kept.size < slots ? undefined : kept.keys().next().value;
      row = oldest === undefined ? kernels.heap.f64(n) : (kept.get(oldest) as Float64Array);
      if (oldest !== undefined) kept.delete(oldest);
      column.data.set(X.data.subarray(i * X.stride, i * X.stride + X.cols));
      const products = matrixOf(n, 1, row);
      kernels.multiply(X, [[0, n]], undefined, column, products);
      fromProducts(kernels, similarity, products, { rows: squares, cols: squares.subarray(i, i + 1) });
    } else kept.delete(i);
    kept.set(i, row);
    return row;
  };
}
