// Decimal digits to integers, and an integer times a power of ten to the double nearest to it. Digits are read eight at
// a time; 10^q and its 128 bits come from a table. Source: D. Lemire, "Number parsing at a gigabyte per second",
// Software: Practice and Experience 51 (2021), algorithm 1 (M. Eisel).

/** Powers of ten that the table holds. */
export const MIN_POWER: i32 = -342;
export const MAX_POWER: i32 = 308;

/** How many of the 32 bytes at p are digits before the first that is not. */
@inline
export function digitRun(p: usize): i32 {
  // Digits become -128 to -119, everything else more.
  const shift = i8x16.splat(80), limit = i8x16.splat(-118);
  const low = i8x16.bitmask(i8x16.lt_s(i8x16.add(v128.load(p), shift), limit));
  const high = i8x16.bitmask(i8x16.lt_s(i8x16.add(v128.load(p, 16), shift), limit));
  return ctz(~(low | (high << 16)));
}

/** The value of eight digits at p. */
@inline
export function eightDigits(p: usize): u64 {
  return sumOfDigits(load<u64>(p) - 0x3030303030303030);
}

/** How many of the eight bytes at p are digits before the first that is not (bytes below 128). */
@inline
export function digitsAt(p: usize): i32 {
  const bytes = load<u64>(p);
  const tell = ((bytes & 0xf0f0f0f0f0f0f0f0) | (((bytes + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) >> 4)) ^ 0x3333333333333333;
  return <i32>(ctz(tell) >> 3);
}

/**
 * The value of the first `count` (at most 8) digits at p: shifted up behind zeros, then summed by pairs, fours and
 * eights.
 */
@inline
export function digitsOf(p: usize, count: i32): u64 {
  if (count == 0) return 0;
  return sumOfDigits((load<u64>(p) - 0x3030303030303030) << (<u64>(8 - count) << 3));
}

/** Eight digits, a byte each, the first one lowest. */
@inline
function sumOfDigits(digits: u64): u64 {
  digits = digits * 10 + (digits >> 8);
  return (((digits & 0x000000ff000000ff) * 0x000f424000000064 + ((digits >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >> 32) & 0xffffffff;
}

@inline
export function tenTo(count: i32): u64 {
  return load<u64>(memory.data<u64>([1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000]) + (<usize>count << 3));
}

@inline
export function exactPower(power: i32): f64 {
  return load<f64>(
    memory.data<f64>([
      1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]) +
      (<usize>power << 3),
  );
}

/**
 * The bits of the double nearest to mantissa x 10^power (mantissa > 0), or 0 where it is subnormal, infinite or not
 * decided here.
 */
export function nearest(mantissa: u64, power: i32, powers: usize): u64 {
  const shift = clz(mantissa);
  const w = mantissa << shift;
  const entry = powers + (<usize>(power - MIN_POWER) << 4);
  const top = load<u64>(entry);
  let high = highProduct(w, top);
  let low = w * top;
  if ((high & 0x1ff) == 0x1ff) {
    const carry = highProduct(w, load<u64>(entry, 8));
    low += carry;
    if (carry > low) high++;
  }
  if (low == 0xffffffffffffffff && (power < -27 || power > 55)) return 0;
  const upper = high >> 63;
  let bits = high >> (upper + 9);
  let exponent = (((152170 + 65536) * power) >> 16) + 63 + <i32>upper - <i32>shift + 1023;
  if (exponent <= 0) return 0;
  // Exactly between two doubles: to even.
  if (low <= 1 && power >= -4 && power <= 23 && (bits & 3) == 1 && bits << (upper + 9) == high) bits &= ~(<u64>1);
  bits = (bits + (bits & 1)) >> 1;
  if (bits >= 1 << 53) {
    bits = 1 << 52;
    exponent++;
  }
  if (exponent >= 0x7ff) return 0;
  return (bits & 0x000fffffffffffff) | (<u64>exponent << 52);
}

/** The high 64 bits of a 128-bit product. */
@inline
function highProduct(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff;
  const a1 = a >> 32;
  const b0 = b & 0xffffffff;
  const b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  const other = a0 * b1 + (middle & 0xffffffff);
  return a1 * b1 + (middle >> 32) + (other >> 32);
}
