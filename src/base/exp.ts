// The exponential of one number with the same bits on every machine: Math.exp may differ between engines, results may
// not. In: a double. Out: e^x, less than 1 ulp off. Only IEEE-rounded operations are used, in a fixed order. Source:
// fdlibm 5.3, e_exp.c (Sun Microsystems 1993); the exponent is put on by exact multiplications instead of bit access.

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** e^x, the same bits everywhere; 0 below −745.13, Infinity above 709.78. */
export function exp(x: number): number {
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019411) return 0;
  const k = Math.abs(x) > 0.34657359027997264 ? Math.floor(Math.LOG2E * x + 0.5) : 0;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))));
  if (k === 0) return 1 - ((r * c) / (c - 2) - r);
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // Two steps where 2^k itself is no normal number.
  return k > 1023 ? y * 2 * 2 ** (k - 1) : k < -1021 ? y * 2 ** (k + 1000) * 2 ** -1000 : y * 2 ** k;
}
