// 10^x and log10 x to the last bit (or the one next to it in rare ties), from + − × ÷ alone: Math.pow and Math.log10
// are the platform's and differ between them, and the values of a range are part of every key. Arithmetic is
// double-double: a value is hi + lo, about 32 digits. Source: T. J. Dekker, "A floating-point technique for extending
// the available precision", 1971.

import { log } from '../base/log.js';

/** 10 to the power `x`, for |x| ≤ MAX_EXPONENT. */
export function powerOfTen(x: number): number {
  if (Number.isInteger(x)) return Number(`1e${x}`);
  const [hi, lo] = power(x);
  return hi + lo;
}

/** The decimal logarithm of `x` > 0, for x within 10^±MAX_EXPONENT. One Newton step from a plain logarithm. */
export function logTen(x: number): number {
  const near = log(x) / LN10[0];
  const [hi, lo] = power(near);
  return near + (x - hi - lo) / (hi * LN10[0]);
}

/** Beyond it, splitting a double in two could overflow. */
export const MAX_EXPONENT = 290;

type Double = readonly [hi: number, lo: number];

function power(x: number): Double {
  const whole = Math.round(x);
  const fraction = exp(multiply(LN10, [x - whole, 0]));
  let scale: Double = [1, 0];
  for (let i = 0; i < Math.abs(whole); i++) scale = multiply(scale, [10, 0]);
  return whole < 0 ? divide(fraction, scale) : multiply(fraction, scale);
}

/** e^x for |x| ≤ 1.2: x / 2^8 by Taylor's series, then squared eight times. */
function exp(x: Double): Double {
  const small: Double = [x[0] / 256, x[1] / 256];
  let sum: Double = [1, 0];
  for (let k = TAYLOR_TERMS; k >= 1; k--) sum = add([1, 0], divide(multiply(small, sum), [k, 0]));
  for (let i = 0; i < 8; i++) sum = multiply(sum, sum);
  return sum;
}

function add(a: Double, b: Double): Double {
  const [sum, error] = twoSum(a[0], b[0]);
  return quickTwoSum(sum, error + a[1] + b[1]);
}

function multiply(a: Double, b: Double): Double {
  const [product, error] = twoProduct(a[0], b[0]);
  return quickTwoSum(product, error + (a[0] * b[1] + a[1] * b[0]));
}

function divide(a: Double, b: Double): Double {
  const first = a[0] / b[0];
  const [product, error] = twoProduct(first, b[0]);
  const rest = a[0] - product - error + a[1] - first * b[1];
  return quickTwoSum(first, rest / b[0]);
}

/** The sum and its exact rounding error. */
function twoSum(a: number, b: number): Double {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
}

/** The same where |a| ≥ |b|. */
function quickTwoSum(a: number, b: number): Double {
  const sum = a + b;
  return [sum, b - (sum - a)];
}

/** The product and its exact rounding error. */
function twoProduct(a: number, b: number): Double {
  const product = a * b;
  const [aHigh, aLow] = split(a);
  const [bHigh, bLow] = split(b);
  return [product, aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow];
}

/** Two halves of 26 bits that sum to `a`. */
function split(a: number): Double {
  const scaled = 134217729 * a; // 2^27 + 1
  const high = scaled - (scaled - a);
  return [high, a - high];
}

/** The next term is below 1.2 / 256 to the 15th over 15!: under 2^−150. */
const TAYLOR_TERMS = 14;

/** Natural logarithm of 10 in two doubles. */
const LN10: Double = [Math.LN10, -2.1707562233822494e-16];
