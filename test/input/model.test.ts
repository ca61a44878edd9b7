// The rows M1 to M7 of the reliability plan: broken and hostile model files, through the program's run(). (M8 is
// model-round-trip.test.ts.)

import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';
import { bench, documentOf, expectRefused } from './program.js';

const { folder, put } = bench();
const iris = fixture('iris.csv');
const model = join(folder, 'model.json');
let text: string;
let files = 0;
const predict = (content: string | Uint8Array, data = iris) =>
  run(['predict', put(`m${files++}.json`, content), data, '-q']);

// biome-ignore lint/suspicious/noExplicitAny: a damaged model has no type.
type Json = any;

/** The model with one thing changed, its checksum removed as an attacker would. */
function changed(change: (document: Json) => void): string {
  const document = JSON.parse(text);
  delete document.trained.sha256;
  change(document);
  return JSON.stringify(document);
}

beforeAll(async () => {
  const grid = put('m.yaml', 'pipeline: [{scaler: StandardScaler}, {pca: PCA}, {nb: GaussianNB}]\ncv: 3\n');
  documentOf(await run(['fit', iris, '-g', grid, '--model', model, '-q']));
  text = readFileSync(model, 'utf8');
});

describe('hostile models', () => {
  it('M1 what is no JSON object is refused before anything is made of it', async () => {
    expectRefused(await predict('a,b\n'), 'MODEL_UNREADABLE', 'it is not JSON');
    expectRefused(await predict(text.slice(0, 700)), 'MODEL_UNREADABLE', 'it is not JSON');
    expectRefused(await predict(''), 'MODEL_UNREADABLE', 'it is empty');
    expectRefused(await predict('[]'), 'MODEL_INVALID', 'must be a JSON object');
    expectRefused(await predict('['.repeat(100_000)), 'MODEL_UNREADABLE', 'nested deeper than 100 levels');
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 100_001 }, (_, i) => [`k${i}`, 1])));
    expectRefused(await predict(`{"format": ${wide}}`), 'MODEL_UNREADABLE', 'more than 100,000 keys');
    expectRefused(await predict(Buffer.from([0xc3, 0x28])), 'MODEL_UNREADABLE', 'not UTF-8');
    expectRefused(await run(['predict', iris, model]), 'MODEL_UNREADABLE', 'gridsearch predict model.json data.csv');
  });

  it('M1 a file of 2 GB is given up at 256 MiB', async () => {
    const sparse = put('sparse.json', '');
    truncateSync(sparse, 2 ** 31);
    expectRefused(await run(['predict', sparse, iris]), 'MODEL_UNREADABLE', 'larger than 256 MiB');
    truncateSync(sparse);
  });

  it('M2 another format or a newer version is told apart', async () => {
    expectRefused(await predict('{}'), 'MODEL_INVALID', 'format is null');
    expectRefused(
      await predict(changed((document) => Object.assign(document, { format: 'pickle' }))),
      'MODEL_INVALID',
      'format is "pickle"',
    );
    expectRefused(
      await predict(changed((document) => Object.assign(document, { format_version: 3 }))),
      'MODEL_INVALID',
      'model format 3; this gridsearch reads 1',
    );
  });

  it.each(['__proto__', 'constructor', 'toString'])('M3 %s is no estimator and no param', async (name) => {
    const step = JSON.stringify({ name: 'x', estimator: name, params: {} });
    expectRefused(
      await predict(changed(() => {}).replace('"steps":[', `"steps":[${step},`)),
      'MODEL_INVALID',
      'unknown estimator',
    );
    const param = changed(() => {}).replace('"with_mean":true', `"with_mean":true,"${name}":{"polluted":true}`);
    expectRefused(await predict(param), 'MODEL_INVALID', `no parameter "${name}"`);
  });

  it.each<[string, (document: Json) => void, string, string]>([
    ['null', ({ steps }) => (steps[0].mean_[1] = null), 'MODEL_NOT_FINITE', 'steps[0]: mean_[1] is null'],
    ['a string', ({ steps }) => (steps[0].mean_[1] = '3'), 'MODEL_NOT_FINITE', 'steps[0]: mean_[1] is "3"'],
    ['a list', ({ steps }) => (steps[1].model.U[2][1] = []), 'MODEL_NOT_FINITE', 'steps[1]: model.U[2][1] is []'],
  ])('M4 a weight that is %s is refused with its path', async (_what, change, code, why) => {
    expectRefused(await predict(changed(change)), code, why);
  });

  it('M4 a weight of 1e999 is refused with its path', async () => {
    expectRefused(
      await predict(
        changed(() => {})
          .replace('"mean_":[5.', '"mean_":[1e999,5.')
          .replace(/(1e999),[\d.]+/, '$1'),
      ),
      'MODEL_NOT_FINITE',
      'mean_[0] is Infinity',
    );
  });

  it.each<[string, (document: Json) => void, string]>([
    ['a short vector', ({ steps }) => steps[0].mean_.pop(), 'mean_ has 3 entries, but must have 4'],
    ['a ragged matrix', ({ steps }) => steps[1].model.U[2].pop(), 'model.U[2] has 3 entries, but must have 4'],
    ['no weights', ({ steps }) => delete steps[2].var_, 'the model has no var_'],
    ['too few variances', ({ steps }) => (steps[1].model.S = [1]), '4 columns for 1 eigenvalues'],
    ['a zero to divide by', ({ steps }) => (steps[0].scale_[1] = 0), 'scale_: entry 1 is 0'],
    ['a class that is not there', (document) => document.classes_.pop(), 'class_indices[2] is 2'],
    ['a huge number of columns', (document) => (document.n_features_in_ = 1e9), 'n_features_in_ must be 4'],
    ['a negative number of columns', (document) => (document.n_features_in_ = -1), 'n_features_in_ must be 4'],
    ['a column twice', (document) => (document.feature_names_in_[1] = document.feature_names_in_[0]), 'each once'],
    ['a label twice', (document) => (document.classes_[1] = document.classes_[0]), 'each once'],
    ['labels of two types', (document) => (document.classes_[1] = 7), 'of one type'],
    [
      'the other task',
      (document) => Object.assign(document, { task: 'regression', classes_: undefined }),
      'GaussianNB is for classification',
    ],
    ['no last step', ({ steps }) => steps.pop(), 'cannot stand at this place'],
    ['no steps', (document) => (document.steps = []), 'at least one step'],
    ['a param that is gone', ({ steps }) => delete steps[0].params.with_mean, 'params lacks with_mean'],
    ['a param that no fit takes', ({ steps }) => (steps[1].params.n_components = -1), 'params.n_components'],
    // Found by npm run fuzz, seed 7: this one was refused without a place.
    [
      'more components than there are',
      ({ steps }) => (steps[1].params.n_components = 2147483648),
      'steps[1]: n_components 2147483648 exceeds',
    ],
    ['a target that is no name', (document) => (document.target = 5), 'target must be the name of a column'],
  ])('M5 %s is refused', async (_what, change, why) => {
    expectRefused(await predict(changed(change)), 'MODEL_', why);
  });

  it('M5 neighbours that are not there are refused', async () => {
    const knn = join(folder, 'knn.json');
    const grid = put('knn.yaml', 'pipeline: [{knn: KNeighborsClassifier}]\ncv: 3\n');
    documentOf(await run(['fit', iris, '-g', grid, '--model', knn, '-q']));
    const document = JSON.parse(readFileSync(knn, 'utf8'));
    delete document.trained.sha256;
    document.steps[0].params.n_neighbors = 151;
    expectRefused(await predict(JSON.stringify(document)), 'MODEL_SHAPE', 'n_neighbors 151 exceeds the 150 train rows');
  });

  it('M6 columns are found by name, missing ones are listed, further ones are told', async () => {
    const rows = readFileSync(iris, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const csv = (make: (cells: string[], i: number) => string[]) =>
      `${rows.map((cells, i) => make(cells, i).join(',')).join('\n')}\n`;
    const plain = await run(['predict', model, iris, '-q']);
    const turned = put(
      'turned.csv',
      csv((cells, i) => [...cells].reverse().concat(i === 0 ? 'extra' : '9')),
    );
    const told = await run(['predict', model, turned]);
    expect(told.stdout).toBe(plain.stdout);
    expect(told.stderr).toBe('note: columns that the model does not use: "extra"\n');
    const few = put(
      'few.csv',
      csv((cells) => cells.slice(0, 2)),
    );
    expectRefused(
      await run(['predict', model, few]),
      'DATA_MISSING_COLUMN',
      '2 columns: "petal_length_cm", "petal_width_cm"',
    );
    const tulips = put('tulips.csv', readFileSync(iris, 'utf8').replace(/setosa|versicolor|virginica/g, 'tulip'));
    expectRefused(await run(['score', model, tulips]), 'DATA_UNSEEN_LABEL', 'no class "tulip"', /csv:2/);
  });

  it('M7 a flipped bit is told by the checksum; layout and order of keys are not', async () => {
    expectRefused(
      await predict(text.replace('"mean_":[5.8', '"mean_":[5.9')),
      'MODEL_DAMAGED',
      'its sha256 does not fit',
      'remove trained.sha256',
    );
    const sorted = (value: Json): Json =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => (a < b ? 1 : -1))
              .map(([name, inner]) => [name, sorted(inner)]),
          );
    const plain = await run(['predict', model, iris, '-q']);
    expect((await predict(JSON.stringify(sorted(JSON.parse(text)), null, 3))).stdout).toBe(plain.stdout);
  });

  it('M7 a row far from the fit has an empty prediction, and no bug', async () => {
    const grid = put('ridge.yaml', 'pipeline: [Ridge]\ncv: 2\n');
    const ridge = join(folder, 'ridge.json');
    documentOf(
      await run([
        'fit',
        put('line.csv', 'a,b,y\n1,3,2.5\n2,1,4\n3,4,6.5\n4,2,8\n5,9,10.5\n'),
        '-g',
        grid,
        '--model',
        ridge,
        '-q',
      ]),
    );
    const far = put('far.csv', 'a,b\n1.7e308,1.7e308\n1,1\n');
    const told = await run(['predict', ridge, far, '--format', 'ndjson']);
    expect(told.code).toBe(0);
    expect(told.stderr).toBe('note: 1 row has no prediction: the numbers overflow\n');
    expect(told.stdout).toMatch(/^\{"prediction":null\}\n\{"prediction":[\d.]+\}\n$/);
  });
});
