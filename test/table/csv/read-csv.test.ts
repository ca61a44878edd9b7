import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GridsearchError } from '../../../src/base/errors.js';
import { readCsv } from '../../../src/table/csv/read-csv.js';
import { columnText, columnValues, lineOfRow } from '../../../src/table/csv/table.js';
import { csv, numbers, problem } from './csv.js';

describe('readCsv on well-formed files', () => {
  it('reads names and numbers', async () => {
    const table = await csv('a,b,y\n1,2.5,0\n-3,4e2,1\n');
    expect(table.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['a', 'numeric'],
      ['b', 'numeric'],
      ['y', 'numeric'],
    ]);
    expect(numbers(table)).toEqual([
      [1, 2.5, 0],
      [-3, 400, 1],
    ]);
  });

  it.each([
    ['CRLF', 'a,y\r\n1,2\r\n3,4\r\n'],
    ['lone CR', 'a,y\r1,2\r3,4\r'],
    ['CRLF first and then LF', 'a,y\r\n1,2\n3,4\n'],
    ['LF first and then CRLF', 'a,y\n1,2\r\n3,4\r\n'],
    ['no final line end', 'a,y\n1,2\n3,4'],
    ['a byte-order mark', '\ufeffa,y\n1,2\n3,4\n'],
    ['blank lines at the end', 'a,y\n1,2\n3,4\n\n  \n\n'],
    ['spaces around numbers and names', ' a ,y\n 1,2\t\n3 , 4\n'],
    ['quotes around everything', '"a","y"\n"1","2"\n"3","4"\n'],
  ])('reads the same table with %s, whatever the chunks', async (_, text) => {
    for (const chunk of [1, 2, 3, 1000]) {
      const table = await csv(text, { chunk });
      expect(table.columns.map(({ name }) => name)).toEqual(['a', 'y']);
      expect(numbers(table)).toEqual([
        [1, 2],
        [3, 4],
      ]);
    }
  });

  it('hashes the bytes as read, byte-order mark and line ends included', async () => {
    const text = '\ufeffa,y\r\n1,2\r\n';
    expect((await csv(text, { chunk: 3 })).sha256).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
  });

  it('keeps the exact text of a text column and codes its rows', async () => {
    const table = await csv('x,species\n1,b\n2,a\n3,b\n');
    const column = table.columns[1];
    expect(column.kind).toBe('text');
    expect(column.spelling?.dictionary).toEqual(['b', 'a']);
    expect([...(column.spelling?.codes ?? [])]).toEqual([0, 1, 0]);
  });

  it('spells numbers of the last column and of columns asked for as the file does', async () => {
    const table = await csv('id,x,y\n007,1.0,1.0\n8,2.0,b\n', { spelled: ['id'] });
    expect(columnText(table, 0)).toEqual(['007', '8']);
    expect(columnText(table, 1)).toEqual(['1', '2']);
    expect(columnText(table, 2)).toEqual(['1.0', 'b']);
  });

  it('turns a column into text when text comes late', async () => {
    const table = await csv('x,y\n1,0\n,0\n2,0\nabc,0\nabc,1\n3,1\n');
    const column = table.columns[0];
    expect(columnText(table, 0)).toEqual(['1', '', '2', 'abc', 'abc', '3']);
    expect(column).toMatchObject({
      kind: 'text',
      texts: 2,
      numbers: 3,
      missing: 1,
      firstText: { row: 3, text: 'abc' },
    });
    expect(column.kind === 'text' && column.firstText.where).toMatchObject({
      line: 5,
      column: 1,
      length: 3,
      text: 'abc,0',
    });
  });

  it('codes a missing cell of a text column −1, whatever its token', async () => {
    const { spelling } = (await csv('x,y\n1,a\n2,NA\n3,\n4,a\n')).columns[1];
    expect([[...(spelling?.codes ?? [])], spelling?.dictionary]).toEqual([[0, -1, -1, 0], ['a']]);
  });

  it('reads quoted delimiters, doubled quotes and line ends in quotes, and keeps count of lines', async () => {
    const text = 'name,y\n"a,b",1\n"say ""hi""",2\n"two\nlines",3\nplain,4\n';
    for (const chunk of [1, 4, 7, 1000]) {
      const table = await csv(text, { chunk });
      expect(columnText(table, 0)).toEqual(['a,b', 'say "hi"', 'two\nlines', 'plain']);
      expect([0, 1, 2, 3].map((row) => lineOfRow(table, row))).toEqual([2, 3, 4, 6]);
    }
  });

  it('never cuts a character of several bytes at a chunk edge', async () => {
    const text = 'x,città\n1,naïve\n2,日本\n3,😀\n';
    for (let chunk = 1; chunk < 12; chunk++) {
      const table = await csv(text, { chunk });
      expect(table.columns[1].name).toBe('città');
      expect(columnText(table, 1)).toEqual(['naïve', '日本', '😀']);
    }
  });

  it('holds a short table in memory that it fills', async () => {
    const table = await csv('a,b\n1,2\n3,4\n5,6\n');
    expect(table.blocks.map((block) => [...block])).toEqual([[1, 2, 3, 4, 5, 6]]);
  });

  it('reads 130,000 columns, in several blocks of rows, also where text comes in a later block', async () => {
    const columns = 130_000;
    const line = (row: number) =>
      Array.from({ length: columns }, (_, j) => (j === 0 && row === 17 ? 'late' : row * j)).join(',');
    const names = Array.from({ length: columns }, (_, j) => `c${j}`).join(',');
    const table = await csv(`${names}\n${Array.from({ length: 20 }, (_, row) => line(row + 1)).join('\n')}\n`);
    expect(table.blocks.length).toBe(3);
    expect([...columnValues(table, columns - 1)]).toEqual(
      Array.from({ length: 20 }, (_, row) => (row + 1) * (columns - 1)),
    );
    expect(columnText(table, 0)).toEqual(Array.from({ length: 20 }, (_, row) => (row === 16 ? 'late' : '0')));
  });

  it('takes other delimiters when told', async () => {
    expect(numbers(await csv('a;y\n1;2\n', { delimiter: ';' }))).toEqual([[1, 2]]);
    expect(numbers(await csv('a\ty\n1\t2\n', { delimiter: 'tab' }))).toEqual([[1, 2]]);
  });

  it('treats names of Object.prototype like any other', async () => {
    const table = await csv('__proto__,constructor,toString\n1,2,3\n');
    expect(table.columns.map(({ name }) => name)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(numbers(table)).toEqual([[1, 2, 3]]);
  });

  it('agrees with a line-by-line reading of any plain table, in any chunks', async () => {
    // Integers past 2^53 are text.
    const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
    const cell = fc.oneof(
      double.filter((text) => !/^-?\d{16,}$/.test(text)),
      fc.integer().map(String),
    );
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((cols) => fc.array(fc.array(cell, { minLength: cols, maxLength: cols }), { minLength: 1, maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom('\n', '\r\n'),
        async (cells, chunk, end) => {
          const header = cells[0].map((_, j) => `c${j}`).join(',');
          const table = await csv([header, ...cells.map((row) => row.join(','))].join(end) + end, { chunk });
          expect(numbers(table)).toEqual(cells.map((row) => row.map((text) => Number(text) + 0)));
        },
      ),
      { seed: 7, numRuns: 150 },
    );
  });

  it('gives back any text that was written in quotes', async () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .filter((value) => !/[\0-\x08\x0b-\x1f\x7f]/.test(value));
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 30 }),
        async (texts, chunk) => {
          const quoted = texts.map((value) => `1,"t${value.replaceAll('"', '""')}"\n`).join('');
          const table = await csv(`x,label\n${quoted}`, { chunk });
          expect(columnText(table, 1)).toEqual(texts.map((value) => `t${value}`));
        },
      ),
      { seed: 8, numRuns: 150 },
    );
  });

  it('throws nothing but GridsearchError on arbitrary bytes', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .array(fc.constantFrom('a', ',', '"', '\n', '\r', '1', ' ', '\0', 'é', '\ufeff'), { maxLength: 40 })
        .map((parts) => Buffer.from(parts.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 20 }), async (content, chunk) => {
        const outcome = (size: number) =>
          csv(content, { chunk: size }).then(
            (table) => JSON.stringify([table.rows, table.columns]),
            (error: unknown) => {
              if (!(error instanceof GridsearchError)) throw error;
              return error.code;
            },
          );
        expect(await outcome(chunk)).toBe(await outcome(1000));
      }),
      { seed: 9, numRuns: 400 },
    );
  });
});

describe('readCsv on files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gridsearch-csv-'));
    await writeFile(join(folder, 'data.csv'), 'a,y\n1,2\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('reads a file by its path and says nothing on the console', async () => {
    const warn = vi.spyOn(console, 'warn');
    expect(numbers(await readCsv(join(folder, 'data.csv')))).toEqual([[1, 2]]);
    expect(warn).not.toHaveBeenCalled();
  });

  it('names the nearest file when there is none of that name', async () => {
    expect(await problem(readCsv(join(folder, 'date.csv')))).toMatch(
      /^CSV_NOT_FOUND .*there is no file .* \| did you mean "data\.csv"\?$/,
    );
  });

  it('says that a directory is one', async () => {
    expect(await problem(readCsv(folder))).toMatch(/^CSV_NOT_A_FILE .*is a directory/);
  });
});

describe('readCsv on broken files says what, where and what to do', () => {
  it.each<[string, string | Uint8Array, string | RegExp]>([
    ['a short row', 'a,b,y\n1,2,3\n1,2\n', /^CSV_COLUMNS 3:3 2 fields, header has 3 \|/],
    ['a long row', 'a,y\n1,2\n1,2,3\n', /^CSV_COLUMNS 3:5 3 fields, header has 2 \|/],
    [
      'a row with a final delimiter',
      'a,y\n1,2\n1,2,\n',
      'CSV_COLUMNS 3:5 3 fields, header has 2 | the line ends with a delimiter: remove it',
    ],
    ['decimal commas', 'a,y\n1,2\n1,5,2,5\n', /decimal commas/],
    ['nothing', '', /^CSV_EMPTY -:- the file is empty/],
    ['white space only', ' \n\n  \n', /^CSV_EMPTY/],
    ['a header only', 'a,y\n', /^CSV_NO_ROWS 2:- the file has a header and no data rows/],
    ['equal names', 'a,b,a\n1,2,3\n', /^CSV_DUPLICATE_COLUMN 1:5 columns 1 and 3 are both named "a"/],
    ['a header without any name', ',,\n1,2,3\n', /^CSV_UNNAMED_COLUMN 1:1 no column has a name \| .*--skip-rows 1/],
    ['gzip', new Uint8Array([0x1f, 0x8b, 8, 0, 10]), /^CSV_COMPRESSED -:- "data.csv" cannot be unpacked \(gzip\)/],
    ['a zip archive', new Uint8Array([0x50, 0x4b, 3, 4, 10]), /^CSV_COMPRESSED .*zip archive/],
    ['UTF-16 with a mark', Buffer.from('\ufeffa,y\n1,2\n', 'utf16le'), /^CSV_ENCODING .*looks like UTF-16.*iconv/],
    ['UTF-16 without a mark', Buffer.from('a,y\n1,2\n', 'utf16le'), /^CSV_ENCODING .*looks like UTF-16/],
    [
      'Latin-1',
      Buffer.from('x,y\n1,é\n', 'latin1'),
      /^CSV_ENCODING 2:3 byte 0xe9 is not UTF-8 \| if the file is Latin-1/,
    ],
    ['a NUL byte', 'x,y\n1,2\n3,\0\n', /^CSV_ENCODING 3:3 a NUL byte/],
    [
      'an escape character',
      'x,y\n1,a\n2,\x1b[31m\n',
      'CSV_CONTROL_CHARACTER 3:3 the cell "\\u001b[31m" holds a control character (0x1b) | ',
    ],
    ['a control character in a name', 'x\x07,y\n1,2\n', /^CSV_CONTROL_CHARACTER 1:1 the name "x\\u0007"/],
    ['a quote that is never closed', 'x,y\n1,2\n"3,4\n5,6\n', /^CSV_QUOTE 3:1 a quote is opened and never closed/],
    [
      'text after a closing quote',
      'x,y\n1,2\n3,"a"b\n',
      /^CSV_QUOTE 3:3 a quoted cell goes on after its closing quote/,
    ],
    [
      'a quote inside a bare cell',
      'x,y\n1,3" pipe\n',
      /^CSV_QUOTE 2:4 a quote inside a cell that does not begin with one/,
    ],
  ])('%s', async (_, content, expected) => {
    const said = await problem(csv(content));
    if (typeof expected === 'string') expect(said).toBe(expected);
    else expect(said).toMatch(expected);
    expect(await problem(csv(content, { chunk: 5 }))).toBe(said);
  });

  it('counts the lines of quoted cells before the place of an error', async () => {
    expect(await problem(csv('x,y\n"a\nb\nc",1\n2\n'))).toMatch(/^CSV_COLUMNS 5:1 1 field, header has 2/);
    expect(await problem(csv('x,y\n1,1\n"a\nb",1,7\n'))).toMatch(/^CSV_COLUMNS 4:6 3 fields, header has 2/);
  });

  it('says where a quote opened that swallows many lines', async () => {
    const text = `x,y\n${'1,2\n'.repeat(500)}3,"4\n${'5,6\n'.repeat(500)}`;
    expect(await problem(csv(text, { chunk: 64 }))).toMatch(/^CSV_QUOTE 502:3 a quote is opened and never closed/);
  });

  it('refuses a delimiter that is no single character', async () => {
    for (const delimiter of ['', ';;', '"', '\n'])
      expect(await problem(csv('a,y\n1,2\n', { delimiter }))).toMatch(/^CSV_DELIMITER/);
  });

  it('notes a header of numbers, names that nearly agree, and integers past 2^53', async () => {
    expect((await csv('5.1,3.5\n4.9,3.0\n')).notes[0]).toMatch(/looks like data: "5.1" is a number, .*--no-header/);
    expect((await csv('Age,age \n1,2\n')).notes[0]).toBe('columns "Age" and "age" differ only in case or spaces');
    expect((await csv('id,y\n9007199254740993,2\n')).notes[0]).toMatch(
      /column "id" is read as text, as it stands: "9007199254740993" in line 2 .*: numeric\} reads numbers/,
    );
  });
});
