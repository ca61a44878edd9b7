// The row M8 of the reliability plan: a model that was written and read back predicts the same bits, here and in ten
// lines without us.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/base/json.js';
import { loadModel, predictRows } from '../../src/model/predict-rows.js';
import type { PredictedRows } from '../../src/output/prediction-columns.js';
import { gridSearch } from '../../src/search/grid-search.js';
import { fixture } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';
import { bench, documentOf } from './program.js';

const { folder, put } = bench();
const page = readFileSync(fileURLToPath(new URL('../../docs/model.md', import.meta.url)), 'utf8');
const data = fixture('iris.csv');
const rows = readFileSync(data, 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').slice(0, 4).map(Number));
const model = join(folder, 'model.json');
const pipeline: JsonValue = [
  { scaler: 'StandardScaler' },
  { pca: { PCA: { n_components: 3, whiten: true } } },
  { logistic: 'LogisticRegression' },
];

function bytes({ probabilities }: PredictedRows): Uint8Array {
  if (probabilities === undefined) throw new Error('this model gives probabilities');
  return new Uint8Array(probabilities.data.slice().buffer);
}

beforeAll(async () => {
  const grid = put('grid.json', JSON.stringify({ pipeline, cv: 3 }));
  documentOf(await run(['fit', data, '-g', grid, '--model', model, '-q']));
});

describe('M8 a model read back', () => {
  it('is bit for bit the one in memory, and predicts the same bits from model and result', async () => {
    const { document } = await gridSearch({ data, grid: { pipeline, cv: 3 }, jobs: 1 });
    expect(await loadModel(model)).toEqual(JSON.parse(JSON.stringify(document.best_estimator_)));
    expect(await loadModel(model)).toEqual(document.best_estimator_);
    const result = put('result.json', JSON.stringify(document));
    const [a, b] = [await predictRows({ model, data }), await predictRows({ model: result, data })];
    expect(bytes(a)).toEqual(bytes(b));
  });

  it('is read by the ten lines of docs/model.md', async () => {
    const [, code] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
    expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
    const { predict } = (await import(pathToFileURL(put('reader.mjs', code)).href)) as {
      predict: (model: unknown, row: number[]) => string;
    };
    const document = JSON.parse(readFileSync(model, 'utf8'));
    expect(document.steps[1].whitening).toHaveLength(3);
    const { predictions } = await predictRows({ model, data });
    expect(rows.map((row) => predict(document, row))).toEqual([...(predictions as string[])]);
  });

  it('has a PCA step that ml-pca loads, with the same components', () => {
    const { PCA } = createRequire(import.meta.url)('ml-pca') as {
      PCA: { load: (model: unknown) => { predict: (X: number[][]) => { to2DArray: () => number[][] } } };
    };
    const [scaler, pca] = JSON.parse(readFileSync(model, 'utf8')).steps;
    const scaled = rows.map((row) => row.map((value, j) => (value - scaler.mean_[j]) / scaler.scale_[j]));
    const theirs = PCA.load(pca.model).predict(scaled).to2DArray();
    for (const [i, row] of scaled.entries()) {
      for (let k = 0; k < 3; k++) {
        const ours = row.reduce((sum, value, j) => sum + (value - pca.model.means[j]) * pca.model.U[j][k], 0);
        // Two orders of summing four terms of size one.
        expect(Math.abs(theirs[i][k] - ours)).toBeLessThan(1e-14);
      }
    }
  });
});
