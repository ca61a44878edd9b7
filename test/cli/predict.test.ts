import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixture, scratch } from './run.js';
import { runHere as run } from './run-here.js';

const { folder, put } = scratch();
const iris = fixture('iris.csv');
const [result, model] = [join(folder, 'result.json'), join(folder, 'model.json')];
const rows = readFileSync(iris, 'utf8').trimEnd().split('\n');
const fewRows = put('few.csv', `${[rows[0], rows[1], rows[60], rows[101]].join('\n')}\n`);

beforeAll(async () => {
  const grid = put('grid.yaml', 'pipeline: [{scaler: StandardScaler}, {nb: GaussianNB}]\n');
  expect((await run(['fit', iris, '-g', grid, '-o', result, '--model', model, '-q'])).code).toBe(0);
});

describe('predict', () => {
  it('prints one label per row, the same from a model and from a result', async () => {
    const fromModel = await run(['predict', model, fewRows, '-q']);
    expect(fromModel).toMatchObject({ code: 0, stdout: 'prediction\nsetosa\nversicolor\nvirginica\n', stderr: '' });
    expect((await run(['predict', result, fewRows, '-q'])).stdout).toBe(fromModel.stdout);
  });

  it('keeps columns before, and adds probabilities after', async () => {
    const { stdout } = await run(['predict', model, fewRows, '-q', '--proba', '--keep', 'species,sepal_length_cm']);
    const [header, first] = stdout.split('\n');
    expect(header).toBe('species,sepal_length_cm,prediction,proba_setosa,proba_versicolor,proba_virginica');
    expect(first).toMatch(/^setosa,5\.1,setosa,/);
    const probabilities = first.split(',').slice(3).map(Number);
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });

  it.each(['csv', 'ndjson'])(
    'A5: keeps no column that has the name of one of its own, nor one twice (%s)',
    async (format) => {
      const clashes = put(
        'clashes.csv',
        rows
          .slice(0, 3)
          .map((row, i) => `${row},${i === 0 ? 'prediction,proba_setosa' : '7,8'}`)
          .join('\n'),
      );
      const words = ['predict', model, clashes, '-q', '--format', format, '--keep'];
      const told = [
        await run([...words, 'prediction']),
        await run([...words, 'proba_setosa', '--proba']),
        await run([...words, 'species,species']),
        await run([...words, 'proba_setosa']),
      ];
      expect(told.map(({ code, stdout }) => [code, stdout === ''])).toEqual([
        [2, true],
        [2, true],
        [2, true],
        [0, false],
      ]);
      expect(told[0].stderr).toContain(
        'error[PREDICT_KEEP]: --keep "prediction": predict writes a column of that name itself',
      );
    },
  );

  it('E6: labels that are a sign alone come out as they are', async () => {
    const signs = put(
      'signs.csv',
      `x,y\n${Array.from({ length: 20 }, (_, i) => `${i},${i < 10 ? '+' : '-'}`).join('\n')}\n`,
    );
    const [grid, signed] = [put('signs.yaml', 'pipeline: [GaussianNB]\ncv: 2\n'), join(folder, 'signs.json')];
    await run(['fit', signs, '-g', grid, '-q', '--no-json', '--model', signed]);
    expect((await run(['predict', signed, signs, '-q'])).stdout.split('\n').slice(0, 2)).toEqual(['prediction', '+']);
  });

  it('reads rows from standard input and writes NDJSON to a file', async () => {
    const out = join(folder, 'labels.ndjson');
    const told = await run(['predict', model, '-', '-q', '--format', 'ndjson', '-o', out], {
      stdin: readFileSync(fewRows, 'utf8'),
    });
    expect(told).toMatchObject({ code: 0, stdout: '' });
    expect(
      readFileSync(out, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([{ prediction: 'setosa' }, { prediction: 'versicolor' }, { prediction: 'virginica' }]);
  });

  it('refuses a file that is no model', async () => {
    const told = await run(['predict', fewRows, fewRows]);
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toMatch(/^error\[MODEL_/);
  });
});

describe('score', () => {
  it('prints a JSON object of metric and value', async () => {
    const { stdout, code } = await run(['score', model, iris, '-q', '--scoring', 'accuracy,neg_log_loss']);
    const scores = JSON.parse(stdout);
    expect(code).toBe(0);
    // Of scikit-learn's GaussianNB on its own train rows.
    expect(scores.accuracy).toBe(0.96);
    expect(scores.neg_log_loss).toBeLessThan(0);
  });
});
