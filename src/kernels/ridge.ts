// Ridge regression from second moments: w = (X'X + alpha I)⁻¹ X'y of centred columns (or of raw ones, for no intercept).
// By Cholesky; where the matrix is singular to rounding (collinear columns, alpha 0), the solution of smallest norm by eigenvectors.
// Cost: p³ / 3 for each alpha, about 10 p³ once where it is singular.

import type { Matrix } from '../base/matrix.js';
import type { Kernels } from './index.js';

export interface RidgeProblem {
  readonly kernels: Kernels;
  /** X'X, shape (p, p). */
  readonly gram: Matrix;
  /** X'y */
  readonly cross: Float64Array;
}

/** The coefficients for each alpha ≥ 0, p each, not in WASM memory. */
export function solveRidge({ kernels, gram, cross }: RidgeProblem, alphas: readonly number[]): Float64Array[] {
  return kernels.heap.scope(() => {
    let eigen: Eigen | undefined;
    return alphas.map((alpha) => {
      const direct = byCholesky(kernels, gram, cross, alpha);
      if (direct !== undefined) return direct;
      eigen ??= decompose(kernels, gram);
      return byEigenvectors(eigen, cross, alpha);
    });
  });
}

function byCholesky(kernels: Kernels, gram: Matrix, cross: Float64Array, alpha: number): Float64Array | undefined {
  const p = gram.rows;
  return kernels.heap.scope(() => {
    const L = kernels.heap.matrix(p, p);
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++) L.data[i * p + j] = gram.data[i * gram.stride + j];
      L.data[i * p + i] += alpha;
    }
    if (!kernels.choleskyFactor(L)) return undefined;
    const x = kernels.heap.resident(Float64Array.from(cross));
    kernels.choleskySolve(L, x);
    return Float64Array.from(x);
  });
}

interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

function decompose(kernels: Kernels, gram: Matrix): Eigen {
  const p = gram.rows;
  const values = kernels.heap.f64(p);
  const vectors = kernels.heap.matrix(p, p);
  kernels.symmetricEigen(gram, values, vectors);
  return { values, vectors };
}

/** Σ v (v'cross) / (λ + alpha) over the eigenvalues that are not zero in rounding. */
function byEigenvectors({ values, vectors }: Eigen, cross: Float64Array, alpha: number): Float64Array {
  const p = cross.length;
  const w = new Float64Array(p);
  const floor = Number.EPSILON * p * Math.max(values[0], 0);
  for (let i = 0; i < p && values[i] > floor; i++) {
    const at = i * vectors.stride;
    let projection = 0;
    for (let j = 0; j < p; j++) projection += vectors.data[at + j] * cross[j];
    projection /= values[i] + alpha;
    for (let j = 0; j < p; j++) w[j] += projection * vectors.data[at + j];
  }
  return w;
}
