// Least squares along directions in which the columns have so little spread that second moments cannot tell it from rounding: there the
// rows themselves are looked at. With eigenvectors V of the scaled moments, strong ones V₁ (values Λ) and weak ones V₀, and Z = X V₀ made
// from the rows (so Z is as precise as the data, where V₀'X'X V₀ of the moments has lost half of the digits):
//   [ Λ   E' ] [a]   [ V₁'c ]
//   [ E   M  ] [b] = [ Z'y  ]     M = Z'Z + alpha …, E = Z'X V₁ + alpha …
// is solved by its Schur complement. Directions in which even that is rounding of the data have no spread: their part is free.
// Source: the idea of Cholesky QR with a second pass (Yamamoto et al., ETNA 44, 2015), on the weak directions alone.
// Cost: 4 n p k flops for k weak directions.

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

export interface WeakProblem {
  readonly alpha: number;
  /** Powers of two that the columns were multiplied by. */
  readonly scale: Float64Array;
  /** Root mean square of each column as it lies in the data: what its rounding is a share of. */
  readonly size: Float64Array;
  /** Eigenvalues and eigenvectors (rows) of the scaled moments, alpha included; the first `strong` are trusted. */
  readonly values: Float64Array;
  readonly vectors: Matrix;
  readonly strong: number;
  /** Scaled X'y. */
  readonly c: Float64Array;
}

export interface WeakSolution {
  readonly u: Float64Array;
  /** Directions without spread. */
  readonly lost: Float64Array[];
  readonly doubtful: number;
}

/** Rows taken at a time. Changing it changes bits. */
const CHUNK = 1024;
/** Spread of a direction, in roundings of what it is made of: below the first it is none; certainly so below the second; above the third it is known to three digits. */
const ROUNDING = 4;
const SURE_ROUNDING = 1.5;
const THREE_DIGITS = 1000;

/** Solves the scaled problem. Call it in a scope of the heap. */
export function resolveWeak(kernels: Kernels, rows: CentredRows, problem: WeakProblem): WeakSolution {
  const { heap } = kernels;
  const { scale, values, vectors, strong, c } = problem;
  const p = c.length;
  const k = p - strong;
  const weak = matrixOf(k, p, vectors.data.subarray(strong * p, p * p));
  const { M, C, h, mass } = weakSums(kernels, rows, problem, weak);
  const across = transposed(kernels, matrixOf(strong, p, vectors.data));
  const E = heap.matrix(k, strong);
  if (strong > 0) kernels.multiply(C, [[0, k]], undefined, across, E);
  const q = Float64Array.from({ length: strong }, (_, a) => dot(vectors.data, a * p, c, 0, p));
  // E Λ^(−½): its Gram is what the strong directions explain of the weak ones.
  const F = heap.matrix(k, strong);
  for (let i = 0; i < k; i++) {
    for (let a = 0; a < strong; a++) {
      const explained = E.data[i * strong + a] / Math.sqrt(values[a]);
      F.data[i * strong + a] = explained;
      h[i] -= (explained * q[a]) / Math.sqrt(values[a]);
    }
  }
  const schur = heap.matrix(k, k);
  if (strong > 0) kernels.rowGram(F, [[0, k]], new Float64Array(strong), schur);
  for (let at = 0; at < k * k; at++) schur.data[at] = M.data[at] - schur.data[at];
  const noise = Float64Array.from({ length: p }, (_, j) => Number.EPSILON * Math.sqrt(mass) * scale[j] * problem.size[j]);
  const unit = Float64Array.from({ length: k }, (_, i) => {
    const level = dotOfMagnitudes(weak.data, i * p, noise);
    return 2 ** -Math.round(Math.log2(Math.max(schur.data[i * k + i], level * level, Number.MIN_VALUE)) / 2);
  });
  for (let i = 0; i < k; i++) for (let l = 0; l < k; l++) schur.data[i * k + l] *= unit[i] * unit[l];
  const spreads = heap.f64(k);
  const turns = heap.matrix(k, k);
  kernels.symmetricEigen(schur, spreads, turns);
  for (let i = 0; i < k; i++) for (let l = 0; l < k; l++) turns.data[i * k + l] *= unit[l];
  const made = heap.matrix(k, p);
  kernels.multiply(turns, [[0, k]], undefined, weak, made);
  const b = new Float64Array(k);
  const free: number[] = [];
  let doubtful = 0;
  for (let i = 0; i < k; i++) {
    const level = dotOfMagnitudes(made.data, i * p, noise);
    const unresolved = k * Number.EPSILON * Math.max(spreads[0], 0);
    const spread = Math.sqrt(Math.max(spreads[i], 0));
    if (spread <= ROUNDING * level || spreads[i] <= unresolved) {
      free.push(i);
      if (spread > SURE_ROUNDING * level) doubtful++;
      continue;
    }
    if (spread < THREE_DIGITS * level) doubtful++;
    const length = dot(turns.data, i * k, h, 0, k) / spreads[i];
    for (let l = 0; l < k; l++) b[l] += length * turns.data[i * k + l];
  }
  // a = Λ⁻¹ (q − E'b), and of a free direction y the part −Λ⁻¹ E'y.
  const explained = (y: Float64Array, at: number, a: number): number => {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += E.data[l * strong + a] * y[at + l];
    return sum;
  };
  const u = new Float64Array(p);
  for (let a = 0; a < strong; a++) addMultiple(u, vectors.data, a * p, (q[a] - explained(b, 0, a)) / values[a]);
  for (let l = 0; l < k; l++) addMultiple(u, weak.data, l * p, b[l]);
  const lost = free.map((i) => {
    const direction = made.data.slice(i * p, (i + 1) * p);
    for (let a = 0; a < strong; a++) addMultiple(direction, vectors.data, a * p, -explained(turns.data, i * k, a) / values[a]);
    return direction;
  });
  return { u, lost, doubtful };
}

interface WeakSums {
  /** Z'Z and Z'X, k × k and k × p in WASM memory, with what alpha adds to them; Z'y. */
  readonly M: Matrix;
  readonly C: Matrix;
  readonly h: Float64Array;
  /** Σ weight. */
  readonly mass: number;
}

/** Sums over the rows, chunk by chunk in their order. */
function weakSums(kernels: Kernels, { X, shift, residuals, weights, centred }: CentredRows, problem: WeakProblem, weak: Matrix): WeakSums {
  const { heap } = kernels;
  const { alpha, scale } = problem;
  const [k, p] = [weak.rows, weak.cols];
  const [M, C, h] = [heap.matrix(k, k), heap.matrix(k, p), new Float64Array(k)];
  const [sumZ, sumX] = [new Float64Array(k), new Float64Array(p)];
  let [mass, sumY] = [0, 0];
  const map = { columns: Int32Array.from({ length: p }, (_, j) => j), shift, scale, offset: new Float64Array(p) };
  heap.scope(() => {
    const down = transposed(kernels, weak);
    const part = heap.matrix(CHUNK, p);
    const [square, cross] = [heap.matrix(k, k), heap.matrix(k, p)];
    for (let first = 0; first < X.rows; first += CHUNK) {
      const some = { ...part, rows: Math.min(CHUNK, X.rows - first) };
      kernels.mapColumns(X, [[first, first + some.rows]], map, some);
      const y = residuals.slice(first, first + some.rows);
      for (let i = 0; i < some.rows; i++) {
        const root = weights === undefined ? 1 : Math.sqrt(weights[first + i]);
        mass += root * root;
        y[i] *= root;
        sumY += root * y[i];
        for (let j = 0; j < p; j++) {
          some.data[i * p + j] *= root;
          sumX[j] += root * some.data[i * p + j];
        }
      }
      heap.scope(() => {
        const Z = heap.matrix(some.rows, k);
        kernels.multiply(some, [[0, some.rows]], undefined, down, Z);
        kernels.centredGram(Z, [[0, some.rows]], new Float64Array(k), square);
        kernels.multiply(transposed(kernels, Z), [[0, k]], undefined, some, cross);
        for (let i = 0; i < some.rows; i++) {
          const root = weights === undefined ? 1 : Math.sqrt(weights[first + i]);
          addMultiple(h, Z.data, i * k, y[i]);
          addMultiple(sumZ, Z.data, i * k, root);
        }
      });
      for (let at = 0; at < k * k; at++) M.data[at] += square.data[at];
      for (let at = 0; at < k * p; at++) C.data[at] += cross.data[at];
    }
  });
  const share = centred && mass > 0 ? 1 / mass : 0;
  for (let i = 0; i < k; i++) {
    for (let l = 0; l < k; l++) {
      let penalty = 0;
      for (let j = 0; j < p; j++) penalty += weak.data[i * p + j] * scale[j] * (weak.data[l * p + j] * scale[j]);
      M.data[i * k + l] += alpha * penalty - sumZ[i] * sumZ[l] * share;
    }
    for (let j = 0; j < p; j++) C.data[i * p + j] += alpha * weak.data[i * p + j] * scale[j] * scale[j] - sumZ[i] * sumX[j] * share;
    h[i] -= sumZ[i] * sumY * share;
  }
  return { M, C, h, mass };
}

/** A' in WASM memory. */
function transposed({ heap }: Kernels, A: Matrix): Matrix {
  const out = heap.matrix(A.cols, A.rows);
  for (let i = 0; i < A.rows; i++) for (let j = 0; j < A.cols; j++) out.data[j * A.rows + i] = A.data[i * A.stride + j];
  return out;
}

function dot(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[i + k] * b[j + k];
  return sum;
}

function dotOfMagnitudes(a: Float64Array, i: number, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < b.length; k++) sum += Math.abs(a[i + k] * b[k]);
  return sum;
}

function addMultiple(to: Float64Array, from: Float64Array, at: number, factor: number): void {
  for (let j = 0; j < to.length; j++) to[j] += factor * from[at + j];
}
