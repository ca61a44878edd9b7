// Which columns a draft takes, what it predicts, and that its text is a grid: for any table, and with its comments
// taken at their word.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftFor } from '../../src/init/draft.js';
import { draftGrid } from '../../src/init/draft-grid.js';
import { missingTokens } from '../../src/init/missing-tokens.js';
import { surveyTable } from '../../src/init/survey.js';
import { planSearch } from '../../src/search/plan-search.js';
import { readCsv } from '../../src/table/csv/read-csv.js';
import { scratch } from '../cli/run.js';

const { folder, put } = scratch();

/** A table of columns: name → cell of row i. */
function csvOf(rows: number, columns: Readonly<Record<string, (i: number) => string | number>>): string {
  const names = Object.keys(columns);
  const lines = Array.from({ length: rows }, (_, i) => names.map((name) => columns[name](i)).join(','));
  return `${[names.join(','), ...lines].join('\n')}\n`;
}

const tableOf = (rows: number, columns: Parameters<typeof csvOf>[1]) => readCsv(put('table.csv', csvOf(rows, columns)));

/** A column that is of use to nobody's suspicion. */
const plain = (i: number) => ((i * 7) % 11) + 0.5;

describe('a survey', () => {
  it('takes numbers, truth values and texts for what they are', async () => {
    const table = await tableOf(30, { n: plain, t: (i) => ['a', 'b', ''][i % 3], b: (i) => ['true', 'false'][i % 2] });
    expect(surveyTable(table).map(({ kind, missing, distinct }) => [kind, missing, distinct])).toEqual([
      ['numeric', 0, 11],
      ['categorical', 10, 2],
      ['boolean', 0, 2],
    ]);
  });

  it.each<[string, string, (i: number) => string | number, string]>([
    ['an empty column', 'c', () => '', 'no values'],
    ['a constant', 'c', () => 4, 'the same value in every row'],
    ['a constant text', 'c', () => 'a', 'the same value in every row'],
    ['numbers of rows', 'c', (i) => i + 1, 'the number of the row'],
    ['a number called id, of its own in every row', 'House_ID', (i) => 7 * i + 100, 'an id: every row has its own'],
    ['texts of their own', 'c', (i) => `person ${i}`, 'an id: nearly every row has its own'],
    [
      'dates',
      'c',
      (i) => `2020-01-${10 + i}`,
      'dates are not read: turn them into numbers (year, month, days since …)',
    ],
    ['decimal commas', 'c', (i) => `"${i},5"`, '"0,5" is no number: decimal commas are not supported; write 1.5'],
    ['an id that comes back', 'patientId', (i) => i % 6, 'says whose row it is, not what it is like'],
  ])('leaves out %s, and says why', async (_what, name, cell, why) => {
    const [column] = surveyTable(await tableOf(20, { [name]: cell, n: plain }));
    expect([column.kind, column.why]).toEqual(['none', why]);
  });

  it('keeps whole numbers that are no numbers of rows, and real numbers however they are called', async () => {
    const table = await tableOf(20, { year: (i) => 1990 + i, id: (i) => i / 4, n: plain });
    expect(surveyTable(table).map(({ kind }) => kind)).toEqual(['numeric', 'numeric', 'numeric']);
  });
});

describe('missing values that nobody named', () => {
  const found = async (cells: readonly string[]) => missingTokens(await tableOf(cells.length, { c: (i) => cells[i] }));

  it('are signs among numbers, and among texts with letters', async () => {
    expect(await found(['1', '2', '?', '3', 'unknown'])).toEqual(['?', 'unknown']);
    expect(await found(['MALE', 'FEMALE', '.', 'MALE'])).toEqual(['.']);
  });

  it('are not signs that mean something, nor words among words', async () => {
    expect(await found(['+', '-', '+'])).toEqual([]);
    expect(await found(['yes', 'no', 'unknown'])).toEqual([]);
    expect(await found(['1', '2', '3', 'many'])).toEqual([]);
  });

  it('are none where another column means the same sign', async () => {
    expect(missingTokens(await tableOf(4, { a: (i) => [1, '-', 3, 4][i], b: (i) => ['+', '-'][i % 2] }))).toEqual([]);
  });
});

describe('the target', () => {
  const chosen = async (columns: Parameters<typeof csvOf>[1]) => draftFor(await tableOf(20, columns)).target.name;
  const classes = (i: number) => ['a', 'b'][i % 2];

  it('is the last column', async () => {
    expect(await chosen({ n: plain, kind: classes, m: plain })).toBe('m');
  });

  it('is a column that is called so', async () => {
    expect(await chosen({ Class: classes, n: plain, m: plain })).toBe('Class');
  });

  it('is another one where the last has holes, is an id or a constant: a likely one, else the last that will do', async () => {
    expect(
      await chosen({ survived: classes, n: plain, kind: classes, cabin: (i) => (i === 3 ? '' : 'abc'[i % 3]) }),
    ).toBe('survived');
    expect(await chosen({ n: plain, kind: classes, name: (i) => `person ${i}` })).toBe('kind');
    expect(await chosen({ n: plain, kind: classes, one: () => 1 })).toBe('kind');
  });

  it('is the last one though it has holes, where no other is likelier', async () => {
    const holes = (i: number) => (i === 0 ? '' : plain(i));
    expect(await chosen({ a: holes, b: holes })).toBe('b');
  });

  it('is refused where it leaves nothing to predict it from', async () => {
    await expect(chosen({ id: (i) => i, n: plain })).rejects.toMatchObject({ code: 'DATA_NO_FEATURES' });
  });
});

const LAST = Array.from({ length: 24 }, (_, i) => 'ab'[i % 2]);

async function drafted(csv: string, name: string): Promise<{ readonly data: string; readonly text: string }> {
  const data = put(`${name}.csv`, csv);
  const { text } = await draftGrid({ data, file: `${name}.csv`, command: `gridsearch fit ${name}.csv` });
  return { data, text };
}

async function candidatesOf(data: string, text: string): Promise<number> {
  const grid = join(folder, 'any.yaml');
  writeFileSync(grid, text);
  return (await planSearch({ data, grid })).report.candidates;
}

describe('the text of a draft', () => {
  it('scores classes of very different size by more than accuracy', async () => {
    const { data, text } = await drafted(csvOf(60, { n: plain, y: (i) => (i % 10 === 0 ? 'yes' : 'no') }), 'skewed');
    expect(text).toContain('scoring: [balanced_accuracy, roc_auc]');
    expect(text).toContain('90 % of the rows');
    expect(await candidatesOf(data, text)).toBe(14);
  });

  it.each([
    ['classification', (i: number) => ['a', 'b', 'c'][i % 3], 7 + 7 + 4 + 1],
    ['regression', (i: number) => i * 1.5, 7 + 5 + 4],
  ])('offers other models of a %s that work when the comments are taken off', async (_task, y, candidates) => {
    const { data, text } = await drafted(csvOf(30, { n: plain, m: (i) => (i % 4 === 0 ? '' : i % 5), y }), 'models');
    const [head, tail] = text.split(/^# More models.*\n/m);
    const other = head.replace(/^param_grid:(.*\n {2}.*)*/m, '') + tail.replace(/^# /gm, '');
    expect(await candidatesOf(data, other)).toBe(candidates);
  });

  it('offers folds by group, and by time, that work when the comments are taken off', async () => {
    const columns = {
      patient_id: (i: number) => `p${i % 8}`,
      day: (i: number) => `2020-01-${10 + (i % 20)}`,
      n: plain,
      y: (i: number) => 'ab'[i % 2],
    };
    const { data, text } = await drafted(csvOf(40, columns), 'groups');
    const without = text.replace(/^cv:.*\n/m, '');
    const grouped = without.replace(/^ {2}# group/m, '  group').replace(/^# (cv: \{StratifiedGroupKFold)/m, '$1');
    expect(grouped).toMatch(/^ {2}group: patient_id[\s\S]*^cv: \{StratifiedGroupKFold/m);
    expect(await candidatesOf(data, grouped)).toBe(7);
    const timed = without.replace(/^# (cv: \{TimeSeriesSplit)/m, '$1');
    expect(timed).toMatch(/^cv: \{TimeSeriesSplit/m);
    expect(await candidatesOf(data, timed)).toBe(7);
  });

  it('is a grid for any table, whatever its columns are called and hold', async () => {
    const name = fc.oneof(
      fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
      fc.constantFrom('id', 'null', 'a: b', '# x', "it's", 'a"b', '*', '-', '1', 'ß'),
    );
    const cells = fc.oneof(
      fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map(String), { minLength: 24, maxLength: 24 }),
      fc.array(fc.constantFrom('1', '2', '3', ''), { minLength: 24, maxLength: 24 }),
      fc.array(fc.constantFrom('red', 'blue', '?', 'a, b', ''), { minLength: 24, maxLength: 24 }),
      fc.array(fc.constantFrom('true', 'false', ''), { minLength: 24, maxLength: 24 }),
      fc.constant(Array.from({ length: 24 }, (_, i) => `2021-02-${10 + (i % 9)}`)),
    );
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const usable = (text: string) =>
      !['', 'plain', 'last'].includes(text.trim()) && !/[\u0000-\u001f\u007f]/.test(text) && !/\p{Cs}/u.test(text);
    const columns = fc.uniqueArray(fc.tuple(name.filter(usable), cells), {
      minLength: 2,
      maxLength: 6,
      selector: ([title]) => title.trim(),
    });
    await fc.assert(
      fc.asyncProperty(columns, async (made) => {
        // Something to predict, and something to predict it from.
        const all = [
          ...made,
          ['plain', Array.from({ length: 24 }, (_, i) => String(plain(i)))] as const,
          ['last', LAST] as const,
        ];
        const lines = Array.from({ length: 24 }, (_, i) => all.map(([, list]) => quoted(list[i])).join(','));
        const csv = `${[all.map(([title]) => quoted(title)).join(','), ...lines].join('\n')}\n`;
        const draft = await drafted(csv, 'any');
        expect(await candidatesOf(draft.data, draft.text)).toBeGreaterThanOrEqual(7);
      }),
      { numRuns: 120, seed: 6 },
    );
  });
});
