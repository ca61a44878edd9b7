// The rows C1 to C15 of the reliability plan: broken and hostile CSV files, through the program's run().

import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../src/table/csv/open-source.js';
import { BINARY } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';
import { bench, documentOf, expectPlain, expectRefused, GOOD, withLine } from './program.js';

const { folder, put, fit } = bench();
const ridge = put('ridge.yaml', 'pipeline: [Ridge]\ncv: 2\n');
const nb = put('nb.yaml', 'pipeline: [{scaler: StandardScaler}, {nb: GaussianNB}]\ncv: 3\n');

describe.concurrent('hostile CSV', () => {
  it('C1 a short or long row is refused with its line; a blank one is skipped and told', async () => {
    expectRefused(await fit(withLine(5, '3,1')), 'CSV_COLUMNS', '2 fields, header has 3', /csv:5:3/);
    expectRefused(await fit(withLine(5, '3,1,z,9')), 'CSV_COLUMNS', '4 fields, header has 3', /csv:5:7/);
    expect((await fit(withLine(5, ''))).stderr).toContain('note: line 5 is blank: skipped');
    expect(documentOf(await fit(`${GOOD}\n\n\n`)).data.rows).toBe(8);
  });

  it('C2 a byte-order mark and any line end give the same result as plain line feeds', async () => {
    const lines = GOOD.trimEnd().split('\n');
    const spellings = [
      `\ufeff${GOOD}`,
      lines.join('\r\n'),
      `${lines.join('\r')}\r`,
      lines.map((line, i) => line + ['\n', '\r\n', '\r'][i % 3]).join(''),
      GOOD.trimEnd(),
    ];
    const core = ({ feature_names_in_, cv_results_, best_estimator_ }: ReturnType<typeof documentOf>) => [
      feature_names_in_,
      cv_results_.mean_test_score,
      best_estimator_.steps,
    ];
    const plain = core(documentOf(await fit(GOOD)));
    expect(plain[0]).toEqual(['a', 'b']);
    for (const spelling of spellings) expect(core(documentOf(await fit(spelling)))).toEqual(plain);
  });

  it('C3 UTF-16, Latin-1 and broken UTF-8 are refused with the way to convert them', async () => {
    const utf16 = Buffer.from(`\ufeff${GOOD}`, 'utf16le');
    expectRefused(await fit(utf16), 'CSV_ENCODING', 'looks like UTF-16', 'iconv');
    expectRefused(await fit(Buffer.from(utf16).swap16()), 'CSV_ENCODING', 'looks like UTF-16');
    expectRefused(await fit(utf16.subarray(2)), 'CSV_ENCODING', 'looks like UTF-16');
    expectRefused(
      await fit(Buffer.from(withLine(4, '1,3,é'), 'latin1')),
      'CSV_ENCODING',
      '0xe9 is not UTF-8',
      /csv:4:5/,
      'iconv',
    );
    expectRefused(await fit(Buffer.concat([Buffer.from(GOOD), Buffer.from([0xc3])])), 'CSV_ENCODING', /csv:10:1/);
  });

  it('C4 NUL bytes and control characters are refused with their place, and shown escaped', async () => {
    expectRefused(await fit(withLine(4, '1,\0,x')), 'CSV_ENCODING', 'a NUL byte', /csv:4:3/);
    expectRefused(await fit(withLine(4, '1,\x1b[2J,x')), 'CSV_CONTROL_CHARACTER', '\\u001b[2J', /csv:4:3/);
    expectRefused(await fit(withLine(1, 'a\x07,b,y')), 'CSV_CONTROL_CHARACTER', 'a\\u0007', /csv:1:1/);
  });

  it('C5 unbalanced quotes are refused where they opened; quoted lines are legal and counted', async () => {
    expectRefused(await fit(withLine(4, '"1,3,x')), 'CSV_QUOTE', 'opened and never closed', /csv:4:1/);
    expectRefused(await fit(withLine(4, '1,3",x')), 'CSV_QUOTE', 'a quote inside a cell', /csv:4:4/);
    expectRefused(await fit(withLine(4, '"1"2,3,x')), 'CSV_QUOTE', 'goes on after its closing quote', /csv:4:1/);
    expectRefused(await fit(`${GOOD}"`), 'CSV_QUOTE', /csv:10:1/);
    const many = GOOD.replaceAll(',x', ',"x\nx"');
    expect(documentOf(await fit(many)).classes_).toEqual(['x\nx', 'z']);
    expectRefused(await fit(`${many}1,2\n`), 'CSV_COLUMNS', /csv:14:3/);
  });

  it('C6 files without enough rows are refused with what is needed', async () => {
    expectRefused(await fit(''), 'CSV_EMPTY', 'the file is empty');
    expectRefused(await fit(' \n\n \n'), 'CSV_EMPTY');
    expectRefused(await fit('a,b,y\n'), 'CSV_NO_ROWS', 'a header and no data rows', /csv:2/);
    expectRefused(await fit('a,b,y\n1,2,3\n', ['-g', ridge]), 'CV_TOO_MANY_FOLDS', '2 folds of 1 row');
  });

  it('C7 duplicate names are refused; a column without one, near duplicates and a header of numbers are told', async () => {
    expectRefused(
      await fit(withLine(1, 'a,a,y')),
      'CSV_DUPLICATE_COLUMN',
      'columns 1 and 2 are both named "a"',
      /csv:1:3/,
    );
    expect((await fit(withLine(1, 'a,,y'))).stderr).toContain('column 2 has no name: it is called "Unnamed: 1"');
    expect((await fit(withLine(1, 'Age,age ,y'))).stderr).toContain('differ only in case or spaces');
    expect((await fit('5,3,1\n4,2,0\n3,4,1\n5,1,0\n4,1,1\n')).stderr).toContain('--no-header');
  });

  it('C8 a target that is missing, misspelt or the only column is refused', async () => {
    expectRefused(await fit(GOOD, ['--target', 'q']), 'DATA_UNKNOWN_COLUMN', 'columns: "a", "b", "y"');
    const labels = GOOD.replace(',y\n', ',species\n');
    expectRefused(await fit(labels, ['--target', 'speces']), 'DATA_UNKNOWN_COLUMN', 'did you mean "species"?');
    expectRefused(await fit('y\nx\nz\n'), 'DATA_NO_FEATURES', 'the target "y" is the only column');
  });

  it.each([
    ['1e999', 'it is too large for a double'],
    ['-1e999', 'it is too large for a double'],
    ['Infinity', 'infinite values are not supported'],
    ['0x1F', 'only decimal numbers are read'],
    ['12abc', '"12abc"'],
    ['\u00a01', 'an invisible character stands beside the number'],
  ])('C9 the feature cell %s is no number', async (cell, why) => {
    expectRefused(await fit(withLine(4, `1,${cell},x`)), 'DATA_TEXT_FEATURE', why, /csv:4:3/);
  });

  it('C9 missing cells are counted and shown, and a target beyond all doubles is no class', async () => {
    for (const cell of ['', ' ', 'NA', 'NaN', 'null']) {
      expectRefused(
        await fit(withLine(4, `1,${cell},x`)),
        'DATA_MISSING_VALUES',
        'column "b" holds missing values',
        /csv:4:3/,
      );
    }
    const values = 'a,y\n1,1\n2,2\n3,1e999\n4,1\n5,2\n';
    expectRefused(await fit(values), 'DATA_TARGET_TEXT', 'it is too large for a double', /csv:4:3/);
  });

  it.each([
    ['"1,234"', 'thousands separators are not supported'],
    ['"1.234,5"', 'decimal commas and thousands separators'],
    ['1 000', 'thousands separators are not supported'],
    ['$5', 'currency signs'],
    ['5%', 'percent signs'],
    ['2024-01-31', 'dates are not read'],
  ])('C10 the number %s of another country is refused by name', async (cell, why) => {
    expectRefused(await fit(withLine(4, `1,${cell},x`)), 'DATA_TEXT_FEATURE', why, /csv:4:3/);
  });

  it('C10 an integer past 2^53 makes its column text, which is told', async () => {
    expect((await fit(withLine(4, '1,9007199254740993,x'))).stderr).toContain(
      'column "b" is read as text, as it stands: "9007199254740993" in line 4',
    );
  });

  it('C11 one text cell among 9,999 numbers is found, and others are counted', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `${i},${i % 7},${'xz'[i % 2]}`);
    rows[4321] = '1,oops,x';
    expectRefused(await fit(`a,b,y\n${rows.join('\n')}\n`), 'DATA_TEXT_FEATURE', 'not a number: "oops"', /csv:4323:3/);
    rows[8000] = '1,oops,x';
    expectRefused(await fit(`a,b,y\n${rows.join('\n')}\n`), 'DATA_TEXT_FEATURE', '(and 1 more cell)', /csv:4323:3/);
  });

  it('C12 one class is refused, a rare class is named, a constant target is scored', async () => {
    expectRefused(await fit(GOOD.replaceAll('z', 'x')), 'DATA_ONE_CLASS', 'one class only: "x"');
    expect((await fit(withLine(4, '1,3,q'))).stderr).toContain('class "q" has only 1 member, fewer than the 2 folds');
    expectRefused(await fit(GOOD, ['-g', nb, '--cv', '5']), 'CV_TOO_FEW_MEMBERS', 'the largest has 4', '--cv 4');
    const constant = documentOf(await fit(GOOD.replaceAll(/[xz]/g, '1.5'), ['-g', ridge]));
    expect(constant.cv_results_.mean_test_score).toEqual([1]);
    expect((await fit(withLine(4, '1,3,X'))).stderr).toContain(
      'labels "X" and "x" differ only in case or spaces: two classes',
    );
  });

  it('C13 constant and repeated columns divide by nothing; an empty column is left out, too few rows are refused', async () => {
    const lines = GOOD.trimEnd().split('\n');
    const twice = (make: (line: string, i: number) => string) => `${lines.map(make).join('\n')}\n`;
    for (const text of [
      twice((line, i) => `${i === 0 ? 'c' : '5'},${line}`),
      twice((line, i) => `${i === 0 ? 'c' : line.split(',')[0]},${line}`),
    ]) {
      expect(documentOf(await fit(text)).cv_results_.mean_test_score[0]).toBeGreaterThan(0);
      const grid = put('wide.yaml', 'pipeline: [{s: StandardScaler}, {p: PCA}, {l: LogisticRegression}]\ncv: 2\n');
      expect(documentOf(await fit(text, ['-g', grid])).cv_results_.mean_test_score[0]).toBeGreaterThan(0);
    }
    expect((await fit(twice((line, i) => `${i === 0 ? 'c' : ''},${line}`))).stderr).toContain(
      'column "c" has no values: left out',
    );
    const wide = twice(
      (line, i) =>
        `${Array.from({ length: 30 }, (_, j) => (i === 0 ? `w${j}` : (i * 7 + j * 3) % 11)).join(',')},${line}`,
    );
    const wideGrid = put('pn.yaml', 'pipeline: [{p: PCA}, {l: LogisticRegression}]\ncv: 2\n');
    expect(documentOf(await fit(wide, ['-g', wideGrid])).n_features_in_).toBe(32);
    expectRefused(await fit('a,y\n1,x\n2,z\n', ['-g', nb]), 'CV_TOO_MANY_FOLDS', '3 folds of 2 rows', '--cv 2');
  });

  it('C15 another delimiter is found out, also where the wrong one was given', async () => {
    for (const delimiter of [';', '\t'])
      expect((await fit(GOOD.replaceAll(',', delimiter))).stderr).toContain(
        `note: delimiter: ${JSON.stringify(delimiter)}, found out`,
      );
    expectRefused(await fit(GOOD, ['--delimiter', ';']), 'CSV_DELIMITER', 'no ";" but 2 commas', "--delimiter ','");
    expect(documentOf(await fit(GOOD.replaceAll(',', ';'), ['--delimiter', ';'])).data.rows).toBe(8);
  });
});

describe('C14 sizes and kinds of files', () => {
  it('a cell of 70 MB is refused before it fills the memory', async () => {
    const file = join(folder, 'long.csv');
    const stream = createWriteStream(file);
    stream.write('a,b,y\n1,');
    for (let i = 0; i < 70; i++) stream.write(Buffer.alloc(1 << 20, 0x37));
    await new Promise((resolve) => stream.end(resolve));
    const told = await run(['fit', file, '-g', nb]);
    truncateSync(file);
    expectRefused(told, 'CSV_LINE_TOO_LONG', 'no line end within 64 MiB', /csv:2:1/);
  });

  it('100,000 columns are planned', async () => {
    const columns = Array.from({ length: 100_000 }, (_, j) => j);
    const line = (cell: (j: number) => string, label: string) => `${columns.map(cell).join(',')},${label}\n`;
    const rows = [1, 2, 3, 4, 5, 6].map((i) => line((j) => String((i * j) % 10), 'xz'[i % 2]));
    const file = put('columns.csv', line((j) => `c${j}`, 'y') + rows.join(''));
    const told = await run(['plan', file, '-g', nb, '--format', 'json', '-q']);
    expect(told.stderr).toBe('');
    expect(JSON.parse(told.stdout).splits).toBe(3);
  });

  it('a million rows are read', async () => {
    const chunk = '1,2,x\n2,1,z\n1,3,x\n3,1,z\n'.repeat(250_000);
    const told = await run(['plan', put('rows.csv', `a,b,y\n${chunk}`), '-g', nb, '--format', 'json', '-q']);
    expect(told.stderr).toBe('');
    expect(JSON.parse(told.stdout).splits).toBe(3);
  });

  it('a directory and a damaged gzip file are refused for what they are', async () => {
    mkdirSync(join(folder, 'sub'));
    expectRefused(await run(['fit', join(folder, 'sub'), '-g', nb]), 'CSV_NOT_A_FILE', 'is a directory');
    expectRefused(
      await fit(gzipSync(GOOD).subarray(0, 30)),
      'CSV_COMPRESSED',
      'cannot be unpacked (gzip): unexpected end of file',
    );
    expectRefused(await fit(gzipSync(gzipSync(GOOD))), 'CSV_COMPRESSED', 'compressed twice');
    expectRefused(await run(['fit', join(folder, 'none.csv'), '-g', nb]), 'CSV_NOT_FOUND', 'there is no file');
  });

  it('a compressed file gives the same result as the file, from a path and from standard input', async () => {
    const outcome = async (words: readonly string[], stdin?: Uint8Array) => {
      const { meta, ...document } = documentOf(await run(['fit', ...words, '-g', nb, '-q'], { stdin }));
      return JSON.stringify(document).replace(/"(\w*_time\w*)":(\[[^\]]*\]|[^,]*)/g, '');
    };
    const plain = await outcome([put('plain.csv', GOOD)]);
    expect(await outcome([put('packed.data', gzipSync(GOOD))])).toBe(plain);
    expect(await outcome(['-'], gzipSync(GOOD))).toBe(plain);
  });

  it('a table that will not fit is refused from its first megabyte, a compressed one too', async () => {
    const rows = `a,b,y\n${'1,2,x\n2,1,z\n'.repeat(400_000)}`;
    for (const content of [rows, gzipSync(rows)]) {
      const { code, stdout, stderr } = await fit(content, ['--memory-limit', '16m']);
      expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
      expect(stderr).toMatch(
        /error\[DATA_TOO_LARGE\]: about 800,000 rows of 3 columns need 54\.4 MB of memory, and there are 16\.8 MB/,
      );
    }
  });

  it('more numbers than a process can address are refused from the first megabyte, dropped columns not counted', async () => {
    const names = Array.from({ length: 1000 }, (_, j) => `x${j}`);
    // 6 GB, of which the disk holds the beginning alone: 3,000,000 rows.
    const file = put('huge.csv', `${names.join(',')}\n${`${names.map((_, j) => j % 2).join(',')}\n`.repeat(1000)}`);
    truncateSync(file, 6e9);
    for (const command of ['fit', 'plan']) {
      const { code, stdout, stderr } = await run([command, file, '-g', nb]);
      expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
      expect(stderr).toMatch(
        /error\[DATA_TOO_LARGE\]: about 2,9\d0,000 rows of 999 features are 23\.\d GB of numbers, and one process can address 4\.3 GB/,
      );
      expect(stderr).toMatch(/help: take fewer columns \(--features, --drop; less than 1\d\d\) or fewer rows/);
    }
    const told = await run(['fit', file, '-g', nb, '--features', 'x1*', '--memory-limit', '4g']);
    expect(told.stderr).toMatch(/error\[DATA_TOO_LARGE\]: about .* rows of 1,000 columns need 4\d\.\d GB of memory/);
  });

  it('/dev/stdin and a named pipe are read once', async ({ skip }) => {
    skip(process.platform === 'win32', 'needs named pipes');
    const fifo = join(folder, 'pipe');
    execFileSync('mkfifo', [fifo]);
    const writer = spawn('sh', ['-c', 'cat "$0" > "$1"', put('good.csv', GOOD), fifo]);
    const piped = await run(['fit', fifo, '-g', nb, '-q']);
    writer.kill();
    expect(documentOf(piped).data.rows).toBe(8);
    const shell = `"${process.execPath}" "${BINARY}" fit /dev/stdin -g "${nb}" -q < "${join(folder, 'good.csv')}"`;
    expect(JSON.parse(execFileSync('sh', ['-c', shell], { encoding: 'utf8' })).data.rows).toBe(8);
  });

  it('a file that shrinks while it is read ends where it ends', async () => {
    const file = put('shrinks.csv', Buffer.alloc(8 << 20, 0x31));
    const source = await openSource(file);
    const buffer = new Uint8Array(1 << 20);
    let bytes = await source.read(buffer);
    truncateSync(file, 1 << 20);
    for (let read = -1; read !== 0; bytes += read) read = await source.read(buffer);
    await source.close();
    expect(bytes).toBeLessThan(8 << 20);
  });

  it('nothing that a file says moves the cursor', async () => {
    const told = await fit('\u009b31m,b\u202e,y\n1,2,x\n2,text\u0085,z\n');
    expect(told.code).toBe(2);
    expectPlain(told.stderr);
  });
});
