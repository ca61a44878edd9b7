// Where a table begins and what separates its cells: what its first lines tell, and what was said of them. Both readers
// (with the scanner and without) must agree on all of it: csv() asks both.
import { describe, expect, it } from 'vitest';
import { csv, numbers, problem } from './csv.js';

const names = async (...args: Parameters<typeof csv>) => (await csv(...args)).columns.map(({ name }) => name);

describe('what separates cells is found out', () => {
  it.each([
    ['semicolons', 'a;b;y\n1;2;3\n4;5;6\n', ';'],
    ['tabs', 'a\tb\ty\n1\t2\t3\n4\t5\t6\n', '\t'],
    ['vertical bars', 'a|b|y\n1|2|3\n4|5|6\n', '|'],
    ['runs of blanks', 'a b   y\n  1  2 3\n  4  5 6\n', 'whitespace'],
  ])('%s, which is told', async (_, text, delimiter) => {
    const table = await csv(text);
    expect([table.delimiter, table.notes[0]]).toEqual([delimiter, expect.stringMatching(/^delimiter: .*, found out$/)]);
    expect(numbers(table)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('commas without a word, also where texts hold semicolons', async () => {
    const table = await csv('a,b\n1,x;y\n2,z;w\n');
    expect([table.delimiter, table.notes]).toEqual([undefined, []]);
  });

  it('semicolons where numbers have decimal commas, with a header or without', async () => {
    expect((await csv('x;y\n0,5;1,5\n2,25;3\n')).delimiter).toBe(';');
    expect(await names('0,5;1,5\n2,25;3,5\n', { header: false })).toEqual(['x1', 'x2']);
  });

  it('by the line that Excel writes, which is skipped', async () => {
    const table = await csv('sep=;\na;y\n1;2\n');
    expect([numbers(table), table.notes]).toEqual([[[1, 2]], ['delimiter: ";", as line 1 says (sep=)']]);
  });
});

describe('blanks as a delimiter', () => {
  it('are any run of them, those at both ends do not count, and quotes keep them', async () => {
    const table = await csv('"a b"  y\n\t1   2 \n3\t\t"x  y"\n', { delimiter: 'whitespace' });
    expect(table.columns.map(({ name }) => name)).toEqual(['a b', 'y']);
    expect(table.columns[1].spelling?.dictionary).toEqual(['2', 'x  y']);
  });
});

describe('lines around a table', () => {
  it.each([
    [
      'a title that a spreadsheet filled up',
      'Sales 2023,,\n,,\nx,z,y\n1,2,a\n3,4,b\n',
      /line 1 .*Sales.*header is in line 3: --skip-rows 2/,
    ],
    ['a title alone in its line', 'Sales 2023\n\nx,z,y\n1,2,a\n3,4,b\n', /header is in line 3: --skip-rows 2/],
    ['remarks', '# source: a\n# of b\nx,z,y\n1,2,a\n3,4,b\n', /a remark.*header is in line 3: --comment '#'/],
    [
      'counts before rows without names',
      '3,2,a\n1,2,3,4,0\n5,6,7,8,1\n9,1,2,3,1\n',
      /rows begin in line 2, without names: --skip-rows 1 --no-header/,
    ],
  ])('%s: named, with what skips them', async (_, text, said) => {
    expect(await problem(csv(text))).toMatch(said);
    expect(await problem(csv(text))).toMatch(/^CSV_TITLE/);
  });

  it('are skipped where that is said, and lines keep their numbers', async () => {
    const text = 'Sales 2023,"\n,,\nx,z,y\n1,2,3\n# a "remark"\n4,5,6\n\nTotal,,9\n';
    const table = await csv(text, { skipRows: 2, comment: '#', skipFooter: 1 });
    expect(numbers(table)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(table.lineJumps).toEqual([
      [0, 4],
      [1, 6],
    ]);
  });

  it('are suggested where a row is no row', async () => {
    expect(await problem(csv('x,y\n1,2\n3,4\n\nSource: somebody\n'))).toMatch(/^CSV_COLUMNS 5:1 .*--skip-footer 1/s);
    expect(await problem(csv(`x,y\n${'1,2\n'.repeat(60)}# remark\n`))).toMatch(/^CSV_COLUMNS 62:1 .*--comment '#'/s);
  });

  it('blank lines among rows are skipped and counted, those at the end are nobody’s business', async () => {
    const table = await csv('a,y\n1,2\n\n  \n3,4\n\n5,6\n\n\n');
    expect(numbers(table)).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(table.notes).toEqual(['3 blank lines among the rows are skipped (the first is line 3)']);
  });
});

describe('a file without a header', () => {
  it('gets names where that is said', async () => {
    const table = await csv('1,2\n3,4\n', { header: false });
    expect(table.columns.map(({ name }) => name)).toEqual(['x1', 'x2']);
    expect([numbers(table).length, table.lineJumps, table.notes]).toEqual([2, [[0, 1]], []]);
  });

  it('is told by a name that is a number, or a value of its column', async () => {
    expect((await csv('5.1,Iris-setosa\n4.9,Iris-setosa\n')).notes).toEqual([
      expect.stringMatching(/"5.1" is a number, "Iris-setosa" is a value of its column; .*--no-header/),
    ]);
    expect((await csv('country,1999,2000\na,1,2\n')).notes).toEqual([]);
    expect(await problem(csv('1,1,0\n0,0,0\n'))).toMatch(/^CSV_DUPLICATE_COLUMN .*looks like data.*--no-header/s);
  });
});

describe('columns without a name', () => {
  it('are the index of pandas, the row names of R, or empty: told, and marked where they say nothing', async () => {
    const index = await csv(',a,y\n0,1,2\n1,3,4\n');
    expect(index.columns.map(({ name, leftOut }) => [name, leftOut])).toEqual([
      ['Unnamed: 0', 'the number of the row'],
      ['a', undefined],
      ['y', undefined],
    ]);
    const rows = await csv('"a","y"\n"p",1,2\n"q",3,4\n');
    expect(rows.columns.map(({ name, leftOut }) => [name, leftOut])).toEqual([
      ['Unnamed: 0', 'the names of the rows'],
      ['a', undefined],
      ['y', undefined],
    ]);
    const empty = await csv('a,y,,\n1,2,,\n3,4,,\n');
    expect(empty.columns.map(({ leftOut }) => leftOut)).toEqual([undefined, undefined, 'no values', 'no values']);
    expect(empty.notes).toEqual(['2 columns have neither name nor values (the first is column 3): left out']);
  });

  it('are columns like others where they hold something', async () => {
    const table = await csv('a,,y\n1,7,2\n3,9,4\n');
    expect(table.columns[1]).toMatchObject({ name: 'Unnamed: 1' });
    expect(table.columns[1].leftOut).toBeUndefined();
    expect(table.notes).toEqual(['column 2 has no name: it is called "Unnamed: 1"']);
  });
});

describe('what is no CSV', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ['a JSON list', '[{"a": 1}]', /CSV_FORMAT .*JSON, a list of objects \| jq -r/],
    ['NDJSON', '{"a": 1}\n{"a": 2}\n', /CSV_FORMAT .*NDJSON.* \| jq -rs/],
    ['JSON', '{"a": [1,\n2]}', /CSV_FORMAT .*JSON \| python3/],
    ['HTML', '<!DOCTYPE html>\n<html>', /CSV_FORMAT .*HTML.*curl -L/],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\n', /CSV_FORMAT .*Git LFS.*git lfs pull/],
    ['bzip2', Buffer.from('BZh91AY'), /CSV_COMPRESSED .*bzip2 \| bzip2 -dc/],
    ['xz', Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), /CSV_COMPRESSED .*xz \| xz -dc/],
    ['a zip archive', Uint8Array.of(0x50, 0x4b, 3, 4, 20), /CSV_COMPRESSED .*zip archive \| unzip -p/],
    ['Excel', Buffer.from('PK\u0003\u0004....[Content_Types].xml'), /CSV_COMPRESSED .*Excel workbook.*read_excel/],
    ['Parquet', Buffer.from('PAR1....'), /CSV_FORMAT .*Parquet file.*read_parquet/],
  ])('%s is named, with the line to type', async (_, content, said) => {
    expect(await problem(csv(content))).toMatch(said);
  });
});
