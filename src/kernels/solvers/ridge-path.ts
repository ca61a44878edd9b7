// Ridge regression from second moments: w = (X'X + alpha I)⁻¹ X'y of centred columns (or of raw ones, for no
// intercept). Every column is first scaled by a power of two to about unit size, which changes no bit of what follows
// but what is compared with rounding: a column's unit decides nothing. By Cholesky; where that leaves a pivot too small
// to be trusted (moments square the condition number), by eigenvectors, of which those with little spread are looked up
// in the rows themselves (weak-directions.ts). Of all solutions of collinear columns the shortest. Cost: p³ / 3 for
// each alpha; about 10 p³ more where columns are nearly collinear.

import { unitScale } from '../../base/exponent.js';
import { type Matrix, matrixOf } from '../../base/matrix.js';
import type { CentredRows } from '../centred-rows.js';
import type { Kernels } from '../index.js';
import { shorten, withoutNull } from './null-space.js';
import { resolveWeak } from './weak-directions.js';

export interface RidgeProblem {
  readonly kernels: Kernels;
  /** X'X, shape (p, p). */
  readonly gram: Matrix;
  /** X'y */
  readonly cross: Float64Array;
  /**
   * The rows behind the moments. Without them, directions whose spread the moments cannot tell from rounding count as
   * having none.
   */
  readonly rows?: (() => CentredRows) | undefined;
  /**
   * How many rows, and the means that they were centred at: a column that varies by rounding of its mean is constant.
   * Default: zeros.
   */
  readonly count?: number;
  readonly mean?: Float64Array;
  /** What each column's rounding is a share of, where that is more than the column itself comes to. */
  readonly size?: Float64Array | undefined;
}

export interface RidgeSolution {
  /** p coefficients, not in WASM memory. */
  readonly coef: Float64Array;
  /**
   * Combinations of columns that the rows hardly tell from rounding: known to less than three digits, or dropped though
   * perhaps not zero.
   */
  readonly doubtful: number;
  /**
   * Without rows: directions of the columns in which they have no spread as far as the moments tell, and whose part is
   * left out.
   */
  readonly lost: readonly Float64Array[];
  /**
   * Smallest share that a pivot is of its column's square, where none is left out: the answer has lost its inverse
   * times a rounding.
   */
  readonly pivot: number;
}

/**
 * Smallest share of a column's square that a pivot of Cholesky may be: the answer is then right to ten digits. A
 * penalty makes up for seven.
 */
const TRUSTED = { plain: 1e-6, penalised: 1e-9 };

/** The coefficients for each alpha ≥ 0; each has the bits that it has alone. */
export function solveRidge(problem: RidgeProblem, alphas: readonly number[]): RidgeSolution[] {
  const { heap } = problem.kernels;
  return alphas.map((alpha) => {
    const plain = heap.scope(() => byCholesky(problem, scaledProblem(problem, alpha)));
    if (plain !== undefined) return plain;
    // Outside of the scope: rows may be gathered into the heap once, and are then there for every alpha.
    const rows = problem.rows?.();
    return heap.scope(() => byDirections(problem, scaledProblem(problem, alpha), rows));
  });
}

/** The problem in columns of about unit size: S u = c, w = scale · u. */
interface Scaled {
  readonly alpha: number;
  /** Powers of two; 0 for a column without spread. */
  readonly scale: Float64Array;
  /** In WASM memory; the rows and columns of those without spread are the identity's. */
  readonly S: Matrix;
  readonly c: Float64Array;
}

function scaledProblem({ kernels, gram, cross, count, mean }: RidgeProblem, alpha: number): Scaled {
  const p = cross.length;
  const diagonal = Float64Array.from({ length: p }, (_, j) => gram.data[j * gram.stride + j]);
  const scale = diagonal.map((square, j) =>
    square > roundingSquare(count ?? 0, mean?.[j] ?? 0) ? unitScale(square + alpha) : 0,
  );
  const S = kernels.heap.matrix(p, p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) S.data[i * p + j] = gram.data[i * gram.stride + j] * scale[i] * scale[j];
    S.data[i * p + i] = scale[i] === 0 ? 1 : S.data[i * p + i] + alpha * scale[i] * scale[i];
  }
  return { alpha, scale, S, c: cross.map((sum, j) => sum * scale[j]) };
}

/** Centred sum of squares that rounding of the values leaves in a column that is constant. */
function roundingSquare(count: number, mean: number): number {
  return count * (2 * Number.EPSILON * mean) ** 2;
}

function trusted(alpha: number): number {
  return alpha > 0 ? TRUSTED.penalised : TRUSTED.plain;
}

function byCholesky({ kernels, rows }: RidgeProblem, { alpha, scale, S, c }: Scaled): RidgeSolution | undefined {
  const p = c.length;
  return kernels.heap.scope(() => {
    const L = matrixOf(p, p, kernels.heap.empty(p * p));
    L.data.set(S.data.subarray(0, p * p));
    if (!kernels.choleskyFactor(L)) return undefined;
    let pivot = 1;
    for (let i = 0; i < p; i++) pivot = Math.min(pivot, L.data[i * p + i] ** 2 / S.data[i * p + i]);
    if (rows !== undefined && !(pivot > trusted(alpha))) return undefined;
    const u = kernels.heap.toKernelMemory(c.slice());
    kernels.choleskySolve(L, u);
    return { coef: Float64Array.from(u, (value, j) => value * scale[j]), doubtful: 0, lost: [], pivot };
  });
}

function byDirections(
  problem: RidgeProblem,
  { alpha, scale, S, c }: Scaled,
  rows: CentredRows | undefined,
): RidgeSolution {
  const { kernels, cross, mean, gram, count, size: before } = problem;
  const { heap } = kernels;
  const p = c.length;
  const values = heap.f64(p);
  const vectors = heap.matrix(p, p);
  kernels.symmetricEigen(S, values, vectors);
  const floor = Math.max(values[0], 0) * (rows === undefined ? p * Number.EPSILON : trusted(alpha));
  const strong = values.reduce((found, value) => found + (value > floor ? 1 : 0), 0);
  if (rows === undefined) {
    const lost = Array.from({ length: p - strong }, (_, i) =>
      vectors.data.slice((strong + i) * p, (strong + i + 1) * p),
    );
    const right = withoutNull(kernels, cross, lost, scale).map((sum, j) => sum * scale[j]);
    const u = combine(values, vectors, strong, right);
    const directions = lost.map((direction) => direction.map((value, j) => value * scale[j]));
    return { coef: shorten(kernels, u, lost, scale), doubtful: 0, lost: directions, pivot: 1 };
  }
  const size = Float64Array.from({ length: p }, (_, j) =>
    Math.max(Math.hypot(mean?.[j] ?? 0, Math.sqrt(gram.data[j * gram.stride + j] / (count ?? 1))), before?.[j] ?? 0),
  );
  const { u, lost, doubtful, correct } = resolveWeak(kernels, rows, { alpha, scale, size, values, vectors, strong, c });
  const short = shorten(kernels, u, lost, scale);
  // To be made shorter may cost what the directions without spread are known to.
  const corrected = correct(short.map((value, j) => (scale[j] === 0 ? 0 : value / scale[j])));
  return { coef: corrected.map((value, j) => value * scale[j]), doubtful, lost: [], pivot: 1 };
}

/** Σ v (v'c) / λ over the first eigenvectors. */
function combine(values: Float64Array, vectors: Matrix, strong: number, c: Float64Array): Float64Array {
  const p = c.length;
  const u = new Float64Array(p);
  for (let i = 0; i < strong; i++) {
    let projection = 0;
    for (let j = 0; j < p; j++) projection += vectors.data[i * p + j] * c[j];
    projection /= values[i];
    for (let j = 0; j < p; j++) u[j] += projection * vectors.data[i * p + j];
  }
  return u;
}
