// Which predictions have a projection fused with them, and which rows are projected all the same: seen in tasks,
// before anything runs.

import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../../src/graph/build.js';
import { plannedSeconds, plannedTasks } from '../../../src/graph/describe/report.js';
import type { Plan } from '../../../src/graph/plan/plan-data.js';
import type { Features, PredictTask, Task } from '../../../src/graph/plan/task.js';
import { candidatesOf, contextOf } from '../candidates.js';

const LOGISTIC = [{ pca: 'PCA' }, { lr: 'LogisticRegression' }];
const planOf = (pipeline: object[], param_grid: object, options: Parameters<typeof contextOf>[0] = {}): Plan =>
  buildPlan(contextOf(options), candidatesOf({ pipeline, param_grid }));

function tasksOf<O extends Task['op']>(plan: Plan, op: O): Extract<Task, { op: O }>[] {
  return [...plan.tasks.values()].filter((task): task is Extract<Task, { op: O }> => task.op === op);
}

/** Projections of test rows, by the params that cut them (null: all columns). */
function testCuts(plan: Plan): unknown[] {
  const tests = new Set(plan.context.layout.splits.map(({ test }) => test.key));
  return tasksOf(plan, 'transform').flatMap((task) =>
    'fit' in task && tests.has(task.features.rows ?? '') ? [task.cut] : [],
  );
}

/** By candidate: whether its predictions of test rows have a projection fused with them. */
function fusedOf(plan: Plan): Record<number, boolean> {
  const told: Record<number, boolean> = {};
  for (const { prediction, items } of plan.slots) {
    const { through } = plan.tasks.get(prediction) as PredictTask;
    for (const { candidates } of items) for (const candidate of candidates) told[candidate] = through !== null;
  }
  return told;
}

describe('folding', () => {
  it('predicts test rows from X where all candidates are linear models behind a projection: none of these rows is projected', () => {
    const plan = planOf(LOGISTIC, { pca__n_components: [8, 15], lr__C: [0.1, 1] });
    expect(plannedTasks(plan)).toMatchObject({ 'fit:PCA': 3, 'transform:PCA': 3 });
    const predictions = tasksOf(plan, 'predict');
    expect(predictions.map(({ features }) => features.base)).toEqual(Array(6).fill(expect.stringMatching(/^data:X:/)));
    expect(predictions.map(({ through }) => through?.params.n_components)).toEqual([8, 15, 8, 15, 8, 15]);
  });

  it('projects test rows no wider than those need who read them projected', () => {
    const few = planOf(LOGISTIC, { pca__n_components: [3, 5, 15], lr__C: [0.1, 1] });
    expect(testCuts(few)).toEqual(Array(3).fill({ n_components: 5 }));
    expect(fusedOf(few)).toEqual({ 0: false, 1: false, 2: true, 3: false, 4: false, 5: true });
    expect(testCuts(planOf([{ pca: 'PCA' }, { nb: 'GaussianNB' }], { pca__n_components: [5, 15] }))).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('goes by the candidate alone: a neighbour that needs the projection, or no sharing, changes nothing', () => {
    const models = { pca__n_components: [4, 9], model: ['LogisticRegression', 'KNeighborsClassifier'] };
    const pipeline = [{ pca: 'PCA' }, { model: 'LogisticRegression' }];
    const told = { 0: false, 1: true, 2: false, 3: false };
    expect(fusedOf(planOf(pipeline, models))).toEqual(told);
    expect(fusedOf(planOf(pipeline, models, { share: false }))).toEqual(told);
    expect(testCuts(planOf(pipeline, models))).toEqual([null, null, null]);
  });

  it.each([
    ['has fewer than 8 columns for each score of a row', LOGISTIC, { pca__n_components: [20] }, { classes: 3 }],
    ['keeps less than a tenth of the columns', LOGISTIC, { pca__n_components: [8] }, { columns: 81 }],
    ['is cut where only its fit knows', LOGISTIC, { pca__n_components: [{ variance: 0.9 }] }, {}],
    [
      'has a step between itself and the model',
      [{ pca: 'PCA' }, { sc: 'StandardScaler' }, { lr: 'LogisticRegression' }],
      {},
      {},
    ],
    [
      'is in a branch of a union',
      [{ u: { union: [{ a: { columns: 'all', steps: ['PCA'] } }] } }, { lr: 'LogisticRegression' }],
      {},
      {},
    ],
  ])('leaves a projection as it is that %s', (_, pipeline, grid, options) => {
    const plan = planOf(pipeline, grid, options);
    expect(Object.values(fusedOf(plan))).toEqual([false]);
    expect(testCuts(plan)).toEqual([null, null, null]);
  });

  it('folds a projection into regressions, and with a step between that is passed through', () => {
    const pipeline = [{ svd: 'TruncatedSVD' }, { sc: 'StandardScaler' }, { model: 'Ridge' }];
    const grid = {
      task: 'regression',
      pipeline,
      param_grid: { svd__n_components: [8], sc: ['passthrough'], model: ['Ridge', 'Lasso'] },
    };
    const plan = buildPlan(
      contextOf({ classes: 0, scorers: [{ scorer: 'r2', version: 1, params: {} }] }),
      candidatesOf(grid),
    );
    expect(fusedOf(plan)).toEqual({ 0: true, 1: true });
  });

  it('leaves lazy steps before the projection to the rows that are predicted', () => {
    const plan = planOf([{ sc: 'StandardScaler' }, ...LOGISTIC], { pca__n_components: [10] });
    const stepsOf = ({ steps }: Features): string[] => steps.map((step) => ('fit' in step ? step.estimator : 'select'));
    expect(tasksOf(plan, 'predict').map(({ features }) => stepsOf(features))).toEqual(
      Array(3).fill(['StandardScaler']),
    );
  });

  it('predicts train rows from the projection that the fit reads', () => {
    const plan = planOf(LOGISTIC, { pca__n_components: [10] }, { returnTrainScore: true });
    const trained = plan.slots.map(({ trainPrediction }) => plan.tasks.get(trainPrediction ?? '') as PredictTask);
    expect(trained.map(({ through }) => through)).toEqual([null, null, null]);
    expect(trained.map(({ features }) => features.base)).toEqual(
      Array(3).fill(expect.stringMatching(/^transform:PCA:/)),
    );
  });

  it('is predicted to take less time than projecting the test rows', () => {
    const options = { rows: 10_000, columns: 500 };
    const grid = { pca__n_components: [50, 250], lr__C: [0.1, 1, 10] };
    const through = planOf(LOGISTIC, grid, options);
    const projected = planOf([{ pca: 'PCA' }, { sc: 'StandardScaler' }, { lr: 'LogisticRegression' }], grid, options);
    const without = (plan: Plan): number =>
      plannedSeconds(plan) -
      tasksOf(plan, 'fit').reduce((sum, { name, seconds }) => sum + (name === 'StandardScaler' ? seconds : 0), 0);
    expect(without(through)).toBeLessThan(without(projected));
  });
});

describe('columns straight out of a PCA', () => {
  it.each([
    { between: [], uncorrelated: true },
    { between: ['StandardScaler', 'SelectKBest'], uncorrelated: true },
    { between: ['PolynomialFeatures'], uncorrelated: false },
    { between: ['Normalizer'], uncorrelated: false },
  ])('are uncorrelated behind maps by columns, and not behind other steps: $between', ({ between, uncorrelated }) => {
    const steps = between.map((estimator, i) => ({ [`step${i}`]: estimator }));
    const plan = planOf([{ pca: 'PCA' }, ...steps, { lr: 'LogisticRegression' }], {});
    const fits = tasksOf(plan, 'fit').filter(({ name }) => name === 'LogisticRegression');
    expect(fits.map(({ traits }) => traits.uncorrelated)).toEqual([uncorrelated, uncorrelated, uncorrelated]);
  });
});
