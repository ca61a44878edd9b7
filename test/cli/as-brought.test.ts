// Tables as people bring them, through the commands: what is read at the fit is read alike by predict and score, and
// what goes out is what came in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from './run.js';
import { runHere as run } from './run-here.js';

const { folder, put } = scratch();
const QUIET = ['-q', '--no-json'];

/** A table of 24 rows: what stands in each. */
const table = (header: string, row: (i: number) => string): string =>
  `${header}\n${Array.from({ length: 24 }, (_, i) => row(i)).join('\n')}\n`;
const grid = (data: string, model = 'GaussianNB') => put('grid.yaml', `data: ${data}\npipeline: [${model}]\ncv: 2\n`);

async function fitted(data: string, ...words: string[]): Promise<{ readonly model: string; readonly told: string }> {
  const model = join(folder, 'model.json');
  const { code, stderr } = await run(['fit', data, ...words, '--no-json', '--model', model]);
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  return { model, told: stderr };
}

describe('what goes out is what came in', () => {
  it('--keep copies cells as they stand, and a prediction equals its label', async () => {
    const cells = ['1.50', '1e3', '-0.0', 'NA'];
    const data = put(
      'keep.csv',
      table('id,p,x,y', (i) => `000${i},${cells[i % 4]},${i % 2},0${i % 2}`),
    );
    const { model } = await fitted(data, '-g', grid('{id: [id, p]}'));
    const kept = await run(['predict', model, data, '-q', '--keep', 'id,p']);
    expect(kept.stdout.split('\n').slice(0, 5)).toEqual([
      'id,p,prediction',
      '0000,1.50,00',
      '0001,1e3,01',
      '0002,-0.0,00',
      '0003,NA,01',
    ]);
    const lines = await run(['predict', model, data, '-q', '--keep', 'x', '--format', 'ndjson']);
    expect(lines.stdout.split('\n')[1]).toBe('{"x":1,"prediction":"01"}');
    const scored = await run(['score', model, data, '-q']);
    expect(JSON.parse(scored.stdout)).toEqual({ accuracy: 1 });
  });

  it('guards spreadsheets from formulas only where that is asked for', async () => {
    const data = put(
      'formula.csv',
      table('x,y', (i) => `${i % 2},${i % 2 ? '=1+1' : '-a'}`),
    );
    const { model } = await fitted(data, '-g', grid('{}'));
    expect((await run(['predict', model, data, '-q'])).stdout).toMatch(/^prediction\n-a\n=1\+1\n/);
    expect((await run(['predict', model, data, '-q', '--guard-formulas'])).stdout).toMatch(
      /^prediction\n'-a\n'=1\+1\n/,
    );
  });
});

describe('a model reads new files as its own', () => {
  it('decimal commas, units and blanks; kept in the model', async () => {
    const data = put(
      'comma.csv',
      table('x;w;y', (i) => `${i % 2},${i + 1};${i} kg;${i % 2 ? 'a' : 'b'}`),
    );
    const grid = put(
      'comma.yaml',
      'data: {decimal: ",", types: {w: {number: {suffix: kg}}}}\npipeline: [GaussianNB]\ncv: 2\n',
    );
    const { model, told } = await fitted(data, '-g', grid);
    expect(told).toContain('note: delimiter: ";", found out');
    expect(JSON.parse(readFileSync(model, 'utf8'))).toMatchObject({
      data: { decimal: ',', numbers: { w: { suffix: 'kg' } } },
    });
    const scores = await run(['score', model, data, '-q']);
    expect([scores.code, scores.stderr]).toEqual([0, '']);
  });

  it('text as it stands where a column is declared categorical', async () => {
    const data = put(
      'text.csv',
      table('c,y', (i) => `${['7', '07', '7.0'][i % 3]},${'abc'[i % 3]}`),
    );
    const grid = put(
      'text.yaml',
      'data: {types: {c: categorical}}\npipeline: [OneHotEncoder, LogisticRegression]\ncv: 2\n',
    );
    const { model } = await fitted(data, '-g', grid);
    const document = JSON.parse(readFileSync(model, 'utf8'));
    expect([document.columns_[0].dictionary, document.data]).toEqual([['07', '7', '7.0'], { text: ['c'] }]);
    expect(JSON.parse((await run(['score', model, data, '-q'])).stdout)).toEqual({ accuracy: 1 });
  });

  it('files without a header', async () => {
    const data = put('bare.csv', Array.from({ length: 20 }, (_, i) => `${i % 2},${i},${'ab'[i % 2]}`).join('\n'));
    const { model } = await fitted(data, '-g', grid('{}'), '--no-header');
    expect(JSON.parse(readFileSync(model, 'utf8'))).toMatchObject({ feature_names_in_: ['x1', 'x2'], target: 'x3' });
    expect(JSON.parse((await run(['score', model, data, '-q'])).stdout)).toEqual({ accuracy: 1 });
  });
});

describe('rows without a target', () => {
  const data = () =>
    put(
      'holes.csv',
      table('x,y', (i) => `${i % 2},${i % 6 === 5 ? '' : 'ab'[i % 2]}`),
    );

  it('are refused with what leaves them out, and left out and counted where that is said', async () => {
    const refused = await run(['fit', data(), '-g', grid('{}'), ...QUIET]);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/4 missing values.*--drop-missing-target/s),
    ]);
    const { model, told } = await fitted(data(), '-g', grid('{}'), '--drop-missing-target');
    expect(told).toContain('note: 4 of 24 rows are left out, without a value of the target "y" (the first is line 7)');
    expect(JSON.parse(readFileSync(model, 'utf8')).trained.rows).toBe(20);
    const scored = await run(['score', model, data()]);
    expect([scored.code, scored.stderr]).toEqual([0, expect.stringContaining('4 of 24 rows are left out')]);
  });

  it('are no such rows where NA is a value, which the refusal says', async () => {
    const regions = put(
      'regions.csv',
      table('x,y', (i) => `${i % 2},${['EU', 'NA'][i % 2]}`),
    );
    const refused = await run(['fit', regions, '-g', grid('{}'), ...QUIET]);
    expect(refused.stderr).toContain('data: {na_values: {only: [""]}}');
    const { model } = await fitted(regions, '-g', grid('{na_values: {only: [""]}}'));
    expect(JSON.parse(readFileSync(model, 'utf8'))).toMatchObject({
      classes_: ['EU', 'NA'],
      data: { na_values: { only: [''] } },
    });
    expect(JSON.parse((await run(['score', model, regions, '-q'])).stdout)).toEqual({ accuracy: 1 });
  });
});

describe('a target that is spelled as numbers are elsewhere', () => {
  it.each([
    ['2,37', (i: number) => `${i},${i % 7}5`, /decimal: ","/],
    ['$43,652', (i: number) => `"$4${i % 10},652"`, /prefix: "\$"/],
    ['20 kg', (i: number) => `${i} kg`, /suffix: "kg"/],
  ])('%s is never classes without a word', async (_, cell, advice) => {
    const data = put(
      'price.csv',
      table('x;price', (i) => `${i};${cell(i)}`),
    );
    const { code, stderr } = await run(['fit', data, '-g', grid('{}', 'Ridge'), ...QUIET]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/DATA_TARGET_TEXT/)]);
    expect(stderr).toMatch(advice);
  });
});

describe('init', () => {
  const drafted = async (name: string, text: string): Promise<string> => {
    const told = await run(['init', put(name, text), '-o', '-', '-q']);
    expect([told.code, told.stderr]).toEqual([0, '']);
    return told.stdout;
  };

  it('writes how numbers are read, with such a cell, and codes and scales as text, with the reason', async () => {
    const text = await drafted(
      'spellings.csv',
      table('pop,w,zip_code,dependents,x,y', (i) =>
        [
          `"${i + 1},${100 + i}"`,
          `${i}.5 kg`,
          90_000 + (i % 9),
          ['0', '1', '2', '3+'][(i * 3) % 4],
          i / 2,
          'ab'[i % 2],
        ].join(','),
      ),
    );
    expect(text).toMatch(/pop: \{number: \{thousands: ","\}\} +# such as 1,100/);
    expect(text).toMatch(/w: \{number: \{suffix: "kg"\}\}/);
    expect(text).toMatch(/zip_code: categorical +# a code by its name/);
    expect(text).toMatch(/dependents: categorical +# few values, "3\+" among numbers/);
  });

  it('keeps a last column with holes, and writes that its rows are left out', async () => {
    const text = await drafted(
      'init-holes.csv',
      table('x,z,out', (i) => `${i % 5},${i},${i === 3 ? '' : i * 1.5}`),
    );
    expect(text).toMatch(/target: out .*\n {2}drop_missing_target: true +# 1 row without a target/);
  });

  it('reads decimal commas in the whole file by one key', async () => {
    const text = await drafted(
      'init-comma.csv',
      table('x;z;y', (i) => `0,${i}1;${i % 9},${100 + i};${'ab'[i % 2]}`),
    );
    expect(text).toContain('  delimiter: ";"\n  decimal: ","\n');
  });

  it('stops with what reads a last column of dirty numbers, and takes no other', async () => {
    const dirty = put(
      'dirty.csv',
      table('x,z,price', (i) => `${i % 5},${i},${i === 3 ? '7 approx' : i * 1.5}`),
    );
    const { code, stderr } = await run(['init', dirty, '-o', '-']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/the last column, likely the target.*--na.*--target NAME/s),
    ]);
  });
});
