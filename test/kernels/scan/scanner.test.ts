// The number scanner against Number(), which is correctly rounded by the language's definition: hard cases of the
// literature, doubles of every size in every spelling, and decimals that lie exactly between two doubles, made with
// integers of any length.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createKernels } from '../../../src/kernels/index.js';

const kernels = createKernels();
const scanner = kernels.scanner();
afterAll(() => scanner.free());

/** Puts text where it is scanned. */
function put(bytes: Uint8Array): void {
  scanner.buffer.set(bytes);
}

/** Scans cells as the first of two columns; undefined where the scanner leaves a cell to a closer look. */
function scan(cells: readonly string[], delimiter = ','): (number | undefined)[] {
  const bytes = Buffer.from(cells.map((cell) => `${cell}${delimiter}0\n`).join(''), 'latin1');
  put(bytes);
  scanner.begin({ columns: 2, delimiter });
  const { rows, values, listed, irregular } = scanner.scan(0, bytes.length);
  expect([rows, irregular]).toEqual([cells.length, false]);
  const looked = new Set(Array.from({ length: listed.length / 4 }, (_, i) => listed[4 * i]));
  return cells.map((_, row) => (looked.has(row) ? undefined : values[2 * row]));
}

/** What each cell comes to as Number() reads it, −0 made 0. */
const expected = (cells: readonly string[]) => cells.map((cell) => Number(cell) + 0);

/** Cells known to break readers that round twice, cut digits or trust the first 64 bits of a product. */
const HARD = [
  '9007199254740991',
  '9007199254740993.0',
  '9007199254740993e0',
  '9007199254740992.5',
  '1e22',
  '1e23',
  '8.5e22',
  '9.5e-23',
  '123456789012345678e-5',
  '2.2250738585072014e-308',
  '1.7976931348623157e308',
  '4.4501477170144023e-308',
  '0.1',
  '0.30000000000000004',
  '1.00000000000000011102230246251565',
  '5.960464477539063e-8',
  '6.62607015e-34',
  '1448997445238699e-23',
  '7205759403792793e1',
  '7205759403792794e0',
  '2.98023223876953125e-8',
  '0.000244140625',
  '7.2057594037927933e16',
  '922337203685477580e1',
  '18446744073709551615.0',
  '1090544144181609348671888949248e-12',
  '3e-44',
  '1.2345678901234567',
  '.5',
  '5.',
  '+1',
  '-0',
  '-0.0e5',
  '0e400',
  '1E+5',
  '0.00000000000000000000000012345678901234567',
  '1e-307',
  '179769313486231570e291',
];

describe('numbers', () => {
  it.each(
    HARD.filter(
      (cell) =>
        cell
          .replace(/[eE].*/, '')
          .replace(/\D/g, '')
          .replace(/^0+/, '').length <= 19,
    ),
  )('reads %s as Number() does', (cell) => {
    expect(scan([cell])).toEqual(expected([cell]));
  });

  it.each([
    ['a code, by its zeros', ['007', '0000000000000000000000012.5']],
    [
      'no number',
      [
        '',
        ' ',
        'x',
        '-',
        '+',
        '.',
        'e5',
        '1e',
        '1e+',
        '1.2.3',
        '1,5',
        '--1',
        '0x10',
        '1_000',
        'Infinity',
        'NaN',
        '1 ',
        ' 1',
      ],
    ],
    ['infinite', ['1e309', '1.8e308', '179769313486231590e291', '1e9999', '1e99999']],
    ['subnormal or nothing', ['5e-324', '2.2250738585072011e-308', '1e-320', '1e-400']],
    ['an integer past 2^53', ['9007199254740992', '-9007199254740993', '12345678901234567890']],
    ['longer than 19 digits', ['1.00000000000000011102230246251565', '0.12345678901234567890']],
  ])('leaves to a closer look what is %s', (_, cells) => {
    expect(cells.map((cell) => scan([cell], ';')[0])).toEqual(cells.map(() => undefined));
  });

  it('reads any double in any of its spellings as Number() does', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    const spelling = fc
      .tuple(double, fc.integer({ min: 0, max: 18 }), fc.constantFrom('short', 'fixed', 'exponential', 'precise'))
      .map(([x, digits, form]) => {
        if (form === 'fixed') return Math.abs(x) < 1e15 ? x.toFixed(Math.min(digits, 3)) : String(x);
        if (form === 'exponential') return x.toExponential(digits);
        return form === 'precise' ? x.toPrecision(digits + 1) : String(x);
      });
    fc.assert(
      fc.property(fc.array(spelling, { minLength: 1, maxLength: 50 }), (cells) => {
        const wanted = expected(cells);
        scan(cells).forEach((value, i) => {
          if (value !== undefined) expect([cells[i], value]).toEqual([cells[i], wanted[i]]);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('reads fractions of any length as Number() does, with zeros before their digits or without', () => {
    const lengths = Array.from({ length: 45 }, (_, length) => length);
    const cells = lengths.flatMap((length) =>
      [0, 5, 14, 40].flatMap((zeros) =>
        ['', '7', '123'].map(
          (whole) =>
            `${whole}.${'0'.repeat(Math.min(zeros, length))}${'9182736455463728190'.repeat(3).slice(0, Math.max(0, length - zeros))}`,
        ),
      ),
    );
    const numbers = cells.filter((cell) => /\d/.test(cell));
    scan(numbers).forEach((value, i) => {
      if (value !== undefined) expect(value, numbers[i]).toBe(Number(numbers[i]));
      // Nineteen digits are always read at once.
      else expect(numbers[i].replace(/^0*\.?0*|\./g, '').length, numbers[i]).toBeGreaterThan(19);
    });
  });

  it('needs no closer look at doubles as programs print them, unless they are subnormal or large integers', () => {
    const normal = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((x) => x === 0 || (Math.abs(x) > 1e-307 && !(Math.abs(x) >= 2 ** 53 && Math.abs(x) < 1e21)));
    fc.assert(
      fc.property(fc.array(normal, { minLength: 1, maxLength: 50 }), (doubles) => {
        expect(scan(doubles.map(String))).toEqual(doubles.map((x) => x + 0));
      }),
      { numRuns: 300 },
    );
  });

  it('rounds to even exactly between two doubles, and to the nearest beside it', () => {
    // (2m + 1) · 2^k lies between m · 2^(k+1) and the next double; with 2^52 ≤ m < 2^53 and small k it has at most 19
    // digits.
    const odd = fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }).map((m) => 2n * m + 1n);
    fc.assert(
      fc.property(odd, fc.integer({ min: -4, max: 5 }), (between, k) => {
        // Behind a point 2^-k is written as 5^k / 10^k.
        const cells = [-1n, 0n, 1n].map((beside) =>
          k >= 0 ? `${between * 2n ** BigInt(k) + beside}.0` : decimal(between * 5n ** BigInt(-k) + beside, -k),
        );
        const read = scan(cells);
        cells.forEach((cell, i) => {
          if (read[i] !== undefined) expect([cell, read[i]]).toEqual([cell, Number(cell)]);
        });
        expect(k > 3 || k < -1 || read[1] !== undefined).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** digits / 10^places as a decimal. */
function decimal(digits: bigint, places: number): string {
  const text = String(digits);
  return `${text.slice(0, -places)}.${text.slice(-places)}`;
}

describe('lines', () => {
  const read = (text: string, columns: number, keep: readonly number[] = []) => {
    const bytes = Buffer.from(text, 'latin1');
    put(bytes);
    scanner.begin({ columns, delimiter: ',' });
    for (const column of keep) scanner.keep(column);
    const { rows, values, listed, end, irregular } = scanner.scan(0, bytes.length);
    return { rows, values: [...values], listed: [...listed], left: text.slice(end), irregular };
  };

  it('lists cells that are no numbers, with their row, column and bytes', () => {
    expect(read('1,2\nab,3\n4,\n', 2)).toEqual({
      rows: 3,
      values: [1, 2, Number.NaN, 3, 4, Number.NaN],
      listed: [1, 0, 4, 6, 2, 1, 11, 11],
      left: '',
      irregular: false,
    });
  });

  it('lists every cell of a kept column', () => {
    expect(read('1,2\n3,4\n', 2, [1]).listed).toEqual([0, 1, 2, 3, 1, 1, 6, 7]);
  });

  it('takes a carriage return as part of the line end', () => {
    expect(read('1,2\r\n3,x\r\n', 2)).toMatchObject({
      rows: 2,
      values: [1, 2, 3, Number.NaN],
      listed: [1, 1, 7, 8],
      left: '',
    });
  });

  it.each([
    ['too short', '1,2\n3\n', '3\n'],
    ['too long', '1,2\n3,4,5\n', '3,4,5\n'],
    ['blank', '1,2\n\n3,4\n', '\n3,4\n'],
  ])('stops before a line that is %s', (_, text, left) => {
    expect(read(text, 2)).toMatchObject({ rows: 1, left, irregular: true, listed: [] });
  });

  it('stops before a line of blanks where there is one column', () => {
    expect(read('1\n \t\n2\n', 1)).toMatchObject({ rows: 1, left: ' \t\n2\n', irregular: true });
  });

  it('stops where no more numbers fit, and goes on from there', () => {
    const text = '1\n'.repeat(140_000);
    const { rows, left, irregular } = read(text, 1);
    expect([rows < 140_000, irregular, left.length]).toEqual([true, false, 2 * (140_000 - rows)]);
    expect(scanner.scan(2 * rows, text.length)).toMatchObject({ rows: 140_000 - rows, end: text.length });
  });

  it('stops where no more cells can be listed', () => {
    const text = 'x\n'.repeat(20_000);
    const { rows, listed } = read(text, 1);
    expect(rows).toBeLessThan(20_000);
    expect(listed.length).toBe(4 * rows);
  });
});

describe('plain bytes', () => {
  const isPlain = (text: string) => {
    const bytes = Buffer.from(text, 'latin1');
    put(bytes);
    return scanner.isPlain(bytes.length);
  };

  it('are ASCII with any line ends but lone carriage returns', () => {
    expect(isPlain('a,b\tc~!\n1,2\r\n3,4\r\n5,6\n7,8\n')).toBe(true);
  });

  it('are told from others at every offset', () => {
    for (const foreign of ['"', '\0', '\x80', '\xff', '\rx']) {
      for (let at = 0; at < 40; at++) {
        const text = `${'1'.repeat(at)}${foreign}${'2'.repeat(40 - at)}\n`;
        expect([foreign, at, isPlain(text)]).toEqual([foreign, at, false]);
      }
    }
  });
});

it('gives its memory back', () => {
  const before = kernels.heap.liveBytes;
  const another = kernels.scanner();
  another.begin({ columns: 1000, delimiter: ',' });
  another.free();
  expect(kernels.heap.liveBytes).toBe(before);
});
