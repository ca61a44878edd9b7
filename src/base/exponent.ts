// The exponent of a double, from its bits: Math.log2 may be a rounding off, and not the same one everywhere.

const bytes = new DataView(new ArrayBuffer(8));

/** The e with 2^e ≤ |x| < 2^(e + 1). Of 0: −1075; of what is not finite: 1024. */
export function exponentOf(x: number): number {
  const subnormal = Math.abs(x) < 2 ** -1022;
  bytes.setFloat64(0, subnormal ? x * 2 ** 52 : x);
  const biased = (bytes.getUint16(0) >> 4) & 0x7ff;
  if (subnormal && biased === 0) return -1075;
  return biased - (subnormal ? 1075 : 1023);
}

/** The power of two that brings a sum of squares nearest to 1: from 1/2 up to 2. */
export function unitScale(square: number): number {
  return 2 ** -Math.ceil(exponentOf(square) / 2);
}
