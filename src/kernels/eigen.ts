// Symmetric eigendecomposition A = V' diag(values) V: scaling by a power of two, Householder tridiagonalisation,
// implicit QL with its rotations applied to strips of vectors, and the reflectors applied in blocks as matrix products.
// The front of assembly/tridiagonal.ts and assembly/eigen.ts. All vectors of T are always made; only the back
// transformation is cut to the wanted rows, and it treats each row alone: row i has the same bits whatever k is.

import { assert } from '../base/errors.js';
import { exponentOf } from '../base/exponent.js';
import type { Heap } from '../base/kernel-memory.js';
import { columnPrefix, type Matrix } from '../base/matrix.js';
import { operandOf } from './memory/operands.js';
import type { WasmModule } from './memory/wasm.js';
import type { ProductKernels } from './products.js';

/** Reflectors applied together. Changing it changes bits. */
const BLOCK = 48;
/** Rotations recorded before they are applied, in units of n: 16 n bytes each, so that the record stays in L2. */
const RECORDED_SWEEPS = 32;

export interface EigenKernels {
  readonly symmetricEigen: (A: Matrix, values: Float64Array, vectors: Matrix) => void;
}

/** What the steps of one decomposition share. */
interface Work {
  readonly wasm: WasmModule;
  readonly heap: Heap;
  readonly n: number;
  /** Lower triangle of A; after the reduction, the reflectors by rows. Row stride even. */
  readonly triangle: Matrix;
  readonly diagonal: Float64Array;
  readonly coupling: Float64Array;
  readonly tau: Float64Array;
}

/** Binds the decomposition to a module, its heap and its products. */
export function createEigen(wasm: WasmModule, heap: Heap, products: ProductKernels): EigenKernels {
  return {
    symmetricEigen: (A, values, vectors) =>
      heap.scope(() => symmetricEigen(wasm, heap, products, { A, values, vectors })),
  };
}

interface Decomposition {
  readonly A: Matrix;
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** Entries that are NaN or infinite make everything NaN. Cost: about 3 n^3 (QL) + 4/3 n^3 + 2 n^2 k flops. */
function symmetricEigen(
  wasm: WasmModule,
  heap: Heap,
  products: ProductKernels,
  { A, values, vectors }: Decomposition,
): void {
  const n = A.rows;
  if (n === 0) return;
  const a = operandOf(heap, A);
  const largest = wasm.exports.largestMagnitude(a.address, n, a.strideBytes);
  if (Number.isNaN(largest)) {
    values.fill(Number.NaN);
    for (let i = 0; i < vectors.rows; i++) vectors.data.fill(Number.NaN, i * vectors.stride, i * vectors.stride + n);
    return;
  }
  const exponent = largest === 0 ? 0 : Math.max(-1000, Math.min(1000, exponentOf(largest)));
  const work: Work = {
    wasm,
    heap,
    n,
    triangle: heap.matrix(n, n, n + (n % 2)),
    diagonal: heap.f64(n),
    coupling: heap.f64(n),
    tau: heap.f64(n),
  };
  const { address, strideBytes } = operandOf(heap, work.triangle);
  wasm.exports.copyLower(a.address, n, a.strideBytes, 2 ** -exponent, address, strideBytes);
  const { diagonal, coupling, tau } = work;
  const [w, y] = [heap.f64(n).byteOffset, heap.f64(n).byteOffset];
  wasm.exports.tridiagonalise(address, n, strideBytes, diagonal.byteOffset, coupling.byteOffset, tau.byteOffset, w, y);
  const strips = diagonalise(work);
  const order = Int32Array.from(diagonal.keys()).sort((i, j) => diagonal[j] - diagonal[i] || i - j);
  for (let i = 0; i < n; i++) values[i] = diagonal[order[i]!] * 2 ** exponent;
  const Z = heap.owns(vectors.data) ? vectors : heap.matrix(vectors.rows, n);
  wasm.exports.gatherVectors(strips, n, heap.toKernelMemory(order).byteOffset, Z.rows, Z.data.byteOffset, Z.stride * 8);
  transformBack(work, products, Z);
  if (Z !== vectors) copyMatrix(Z, vectors);
}

/** Runs QL to the end: the diagonal becomes the eigenvalues; returns the address of the vectors' strips. */
function diagonalise({ wasm, heap, n, diagonal, coupling }: Work): number {
  const { identityStrips, qlSweeps, applySweeps } = wasm.exports;
  const strips = heap.f64(Math.ceil(n / 8) * 8 * n).byteOffset;
  identityStrips(strips, n);
  const capacity = RECORDED_SWEEPS * n;
  const rotations = heap.f64(2 * capacity).byteOffset;
  // A sweep has at least one rotation: its first coupling exceeds the tolerance, so it cannot count as vanished.
  const sweeps = heap.i32(2 * capacity).byteOffset;
  const progress = heap.i32(2).byteOffset;
  // Absolute deflation: a coupling of half a rounding of ||T|| changes no eigenvalue by more. Rank-deficient matrices
  // need it.
  const tolerance = (tridiagonalNorm(diagonal, coupling) * Number.EPSILON) / 2;
  const [d, e] = [diagonal.byteOffset, coupling.byteOffset];
  for (;;) {
    const count = qlSweeps(d, e, n, tolerance, progress, rotations, capacity, sweeps);
    assert(count >= 0, 'QL converges for a finite matrix');
    if (count === 0) return strips;
    applySweeps(strips, n, sweeps, count, rotations);
  }
}

/** Largest sum of a row's magnitudes. */
function tridiagonalNorm(diagonal: Float64Array, coupling: Float64Array): number {
  return diagonal.reduce(
    (norm, d, i) => Math.max(norm, Math.abs(d) + Math.abs(coupling[i]) + Math.abs(coupling[i - 1] ?? 0)),
    0,
  );
}

/** Z <- Z H_1 H_2 ... H_{n-1} by blocks: Z += (Z V') (-T V), V the block's reflectors as rows. */
function transformBack({ wasm, heap, n, triangle, tau }: Work, products: ProductKernels, Z: Matrix): void {
  const zeros = heap.f64(n);
  for (let first = 1; first < n; first += BLOCK) {
    heap.scope(() => {
      const count = Math.min(BLOCK, n - first);
      const width = first + count - 1;
      const V = heap.matrix(count, width);
      const Vt = heap.matrix(width, count);
      const G = heap.matrix(count, count);
      const T = heap.matrix(count, count);
      const [v, vt] = [V.data.byteOffset, Vt.data.byteOffset];
      wasm.exports.gatherReflectors(triangle.data.byteOffset, triangle.stride * 8, first, count, width, v, vt);
      products.rowGram(V, [[0, count]], zeros, G);
      wasm.exports.compactFactor(G.data.byteOffset, tau.byteOffset + first * 8, count, T.data.byteOffset);
      const TV = heap.matrix(count, width);
      products.multiply(T, [[0, count]], undefined, V, TV);
      const ZV = heap.matrix(Z.rows, count);
      const part = columnPrefix(Z, width);
      products.multiply(part, [[0, Z.rows]], undefined, Vt, ZV);
      products.addProduct(ZV, TV, part);
    });
  }
}

function copyMatrix(from: Matrix, to: Matrix): void {
  for (let i = 0; i < from.rows; i++)
    to.data.set(from.data.subarray(i * from.stride, i * from.stride + from.cols), i * to.stride);
}
