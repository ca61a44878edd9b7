// What is shared, counted in tasks: the work, not only the answer.

import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../src/graph/build.js';
import { planCounts, plannedTasks } from '../../src/graph/describe/report.js';
import type { Op, Task } from '../../src/graph/plan/task.js';
import { candidatesOf, contextOf } from './candidates.js';

const SEED = {
  pipeline: [{ pca: 'PCA' }, { logistic: 'LogisticRegression' }],
  param_grid: { pca__n_components: [5, 10, 15], logistic__C: [1e-4, 1, 1e4], logistic__penalty: ['l1', 'l2'] },
};

function tasksOf(plan: ReturnType<typeof buildPlan>, op: Op, name?: string): Task[] {
  return [...plan.tasks.values()].filter((task) => task.op === op && (name === undefined || task.name === name));
}

describe('sharing', () => {
  it('fits PCA once per split for 3 n_components × 6 logistic settings × 3 splits', () => {
    const plan = buildPlan(contextOf(), candidatesOf(SEED));
    const counts = planCounts(plan);
    expect(counts.naive['fit:PCA']).toBe(54);
    expect(counts.merged['fit:PCA']).toBe(9);
    expect(counts.distinct['fit:PCA']).toBe(3);
    expect(tasksOf(plan, 'fit', 'PCA')).toHaveLength(3);
  });

  it('solves each of the 54 logistic problems exactly once', () => {
    const plan = buildPlan(contextOf(), candidatesOf(SEED));
    const solved = tasksOf(plan, 'fit', 'LogisticRegression').flatMap((task) => (task.op === 'fit' ? task.items : []));
    expect(solved).toHaveLength(54);
    expect(planCounts(plan).distinct['fit:LogisticRegression']).toBe(54);
  });

  it('reads each block of rows once for all splits', () => {
    const plan = buildPlan(contextOf(), candidatesOf(SEED));
    expect(tasksOf(plan, 'block')).toHaveLength(3);
    expect(tasksOf(plan, 'merge')).toHaveLength(3);
  });

  it('projects each row once per split, train rows at the widest n_components', () => {
    const plan = buildPlan(contextOf(), candidatesOf(SEED));
    const projections = tasksOf(plan, 'transform', 'PCA');
    expect(projections).toHaveLength(6);
    expect(tasksOf(plan, 'fit', 'PCA').map((task) => (task.op === 'fit' ? task.items : []))).toEqual(
      Array(3).fill([{ n_components: 15 }]),
    );
  });

  it('shares nothing with sharing off: every candidate has its own PCA on every split', () => {
    const plan = buildPlan(contextOf({ share: false }), candidatesOf(SEED));
    expect(tasksOf(plan, 'fit', 'PCA')).toHaveLength(54);
    expect(tasksOf(plan, 'fit', 'LogisticRegression')).toHaveLength(54);
    expect(tasksOf(plan, 'block')).toHaveLength(18 * 3);
  });

  it('fits once per split what is fitted from the target alone', () => {
    const plan = buildPlan(contextOf(), candidatesOf({ pipeline: [{ dummy: 'DummyClassifier' }], param_grid: {} }));
    expect(tasksOf(plan, 'fit', 'DummyClassifier')).toHaveLength(3);
  });

  it('merges a default with the same value spelled out', () => {
    const grid = {
      pipeline: [{ lr: 'LogisticRegression' }],
      param_grid: [{}, { lr__C: [1], lr__penalty: ['l2'], lr__solver: ['lbfgs'] }],
    };
    expect(planCounts(buildPlan(contextOf(), candidatesOf(grid))).distinct['fit:LogisticRegression']).toBe(3);
  });

  it('merges candidates that differ in a param that is not in force', () => {
    const grid = {
      pipeline: [{ lr: 'LogisticRegression' }],
      param_grid: { lr__penalty: ['l2'], lr__l1_ratio: [0.2, 0.8], lr__intercept_scaling: [1, 2] },
    };
    expect(planCounts(buildPlan(contextOf(), candidatesOf(grid))).distinct['fit:LogisticRegression']).toBe(3);
  });

  it('merges the names of one solver and keeps liblinear, another objective, apart', () => {
    const grid = {
      pipeline: [{ lr: 'LogisticRegression' }],
      param_grid: { lr__solver: ['lbfgs', 'saga', 'newton-cg', 'liblinear'] },
    };
    expect(planCounts(buildPlan(contextOf(), candidatesOf(grid))).distinct['fit:LogisticRegression']).toBe(6);
  });

  it('merges the work of a step that is passed through with all its listed params', () => {
    const grid = {
      pipeline: [{ pca: 'PCA' }, { nb: 'GaussianNB' }],
      param_grid: { pca: ['PCA', 'passthrough'], pca__n_components: [2, 3, 4] },
    };
    const candidates = candidatesOf(grid);
    expect(candidates).toHaveLength(6);
    expect(planCounts(buildPlan(contextOf(), candidates)).distinct).toMatchObject({
      'fit:PCA': 3,
      'fit:GaussianNB': 4 * 3,
    });
  });

  it('fits neighbours once for every n_neighbors and weights', () => {
    const grid = {
      pipeline: [{ knn: 'KNeighborsClassifier' }],
      param_grid: { knn__n_neighbors: [1, 3, 5], knn__weights: ['uniform', 'distance'] },
    };
    const counts = planCounts(buildPlan(contextOf(), candidatesOf(grid)));
    expect(counts.naive['fit:KNeighborsClassifier']).toBe(18);
    expect(counts.distinct['fit:KNeighborsClassifier']).toBe(3);
    expect(counts.views).toBe(15);
  });

  describe('two nested steps at once', () => {
    const NESTED = { select__k: [5, 10, 20], pca__n_components: [2, 3, 5] };
    const counted = (pipeline: object[], param_grid: object): Record<string, number> =>
      plannedTasks(buildPlan(contextOf(), candidatesOf({ pipeline, param_grid })));

    it('selects once per split and reads X once; behind that each selection has one PCA, whose views share its projection', () => {
      const counts = counted([{ select: 'SelectKBest' }, { pca: 'PCA' }, { nb: 'GaussianNB' }], NESTED);
      expect(counts).toMatchObject({
        'block:classes': 3 + 9,
        'block:moments': 3,
        'merge:classes': 3,
        'merge:moments': 3,
      });
      expect(counts).toMatchObject({
        'fit:SelectKBest': 3,
        'fit:PCA': 3 * 3,
        'transform:PCA': 2 * 9,
        'fit:GaussianNB': 27,
      });
    });

    it('fits and projects once per split where PCA comes first; all selections read one statistic of the projection', () => {
      const counts = counted([{ pca: 'PCA' }, { select: 'SelectKBest' }, { lr: 'LogisticRegression' }], {
        ...NESTED,
        select__k: [1, 2],
      });
      expect(counts).toMatchObject({ 'block:moments': 3, 'merge:moments': 3, 'block:classes': 3 });
      expect(counts).toMatchObject({ 'fit:PCA': 3, 'transform:PCA': 2 * 3, 'fit:SelectKBest': 3 * 3 });
    });

    it('fits a PCA of a PCA from one statistic of the first projection, for each width of the first', () => {
      const grid = { first__n_components: [4, 8, 16], second__n_components: [1, 2, 3] };
      const counts = counted([{ first: 'PCA' }, { second: 'PCA' }, { lr: 'LogisticRegression' }], grid);
      expect(counts).toMatchObject({ 'block:moments': 3 + 3, 'fit:PCA': 3 + 3 * 3, 'transform:PCA': 2 * (3 + 3 * 3) });
    });
  });

  it('gives a search by another metric score tasks of its own on the same predictions', () => {
    const candidates = candidatesOf(SEED);
    const accuracy = buildPlan(contextOf(), candidates);
    const auc = buildPlan(contextOf({ scorers: [{ scorer: 'roc_auc', version: 1, params: {} }] }), candidates);
    const keys = (plan: ReturnType<typeof buildPlan>, op: Op): string[] => tasksOf(plan, op).map((task) => task.key);
    expect(keys(auc, 'predict')).toEqual(keys(accuracy, 'predict'));
    expect(keys(auc, 'score').filter((key) => keys(accuracy, 'score').includes(key))).toEqual([]);
  });

  it('gives the same tasks, whatever the order of candidates with equal work', () => {
    const candidates = candidatesOf(SEED);
    const keys = (list: typeof candidates): string[] =>
      [...buildPlan(contextOf(), list).tasks.keys()]
        .filter((key) => !/^(fit|predict|score):(Log|acc)/.test(key))
        .sort();
    expect(keys([...candidates].reverse())).toEqual(keys(candidates));
  });

  it('takes n_components null for min(n, p) of the smallest train set, on every split', () => {
    const grid = { pipeline: [{ pca: 'PCA' }, { nb: 'GaussianNB' }], param_grid: { pca__n_components: [null, 13] } };
    const plan = buildPlan(contextOf({ rows: 20, k: 3 }), candidatesOf(grid));
    expect(tasksOf(plan, 'fit', 'PCA').map((task) => (task.op === 'fit' ? task.items : []))).toEqual(
      Array(3).fill([{ n_components: 13 }]),
    );
    expect(tasksOf(plan, 'fit', 'GaussianNB')).toHaveLength(3);
  });

  it('gives candidates whose params come to the same on these data one score task, which both read', () => {
    const grid = {
      pipeline: [{ pca: 'PCA' }, { nb: 'GaussianNB' }],
      param_grid: { pca__n_components: [20, null, 5], nb__var_smoothing: [0.1, 0.2] },
    };
    const plan = buildPlan(contextOf(), candidatesOf(grid));
    expect(new Set(plan.slots.map(({ test }) => test)).size).toBe(plan.slots.length);
    const ofSplit = plan.slots
      .filter(({ split }) => split === 0)
      .flatMap(({ items }) => items.map(({ candidates }) => [...candidates]));
    expect(ofSplit.toSorted()).toEqual([[0, 1], [2], [3, 4], [5]]);
    expect(planCounts(plan).distinct).toMatchObject({ 'fit:GaussianNB': 4 * 3 });
  });

  it('fails an impossible value alone and fits the largest possible one', () => {
    const grid = { pipeline: [{ pca: 'PCA' }, { nb: 'GaussianNB' }], param_grid: { pca__n_components: [2, 21, 5] } };
    const plan = buildPlan(contextOf(), candidatesOf(grid));
    expect(plan.failures.map(({ candidates, split }) => [candidates, split])).toEqual([
      [[1], 0],
      [[1], 1],
      [[1], 2],
    ]);
    expect(plan.failures[0].error.message).toContain('21');
    expect(tasksOf(plan, 'fit', 'PCA').map((task) => (task.op === 'fit' ? task.items : []))).toEqual(
      Array(3).fill([{ n_components: 5 }]),
    );
  });
});

describe('a batch of candidates', () => {
  const widths = (candidates: number, options: Parameters<typeof contextOf>[0]): Set<number> => {
    const grid = { pipeline: [{ lr: 'LogisticRegression' }], param_grid: { lr__C: { logspace: [-2, 2, candidates] } } };
    const fits = tasksOf(buildPlan(contextOf(options), candidatesOf(grid)), 'fit');
    return new Set(fits.map((task) => (task.op === 'fit' ? task.items.length : 0)));
  };

  it('has at least eight weight vectors, of which a candidate brings one for two classes and one for each of more', () => {
    expect(widths(8, { classes: 2 })).toEqual(new Set([8]));
    expect(widths(8, { classes: 3 })).toEqual(new Set([3, 2]));
    expect(widths(8, { classes: 10 })).toEqual(new Set([1]));
  });

  it('has at most 24 candidates, or up to 96 whose fits are short', () => {
    expect(Math.max(...widths(4800, { rows: 3000, columns: 200 }))).toBe(24);
    expect(Math.max(...widths(4800, { rows: 60, columns: 4 }))).toBe(96);
  });
});
