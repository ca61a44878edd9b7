// From a table to predictions with nothing edited by hand: init, fit, predict, through the program. Scores:
// test/oracle/init.py.

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectRefused } from '../input/program.js';
import oracle from '../oracle/init.json' with { type: 'json' };
import { type Run, scratch } from './run.js';
import { runHere as run } from './run-here.js';

const { folder, put } = scratch();

/** A fresh folder to stand in. */
function room(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

/** What init says to type next, as words. */
const nextWords = ({ stderr }: Run): string[] => (/^next: gridsearch (.*)$/m.exec(stderr)?.[1] ?? '').split(' ');

const predictionsOf = ({ stdout }: Run): string[] => stdout.trimEnd().split('\n').slice(1);

describe('init', () => {
  it('with no table writes a demo table and a grid, and what it says next scores as scikit-learn does', async () => {
    const place = room('demo');
    const told = await run(['init'], { folder: place });
    expect(told).toMatchObject({ code: 0, stdout: 'penguins.csv\npenguins.grid.yaml\n' });
    expect(told.stderr).toContain(
      'note: target: "Species" (the last column, "Sex", has 11 missing values; --target NAME chooses another)',
    );
    expect(await run([...nextWords(told), '-q'], { folder: place })).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const { cv_results_, best_params_ } = JSON.parse(readFileSync(join(place, 'penguins.result.json'), 'utf8'));
    expect([0, 1, 2, 3, 4].map((i) => cv_results_[`split${i}_test_score`])).toEqual(oracle.penguins.splits);
    expect(best_params_).toEqual({ model__C: oracle.penguins.best });
    const predicted = await run(['predict', 'penguins.model.json', 'penguins.csv'], { folder: place });
    // The model knows that "." is no sex.
    expect(predicted.code, predicted.stderr).toBe(0);
    expect(predicted.stderr).toMatch(/^note: this is the table that the model was fitted on[^\n]*\n$/);
    expect(predictionsOf(predicted)).toEqual(oracle.penguins.predictions);
  });

  it('takes a regression with holes, "?", an id, dates, a constant and truth values to predictions', async () => {
    const place = room('houses');
    const data = put('houses/houses.csv', oracle.csv);
    const told = await run(['init', 'houses.csv'], { folder: place });
    expect(told).toMatchObject({ code: 0, stdout: 'houses.grid.yaml\n' });
    expect(told.stderr).toContain('note: read as missing values: "?"\n');
    expect(told.stderr).toContain('note: left out: "id" (an id: every row has its own), "listed" (dates are not read');
    expect((await run([...nextWords(told), '-q'], { folder: place })).code).toBe(0);
    const { cv_results_, best_params_ } = JSON.parse(readFileSync(join(place, 'houses.result.json'), 'utf8'));
    expect(best_params_).toEqual({ model__alpha: oracle.houses.best });
    for (const [i, scores] of oracle.houses.splits.entries()) {
      for (const [j, score] of scores.entries()) expect(cv_results_[`split${i}_test_score`][j]).toBeCloseTo(score, 10);
    }
    const predicted = predictionsOf(await run(['predict', join(place, 'houses.model.json'), data, '-q'])).map(Number);
    expect(predicted).toHaveLength(oracle.houses.predictions.length);
    for (const [i, value] of predicted.entries()) expect(value / oracle.houses.predictions[i]).toBeCloseTo(1, 10);
  });

  it('finds out a delimiter, and the model reads new rows with it', async () => {
    const place = room('semicolons');
    const rows = Array.from(
      { length: 24 },
      (_, i) => `${i % 7}.5;${i % 2 === 0 ? 'a' : 'b'};${i % 3 === 0 ? 'yes' : 'no'}`,
    );
    put('semicolons/t.csv', `x;kind;y\n${rows.join('\n')}\n`);
    const told = await run(['init', 't.csv', '-y', 'kind'], { folder: place });
    expect(told).toMatchObject({ code: 0 });
    expect(told.stderr).toContain('delimiter: ";", found out');
    expect((await run([...nextWords(told), '-q'], { folder: place })).code).toBe(0);
    const model = join(place, 't.model.json');
    expect(JSON.parse(readFileSync(model, 'utf8')).data).toEqual({ delimiter: ';' });
    expect(predictionsOf(await run(['predict', model, join(place, 't.csv')]))).toHaveLength(24);
    const commas = put('commas.csv', 'x,y\n3.5,no\n');
    expect(predictionsOf(await run(['predict', model, commas, '--delimiter', ',']))).toHaveLength(1);
  });

  it('never writes over a file unless told to', async () => {
    const place = room('taken');
    put('taken/penguins.grid.yaml', 'mine\n');
    expectRefused(
      await run(['init'], { folder: place }),
      'OUTPUT_EXISTS',
      'penguins.grid.yaml exists already',
      '--out names another file',
    );
    expect(existsSync(join(place, 'penguins.csv'))).toBe(false);
    expect((await run(['init', '-o', 'other.yaml', '-q'], { folder: place })).stdout).toBe(
      'penguins.csv\nother.yaml\n',
    );
    expectRefused(
      await run(['init'], { folder: place }),
      'OUTPUT_EXISTS',
      'penguins.csv exists already',
      'another folder',
    );
    expect(readFileSync(join(place, 'penguins.grid.yaml'), 'utf8')).toBe('mine\n');
    expect((await run(['init', '--force', '-q'], { folder: place })).code).toBe(0);
    expect(readFileSync(join(place, 'penguins.grid.yaml'), 'utf8')).toContain('target: Species');
  });

  it('never writes over the table, even when forced', async () => {
    const data = put('only.csv', 'a,b,y\n1,2,x\n2,1,z\n3,2,x\n4,1,z\n');
    expectRefused(await run(['init', data, '-o', data, '--force']), 'OUTPUT_PATH', 'would overwrite the input');
  });

  it('shows the grid and writes nothing with -o -', async () => {
    const place = room('shown');
    const told = await run(['init', '-o', '-', '-q'], { folder: place });
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toContain('\npipeline:');
    expect(existsSync(join(place, 'penguins.grid.yaml'))).toBe(false);
  });

  it('says what is wrong with what it is asked', async () => {
    expectRefused(await run(['init', '-']), 'USAGE_CONFLICT', 'init reads a file');
    expectRefused(await run(['init', 'a.csv', 'b.csv']), 'USAGE_EXTRA_ARGUMENT', 'init takes [data]');
    expectRefused(await run(['init', '--targets', 'x']), 'USAGE_UNKNOWN_FLAG', 'did you mean "--target"?');
    expectRefused(await run(['init', join(folder, 'nowhere.csv')]), 'CSV_NOT_FOUND');
    const data = put('few.csv', 'a,b,y\n1,2,x\n2,1,z\n3,2,x\n4,1,z\n');
    expectRefused(
      await run(['init', data, '-y', 'z', '-o', join(folder, 'few.yaml')]),
      'DATA_UNKNOWN_COLUMN',
      'target: there is no column "z"',
    );
  });
});
