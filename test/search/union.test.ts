// A union in a whole search: scikit-learn's scores (ColumnTransformer), the law of sharing, a model that predicts the
// same.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { predictRows } from '../../src/model/predict-rows.js';
import { toResultText } from '../../src/output/json-text.js';
import { gridSearch } from '../../src/search/grid-search.js';
import { planSearch } from '../../src/search/plan-search.js';
import { scratch } from '../cli/run.js';
import { comparable } from './result.js';

interface Oracle {
  readonly csv: string;
  readonly params: readonly Record<string, unknown>[];
  readonly scores: { readonly accuracy: readonly number[][]; readonly neg_log_loss: readonly number[][] };
  readonly best: number;
  readonly probabilities: readonly number[];
}

const oracle = JSON.parse(readFileSync(new URL('../oracle/union.json', import.meta.url), 'utf8')) as Oracle;
const { put } = scratch();
const GRID = {
  pipeline: [
    {
      prep: {
        union: [
          { num: { columns: 'numeric', steps: [{ imp: 'SimpleImputer' }, { sc: 'StandardScaler' }, { pca: 'PCA' }] } },
          { cat: { columns: ['town'], steps: [{ oh: { OneHotEncoder: { handle_unknown: 'ignore' } } }] } },
          { rest: { columns: 'boolean' } },
        ],
      },
    },
    { clf: { LogisticRegression: { tol: 1e-10 } } },
  ],
  param_grid: [
    { prep__num__pca__n_components: [1, 2, 3], prep__num__sc: ['StandardScaler', 'passthrough'], clf__C: [0.1, 1] },
    { prep__cat: ['drop'], clf__C: [1] },
  ],
  cv: 3,
  scoring: ['accuracy', 'neg_log_loss'],
  refit: 'neg_log_loss',
};

async function search(options: { readonly share?: boolean; readonly jobs?: number } = {}) {
  const data = put('union.csv', oracle.csv);
  const { document } = await gridSearch({ data, grid: GRID as never, jobs: 1, ...options });
  return { data, document };
}

describe('a union that asks for a column that is not there', () => {
  it('is refused at the line of its branch', async () => {
    const text =
      'pipeline:\n  - prep:\n      union:\n        - a: {columns: numeric}\n        - b:\n            columns: [tawn]\n  - GaussianNB\n';
    const asked = { data: put('refused.csv', oracle.csv), grid: put('refused.yaml', text), jobs: 1 };
    const refused = expect.objectContaining({
      code: 'GRID_UNION_COLUMNS',
      where: expect.objectContaining({ line: 6 }),
    });
    await expect(gridSearch(asked)).rejects.toEqual(refused);
    await expect(planSearch(asked)).rejects.toEqual(refused);
  });

  it('is refused at the union where an open width stands before text', async () => {
    const text =
      'pipeline:\n  - prep:\n      union:\n        - a: {columns: numeric, steps: [SimpleImputer, {pca: {PCA: {n_components: {variance: 0.9}}}}]}\n        - b: {columns: categorical}\n  - GaussianNB\n';
    const asked = { data: put('open.csv', oracle.csv), grid: put('open.yaml', text), jobs: 1 };
    await expect(planSearch(asked)).rejects.toMatchObject({ code: 'GRID_UNION_COLUMNS', where: { line: 2 } });
  });
});

describe('a search with a union', () => {
  let shared: Awaited<ReturnType<typeof search>>;
  beforeAll(async () => {
    shared = await search();
  });

  it('has the candidates of scikit-learn, and its scores', () => {
    const cv = shared.document.cv_results_ as unknown as Record<string, readonly number[]> & {
      readonly params: unknown;
    };
    expect(cv.params).toEqual(oracle.params);
    for (const [metric, rows] of Object.entries(oracle.scores)) {
      const tolerance = metric === 'accuracy' ? 1e-12 : 1e-8;
      rows.forEach((splits, i) => {
        for (const [split, score] of splits.entries()) {
          expect(Math.abs(cv[`split${split}_test_${metric}`][i] - score)).toBeLessThan(tolerance);
        }
      });
    }
    expect(shared.document.best_index_).toBe(oracle.best);
  });

  it('fits each branch once for all that share it, and reads nested values as views', async () => {
    const { distinct, views } = shared.document.graph;
    expect(distinct).toMatchObject({
      'fit:SimpleImputer': 3,
      'fit:StandardScaler': 3,
      'fit:PCA': 6,
      'fit:OneHotEncoder': 3,
    });
    expect(distinct['transform:union']).toBe(7 * 3);
    expect(views).toBe((3 - 1) * 2 * 3 + 0);
  });

  it('gives the same bytes with nothing shared, and with three workers', async () => {
    const bytes = comparable(toResultText(shared.document), { graph: false });
    expect(comparable(toResultText((await search({ share: false })).document), { graph: false })).toBe(bytes);
    expect(comparable(toResultText((await search({ jobs: 3 })).document), { graph: false })).toBe(bytes);
  });

  it('verifies every result', async () => {
    const data = put('union.csv', oracle.csv);
    const { document } = await gridSearch({ data, grid: GRID as never, jobs: 1, verify: 13 * 3 });
    expect(document.status).toBe('complete');
  });

  it('writes a model whose predictions are those of scikit-learn', async () => {
    const model = put('union.json', JSON.stringify(shared.document.best_estimator_));
    const { probabilities } = await predictRows({
      model,
      data: put('first.csv', oracle.csv.split('\n').slice(0, 21).join('\n')),
    });
    oracle.probabilities.forEach((probability, row) => {
      expect(Math.abs((probabilities?.data[2 * row + 1] ?? Number.NaN) - probability)).toBeLessThan(1e-8);
    });
  });

  it('predicts rows with a town that it does not know, and refuses holes where no branch fills them', async () => {
    const model = put('union.json', JSON.stringify(shared.document.best_estimator_));
    const rows = (line: string) => put('rows.csv', `town,age,flag,level,fare\n${line}\n`);
    expect((await predictRows({ model, data: rows('Rome,,true,3,4.5') })).predictions).toHaveLength(1);
    await expect(predictRows({ model, data: rows('Bath,40,,3,4.5') })).rejects.toMatchObject({
      code: 'DATA_MISSING_VALUES',
    });
  });

  it('is planned with its branches', async () => {
    const { report, outline } = await planSearch({ data: put('union.csv', oracle.csv), grid: GRID as never, jobs: 1 });
    expect(report.distinct).toEqual(shared.document.graph.distinct);
    expect(outline().nodes.filter(({ name }) => name === 'union').length).toBeGreaterThan(0);
  });
});
