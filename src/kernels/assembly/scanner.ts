// Plain numeric CSV lines to doubles, each the one nearest to its decimal, as Number() gives it. A cell that is not plainly a number
// (text, blanks, more than 19 digits, an integer past 2^53, subnormal, infinite) is listed for the caller, and so is every cell of a
// column whose text is kept. Digits are read eight at a time; 10^q and its 128 bits come from a table.
// Source: D. Lemire, "Number parsing at a gigabyte per second", Software: Practice and Experience 51 (2021), algorithm 1 (M. Eisel).

const LF: u8 = 10;
const CR: u8 = 13;
const QUOTE: u8 = 34;
const POINT: u8 = 46;
const ZERO: u8 = 48;

/** Powers of ten that the table holds. */
const MIN_POWER: i32 = -342;
const MAX_POWER: i32 = 308;
/** Integers from here on may be rounded by a double. */
const EXACT_INTEGER: u64 = 1 << 53;
/** A 64-bit integer holds any 19 digits. */
const MAX_DIGITS: i32 = 19;

/** Whether bytes [from, to) are ASCII without quotes, NULs and carriage returns that no line feed follows (byte `to` is read too). */
export function isPlain(from: usize, to: usize): bool {
  let seen = i8x16.splat(0);
  let p = from;
  for (; p + 16 <= to; p += 16) {
    const bytes = v128.load(p);
    const lone = v128.andnot(i8x16.eq(bytes, i8x16.splat(CR)), i8x16.eq(v128.load(p, 1), i8x16.splat(LF)));
    const odd = v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.eq(bytes, i8x16.splat(0)));
    seen = v128.or(v128.or(seen, i8x16.lt_s(bytes, i8x16.splat(0))), v128.or(lone, odd));
  }
  if (v128.any_true(seen)) return false;
  for (; p < to; p++) {
    const byte = load<u8>(p);
    if (byte >= 128 || byte == QUOTE || byte == 0 || (byte == CR && load<u8>(p, 1) != LF)) return false;
  }
  return true;
}

/**
 * Scans whole lines at [p, end) until a line is irregular (not `columns` cells, or blank) or a capacity is met.
 * @param kept     one byte per column: not 0 where each cell is to be listed
 * @param out      doubles, row by row; NaN where a cell is listed
 * @param listed   of each listed cell: row, column, first byte, byte after its last
 * @param powers   128 bits of each power of five, high half first
 * @param counts   receives: rows, listed cells, 1 where the line at the returned address is irregular
 * @returns the address of the first line that was not scanned
 */
export function scanLines(
  p: usize,
  end: usize,
  delimiter: i32,
  columns: i32,
  kept: usize,
  out: usize,
  maxRows: i32,
  listed: usize,
  maxListed: i32,
  powers: usize,
  counts: usize,
): usize {
  let rows = 0;
  let cells = 0;
  let irregular = 0;
  while (p < end && rows < maxRows && cells + columns <= maxListed) {
    const next = scanLine(p, <u8>delimiter, columns, kept, out, rows, listed + (<usize>cells << 4), powers, counts);
    if (next == 0) {
      irregular = 1;
      break;
    }
    cells += load<i32>(counts);
    p = next;
    out += <usize>columns << 3;
    rows++;
  }
  store<i32>(counts, rows);
  store<i32>(counts, cells, 4);
  store<i32>(counts, irregular, 8);
  return p;
}

/** One line; returns the address of the next one, 0 where this one is irregular. `count` receives how many cells were listed. */
function scanLine(
  p: usize,
  delimiter: u8,
  columns: i32,
  kept: usize,
  out: usize,
  row: i32,
  listed: usize,
  powers: usize,
  count: usize,
): usize {
  const first = listed;
  for (let column = 0; column < columns; column++, out += 8) {
    let q: usize = 0;
    if (load<u8>(kept + column) == 0) q = scanNumber(p, out, powers);
    let byte: u8 = q == 0 ? 0 : load<u8>(q);
    if (byte != delimiter && byte != LF && byte != CR) {
      q = cellEnd(p, delimiter);
      byte = load<u8>(q);
      store<f64>(out, NaN);
      store<i32>(listed, row);
      store<i32>(listed, column, 4);
      store<i32>(listed, <i32>p, 8);
      store<i32>(listed, <i32>q, 12);
      listed += 16;
      if (columns == 1 && isBlank(p, q)) return 0;
    }
    if (byte == delimiter) {
      if (column == columns - 1) return 0;
      p = q + 1;
    } else {
      store<i32>(count, <i32>((listed - first) >> 4));
      return column == columns - 1 ? q + (byte == CR ? 2 : 1) : 0;
    }
  }
  return 0;
}

/** The end of the cell at p: every line ends with a line feed. */
function cellEnd(p: usize, delimiter: u8): usize {
  let byte = load<u8>(p);
  while (byte != delimiter && byte != LF && byte != CR) byte = load<u8>(++p);
  return p;
}

function isBlank(p: usize, end: usize): bool {
  for (; p < end; p++) {
    const byte = load<u8>(p);
    if (byte != 32 && byte != 9) return false;
  }
  return true;
}

/** Stores the number that begins at p; returns the address behind it, or 0 where it needs a closer look. */
@inline
function scanNumber(p: usize, out: usize, powers: usize): usize {
  let byte = load<u8>(p);
  const negative = byte == 45;
  if (negative || byte == 43) p++;
  const start = p;
  let mantissa: u64 = 0;
  // Digits before the point: most often one.
  byte = load<u8>(p) - ZERO;
  if (byte < 10) {
    mantissa = byte;
    p++;
    if (load<u8>(p) - ZERO < 10) {
      for (;;) {
        const count = digitsAt(p);
        mantissa = mantissa * tenTo(count) + digitsOf(p, count);
        p += count;
        if (count < 8) break;
      }
    }
  }
  let digits = <i32>(p - start);
  let power: i32 = 0;
  const whole = load<u8>(p) != POINT;
  if (!whole) {
    p++;
    const point = p;
    const run = digitRun(p);
    // Most often 16 digits or a few more: eight, eight and the rest do not wait for each other.
    if (run >= 16 && run <= 24) {
      const rest = run - 16;
      mantissa = mantissa * 10000000000000000 + eightDigits(p) * 100000000 + eightDigits(p + 8);
      mantissa = mantissa * tenTo(rest) + digitsOf(p + 16, rest);
      p += run;
    } else if (run < 16) {
      let rest = run;
      if (run >= 8) {
        mantissa = mantissa * 100000000 + eightDigits(p);
        rest -= 8;
      }
      p += run;
      mantissa = mantissa * tenTo(rest) + digitsOf(p - rest, rest);
    } else {
      for (;;) {
        const count = digitsAt(p);
        mantissa = mantissa * tenTo(count) + digitsOf(p, count);
        p += count;
        if (count < 8) break;
      }
    }
    power = -(<i32>(p - point));
    digits -= power;
  }
  if (digits == 0) return 0;
  if (digits > MAX_DIGITS && digits - leadingZeros(start) > MAX_DIGITS) return 0;
  const plain = (load<u8>(p) | 32) != 101;
  if (!plain) {
    p = scanExponent(p + 1, powers);
    if (p == 0) return 0;
    power += load<i32>(powers - 8);
  }
  if (whole && plain && mantissa >= EXACT_INTEGER) return 0;
  let bits: u64;
  if (mantissa <= EXACT_INTEGER && power >= -22 && power <= 22) {
    const value = <f64>(<i64>mantissa);
    bits = reinterpret<u64>(power < 0 ? value / exactPower(-power) : value * exactPower(power));
  } else if (mantissa == 0) {
    bits = 0;
  } else {
    if (power < MIN_POWER || power > MAX_POWER) return 0;
    bits = nearest(mantissa, power, powers);
    if (bits == 0) return 0;
  }
  // Adding 0 makes -0 a plain 0.
  store<f64>(out, reinterpret<f64>(bits | (<u64>negative << 63)) + 0.0);
  return p;
}

/** How many of the 32 bytes at p are digits before the first that is not. */
@inline
function digitRun(p: usize): i32 {
  // Digits become -128 to -119, everything else more.
  const shift = i8x16.splat(80), limit = i8x16.splat(-118);
  const low = i8x16.bitmask(i8x16.lt_s(i8x16.add(v128.load(p), shift), limit));
  const high = i8x16.bitmask(i8x16.lt_s(i8x16.add(v128.load(p, 16), shift), limit));
  return ctz(~(low | (high << 16)));
}

/** The value of eight digits at p. */
@inline
function eightDigits(p: usize): u64 {
  return sumOfDigits(load<u64>(p) - 0x3030303030303030);
}

/** How many of the eight bytes at p are digits before the first that is not (bytes below 128). */
@inline
function digitsAt(p: usize): i32 {
  const bytes = load<u64>(p);
  const tell = ((bytes & 0xf0f0f0f0f0f0f0f0) | (((bytes + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) >> 4)) ^ 0x3333333333333333;
  return <i32>(ctz(tell) >> 3);
}

/** The value of the first `count` (at most 8) digits at p: shifted up behind zeros, then summed by pairs, fours and eights. */
@inline
function digitsOf(p: usize, count: i32): u64 {
  if (count == 0) return 0;
  return sumOfDigits((load<u64>(p) - 0x3030303030303030) << (<u64>(8 - count) << 3));
}

/** Eight digits, a byte each, the first one lowest. */
@inline
function sumOfDigits(digits: u64): u64 {
  digits = digits * 10 + (digits >> 8);
  return (((digits & 0x000000ff000000ff) * 0x000f424000000064 + ((digits >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >> 32) & 0xffffffff;
}

/** Zeros before the first other digit; a point among them is passed over. */
function leadingZeros(p: usize): i32 {
  let zeros = 0;
  let byte = load<u8>(p);
  while (byte == ZERO || byte == POINT) {
    if (byte == ZERO) zeros++;
    byte = load<u8>(++p);
  }
  return zeros;
}

/** Reads [+-]digits (at most four) at p into the eight bytes before the table; returns the address behind them, or 0. */
function scanExponent(p: usize, powers: usize): usize {
  const sign = load<u8>(p);
  if (sign == 45 || sign == 43) p++;
  const start = p;
  let exponent = 0;
  for (;;) {
    const digit = load<u8>(p) - ZERO;
    if (digit > 9) break;
    exponent = exponent * 10 + digit;
    p++;
    if (p - start > 4) return 0;
  }
  store<i32>(powers - 8, sign == 45 ? -exponent : exponent);
  return p == start ? 0 : p;
}

@inline
function tenTo(count: i32): u64 {
  return load<u64>(memory.data<u64>([1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000]) + (<usize>count << 3));
}

@inline
function exactPower(power: i32): f64 {
  return load<f64>(
    memory.data<f64>([
      1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]) +
      (<usize>power << 3),
  );
}

/** The bits of the double nearest to mantissa x 10^power (mantissa > 0), or 0 where it is subnormal, infinite or not decided here. */
function nearest(mantissa: u64, power: i32, powers: usize): u64 {
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
