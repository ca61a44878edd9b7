// What happens to the margins of a block of rows: losses, residuals and curvatures of the logistic and the softmax
// model. Rows go in pairs; a row of code -1 (padding) has weight zero. Every residual is computed without cancellation:
// that of a row that is classified well is small and still has all its digits.

import { expNegatives, expPair, expPairNegative, logPair } from './elementary';
import { BLOCK } from './tiles';

// The record of one weight vector of the batch in the table, in bytes (written by passes.ts).
export const VECTOR_BYTES: usize = 112;
export const VECTOR_WEIGHTS: usize = 0; // i32 address of d weights and the intercept
export const VECTOR_OUT: usize = 4; // i32 address of the gradient (or of the curvatures)
export const VECTOR_POSITIVE: usize = 8; // i32 the class that this vector speaks for
export const VECTOR_REST: usize = 16; // f64 weight of rows of other classes (logistic only)
export const VECTOR_WEIGHT: usize = 24; // f64 weight of rows of the vector's class
export const VECTOR_UNIT: usize = 32; // f64 value of the intercept's constant feature; 0 = no intercept
export const VECTOR_LOSS: usize = 40; // f64 out: weighted loss; of a softmax group it stands in the first vector
export const VECTOR_SLOPE: usize = 48; // 2 f64 scratch: sums of residuals of a chunk, of its even and its odd rows
export const VECTOR_GROWTH: usize = 64; // 2 f64 scratch: see logisticLink
export const VECTOR_GROWTH_REST: usize = 80; // 2 f64 scratch
export const VECTOR_LOSSES: usize = 96; // 2 f64 scratch: losses of a chunk so far (logistic only)

// @ts-ignore: decorator
@inline
function total(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** Mask of two rows whose code equals `code` (two equal 32-bit lanes in each half). */
// @ts-ignore: decorator
@inline
function sameCode(codes: usize, code: i32): v128 {
  return i64x2.extend_low_i32x4_s(i32x4.eq(v128.load64_zero(codes), i32x4.splat(code)));
}

/** Mask of two rows that are not padding. */
// @ts-ignore: decorator
@inline
function isRow(codes: usize): v128 {
  return i64x2.extend_low_i32x4_s(i32x4.ge_s(v128.load64_zero(codes), i32x4.splat(0)));
}

/**
 * ln(1 + e) for e in [0, 1] to full relative accuracy: 2 atanh(e / (2 + e)); Chebyshev fit in s^2, degree 9, error
 * 4.5e-17.
 */
// @ts-ignore: decorator
@inline
function log1pPair(e: v128): v128 {
  const s = f64x2.div(e, f64x2.add(f64x2.splat(2.0), e));
  const z = f64x2.mul(s, s);
  let p = f64x2.splat(0.080820228059717661);
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.044003692430723369));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.060005364047953563));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.066570721048274681));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.076927850324793116));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.090908947180664291));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.11111111358713931));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.14285714283554379));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.20000000000007291));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.33333333333333329));
  const s2 = f64x2.add(s, s);
  return f64x2.add(s2, f64x2.mul(s2, f64x2.mul(z, p)));
}

/**
 * Logistic loss of `rows` rows (even, padded) of one vector: margins m become residuals d loss / d m. With t = m for rows
 * of the rest and −m for rows of the vector's class: loss = weight · ln(1 + e^t) = weight · (max(t, 0) + ln(1 + e^−|t|)),
 * residual = ± weight · 1 / (1 + e^−t). Logarithms are taken of products: VECTOR_GROWTH holds Π (1 + e^−|t|) − 1 of the
 * chunk's rows so far, of each class on its own, built by sums of positive terms, so that rows with a tiny loss keep
 * all their digits; `closeLosses` turns it into the loss. All sums go on from block to block of a chunk: where blocks
 * end does not show. `exponentials`: BLOCK doubles.
 */
export function logisticLink(vector: usize, margins: usize, codes: usize, rows: i32, exponentials: usize): void {
  expNegatives(margins, exponentials, rows);
  const positive = i32.load(vector, VECTOR_POSITIVE);
  const rest = v128.load_splat<f64>(vector, VECTOR_REST), weight = v128.load_splat<f64>(vector, VECTOR_WEIGHT);
  const one = f64x2.splat(1.0), sign = f64x2.splat(-0.0), zero = f64x2.splat(0);
  let loss = v128.load(vector, VECTOR_LOSSES), slope = v128.load(vector, VECTOR_SLOPE);
  let growth = v128.load(vector, VECTOR_GROWTH), growthRest = v128.load(vector, VECTOR_GROWTH_REST);
  for (const end = margins + (<usize>rows << 3); margins < end; margins += 16, codes += 8, exponentials += 16) {
    const mine = sameCode(codes, positive);
    const real = isRow(codes);
    const flip = v128.and(mine, sign);
    const c = v128.and(v128.bitselect(weight, rest, mine), real);
    const t = v128.xor(v128.load(margins), flip);
    const e = v128.and(v128.load(exponentials), real);
    const grown = f64x2.add(one, e);
    const q = f64x2.div(v128.bitselect(e, one, f64x2.lt(t, zero)), grown);
    const own = v128.and(e, mine), other = v128.andnot(e, mine);
    growth = f64x2.add(growth, f64x2.mul(own, f64x2.add(one, growth)));
    growthRest = f64x2.add(growthRest, f64x2.mul(other, f64x2.add(one, growthRest)));
    // pmax passes a NaN on, in one instruction.
    loss = f64x2.add(loss, f64x2.mul(c, f64x2.pmax(t, zero)));
    const residual = v128.xor(f64x2.mul(c, q), flip);
    slope = f64x2.add(slope, residual);
    v128.store(margins, residual);
  }
  v128.store(vector, growth, VECTOR_GROWTH);
  v128.store(vector, growthRest, VECTOR_GROWTH_REST);
  v128.store(vector, loss, VECTOR_LOSSES);
  v128.store(vector, slope, VECTOR_SLOPE);
}

/**
 * As logisticLink, with a weight for each row: a logarithm for each row too, as powers cannot be gathered in products.
 */
export function weightedLogisticLink(vector: usize, margins: usize, codes: usize, weights: usize, rows: i32): void {
  const positive = i32.load(vector, VECTOR_POSITIVE);
  const rest = v128.load_splat<f64>(vector, VECTOR_REST), weight = v128.load_splat<f64>(vector, VECTOR_WEIGHT);
  const one = f64x2.splat(1.0), sign = f64x2.splat(-0.0), zero = f64x2.splat(0);
  let loss = v128.load(vector, VECTOR_LOSSES), slope = v128.load(vector, VECTOR_SLOPE);
  for (let i = 0; i < rows; i += 2, margins += 16, codes += 8, weights += 16) {
    const mine = sameCode(codes, positive);
    const flip = v128.and(mine, sign);
    const c = f64x2.mul(v128.and(v128.bitselect(weight, rest, mine), isRow(codes)), v128.load(weights));
    const t = v128.xor(v128.load(margins), flip);
    const e = expPairNegative(v128.or(t, sign));
    const q = f64x2.div(v128.bitselect(e, one, f64x2.lt(t, zero)), f64x2.add(one, e));
    loss = f64x2.add(loss, f64x2.mul(c, f64x2.add(f64x2.max(t, zero), log1pPair(e))));
    const residual = v128.xor(f64x2.mul(c, q), flip);
    slope = f64x2.add(slope, residual);
    v128.store(margins, residual);
  }
  v128.store(vector, loss, VECTOR_LOSSES);
  v128.store(vector, slope, VECTOR_SLOPE);
}

/** A pair of rows' class weights times their own, where rows have weights. */
// @ts-ignore: decorator
@inline
function weighed(c: v128, weights: usize, i: i32): v128 {
  return weights == 0 ? c : f64x2.mul(c, v128.load(weights + (<usize>i << 3)));
}

/**
 * Adds what a chunk's sums and the logarithms of its products come to to the loss of a logistic vector, and begins new
 * ones. At most 2^10 rows a chunk.
 */
export function closeLosses(vector: usize): void {
  const mine = f64x2.mul(v128.load_splat<f64>(vector, VECTOR_WEIGHT), logGrown(v128.load(vector, VECTOR_GROWTH)));
  const rest = f64x2.mul(v128.load_splat<f64>(vector, VECTOR_REST), logGrown(v128.load(vector, VECTOR_GROWTH_REST)));
  const losses = f64x2.add(v128.load(vector, VECTOR_LOSSES), f64x2.add(mine, rest));
  f64.store(vector, f64.load(vector, VECTOR_LOSS) + total(losses), VECTOR_LOSS);
  v128.store(vector, f64x2.splat(0), VECTOR_LOSSES);
  v128.store(vector, f64x2.splat(0), VECTOR_GROWTH);
  v128.store(vector, f64x2.splat(0), VECTOR_GROWTH_REST);
}

/** ln(1 + x) for finite x >= 0. */
// @ts-ignore: decorator
@inline
function logGrown(x: v128): v128 {
  const one = f64x2.splat(1.0);
  return v128.bitselect(log1pPair(f64x2.min(x, one)), logPair(f64x2.add(x, one)), f64x2.le(x, one));
}

/** Second derivatives weight · p (1 − p) of one vector; margins are read, `out` is written. */
export function logisticCurvature(vector: usize, margins: usize, codes: usize, weights: usize, rows: i32, out: usize): void {
  const positive = i32.load(vector, VECTOR_POSITIVE);
  const rest = v128.load_splat<f64>(vector, VECTOR_REST), weight = v128.load_splat<f64>(vector, VECTOR_WEIGHT);
  for (let i = 0; i < rows; i += 2, margins += 16, codes += 8, out += 16) {
    const c = weighed(v128.and(v128.bitselect(weight, rest, sameCode(codes, positive)), isRow(codes)), weights, i);
    const e = expPair(f64x2.neg(f64x2.abs(v128.load(margins))));
    const s = f64x2.add(f64x2.splat(1.0), e);
    v128.store(out, f64x2.div(f64x2.mul(c, e), f64x2.mul(s, s)));
  }
}

/**
 * Softmax loss of `rows` rows of the `classes` vectors of one candidate: margins become residuals weight · (p_k − [k is
 * the row's class]); for the row's own class the residual is minus the sum of the others, not a difference with 1.
 * Where rows have no weights of their own, logarithms are taken of products: VECTOR_GROWTH holds Π Σ_k e^(m_k − largest)
 * over the block's rows of the vector's class.
 */
export function softmaxLink(group: usize, classes: i32, margins: usize, codes: usize, weights: usize, rows: i32): void {
  const one = f64x2.splat(1.0), zero = f64x2.splat(0);
  const end = group + <usize>classes * VECTOR_BYTES;
  let loss = zero;
  for (let vector = group; vector < end; vector += VECTOR_BYTES) v128.store(vector, one, VECTOR_GROWTH);
  for (let i = 0, first = margins; i < rows; i += 2, first += 16, codes += 8) {
    let top = v128.load(first);
    for (let k = 1, p = first; k < classes; k++) {
      p += BLOCK * 8;
      top = f64x2.max(top, v128.load(p));
    }
    let sum = zero, others = zero, c = zero, own = zero;
    for (let vector = group, p = first; vector < end; vector += VECTOR_BYTES, p += BLOCK * 8) {
      const m = f64x2.sub(v128.load(p), top);
      const e = expPairNegative(m);
      const mine = sameCode(codes, i32.load(vector, VECTOR_POSITIVE));
      sum = f64x2.add(sum, e);
      others = f64x2.add(others, v128.andnot(e, mine));
      c = v128.or(c, v128.and(v128.load_splat<f64>(vector, VECTOR_WEIGHT), mine));
      own = v128.or(own, v128.and(m, mine));
      v128.store(p, e);
    }
    if (weights != 0) {
      c = weighed(c, weights, i);
      loss = f64x2.add(loss, f64x2.mul(c, logPair(sum)));
    }
    loss = f64x2.sub(loss, f64x2.mul(c, own));
    const q = f64x2.div(c, sum);
    const residual = f64x2.neg(f64x2.mul(q, others));
    for (let vector = group, p = first; vector < end; vector += VECTOR_BYTES, p += BLOCK * 8) {
      const mine = sameCode(codes, i32.load(vector, VECTOR_POSITIVE));
      v128.store(vector, f64x2.mul(v128.load(vector, VECTOR_GROWTH), v128.bitselect(sum, one, mine)), VECTOR_GROWTH);
      v128.store(p, v128.bitselect(residual, f64x2.mul(q, v128.load(p)), mine));
    }
  }
  for (let vector = group, p = margins; vector < end; vector += VECTOR_BYTES, p += BLOCK * 8) {
    if (weights == 0) loss = f64x2.add(loss, f64x2.mul(v128.load_splat<f64>(vector, VECTOR_WEIGHT), logPair(v128.load(vector, VECTOR_GROWTH))));
    let slope = zero;
    for (let r = p, end = p + (<usize>rows << 3); r < end; r += 16) slope = f64x2.add(slope, v128.load(r));
    v128.store(vector, f64x2.add(v128.load(vector, VECTOR_SLOPE), slope), VECTOR_SLOPE);
  }
  f64.store(group, f64.load(group, VECTOR_LOSS) + total(loss), VECTOR_LOSS);
}

/** weight · p_k, the row's weighted probabilities, for every vector of one candidate; `first`: index of the first row. */
export function softmaxShares(group: usize, classes: i32, margins: usize, codes: usize, weights: usize, rows: i32, first: i32): void {
  const end = group + <usize>classes * VECTOR_BYTES;
  let at = <usize>first << 3;
  for (let i = 0; i < rows; i += 2, margins += 16, codes += 8, at += 16) {
    let top = v128.load(margins);
    for (let k = 1, p = margins; k < classes; k++) {
      p += BLOCK * 8;
      top = f64x2.max(top, v128.load(p));
    }
    let sum = f64x2.splat(0), c = f64x2.splat(0);
    for (let vector = group, p = margins; vector < end; vector += VECTOR_BYTES, p += BLOCK * 8) {
      const e = expPair(f64x2.sub(v128.load(p), top));
      sum = f64x2.add(sum, e);
      c = f64x2.add(c, v128.and(v128.load_splat<f64>(vector, VECTOR_WEIGHT), sameCode(codes, i32.load(vector, VECTOR_POSITIVE))));
      v128.store(p, e);
    }
    const scale = f64x2.div(weighed(c, weights, i), sum);
    for (let vector = group, p = margins; vector < end; vector += VECTOR_BYTES, p += BLOCK * 8) {
      v128.store(<usize>i32.load(vector, VECTOR_OUT) + at, f64x2.mul(scale, v128.load(p)));
    }
  }
}
