// The natural logarithm with the same bits on every machine: Math.log may differ between engines, scores may not.
// In: a double. Out: log x, less than 1 ulp off. Only exact or IEEE-rounded operations are used, in a fixed order.
// Source: fdlibm 5.3, e_log.c (Sun Microsystems 1993); the exponent is taken off by exact multiplications instead of
// bit access.

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const TWO_54 = 18014398509481984;

/** Exact powers of two, largest first: multiplying by them moves the exponent and rounds nothing. */
const POWERS: readonly (readonly [exponent: number, power: number, inverse: number])[] = [
  9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
].map((bit) => {
  let power = 2;
  for (let i = 0; i < bit; i++) power *= power;
  return [2 ** bit, power, 1 / power] as const;
});

/**
 * Natural logarithm, the same bits everywhere. log 0 = −Infinity; of a negative number or NaN: NaN.
 * Cost: about ten comparisons and twenty floating-point operations.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let exponent = 0;
  let m = x;
  if (m < 2.2250738585072014e-308) {
    m *= TWO_54;
    exponent = -54;
  }
  for (const [step, power, inverse] of POWERS) {
    if (m >= power) {
      m *= inverse;
      exponent += step;
    } else if (m < inverse * 2) {
      m *= power;
      exponent -= step;
    }
  }
  return logOfParts(m, exponent);
}

/** log(m · 2^exponent) for 1 ≤ m < 2. The names are fdlibm's. */
function logOfParts(m: number, exponent: number): number {
  const hx = Math.floor((m - 1) * 1048576);
  const halve = hx + 0x95f64 >= 0x100000;
  const k = halve ? exponent + 1 : exponent;
  const f = (halve ? m * 0.5 : m) - 1;
  if (((2 + hx) & 0xfffff) < 3) {
    if (f === 0) return k === 0 ? 0 : k * LN2_HIGH + k * LN2_LOW;
    const R = f * f * (0.5 - 0.3333333333333333 * f);
    return k === 0 ? f - R : k * LN2_HIGH - (R - k * LN2_LOW - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const t2 = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const R = t2 + t1;
  if (hx >= 0x6147a && hx <= 0x6b851) {
    const hfsq = 0.5 * f * f;
    return k === 0 ? f - (hfsq - s * (hfsq + R)) : k * LN2_HIGH - (hfsq - (s * (hfsq + R) + k * LN2_LOW) - f);
  }
  return k === 0 ? f - s * (f - R) : k * LN2_HIGH - (s * (f - R) - k * LN2_LOW - f);
}
