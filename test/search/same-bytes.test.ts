// The law: neither sharing nor the number of workers nor a worker's death changes a byte of the result.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixture, run as runProcess, scratch } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';
import { childrenOf } from '../faults/processes.js';
import { uniform } from '../kernels/random-matrix.js';
import { comparable } from './result.js';

const { put } = scratch();

/**
 * Too many columns for the logistic solver to want their second moments: fits ask for the spread of the columns as they
 * run.
 */
function wideTable(): string {
  const draw = uniform(3);
  const rows = Array.from({ length: 60 }, (_, i) => [...Array.from({ length: 300 }, draw), i % 2]);
  const header = Array.from({ length: 300 }, (_, j) => `x${j}`);
  return `${[[...header, 'y'], ...rows].map((cells) => cells.join(',')).join('\n')}\n`;
}

/** So many candidates come in several batches, which one worker fits from the same rows. */
const MANY_C = { logspace: [-2, 2, 40] };

const CASES: { name: string; data: string; grid: object }[] = [
  {
    name: 'scaler, PCA (plain and whitened), logistic regression with every penalty',
    data: fixture('breast_cancer.csv'),
    grid: {
      pipeline: [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { lr: 'LogisticRegression' }],
      param_grid: [
        {
          pca__n_components: [2, 9, { variance: 0.9 }],
          pca__whiten: [false, true],
          lr__C: [0.01, 1],
          lr__penalty: ['l1', 'l2'],
        },
        {
          pca__n_components: [4],
          lr__penalty: ['elasticnet', 'none'],
          lr__l1_ratio: [0.3],
          lr__class_weight: [null, 'balanced'],
        },
      ],
      cv: 3,
      scoring: ['accuracy', 'roc_auc', 'neg_log_loss'],
      refit: 'roc_auc',
      return_train_score: true,
    },
  },
  {
    name: 'selection, correlated columns, both objectives, failing candidates',
    data: fixture('breast_cancer.csv'),
    grid: {
      pipeline: [{ scale: 'MinMaxScaler' }, { select: 'SelectKBest' }, { lr: 'LogisticRegression' }],
      param_grid: {
        select__k: [3, 10, 'all', 99],
        lr__C: [0.1, 10],
        lr__penalty: ['l1', 'l2'],
        lr__solver: ['lbfgs', 'liblinear'],
      },
      cv: { ShuffleSplit: { n_splits: 3, test_size: { fraction: 0.3 }, random_state: 4 } },
    },
  },
  {
    name: 'many classes, a swapped model, neighbours',
    data: fixture('digits.csv'),
    grid: {
      task: 'classification',
      pipeline: [{ pca: 'PCA' }, { model: 'GaussianNB' }],
      param_grid: [
        { model: ['LogisticRegression'], pca__n_components: [5, 12], model__C: [0.001, 0.01] },
        {
          model: ['KNeighborsClassifier'],
          pca__n_components: [5, 12],
          model__n_neighbors: [1, 4],
          model__weights: ['uniform', 'distance'],
        },
        { model: ['GaussianNB'], pca: ['PCA', 'passthrough'] },
      ],
      cv: { StratifiedKFold: { n_splits: 3, shuffle: true, random_state: 1 } },
    },
  },
  {
    name: 'regression by statistics and by rows',
    data: fixture('diabetes.csv'),
    grid: {
      pipeline: [{ scale: 'StandardScaler' }, { svd: 'passthrough' }, { model: 'Ridge' }],
      param_grid: [
        { model: ['Ridge'], model__alpha: [0.1, 10] },
        {
          model: ['Lasso', 'ElasticNet'],
          model__alpha: [0.1, 1],
          svd: ['passthrough', { TruncatedSVD: { n_components: 8 } }],
        },
        { model: ['KNeighborsRegressor'], model__n_neighbors: [3, 20] },
      ],
      cv: { TimeSeriesSplit: { n_splits: 4 } },
    },
  },
  {
    name: 'batches that compute what no plan could know: the moments of columns whose number a fit decides',
    data: fixture('breast_cancer.csv'),
    grid: {
      pipeline: [{ some: 'VarianceThreshold' }, { lr: 'LogisticRegression' }],
      param_grid: { lr__C: MANY_C },
      cv: 3,
    },
  },
  {
    name: 'batches that compute the spread of many columns',
    data: put('wide.csv', wideTable()),
    grid: { pipeline: [{ lr: 'LogisticRegression' }], param_grid: { lr__C: MANY_C }, cv: 3 },
  },
  ...[
    { of: 'two classes', data: 'breast_cancer.csv', sizes: [1, 2, 9, 30] },
    { of: 'three classes', data: 'iris.csv', sizes: [1, 3, { variance: 0.9 }] },
  ].map(({ of, data, sizes }) => ({
    name: `projections of ${of} that logistic regressions alone read, at odd widths and whitened`,
    data: fixture(data),
    grid: {
      pipeline: [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { lr: 'LogisticRegression' }],
      param_grid: {
        pca__n_components: sizes,
        pca__whiten: [false, true],
        lr__C: [0.01, 10],
        lr__penalty: ['l1', 'l2'],
      },
      cv: 4,
    },
  })),
];

describe('the same bytes', () => {
  it.each(CASES)(
    'with 1 job, with 3 processes, with 3 threads, and with nothing shared: $name',
    async ({ name, data, grid }) => {
      const words = ['fit', data, '-g', put(`${name.length}.json`, JSON.stringify(grid)), '-q'];
      const [one, three, threads, alone] = await Promise.all([
        run([...words, '--jobs', '1']),
        run([...words, '--jobs', '3']),
        run([...words, '--jobs', '3', '--engine', 'threads']),
        run([...words, '--jobs', '1', '--no-share']),
      ]);
      expect([one.code, one.stderr, three.code, threads.code, alone.code]).toEqual([0, '', 0, 0, 0]);
      expect([three, threads].map(({ stdout }) => JSON.parse(stdout).meta.engine)).toEqual(['local', 'threads']);
      expect(comparable(three.stdout)).toBe(comparable(one.stdout));
      expect(comparable(threads.stdout)).toBe(comparable(one.stdout));
      expect(comparable(alone.stdout, { graph: false })).toBe(comparable(one.stdout, { graph: false }));
    },
  );

  it('when a worker is killed on the way, with a line about it on standard error', async () => {
    // Many folds, so that there is work left when the first task's end is seen.
    const grid = { ...CASES[2].grid, cv: { StratifiedKFold: { n_splits: 20, shuffle: true, random_state: 1 } } };
    const words = ['fit', CASES[2].data, '-g', put('killed.json', JSON.stringify(grid))];
    const quiet = await run([...words, '--jobs', '2']);
    const events = put('killed.ndjson', '');
    const killed = await runProcess([...words, '--jobs', '2', '--events', events], {
      during: (child) => {
        // Once work is under way, kill whichever worker is first.
        const watching = setInterval(() => {
          const [worker] = readFileSync(events, 'utf8').includes('"finished"') ? childrenOf(child.pid as number) : [];
          if (worker === undefined) return;
          clearInterval(watching);
          process.kill(worker, 'SIGKILL');
        }, 5);
        child.on('close', () => clearInterval(watching));
      },
    });
    expect(killed.code).toBe(0);
    expect(comparable(killed.stdout)).toBe(comparable(quiet.stdout));
    expect(killed.stderr.split('\n').filter((line) => /worker \d died/.test(line))).toHaveLength(1);
    expect(JSON.parse(killed.stdout).meta.worker_deaths).toBe(1);
  });
});
