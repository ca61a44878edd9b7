// The true Hessian of a small problem at its accepted point, in one dense block: C Σ_i weight_i (diag(p) − p p') ⊗ z z'
// over the rows z = [x − shift, unit], straight from the rows, four at a time. A large problem's is made of weighted
// Gram matrices (preconditioner.ts).

import { finishBlocks } from './base';
import { expPair } from './elementary';
import { at, classOf, Problem, Shared } from './problem';
import { unpackRow } from './tiles';

/** Rows at a time; bytes of a double for each of them. */
const ROWS: i32 = 4;
const FOUR: usize = 32;

/** Doubles of a row of z, an even number. */
function wideOf(d: i32): i32 {
  return (d + 2) & ~1;
}

/**
 * Doubles of room (Shared.work) for the Hessian of a problem of so many vectors of d weights and an intercept, and to
 * factor it.
 */
export function hessianDoubles(d: i32, vectors: i32): i32 {
  const size = vectors * (d + 1);
  const blocks = (vectors * (vectors + 1)) / 2;
  return max(size * (size + 1), blocks * (d + 1) * wideOf(d) + ROWS * (wideOf(d) + vectors + 2));
}

/** Makes the base the Hessian. Cost: vectors (vectors + 1) (d + 1)² / 2 flops a row. */
export function smallHessian(p: Problem): void {
  const shared = changetype<Shared>(p.shared);
  const width = p.d + 1;
  const wide = wideOf(p.d);
  const blocks = shared.work;
  const z = at(blocks, ((p.vectors * (p.vectors + 1)) / 2) * width * wide);
  const weights = at(z, ROWS * wide);
  const factors = weights + FOUR;
  const shares = factors + FOUR;
  memory.fill(blocks, 0, weights - blocks);
  for (let i = 0; i < shared.n; i += ROWS) {
    readRows(p, i, z, wide, weights);
    for (let k = 0; k < p.vectors; k++) margins(p, k, z, wide, shares + <usize>k * FOUR);
    if (p.vectors == 1) logisticCurvatures(weights, shares);
    else softmaxShares(p.vectors, weights, shares);
    for (let k = 0, block = blocks; k < p.vectors; k++) {
      for (let l = 0; l <= k; l++, block = at(block, width * wide)) {
        pairFactors(p.vectors, k, l, shares, weights, factors);
        addProducts(block, z, width, wide, factors);
      }
    }
  }
  placeBlocks(p, blocks, wide);
  p.blockSize = p.size;
  finishBlocks(p);
}

/** z of four rows, and their weights; a row behind the last one weighs nothing. */
function readRows(p: Problem, first: i32, z: usize, wide: i32, weights: usize): void {
  const shared = changetype<Shared>(p.shared);
  for (let r = 0; r < ROWS; r++, z = at(z, wide), weights += 8) {
    const i = first + r;
    const code = i < shared.n ? i32.load(shared.codes + (<usize>i << 2)) : -1;
    f64.store(weights, code < 0 ? 0 : classWeight(p, code) * (shared.weights == 0 ? 1 : f64.load(at(shared.weights, i))));
    if (i >= shared.n) continue;
    unpackRow(shared.panels, shared.n, p.d, i, p.d, z);
    for (let j = 0; j < p.d; j++) f64.store(at(z, j), f64.load(at(z, j)) - f64.load(at(p.shift, j)));
    f64.store(at(z, p.d), p.unit);
  }
}

function classWeight(p: Problem, code: i32): f64 {
  for (let k = 0; k < p.vectors; k++) {
    const record = classOf(p, k);
    if (<i32>f64.load(record) == code) return f64.load(record, 8);
  }
  return p.rest;
}

/** Margins of the rows by vector k. */
function margins(p: Problem, k: i32, z: usize, wide: i32, out: usize): void {
  const w = at(p.point, k * (p.d + 1));
  for (let r = 0; r < ROWS; r++, z = at(z, wide), out += 8) {
    let sum: f64 = 0;
    for (let j = 0; j <= p.d; j++) sum += f64.load(at(w, j)) * f64.load(at(z, j));
    f64.store(out, sum);
  }
}

/** Margins become p (1 − p) · weight. */
function logisticCurvatures(weights: usize, margins: usize): void {
  for (let half: usize = 0; half < FOUR; half += 16) {
    const e = expPair(f64x2.neg(f64x2.abs(v128.load(margins + half))));
    const s = f64x2.add(f64x2.splat(1), e);
    v128.store(margins + half, f64x2.mul(v128.load(weights + half), f64x2.div(e, f64x2.mul(s, s))));
  }
}

/** Margins become e^(margin − largest), weights are divided by the square of their sum. */
function softmaxShares(vectors: i32, weights: usize, shares: usize): void {
  const end = shares + <usize>vectors * FOUR;
  for (let half: usize = 0; half < FOUR; half += 16) {
    let top = v128.load(shares + half);
    for (let share = shares + half; share < end; share += FOUR) top = f64x2.max(top, v128.load(share));
    let sum = f64x2.splat(0);
    for (let share = shares + half; share < end; share += FOUR) {
      const e = expPair(f64x2.sub(v128.load(share), top));
      sum = f64x2.add(sum, e);
      v128.store(share, e);
    }
    v128.store(weights + half, f64x2.div(v128.load(weights + half), f64x2.mul(sum, sum)));
  }
}

/**
 * Size of the second derivative of each row's loss by the margins of vectors k and l (of two different ones it is
 * negative).
 */
function pairFactors(vectors: i32, k: i32, l: i32, shares: usize, weights: usize, out: usize): void {
  for (let half: usize = 0; half < FOUR; half += 16) {
    const own = v128.load(shares + <usize>k * FOUR + half);
    if (vectors == 1) {
      v128.store(out + half, own);
      continue;
    }
    let other = v128.load(shares + <usize>l * FOUR + half);
    if (k == l) {
      other = f64x2.splat(0);
      for (let m = 0; m < vectors; m++) if (m != k) other = f64x2.add(other, v128.load(shares + <usize>m * FOUR + half));
    }
    v128.store(out + half, f64x2.mul(v128.load(weights + half), f64x2.mul(own, other)));
  }
}

/** block (width × wide, its lower triangle) += Σ factor_r · z_r z_r' over four rows. */
function addProducts(block: usize, z: usize, width: i32, wide: i32, factors: usize): void {
  const stride = <usize>wide << 3;
  const z1 = z + stride;
  const z2 = z1 + stride;
  const z3 = z2 + stride;
  for (let i = 0; i < width; i++, block += stride) {
    const f0 = f64x2.splat(f64.load(factors) * f64.load(at(z, i)));
    const f1 = f64x2.splat(f64.load(factors, 8) * f64.load(at(z1, i)));
    const f2 = f64x2.splat(f64.load(factors, 16) * f64.load(at(z2, i)));
    const f3 = f64x2.splat(f64.load(factors, 24) * f64.load(at(z3, i)));
    for (let j: usize = 0, end = <usize>i << 3; j <= end; j += 16) {
      const low = f64x2.add(f64x2.mul(f0, v128.load(z + j)), f64x2.mul(f1, v128.load(z1 + j)));
      const high = f64x2.add(f64x2.mul(f2, v128.load(z2 + j)), f64x2.mul(f3, v128.load(z3 + j)));
      v128.store(block + j, f64x2.add(v128.load(block + j), f64x2.add(low, high)));
    }
  }
}

/** The blocks' places in the base, times the strength. */
function placeBlocks(p: Problem, blocks: usize, wide: i32): void {
  const width = p.d + 1;
  for (let k = 0; k < p.vectors; k++) {
    for (let l = 0; l <= k; l++) {
      const strength = l == k ? p.strength : -p.strength;
      for (let i = 0; i < width; i++, blocks = at(blocks, wide)) {
        for (let j = 0; j <= i; j++) {
          const value = strength * f64.load(at(blocks, j));
          place(p, k * width + i, l * width + j, value);
          place(p, k * width + j, l * width + i, value);
        }
      }
    }
  }
}

function place(p: Problem, i: i32, j: i32, value: f64): void {
  f64.store(at(p.base, i * p.size + j), value);
  f64.store(at(p.base, j * p.size + i), value);
}
