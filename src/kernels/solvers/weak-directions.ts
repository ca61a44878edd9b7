// Least squares along directions in which the columns have so little spread that second moments cannot tell it from
// rounding: there the rows themselves are looked at. With what is told so far, directions V₁ along which sums do not
// depend on each other (spreads Λ; at first the strong eigenvectors of the moments), the rest V₀, and Z = X V₀ made
// from the rows (so Z is as precise as the data, where V₀'X'X V₀ of the moments has lost half of the digits):
//   [ Λ   E' ] [a]   [ V₁'c ]
//   [ E   M  ] [b] = [ Z'y  ]     M = Z'Z + alpha …, E = Z'X V₁ + alpha …
// the Schur complement M − E Λ⁻¹ E' tells the largest spreads of the rest, a thousandfold range in each pass. What
// remains is made from the rows again, now free of those: else a direction without spread would still hold so much of a
// weak one that it seemed to have some. Directions in which even that is rounding of the data have no spread: their
// part is free. Source: the idea of Cholesky QR with more passes (Yamamoto et al., ETNA 44, 2015), on the weak
// directions alone. Cost: 4 n p k flops for k weak directions, in each pass; the most are one or two.

import { type Matrix, matrixOf } from '../../base/matrix.js';
import {
  addMultiple,
  type CentredRows,
  combinationSums,
  dot,
  leftAlong,
  type ScaledPenalty,
  stacked,
  transposed,
} from '../centred-rows.js';
import type { Kernels } from '../index.js';

/** In columns times powers of two. */
export interface WeakProblem extends ScaledPenalty {
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
  readonly lost: readonly Float64Array[];
  readonly doubtful: number;
  /** A solution near the right one, corrected by what it leaves in the rows. */
  readonly correct: (u: Float64Array) => Float64Array;
}

/**
 * Spread of a direction, in roundings of what it is made of: below the first it is none; certainly so below the second;
 * above the third it is known to three digits.
 */
const ROUNDING = 4;
const SURE_ROUNDING = 1.5;
const THREE_DIGITS = 1000;
/** Square of a direction's spread, as a share of the largest of its pass, down to which it is right to ten digits. */
const PRECISE = 1e-6;

/** What is known so far, in the scaled columns. */
interface Findings {
  /** Directions along which sums do not depend on each other; squares of their spreads, and Σ x y along each. */
  readonly directions: Float64Array[];
  readonly squares: number[];
  readonly along: number[];
  readonly lost: Float64Array[];
  doubtful: number;
}

/** Solves the scaled problem. Call it in a scope of the heap. */
export function resolveWeak(kernels: Kernels, rows: CentredRows, problem: WeakProblem): WeakSolution {
  const { values, vectors, strong, c } = problem;
  const p = c.length;
  const findings: Findings = { directions: [], squares: [], along: [], lost: [], doubtful: 0 };
  for (let i = 0; i < strong; i++) {
    findings.directions.push(vectors.data.slice(i * p, (i + 1) * p));
    findings.squares.push(values[i]);
    findings.along.push(dot(vectors.data, i * p, c, 0, p));
  }
  let rest = matrixOf(p - strong, p, vectors.data.slice(strong * p, p * p));
  while (rest.rows > 0) {
    const some = rest;
    rest = kernels.heap.scope(() => resolvePass(kernels, rows, problem, findings, some));
  }
  const { directions, squares, lost, doubtful } = findings;
  const along = (sums: ArrayLike<number>, from: Float64Array): Float64Array => {
    const out = from.slice();
    for (const [i, direction] of directions.entries()) addMultiple(out, direction, 0, sums[i] / squares[i]);
    return out;
  };
  const correct = (u: Float64Array) => along(leftAlong(kernels, rows, problem, stacked(directions, p), u), u);
  return { u: along(findings.along, new Float64Array(p)), lost, doubtful, correct };
}

/**
 * One pass: adds to `findings` what the rows tell of the directions `weak`. Both `weak` and what is left of them to be
 * told: orthonormal rows.
 */
function resolvePass(
  kernels: Kernels,
  rows: CentredRows,
  problem: WeakProblem,
  findings: Findings,
  weak: Matrix,
): Matrix {
  const { heap } = kernels;
  const [k, p] = [weak.rows, weak.cols];
  const { M, C, h, mass } = combinationSums(kernels, rows, problem, weak);
  const before = findings.directions.length;
  const [E, F] = [heap.matrix(k, before), heap.matrix(k, before)];
  if (before > 0) kernels.multiply(C, [[0, k]], undefined, transposed(kernels, stacked(findings.directions, p)), E);
  // E Λ^(−½): its Gram is what the directions told explain of these.
  for (let i = 0; i < k; i++) {
    for (let a = 0; a < before; a++) {
      const root = Math.sqrt(findings.squares[a]);
      const explained = E.data[i * before + a] / root;
      F.data[i * before + a] = explained;
      h[i] -= (explained * findings.along[a]) / root;
    }
  }
  const schur = heap.matrix(k, k);
  if (before > 0) kernels.rowGram(F, [[0, k]], new Float64Array(before), schur);
  for (let at = 0; at < k * k; at++) schur.data[at] = M.data[at] - schur.data[at];
  const squares = heap.f64(k);
  const turns = heap.matrix(k, k);
  kernels.symmetricEigen(schur, squares, turns);
  const turned = heap.matrix(k, p);
  kernels.multiply(turns, [[0, k]], undefined, weak, turned);
  const { scale, size } = problem;
  const noise = Float64Array.from({ length: p }, (_, j) => Number.EPSILON * Math.sqrt(mass) * scale[j] * size[j]);
  const largest = Math.max(squares[0], 0);
  const left: Float64Array[] = [];
  for (let i = 0; i < k; i++) {
    const direction = turned.data.slice(i * p, (i + 1) * p);
    const level = dotOfMagnitudes(direction, noise);
    const square = Math.max(squares[i], 0);
    const none = largest === 0 || Math.sqrt(square + k * Number.EPSILON * largest) <= ROUNDING * level;
    if (!none && square <= PRECISE * largest) {
      left.push(direction);
      continue;
    }
    for (let a = 0; a < before; a++) {
      let share = 0;
      for (let l = 0; l < k; l++) share += turns.data[i * k + l] * E.data[l * before + a];
      addMultiple(direction, findings.directions[a], 0, -share / findings.squares[a]);
    }
    const spread = Math.sqrt(square);
    if (none) findings.lost.push(direction);
    else {
      findings.directions.push(direction);
      findings.squares.push(square);
      findings.along.push(dot(turns.data, i * k, h, 0, k));
    }
    if (none ? spread > SURE_ROUNDING * level : spread < THREE_DIGITS * level) findings.doubtful++;
  }
  return stacked(left, p);
}

function dotOfMagnitudes(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < b.length; k++) sum += Math.abs(a[k] * b[k]);
  return sum;
}
