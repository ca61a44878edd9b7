// What is told of new rows, classes and scores: with what to type for the command at hand.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { flagWord } from '../../src/base/flag-word.js';
import { scratch } from './run.js';
import { runHere as run } from './run-here.js';

const { folder, put } = scratch();
const rowOf = (i: number) => `${(i * 7) % 11},${(i * 5) % 13},${(i * 7) % 11 > 5 ? 'stay' : 'churn'}`;
const table = put('t.csv', `x,z,y\n${Array.from({ length: 60 }, (_, i) => rowOf(i)).join('\n')}\n`);
const grid = put('g.yaml', 'pipeline: [StandardScaler, {model: LogisticRegression}]\ncv: 3\nscoring: f1\n');
const model = join(folder, 'm.json');
const result = join(folder, 'r.json');
let stderr = '';

beforeAll(async () => {
  ({ stderr } = await run(['fit', table, '-g', grid, '-j', '1', '-o', result, '--model', model]));
});

describe('a search', () => {
  it('tells which class is the positive one of a metric that knows one', () => {
    expect(stderr).toContain(
      'note: f1: the positive class is "stay", the second (another: {f1: {pos_label: "churn"}})',
    );
  });

  it('tells where a score is 0/0, as scikit-learn does: a warning, by classes too, and from the cache', async () => {
    const never = put('d.yaml', 'pipeline: [{model: {DummyClassifier: {strategy: most_frequent}}}]\ncv: 2\n');
    const words = ['fit', table, '-g', never, '-j', '1', '--scoring', 'precision,precision_macro,accuracy'];
    const cached = [...words, '--cache', join(folder, 'cache')];
    const environment = { GRIDSEARCH_NO_CACHE: '0' };
    const [first, second] = [await run(cached, { environment }), await run(cached, { environment })];
    const { warnings, errors } = JSON.parse(first.stdout);
    expect(errors).toEqual([]);
    expect(warnings.filter(({ split }: { split: number }) => split === 0)).toEqual([
      {
        candidate: 0,
        split: 0,
        code: 'ILL_DEFINED_SCORE',
        message: 'precision is 0/0 on these rows and counts as 0: no row is predicted to be "stay"',
      },
      {
        candidate: 0,
        split: 0,
        code: 'ILL_DEFINED_SCORE',
        message: 'precision_macro counts 0/0 as 0: of some class, no row is predicted to be it',
      },
    ]);
    expect(JSON.parse(second.stdout).warnings).toEqual(warnings);
    expect(JSON.parse(second.stdout).meta.cached_fits).toBe(2);
  });

  it('tells that a column is the number of the row, with the flag that leaves it out', async () => {
    const text = `Unnamed: 0,x,y\n${Array.from({ length: 60 }, (_, i) => `${i},${rowOf(i).replace(/,\d+,/, ',')}`).join('\n')}\n`;
    const numbered = await run(['fit', put('n.csv', text), '-g', grid, '-j', '1']);
    expect(numbered.stderr).toContain(
      `column "Unnamed: 0" is the number of the row: what is learnt from it is the order of the file (--drop 'Unnamed: 0' leaves it out)`,
    );
  });

  it('tells that folds learn from later rows where the rows stand in the order of time', async () => {
    const day = (i: number) => `2024-01-${String(1 + (i >> 1)).padStart(2, '0')}`;
    const rows = Array.from({ length: 60 }, (_, i) => `${day(i)},${rowOf(i)}`);
    const words = ['-g', grid, '-j', '1', '--drop', 'date'];
    const note =
      'rows stand in the order of time ("date"), and StratifiedKFold trains on rows later than those it tests';
    const ordered = put('time.csv', `date,x,z,y\n${rows.join('\n')}\n`);
    expect((await run(['fit', ordered, ...words])).stderr).toContain(note);
    expect((await run(['fit', ordered, ...words, '--cv', 'TimeSeriesSplit'])).stderr).not.toContain('order of time');
    const mixed = put('mixed.csv', `date,x,z,y\n${[rows[59], ...rows.slice(0, 59)].join('\n')}\n`);
    expect((await run(['fit', mixed, ...words])).stderr).not.toContain('order of time');
  });

  it('says how a name that holds a comma is written, and writes it so', async () => {
    const comma = put('comma.csv', '"distance, km",x,y\n1,2,a\n2,1,b\n');
    const refused = await run(['fit', comma, '-g', grid, '--drop', 'distance, km']);
    expect(refused.stderr).toContain(`a name that holds a comma is written in quotes: --drop '"distance, km"'`);
    expect(flagWord('drop', 'km')).toBe('--drop km');
    expect(flagWord('drop', "it's")).toBe(`--drop 'it'\\''s'`);
  });
});

describe('predict', () => {
  it('advises the rows, or another fit, and no flag that it lacks, where a cell is empty', async () => {
    const { code, stderr: told } = await run(['predict', model, put('hole.csv', 'x,z\n1,2\n,0\n0,1\n')]);
    expect(code).toBe(2);
    expect(told).toContain('help: fill the cells in or leave the rows out (line 3); or fit again with a SimpleImputer');
    expect(told).not.toContain('--drop');
  });

  it('advises likewise where a cell is text', async () => {
    const { stderr: told } = await run(['predict', model, put('text.csv', 'x,z\n1,2\nabc,0\n')]);
    expect(told).toContain(
      `help: correct the file or --na 'abc' where it means "missing": the model was fitted on numbers`,
    );
  });

  it('suggests no column that the model reads already', async () => {
    const { stderr: told } = await run(['predict', model, put('one.csv', 'z,q\n1,2\n')]);
    expect(told).not.toContain('did you mean "z"');
  });

  it('says of a result without a model that the search made none, and how to get one', async () => {
    const bare = join(folder, 'bare.json');
    await run(['fit', table, '-g', grid, '-j', '1', '--refit', 'false', '-o', bare]);
    const { code, stderr: told } = await run(['predict', bare, table]);
    expect(code).toBe(2);
    expect(told).toContain('error[NO_MODEL]: this search fitted no final model (refit: false)');
    expect(told).toContain('--refit true');
  });
});

describe('score', () => {
  it('counts labels that the model does not know as wrong, and gives metrics of probabilities none, with the reason', async () => {
    const rows = [0, 1, 2, 3].map(rowOf);
    const strange = put('s.csv', `x,z,y\n${rows.join('\n')}\n${rowOf(4).replace(/stay|churn/, 'gone')}\n`);
    const plain = JSON.parse((await run(['score', model, put('p.csv', `x,z,y\n${rows.join('\n')}\n`)])).stdout);
    const { code, stdout, stderr: told } = await run(['score', model, strange, '--scoring', 'accuracy,roc_auc,f1']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).accuracy).toBeCloseTo((plain.accuracy * 4) / 5, 12);
    expect(JSON.parse(stdout).roc_auc).toBeNull();
    expect(JSON.parse(stdout).f1).toBeGreaterThan(0);
    expect(told).toContain(
      'note: 1 row has a label that the model does not know ("gone"): wrong for metrics of labels',
    );
    expect(told).toContain(
      'note: roc_auc is null: it reads probabilities, and there are labels that the model does not',
    );
  });

  it('takes the metrics of the search from its result, and tells that the rows are those of the fit', async () => {
    const { stdout, stderr: told } = await run(['score', result, table]);
    const document = JSON.parse(readFileSync(result, 'utf8'));
    expect(Object.keys(JSON.parse(stdout))).toEqual(['f1']);
    expect(told).toContain(
      `note: this is the table that the model was fitted on: what it says of these rows flatters (in the search, on rows held out, f1: ${document.best_score_.toPrecision(4)})`,
    );
    expect((await run(['predict', model, table])).stderr).toContain('the model was fitted on: what it says');
  });
});
