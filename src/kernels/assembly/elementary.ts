// exp and log on two doubles at once. Own polynomials: the same bits on every CPU, at most 1 ulp from the true value.
// expPair and logPair are inlined into the passes of the solvers; expArray and logArray are the elementwise kernels.

/**
 * The constants of exp in memory, in the order of EXP_…: a load costs one instruction, a constant in the code of Node
 * 20 four. ln 2 is split so that the high part has 42 bits after the point: n · high is exact for |n| < 2^11. Adding
 * ROUNDER (1.5 · 2^52) rounds to an integer, which then stands in the low bits; POWER_ROUNDER adds the exponent's bias
 * too. Then the polynomial's coefficients.
 */
const EXP: usize = memory.data<f64>([
  712.0, -750.0, 1.4426950408889634, 6755399441055744.0, 0.6931471805598903, 5.497923018708371e-14, 6755399441056767.0,
  0.5, 0.1666666666666667, 0.04166666666666667, 0.008333333333326134, 0.0013888888888883748, 0.00019841269874821643,
  2.4801587325548468e-5, 2.7557255398914854e-6, 2.7557273642187974e-7, 2.5105217542266557e-8, 2.09146873519521e-9, 1.0, -708.0,
]);
const EXP_MOST: usize = 0;
const EXP_LEAST: usize = 8;
const EXP_LOG2_E: usize = 16;
const EXP_ROUNDER: usize = 24;
const EXP_LN2_HIGH: usize = 32;
const EXP_LN2_LOW: usize = 40;
const EXP_POWER_ROUNDER: usize = 48;
const EXP_TERMS: usize = 56;
const EXP_ONE: usize = 144;
const EXP_FLOOR: usize = 152;

// @ts-ignore: decorator
@inline
function constant(at: usize): v128 {
  return v128.load_splat<f64>(EXP + at);
}

/**
 * e^x for two doubles: e^x = 2^n e^r with |r| <= ln(2) / 2. Overflow gives Infinity, underflow rounds once (subnormals
 * included), NaN stays NaN. The polynomial is the Chebyshev fit of (e^r - 1 - r) / r^2, degree 10, error 1.4e-18.
 */
// @ts-ignore: decorator
@inline
export function expPair(x: v128): v128 {
  // pmin and pmax give their first argument where a comparison with NaN is false.
  x = f64x2.pmax(f64x2.pmin(x, constant(EXP_MOST)), constant(EXP_LEAST));
  const rounder = constant(EXP_ROUNDER);
  const n = f64x2.sub(f64x2.add(f64x2.mul(x, constant(EXP_LOG2_E)), rounder), rounder);
  const y = expReduced(x, n);
  // Two factors, because 2^n itself overflows at n = 1024 and is subnormal below -1022.
  const half = f64x2.nearest(f64x2.mul(n, constant(EXP_TERMS)));
  const first = i64x2.shl(f64x2.add(half, constant(EXP_POWER_ROUNDER)), 52);
  const second = i64x2.shl(f64x2.add(f64x2.sub(n, half), constant(EXP_POWER_ROUNDER)), 52);
  return f64x2.mul(f64x2.mul(y, first), second);
}

/** As expPair for two doubles that are not above 0, with 0 below -708 instead of subnormals: one factor is enough. */
// @ts-ignore: decorator
@inline
export function expPairNegative(x: v128): v128 {
  const rounded = f64x2.add(f64x2.mul(x, constant(EXP_LOG2_E)), constant(EXP_POWER_ROUNDER));
  const n = f64x2.sub(rounded, constant(EXP_POWER_ROUNDER));
  const power = f64x2.mul(expReduced(x, n), i64x2.shl(rounded, 52));
  return v128.andnot(power, f64x2.lt(x, constant(EXP_FLOOR)));
}

/**
 * out[i] = e^-|x[i]|, as expPairNegative, for `length` doubles and up to three behind them. Four at a time share the
 * constants' loads.
 */
export function expNegatives(x: usize, out: usize, length: i32): void {
  const sign = f64x2.splat(-0.0);
  for (const end = x + (<usize>length << 3); x < end; x += 32, out += 32) {
    const xa = v128.or(v128.load(x), sign), xb = v128.or(v128.load(x, 16), sign);
    const log2E = constant(EXP_LOG2_E), rounder = constant(EXP_POWER_ROUNDER);
    const roundedA = f64x2.add(f64x2.mul(xa, log2E), rounder), roundedB = f64x2.add(f64x2.mul(xb, log2E), rounder);
    const na = f64x2.sub(roundedA, rounder), nb = f64x2.sub(roundedB, rounder);
    const high = constant(EXP_LN2_HIGH), low = constant(EXP_LN2_LOW);
    const a = f64x2.sub(f64x2.sub(xa, f64x2.mul(na, high)), f64x2.mul(na, low));
    const b = f64x2.sub(f64x2.sub(xb, f64x2.mul(nb, high)), f64x2.mul(nb, low));
    const a2 = f64x2.mul(a, a), b2 = f64x2.mul(b, b);
    let c = constant(EXP_TERMS + 64), d = constant(EXP_TERMS + 72), e = constant(EXP_TERMS + 80);
    // From the last terms to the first, in the order of expPolynomial.
    let pa = f64x2.add(f64x2.add(c, f64x2.mul(d, a)), f64x2.mul(e, a2));
    let pb = f64x2.add(f64x2.add(c, f64x2.mul(d, b)), f64x2.mul(e, b2));
    const a4 = f64x2.mul(a2, a2), b4 = f64x2.mul(b2, b2);
    pa = f64x2.mul(a4, pa);
    pb = f64x2.mul(b4, pb);
    c = constant(EXP_TERMS + 32), d = constant(EXP_TERMS + 40), e = constant(EXP_TERMS + 48);
    let f = constant(EXP_TERMS + 56);
    pa = f64x2.add(f64x2.add(f64x2.add(c, f64x2.mul(d, a)), f64x2.mul(f64x2.add(e, f64x2.mul(f, a)), a2)), pa);
    pb = f64x2.add(f64x2.add(f64x2.add(c, f64x2.mul(d, b)), f64x2.mul(f64x2.add(e, f64x2.mul(f, b)), b2)), pb);
    pa = f64x2.mul(a4, pa);
    pb = f64x2.mul(b4, pb);
    c = constant(EXP_TERMS), d = constant(EXP_TERMS + 8), e = constant(EXP_TERMS + 16), f = constant(EXP_TERMS + 24);
    pa = f64x2.add(f64x2.add(f64x2.add(c, f64x2.mul(d, a)), f64x2.mul(f64x2.add(e, f64x2.mul(f, a)), a2)), pa);
    pb = f64x2.add(f64x2.add(f64x2.add(c, f64x2.mul(d, b)), f64x2.mul(f64x2.add(e, f64x2.mul(f, b)), b2)), pb);
    const one = constant(EXP_ONE), floor = constant(EXP_FLOOR);
    const ya = f64x2.add(one, f64x2.add(a, f64x2.mul(a2, pa))), yb = f64x2.add(one, f64x2.add(b, f64x2.mul(b2, pb)));
    v128.store(out, v128.andnot(f64x2.mul(ya, i64x2.shl(roundedA, 52)), f64x2.lt(xa, floor)));
    v128.store(out, v128.andnot(f64x2.mul(yb, i64x2.shl(roundedB, 52)), f64x2.lt(xb, floor)), 16);
  }
}

/** e^(x - n ln 2). */
// @ts-ignore: decorator
@inline
function expReduced(x: v128, n: v128): v128 {
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, constant(EXP_LN2_HIGH))), f64x2.mul(n, constant(EXP_LN2_LOW)));
  const r2 = f64x2.mul(r, r);
  return f64x2.add(constant(EXP_ONE), f64x2.add(r, f64x2.mul(r2, expPolynomial(r, r2))));
}

/** (e^r - 1 - r) / r^2 by Estrin's scheme: pairs of terms, then powers of r^2. */
// @ts-ignore: decorator
@inline
function expPolynomial(r: v128, r2: v128): v128 {
  const r4 = f64x2.mul(r2, r2);
  const p01 = expTerms(0, r);
  const p23 = expTerms(2, r);
  const p45 = expTerms(4, r);
  const p67 = expTerms(6, r);
  const p89 = expTerms(8, r);
  const p03 = f64x2.add(p01, f64x2.mul(p23, r2));
  const p47 = f64x2.add(p45, f64x2.mul(p67, r2));
  const p8a = f64x2.add(p89, f64x2.mul(constant(EXP_TERMS + 80), r2));
  return f64x2.add(p03, f64x2.mul(r4, f64x2.add(p47, f64x2.mul(r4, p8a))));
}

// @ts-ignore: decorator
@inline
function expTerms(k: usize, r: v128): v128 {
  return f64x2.add(constant(EXP_TERMS + 8 * k), f64x2.mul(constant(EXP_TERMS + 8 * k + 8), r));
}

// @ts-ignore: decorator
@inline
function linear(constant: f64, slope: f64, r: v128): v128 {
  return f64x2.add(f64x2.splat(constant), f64x2.mul(f64x2.splat(slope), r));
}

/**
 * ln x for two doubles: x = 2^k m with sqrt(1/2) <= m < sqrt(2), ln m = 2 atanh(s), s = (m - 1) / (m + 1). ln 0 =
 * -Infinity, ln of a negative = NaN, ln Infinity = Infinity. Source: FreeBSD msun e_log.c (Sun Microsystems 1993):
 * reduction and polynomial.
 */
// @ts-ignore: decorator
@inline
export function logPair(x: v128): v128 {
  const tiny = f64x2.lt(x, f64x2.splat(2.2250738585072014e-308));
  const scaled = v128.bitselect(f64x2.mul(x, f64x2.splat(18014398509481984.0)), x, tiny); // subnormals times 2^54
  // The exponent rises by one where the significand is at least sqrt(2).
  const bits = i64x2.add(scaled, i64x2.splat(0x3ff0000000000000 - 0x3fe6a09e00000000));
  const biased = v128.or(i64x2.shr_u(bits, 52), i64x2.splat(0x4330000000000000)); // 2^52 + exponent, as a double
  const bias = v128.bitselect(f64x2.splat(4503599627370496.0 + 1077.0), f64x2.splat(4503599627370496.0 + 1023.0), tiny);
  const k = f64x2.sub(biased, bias);
  const m = i64x2.add(v128.and(bits, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3fe6a09e00000000));
  const result = logReduced(m, k);
  const zero = f64x2.eq(x, f64x2.splat(0.0));
  const positive = f64x2.gt(x, f64x2.splat(0.0));
  const infinite = f64x2.eq(x, f64x2.splat(Infinity));
  const special = v128.bitselect(f64x2.splat(-Infinity), v128.bitselect(x, f64x2.splat(NaN), infinite), zero);
  return v128.bitselect(result, special, v128.andnot(positive, infinite));
}

/** k ln 2 + ln m, the large parts added last. */
// @ts-ignore: decorator
@inline
function logReduced(m: v128, k: v128): v128 {
  const f = f64x2.sub(m, f64x2.splat(1.0));
  const s = f64x2.div(f, f64x2.add(f, f64x2.splat(2.0)));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const odd = f64x2.mul(w, f64x2.add(f64x2.splat(3.999999999940941908e-1), f64x2.mul(w, linear(2.222219843214978396e-1, 1.531383769920937332e-1, w))));
  const inner = f64x2.add(f64x2.splat(2.857142874366239149e-1), f64x2.mul(w, linear(1.818357216161805012e-1, 1.479819860511658591e-1, w)));
  const even = f64x2.mul(z, f64x2.add(f64x2.splat(6.666666666666735130e-1), f64x2.mul(w, inner)));
  const halfSquare = f64x2.mul(f64x2.splat(0.5), f64x2.mul(f, f));
  const correction = f64x2.mul(s, f64x2.add(halfSquare, f64x2.add(odd, even)));
  // fdlibm's split of ln 2: the high part times k is exact.
  const low = f64x2.add(correction, f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10)));
  const high = f64x2.mul(k, f64x2.splat(6.93147180369123816490e-1));
  return f64x2.sub(high, f64x2.sub(f64x2.sub(halfSquare, low), f));
}

/** out[i] = e^x[i]; out may be x. */
export function expArray(x: usize, out: usize, length: i32): void {
  const end = x + ((<usize>length & ~1) << 3);
  for (; x < end; x += 16, out += 16) v128.store(out, expPair(v128.load(x)));
  if (length & 1) f64.store(out, f64x2.extract_lane(expPair(v128.load_splat<f64>(x)), 0));
}

/** out[i] = ln x[i]; out may be x. */
export function logArray(x: usize, out: usize, length: i32): void {
  const end = x + ((<usize>length & ~1) << 3);
  for (; x < end; x += 16, out += 16) v128.store(out, logPair(v128.load(x)));
  if (length & 1) f64.store(out, f64x2.extract_lane(logPair(v128.load_splat<f64>(x)), 0));
}

/**
 * Each of the rows of `width` scores becomes Σ-normalised e^(score − largest), in place; a row of zeros equal shares.
 */
export function softmaxRows(x: usize, rows: i32, width: i32): void {
  const bytes = <usize>width << 3;
  const end = x + <usize>rows * bytes;
  for (let row = x; row < end; row += bytes) {
    let top = -Infinity;
    for (let at = row; at < row + bytes; at += 8) if (f64.load(at) > top) top = f64.load(at);
    for (let at = row; at < row + bytes; at += 8) f64.store(at, f64.load(at) - top);
  }
  expArray(x, x, rows * width);
  for (let row = x; row < end; row += bytes) {
    let sum: f64 = 0;
    for (let at = row; at < row + bytes; at += 8) sum += f64.load(at);
    for (let at = row; at < row + bytes; at += 8) f64.store(at, sum > 0 ? f64.load(at) / sum : 1 / <f64>width);
  }
}
