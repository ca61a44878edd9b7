// Which projections are made in panels: those that nobody reads as rows.

import { describe, expect, it } from 'vitest';
import { addRefit } from '../../../src/graph/add-refit.js';
import { buildPlan, growPlan } from '../../../src/graph/build.js';
import type { Plan, PlanContext } from '../../../src/graph/plan/plan-data.js';
import type { TransformTask } from '../../../src/graph/plan/task.js';
import { candidatesOf, contextOf } from '../candidates.js';

function projections(plan: Plan): TransformTask[] {
  return [...plan.tasks.values()].filter(
    (task): task is TransformTask => task.op === 'transform' && !('parts' in task),
  );
}

/** Whether the projections of train rows, and of others, are made in panels. */
function panelsIn(grid: object, options: Partial<PlanContext> = {}) {
  const plan = buildPlan(contextOf({ columns: 50, ...options }), candidatesOf(grid));
  const trainRows = new Set(plan.context.layout.splits.map(({ train }) => train.rows.key));
  const isTrain = ({ features }: TransformTask): boolean => features.rows !== null && trainRows.has(features.rows);
  const all = projections(plan);
  return {
    train: new Set(all.filter(isTrain).map(({ panels }) => panels)),
    others: new Set(all.filter((task) => !isTrain(task)).map(({ panels }) => panels)),
  };
}

const PCA = { PCA: { n_components: 5 } };
const LOGISTIC = { pipeline: [{ pca: PCA }, { lr: 'LogisticRegression' }], param_grid: { lr__C: [0.1, 1] } };

describe('a projection of train rows', () => {
  it('is made in panels for fits that read panels, on every split', () => {
    expect(panelsIn(LOGISTIC).train).toEqual(new Set([true]));
  });

  it('is made in panels behind lazy steps, at any number of components, whitened or not', () => {
    const grid = {
      pipeline: [{ scaler: 'StandardScaler' }, { pca: 'PCA' }, { lr: 'LogisticRegression' }],
      param_grid: { pca__n_components: [2, 5], pca__whiten: [false, true], lr__C: [0.1, 1] },
    };
    expect(panelsIn(grid).train).toEqual(new Set([true]));
  });

  it.each([
    [
      'another estimator reads the same rows',
      { ...LOGISTIC, param_grid: { lr: ['LogisticRegression', 'GaussianNB'] } },
      {},
    ],
    ['train scores are asked for', LOGISTIC, { returnTrainScore: true }],
    [
      'a step stands between',
      { pipeline: [{ pca: PCA }, { scaler: 'StandardScaler' }, { lr: 'LogisticRegression' }], param_grid: {} },
      {},
    ],
    [
      'inner folds are cut from it',
      { pipeline: [{ pca: PCA }, { lr: 'LogisticRegression' }, { cal: 'Calibration' }], param_grid: {} },
      {},
    ],
    [
      'its columns may be correlated',
      { pipeline: [{ svd: 'TruncatedSVD' }, { lr: 'LogisticRegression' }], param_grid: {} },
      {},
    ],
  ])('is made in rows where %s', (_, grid, options) => {
    expect(panelsIn(grid, { codes: Int32Array.from({ length: 60 }, (_, i) => i % 2), ...options }).train).toEqual(
      new Set([false]),
    );
  });

  it('is made in rows for those who come later and read rows', () => {
    const plan = buildPlan(contextOf(), candidatesOf(LOGISTIC));
    growPlan(plan, candidatesOf({ pipeline: [{ pca: PCA }, { nb: 'GaussianNB' }], param_grid: {} }));
    const fits = [...plan.tasks.values()].filter((task) => task.op === 'fit' && task.name !== 'PCA');
    expect(fits).toHaveLength(6);
    for (const task of fits) {
      if (task.op !== 'fit') continue;
      expect((plan.tasks.get(task.features.base) as TransformTask).panels, task.name).toBe(
        task.name === 'LogisticRegression',
      );
    }
  });
});

describe('a projection of other rows', () => {
  it('is made in rows', () => {
    const grid = { ...LOGISTIC, pipeline: [{ pca: { PCA: { n_components: 2 } } }, { lr: 'LogisticRegression' }] };
    expect(panelsIn(grid).others).toEqual(new Set([false]));
  });
});

describe("a refit's projection", () => {
  it.each([
    ['panels for a last step that reads panels', LOGISTIC.pipeline, true],
    ['rows for one that reads rows', [{ pca: PCA }, { nb: 'GaussianNB' }], false],
    ['rows for a step that follows', [{ pca: PCA }, { scaler: 'StandardScaler' }, { lr: 'LogisticRegression' }], false],
    ['rows for post-steps', [{ pca: PCA }, { lr: 'LogisticRegression' }, { cal: 'Calibration' }], false],
  ])('is made in %s', (_, pipeline, expected) => {
    const [candidate] = candidatesOf({ pipeline, param_grid: {} });
    const plan = buildPlan(contextOf({ codes: Int32Array.from({ length: 60 }, (_, i) => i % 2) }), [candidate]);
    const before = new Set(plan.tasks.keys());
    addRefit(plan, candidate);
    const added = projections(plan).filter(
      ({ key, features }) => !before.has(key) && features.rows === plan.context.layout.all.rows.key,
    );
    expect(added.map(({ panels }) => panels)).toEqual([expected]);
  });
});
