// Two ways to read a file must give one table: with the number scanner of the kernels, and without.
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKernels } from '../../../src/kernels/index.js';
import type { ReadOptions } from '../../../src/table/csv/read-csv.js';
import { columnText } from '../../../src/table/csv/table.js';
import { type ChunkOptions, contents, csv, numbers, problem } from './csv.js';

const kernels = createKernels();
const scanner = kernels.scanner();

/** How many rows the one scanner has read. */
let scannedRows = 0;
const scan = scanner.scan.bind(scanner);
vi.spyOn(scanner, 'scan').mockImplementation((start, end) => {
  const scanned = scan(start, end);
  scannedRows += scanned.rows;
  return scanned;
});
beforeEach(() => {
  scannedRows = 0;
});
afterAll(() => {
  scanner.free();
});

type Options = ReadOptions & Pick<ChunkOptions, 'chunk'>;

async function expectSame(text: string | Uint8Array, options: Options = {}): Promise<void> {
  const outcome = (more: Options) =>
    csv(text, { ...options, ...more }).then(contents, (error) => problem(Promise.reject(error)));
  const expected = await outcome({});
  expect(await outcome({ scanner })).toEqual(expected);
}

describe('a file that is read with the scanner gives the table that it gives without', () => {
  it.each([
    ['numbers', 'a,b,y\n1,2.5,0\n-3,4e2,1\n+.5,-0,1\n', 2],
    ['CRLF', 'a,y\r\n1,2\r\n3,4\r\n', 1],
    ['no final line end', 'a,y\n1,2\n3,4', 1],
    ['a final carriage return', 'a,y\n1,2\n3,4\r', 1],
    ['blank lines before the header and at the end', '\n\na,y\n1,2\n3,4\n\n  \n\n', 1],
    ['a blank line between', 'a,y\n1,2\n\n3,4\n', 1],
    ['spaces around numbers', ' a ,y\n 1,2\t\n3 , 4\n', 1],
    ['missing values', 'a,y\n,1\nNA,2\n3,nan\n', 2],
    ['text that begins late', 'a,b,y\n1,2,0\n1.50,NA,1\nred,3,0\n2.0,x,1\nred,4,0\n', 7],
    ['text in two columns of one row', 'a,b,y\n1,1,1\nx,y,1\n2,2,2\n', 3],
    ['labels that differ in spelling alone', 'a,y\n1,1\n2,1.0\n3,01\n4,1\n', 3],
    ['an integer past 2^53', 'a,y\n12345678901234567890,1\n9007199254740993,2\n', 1],
    ['a number that overflows', 'a,y\n1e999,1\n2,1\n', 1],
    ['long digits', 'a,y\n0.1000000000000000055511151231257827,1\n', 0],
    ['one column', 'y\n1\n2\n', 1],
    ['one column with a blank line', 'y\n1\n \n2\n', 1],
    ['a short line', 'a,b,y\n1,2,3\n4,5\n', 0],
    ['a long line', 'a,b,y\n1,2,3\n4,5,6,7\n', 0],
    ['a delimiter at the end of a line', 'a,y\n1,2\n3,4,\n', 0],
    ['a control character', 'a,y\n1,2\nx\u0007,4\n', 1],
    ['quotes in the header alone, all in one piece', '"a","y"\n1,2\n', 0],
    ['quotes', 'a,y\n1,"2"\n', 0],
    ['a lone carriage return', 'a,y\r1,2\r3,4\n', 0],
    ['other characters than ASCII', 'a,y\n1,é\n', 0],
    ['no UTF-8', Buffer.from('a,y\n1,\xe9\n', 'latin1'), 0],
    ['a NUL byte', 'a,y\n1,\0\n', 0],
    ['a byte-order mark', '\ufeffa,y\n1,2\n', 0],
    ['a header and no rows', 'a,y\n', 0],
  ] as const)('%s', async (_, text, rows) => {
    await expectSame(text);
    scannedRows = 0;
    await csv(text, { scanner }).catch(() => undefined);
    // The first row is read with the header; rows behind the first text of a column are scanned twice.
    expect(scannedRows).toBe(rows);
    for (const chunk of [1, 2, 3, 7]) await expectSame(text, { chunk });
  });

  it.each([
    [{ delimiter: ';' }, 'a;b;y\n1;2;3\n1,5;2;3\n'],
    [{ delimiter: 'tab' }, 'a\tb\ty\n1\t2\t3\n\t2\t3\n'],
    [{ delimiter: ' ' }, 'a b y\n1 2 3\n4  6\n'],
    [{ delimiter: 'é' }, 'aéy\n1é2\n'],
    [{ delimiter: 'e' }, 'aey\n1e2\n3e4\n'],
    [{ delimiter: '-' }, 'a-y\n1-2\n-1\n'],
    [{ naValues: ['?'] }, 'a,y\n?,1\n1,2\n'],
    [{ naValues: ['-999'] }, 'a,y\n-999,1\n1,2\n'],
    [{ spelled: ['a'] }, 'a,y\n1.0,1\n1,2\n01,3\n'],
  ])('with %o', async (options, text) => {
    await expectSame(text, options);
    for (const chunk of [1, 5]) await expectSame(text, { ...options, chunk });
  });

  it('any mixture of cells, in any chunks', async () => {
    const cell = fc.oneof(
      { weight: 8, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
      { weight: 4, arbitrary: fc.integer().map(String) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '',
          ' ',
          'NA',
          'x',
          'é',
          '"q"',
          '"a,b"',
          '"two\nlines"',
          '1 ',
          '0x1',
          '1e999',
          '-',
          '.',
          '1..2',
          '\r',
        ),
      },
    );
    const file = fc
      .integer({ min: 1, max: 4 })
      .chain((columns) =>
        fc.tuple(
          fc.constant(['a,', 'b,', 'c,', 'd,'].slice(0, columns - 1).join('') + 'y'),
          fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 12 }),
          fc.constantFrom('\n', '\r\n'),
        ),
      );
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 200 }), async ([header, rows, lineEnd], chunk) => {
        await expectSame([header, ...rows.map((row) => row.join(','))].join(lineEnd), { chunk });
      }),
      { numRuns: 150 },
    );
  });
});

it('goes on scanning behind a piece with quotes', async () => {
  const text = `"a","y"\n${'1,2\n'.repeat(10)}`;
  await csv(text, { scanner, chunk: 8 });
  expect(scannedRows).toBe(9);
});

it('reads lines longer than the memory of the scanner', async () => {
  const columns = 300_000;
  const names = Array.from({ length: columns }, (_, j) => `column${j}`).join(',');
  const text = `${names}\n${'1,'.repeat(columns - 1)}2\n`;
  const table = await csv(text, { scanner, chunk: 1 << 16 });
  expect([table.rows, table.columns.length]).toEqual([1, columns]);
});

it('fills several blocks of rows with more columns than one scan has room for', async () => {
  const columns = 140_000;
  const names = Array.from({ length: columns }, (_, j) => `${j}x`).join(',');
  const row = '1,'.repeat(columns - 1);
  const table = await csv(`${names}\n${Array.from({ length: 9 }, (_, i) => `${row}${i}\n`).join('')}`, {
    scanner,
    chunk: 1 << 20,
  });
  expect(table.blocks.length).toBe(2);
  expect(columnText(table, columns - 1)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8']);
  expect(scannedRows).toBe(8);
});

it('takes a number that means "missing" as such', async () => {
  const warn = vi.spyOn(console, 'warn');
  const table = await csv('a,y\n-999,1\n1,2\n', { naValues: ['-999'] });
  expect([table.columns[0].missing, numbers(table)[0][0]]).toEqual([1, Number.NaN]);
  expect(warn).not.toHaveBeenCalled();
});
