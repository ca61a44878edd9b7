// An outside corpus: csv-spectrum's files and what each of them holds, by other people's reading of RFC 4180.

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/table/csv/read-csv.js';
import { columnNames, columnText } from '../../../src/table/csv/table.js';

const require = createRequire(import.meta.url);
const corpus = dirname(require.resolve('csv-spectrum'));
const names = readdirSync(join(corpus, 'csvs')).map((file) => basename(file, '.csv'));
const pathOf = (name: string): string => join(corpus, 'csvs', `${name}.csv`);
const expected = (name: string): Record<string, string>[] =>
  JSON.parse(readFileSync(join(corpus, 'json', `${name}.json`), 'utf8'));

/**
 * A quote inside a cell that is not quoted, which RFC 4180 does not allow (and its JSON has another telephone number).
 */
const STRAY_QUOTE = 'location_coordinates';
/** A line end is read as a line feed, in a quoted cell too: a file gives the same result whatever its line ends. */
const withLineFeeds = (text: string): string => text.replaceAll('\r\n', '\n');

describe('the files of csv-spectrum', () => {
  it('are the twelve that are known', () => {
    expect(names).toHaveLength(12);
  });

  it.each(names.filter((name) => name !== STRAY_QUOTE))('%s holds what the corpus says, cell by cell', async (name) => {
    const rows = expected(name);
    const headers = Object.keys(rows[0]);
    const table = await readCsv(pathOf(name), { spelled: headers });
    expect(columnNames(table)).toEqual(headers);
    const columns = headers.map((_, j) => columnText(table, j));
    expect(Array.from({ length: table.rows }, (_, i) => columns.map((column) => column[i]))).toEqual(
      rows.map((row) => headers.map((header) => withLineFeeds(row[header]))),
    );
  });

  it(`${STRAY_QUOTE} is refused where the quote stands`, async () => {
    await expect(readCsv(pathOf(STRAY_QUOTE))).rejects.toMatchObject({
      code: 'CSV_QUOTE',
      exitCode: 2,
      where: { line: 2 },
    });
  });
});
