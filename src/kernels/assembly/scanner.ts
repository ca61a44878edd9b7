// Plain numeric CSV lines to doubles, each the one nearest to its decimal, as Number() gives it. A cell that is not
// plainly a number (text, blanks, more than 19 digits, an integer past 2^53, subnormal, infinite) is listed for the
// caller, and so is every cell of a column whose text is kept.

import { digitRun, digitsAt, digitsOf, eightDigits, exactPower, MAX_POWER, MIN_POWER, nearest, tenTo } from './decimals';

const LF: u8 = 10;
const CR: u8 = 13;
const QUOTE: u8 = 34;
const POINT: u8 = 46;
const ZERO: u8 = 48;

/** Integers from here on may be rounded by a double. */
const EXACT_INTEGER: u64 = 1 << 53;
/** A 64-bit integer holds any 19 digits. */
const MAX_DIGITS: i32 = 19;

/**
 * Whether bytes [from, to) are ASCII without quotes, NULs and carriage returns that no line feed follows (byte `to` is
 * read too).
 */
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

/**
 * One line; returns the address of the next one, 0 where this one is irregular. `count` receives how many cells were
 * listed.
 */
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
      // 007 may be a code.
      if (mantissa == 0) return 0;
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

/**
 * Reads [+-]digits (at most four) at p into the eight bytes before the table; returns the address behind them, or 0.
 */
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
