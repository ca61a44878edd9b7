// data.weight in whole searches: scikit-learn's scores (test/oracle/weights.py), the law of sharing, the model's own
// score, the cache.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scoreRows } from '../../src/model/predict-rows.js';
import { gridSearch } from '../../src/search/grid-search.js';
import { planSearch } from '../../src/search/plan-search.js';
import { fixture, scratch } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';
import { comparable } from './result.js';

interface Oracle {
  readonly candidates: readonly Record<string, unknown>[];
  readonly splits: readonly Readonly<Record<string, readonly number[]>>[];
  readonly best: number;
  readonly model: Readonly<Record<string, { readonly weighted: number; readonly even: number }>>;
}

const oracles = JSON.parse(readFileSync(new URL('../oracle/weights.json', import.meta.url), 'utf8')) as Record<
  string,
  Oracle
>;
const { put, folder } = scratch();

/** A fixture with a column of weights: 0, 0.5, 1, 2, over and over. */
function weighted(name: string, weights = [0, 0.5, 1, 2]): string {
  const lines = readFileSync(fixture(`${name}.csv`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line, i) => `${i === 0 ? 'w' : weights[(i - 1) % weights.length]},${line}`);
  return put(`${name}-${weights.join('-')}.csv`, `${lines.join('\n')}\n`);
}

const LOGISTIC = { LogisticRegression: { tol: 1e-10 } };
const CASES = {
  logistic: {
    name: 'breast_cancer',
    pipeline: [{ scale: 'StandardScaler' }, { model: { LogisticRegression: { tol: 1e-10, solver: 'liblinear' } } }],
  },
  multinomial: { name: 'iris', pipeline: [{ model: LOGISTIC }] },
  ridge: { name: 'diabetes', pipeline: [{ scale: 'StandardScaler' }, { model: 'Ridge' }] },
  gaussian_nb: { name: 'iris', pipeline: [{ pca: 'PCA' }, { model: 'GaussianNB' }] },
  calibrated: {
    name: 'iris',
    pipeline: [{ pca: 'PCA' }, { model: 'GaussianNB' }, { cal: { Calibration: { cv: 3 } } }],
  },
} as const;
const names = Object.keys(CASES) as (keyof typeof CASES)[];

function gridOf(which: keyof typeof CASES) {
  const { candidates, model } = oracles[which];
  const param_grid = candidates.map((params) =>
    Object.fromEntries(Object.entries(params).map(([param, value]) => [param, [value]])),
  );
  const [refit] = Object.keys(model);
  return {
    data: { weight: 'w' },
    pipeline: CASES[which].pipeline,
    param_grid,
    cv: 3,
    scoring: Object.keys(model),
    refit,
  };
}

describe.each(names)('a weighted search: %s', (which) => {
  const data = weighted(CASES[which].name);
  const grid = put(`${which}.json`, JSON.stringify(gridOf(which)));
  const model = join(folder, `${which}-model.json`);
  const fit = (...words: string[]) => run(['fit', data, '-g', grid, '-q', ...words]);

  it('scores as scikit-learn does with the weights of train rows in the fit and of test rows in the metric', async () => {
    const { stdout } = await fit('--jobs', '1', '--model', model);
    const { cv_results_: cv, best_index_ } = JSON.parse(stdout);
    oracles[which].splits.forEach((scores, candidate) => {
      for (const [metric, splits] of Object.entries(scores)) {
        for (const [split, score] of splits.entries()) {
          const off = Math.abs(cv[`split${split}_test_${metric}`][candidate] / score - 1);
          // scikit-learn's sigmoid stops at a gradient of 1e-5.
          expect(off, `${metric} of candidate ${candidate}, split ${split}`).toBeLessThan(
            which === 'calibrated' ? 1e-5 : 1e-7,
          );
        }
      }
    });
    expect(best_index_).toBe(oracles[which].best);
  });

  it('gives a model that scores rows by the weights they have, and evenly where they have none', async () => {
    const scoring = Object.keys(oracles[which].model);
    const notes: string[] = [];
    const note = (text: string): void => void notes.push(text);
    const own = await scoreRows({ model, data, scoring, note });
    const even = await scoreRows({ model, data: fixture(`${CASES[which].name}.csv`), scoring, note });
    for (const [metric, want] of Object.entries(oracles[which].model)) {
      expect(Math.abs(Number(own[metric]) / want.weighted - 1)).toBeLessThan(which === 'calibrated' ? 1e-5 : 1e-6);
      expect(Math.abs(Number(even[metric]) / want.even - 1)).toBeLessThan(which === 'calibrated' ? 1e-5 : 1e-6);
    }
    expect(notes).toEqual([
      'this is the table that the model was fitted on: what it says of these rows flatters',
      'weights: "w"',
      'there is no column "w": all rows weigh the same',
    ]);
  });

  it('has the same bytes with 1 job, with 2, with nothing shared, and is verified', async () => {
    const [one, two, alone] = await Promise.all([
      fit('--jobs', '1', '--verify'),
      fit('--jobs', '2'),
      fit('--jobs', '1', '--no-share'),
    ]);
    expect([one.code, two.code, alone.code]).toEqual([0, 0, 0]);
    expect(comparable(two.stdout)).toBe(comparable(one.stdout));
    expect(comparable(alone.stdout, { graph: false })).toBe(comparable(one.stdout, { graph: false }));
  });
});

describe('weights', () => {
  const grid = { data: { weight: 'w' }, pipeline: [{ model: 'Ridge' }], param_grid: { model__alpha: [1, 10] }, cv: 3 };
  const found = async (data: string, more: object = {}) => {
    const { document } = await gridSearch({ data, grid: { ...grid, ...more } as never, jobs: 1 });
    return {
      scores: document.cv_results_.mean_test_score,
      coef: document.best_estimator_?.steps[0].coef_,
      warnings: document.warnings,
    };
  };

  it('of 1 and of 3 for every row come to what no weights come to', async () => {
    const none = await found(fixture('diabetes.csv'), { data: {} });
    const tiny = { param_grid: { model__alpha: [1e-9] } };
    const [ones, threes, plain] = [
      await found(weighted('diabetes', [1])),
      await found(weighted('diabetes', [3]), tiny),
      await found(fixture('diabetes.csv'), { data: {}, ...tiny }),
    ];
    const near = (a: unknown, b: unknown): void => {
      for (const [i, value] of (a as number[]).entries()) expect(value / (b as number[])[i]).toBeCloseTo(1, 9);
    };
    near(ones.scores, none.scores);
    near(ones.coef, none.coef);
    near(threes.scores, plain.scores);
  });

  it('that are all 0 in a train set fail its fits, and in a test set leave its scores undefined', async () => {
    const lines = ['w,x,fold,y'];
    for (let i = 0; i < 12; i++) lines.push([i < 8 ? 0 : 1, i % 5, i < 8 ? 'a' : 'b', 2 * (i % 5) + (i % 3)].join(','));
    const data = put('zeros.csv', `${lines.join('\n')}\n`);
    const more = { data: { weight: 'w', fold: 'fold', target: 'y' }, task: 'regression', cv: { PredefinedSplit: {} } };
    const { document } = await gridSearch({ data, grid: { ...grid, ...more } as never, jobs: 1 });
    expect(document.errors.map(({ candidate, split, code }) => [candidate, split, code])).toEqual([
      [0, 0, 'UNDEFINED_SCORE'],
      [0, 1, 'FIT_NO_WEIGHT'],
      [1, 0, 'UNDEFINED_SCORE'],
      [1, 1, 'FIT_NO_WEIGHT'],
    ]);
    expect([document.cv_results_.split0_test_score, document.cv_results_.split1_test_score]).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('that an estimator takes none of are told of once, and act in its scores', async () => {
    const neighbours = { pipeline: [{ model: 'KNeighborsRegressor' }], param_grid: { model__n_neighbors: [3, 5] } };
    const notes: string[] = [];
    const search = (data: string, of: object) =>
      gridSearch({
        data,
        grid: { ...grid, ...neighbours, data: of } as never,
        jobs: 1,
        observer: (event) => {
          if (event.type === 'note') notes.push(event.text);
        },
      });
    const [with_, without] = [
      await search(weighted('diabetes'), { weight: 'w' }),
      await search(fixture('diabetes.csv'), {}),
    ];
    const about = notes.filter((text) => text.includes('weights'));
    expect(about).toEqual(['KNeighborsRegressor takes no weights: "w" acts in its scores only']);
    expect(with_.document.cv_results_.mean_test_score).not.toEqual(without.document.cv_results_.mean_test_score);
    expect(with_.document.best_estimator_?.steps).toEqual(without.document.best_estimator_?.steps);
  });

  it('are in every key: a cache of other weights, or of none, is no help', async () => {
    const cache = join(folder, 'cache');
    const search = (data: string, more: object = {}) =>
      gridSearch({ data, grid: { ...grid, ...more } as never, jobs: 1, cache });
    const light = weighted('diabetes', [1, 2, 3, 0]);
    await search(fixture('diabetes.csv'), { data: {} });
    await search(weighted('diabetes'));
    const { document } = await search(light);
    expect(document.meta.cached_fits).toBe(0);
    expect(document.cv_results_.mean_test_score).toEqual((await found(light)).scores);
    expect((await search(light)).document.meta.cached_fits).toBe(6);
  });

  it('add statistics of their own for the last step, and leave those of the steps before as they are', async () => {
    const selected = {
      pipeline: [{ select: 'SelectKBest' }, { model: 'GaussianNB' }],
      param_grid: { select__k: [2, 'all'], model__var_smoothing: [1e-9, 0.1] },
    };
    const blocks = async (data: string, of: object) =>
      (await planSearch({ data, grid: { ...grid, ...selected, data: of } as never })).report.blocks;
    // Selection and model read the same statistic of the classes, but for the weights.
    expect(await blocks(fixture('iris.csv'), {})).toEqual({ 'block:classes': 3, 'merge:classes': 3 });
    expect(await blocks(weighted('iris'), { weight: 'w' })).toEqual({ 'block:classes': 6, 'merge:classes': 6 });
  });
});
