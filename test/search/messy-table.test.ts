// A table with text, truth values, holes, an id and an empty column, from fit to predict, against scikit-learn
// (test/oracle/messy.py).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runHere as run } from '../cli/run-here.js';
import { bench, documentOf, expectRefused } from '../input/program.js';
import oracle from '../oracle/messy.json' with { type: 'json' };

const { folder, put } = bench();
const data = put('messy.csv', oracle.csv);
const model = join(folder, 'model.json');
// More of its cells are numbers than text: nobody could tell that they are not meant as such.
const types = { size: 'categorical' };
const steps = [
  { fill: { SimpleImputer: { strategy: 'most_frequent' } } },
  { code: { OneHotEncoder: { handle_unknown: 'ignore' } } },
  { logistic: 'LogisticRegression' },
];
const grid = put(
  'grid.json',
  JSON.stringify({ data: { types }, pipeline: steps, param_grid: { logistic__C: oracle.C }, cv: 3 }),
);
let told: Awaited<ReturnType<typeof run>>;

beforeAll(async () => {
  told = await run(['fit', data, '-g', grid, '--model', model]);
});

describe('a messy table', () => {
  it('has the scores that scikit-learn gives it', () => {
    const { cv_results_, best_params_ } = documentOf(told);
    expect([0, 1, 2].map((i) => cv_results_[`split${i}_test_score`])).toEqual(oracle.splits);
    expect(best_params_).toEqual({ logistic__C: oracle.best });
  });

  it('leaves out what nothing can be learnt from, and says so', () => {
    expect(documentOf(told).feature_names_in_).toEqual(['city', 'on', 'size']);
    expect(told.stderr).toContain('note: column "key": every row has a text of its own: taken for an id and left out');
    expect(told.stderr).toContain('note: column "empty" has no values: left out');
  });

  it('gives a model that carries its dictionaries', () => {
    expect(JSON.parse(readFileSync(model, 'utf8')).columns_).toEqual([
      { name: 'city', kind: 'categorical', dictionary: ['New York, NY', 'Oslo', 'Rome', 'the "Hague"', 'Ålesund'] },
      { name: 'on', kind: 'boolean', dictionary: [] },
      { name: 'size', kind: 'categorical', dictionary: ['12', '7', 'many'] },
    ]);
  });

  it('and predicts new rows with holes and an unknown city as scikit-learn does', async () => {
    const { stdout, stderr } = await run([
      'predict',
      model,
      put('new.csv', oracle.new),
      '--proba',
      '--format',
      'ndjson',
    ]);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ prediction }) => prediction)).toEqual(oracle.predictions);
    // Neither solver goes to the last bit: ours stops at a gradient of 1e-6 × C × rows.
    for (const [i, { proba_yes }] of rows.entries()) expect(proba_yes).toBeCloseTo(oracle.probabilities[i], 5);
    expect(stderr).toContain('column "city": 1 row has a category that the model was not fitted on: "Paris"');
  });

  it('is the same to the byte with nothing shared, and on two workers', async () => {
    const core = async (...words: string[]) => {
      const { meta, graph, ...document } = documentOf(await run(['fit', data, '-g', grid, '-q', ...words]));
      return JSON.stringify(document).replace(/"\w*_time\w*":(\[[^\]]*\]|[^,]*)/g, '');
    };
    const once = await core();
    expect(await core('--no-share')).toBe(once);
    expect(await core('-j', '2')).toBe(once);
  });

  it('is refused, with the place of the first such cell, where a step reads numbers', async () => {
    const plain = put(
      'plain.yaml',
      'data: {types: {size: categorical}}\npipeline: [StandardScaler, LogisticRegression]\ncv: 3\n',
    );
    expectRefused(
      await run(['fit', data, '-g', plain, '-q']),
      'DATA_TEXT_FEATURE',
      'StandardScaler reads numbers',
      /messy\.csv:2:7/,
    );
    const encoded = put(
      'encoded.yaml',
      'data: {types: {size: categorical}}\npipeline: [OneHotEncoder, LogisticRegression]\ncv: 3\n',
    );
    expect(
      documentOf(await run(['fit', data, '-g', encoded, '--features', 'c*,size', '-q'])).feature_names_in_,
    ).toEqual(['city', 'size']);
  });

  it.each([
    ['a name that is no feature', [{ name: 'town', kind: 'categorical', dictionary: [] }]],
    ['a column twice', Array(2).fill({ name: 'on', kind: 'boolean', dictionary: [] })],
    ['a category twice', [{ name: 'city', kind: 'categorical', dictionary: ['a', 'a'] }]],
    ['truth values with a dictionary', [{ name: 'on', kind: 'boolean', dictionary: ['yes'] }]],
    ['an unknown kind', [{ name: 'on', kind: 'date', dictionary: [] }]],
    ['no list', { city: [] }],
  ])('has no model with %s in columns_', async (_what, columns) => {
    const document = JSON.parse(readFileSync(model, 'utf8'));
    delete document.trained.sha256;
    const damaged = put('damaged.json', JSON.stringify({ ...document, columns_: columns }));
    expectRefused(await run(['predict', damaged, data, '-q']), 'MODEL_INVALID', 'columns_ must be a list');
  });
});
