// Equal splits: one task fills the places of all of them, and each has its score.

import { describe, expect, it } from 'vitest';
import { scratch } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';
import oracle from '../oracle/repeats.json' with { type: 'json' };
import { comparable } from './result.js';

const { folder, put } = scratch();
const data = put('data.csv', `x,z,g,y\n${oracle.rows.map((cells) => cells.join(',')).join('\n')}\n`);

const GRID = {
  data: { target: 'y', group: 'g' },
  task: 'classification',
  pipeline: [{ scale: 'StandardScaler' }, { model: 'GaussianNB' }],
  param_grid: [{ model: ['GaussianNB'] }, { model: ['KNeighborsClassifier'], model__n_neighbors: [1, 3] }],
  return_train_score: true,
};

async function fit(
  name: string,
  grid: object,
  more: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
) {
  const { code, stdout, stderr } = await run(
    ['fit', data, '-g', put(`${name}.json`, JSON.stringify(grid)), '-q', '--json', ...more],
    {
      environment,
    },
  );
  expect(code, stderr).toBe(0);
  return stdout;
}

/**
 * Splits that the random holdouts of one group draw again and again, among everything that counts splits or reads inner
 * folds.
 */
const REPEATED = {
  ...GRID,
  pipeline: [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { model: 'GaussianNB' }, { calibrate: 'Calibration' }],
  param_grid: [
    { pca__n_components: [1, 2], model: ['GaussianNB'], calibrate: ['passthrough', 'Calibration'], calibrate__cv: [2] },
    { pca__n_components: [1, 9], model: ['LogisticRegression'], model__C: [0.1, 1], calibrate: ['passthrough'] },
  ],
  cv: { GroupShuffleSplit: { n_splits: 9, test_size: 1 } },
  scoring: ['accuracy', 'neg_log_loss'],
  refit: 'neg_log_loss',
  aggregate: 'rows',
};

describe('splits that are drawn twice', () => {
  it.each(oracle.cases)('by $splitter $params have scikit-learn’s scores, each its own', async (expected) => {
    const { splitter, params, splits } = expected;
    const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
    const text = await fit('oracle', { ...GRID, cv: { [splitter]: given } }, ['--jobs', '1']);
    const { cv_results_: cv, n_splits_ } = JSON.parse(text);
    expect(n_splits_).toBe(splits);
    for (const side of ['test', 'train'] as const) {
      const scores = Array.from({ length: splits }, (_, split) => cv[`split${split}_${side}_score`]);
      expect(scores, side).toEqual(expected[side]);
    }
    expect(cv.rank_test_score).toEqual(expected.rank);
    expect(cv.mean_test_score).toEqual(expected.mean.map((mean) => expect.closeTo(mean, 12)));
    expect(cv.std_test_score).toEqual(expected.std.map((std) => expect.closeTo(std, 12)));
  });

  it('are counted as asked for, and once among the distinct', async () => {
    const [expected] = oracle.cases;
    const plan = await run([
      'plan',
      data,
      '-g',
      put('plan.json', JSON.stringify({ ...GRID, cv: { [expected.splitter]: expected.params } })),
      '--format',
      'json',
    ]);
    const { naive, distinct, merged } = JSON.parse(plan.stdout);
    expect(expected.distinct).toBe(5);
    expect(naive).toMatchObject({
      'fit:StandardScaler': 24,
      'fit:GaussianNB': 8,
      'fit:KNeighborsClassifier': 16,
      'score:accuracy': 24,
    });
    expect(merged).toMatchObject({
      'fit:StandardScaler': 5,
      'fit:GaussianNB': 5,
      'fit:KNeighborsClassifier': 10,
      'score:accuracy': 15,
    });
    expect(distinct).toMatchObject({
      'fit:StandardScaler': 5,
      'fit:GaussianNB': 5,
      'fit:KNeighborsClassifier': 5,
      'score:accuracy': 15,
    });
  });

  it('with equal train rows and other test rows are fitted once', async () => {
    const [, expected] = oracle.cases;
    const plan = await run([
      'plan',
      data,
      '-g',
      put('plan.json', JSON.stringify({ ...GRID, cv: { [expected.splitter]: expected.params } })),
      '--format',
      'json',
    ]);
    const { distinct } = JSON.parse(plan.stdout);
    expect(expected.distinct).toBeGreaterThan(expected.distinct_trains);
    expect(distinct).toMatchObject({
      'fit:GaussianNB': expected.distinct_trains,
      'predict:GaussianNB': expected.distinct,
      'score:accuracy': 3 * expected.distinct,
    });
  });

  it('give the same bytes unshared, on workers, verified, and from the cache', async () => {
    const cached = { GRIDSEARCH_NO_CACHE: '0', GRIDSEARCH_CACHE: `${folder}/cache` };
    const once = await fit('bytes', REPEATED, ['--jobs', '1']);
    expect(comparable(await fit('bytes', REPEATED, ['--jobs', '2', '--engine', 'threads']))).toBe(comparable(once));
    expect(comparable(await fit('bytes', REPEATED, ['--jobs', '1'], cached))).toBe(comparable(once));
    const again = await fit('bytes', REPEATED, ['--jobs', '1'], cached);
    expect(comparable(again)).toBe(comparable(once));
    expect(JSON.parse(again).meta.cached_fits).toBe(9 * 6);
    const unshared = await fit('bytes', REPEATED, ['--jobs', '1', '--no-share']);
    expect(comparable(unshared, { graph: false })).toBe(comparable(once, { graph: false }));
    expect(JSON.parse(await fit('bytes', REPEATED, ['--jobs', '1', '--verify=40'])).meta.verified).toEqual({
      equal: 40,
      of: 40,
    });
  });
});
