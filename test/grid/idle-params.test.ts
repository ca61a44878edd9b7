// What is told of params that do nothing: which, why, and what would make them act.

import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/base/json.js';
import { ESTIMATORS } from '../../src/estimators/index.js';
import { gridFromValue } from '../../src/grid/grid-document.js';
import { idleParams } from '../../src/grid/idle-params.js';
import { normaliseSpec } from '../../src/grid/normalise.js';
import type { SpecOverrides } from '../../src/grid/overrides.js';
import { resolveTask } from '../../src/grid/resolve-task.js';
import { echoSpec } from '../../src/grid/spec.js';
import { SCORERS } from '../../src/scorers/index.js';
import { SPLITTERS } from '../../src/splitters/index.js';
import { STRATEGIES } from '../../src/strategies/index.js';

const registries = { estimators: ESTIMATORS, scorers: SCORERS, splitters: SPLITTERS };
const LR = [{ lr: 'LogisticRegression' }];

function told(grid: JsonObject, overrides: SpecOverrides = {}): string[] {
  const normalised = normaliseSpec(gridFromValue(grid), overrides, registries);
  const spec = resolveTask(normalised, 'classification', registries);
  const { document } = normalised;
  const candidates =
    STRATEGIES.get(spec.search.method)?.(spec, { registries, document, task: 'classification' }).propose() ?? [];
  return idleParams({ spec, document, registries }, candidates).map(({ message }) => message);
}
const listed = (pipeline: JsonValue, param_grid: JsonValue) => told({ pipeline, param_grid });

describe('a param that does nothing is told of', () => {
  it.each<[string, JsonValue, JsonValue, string]>([
    [
      'a list where another param rules it out',
      LR,
      { lr__l1_ratio: [0.2, 0.8], lr__penalty: ['l2'] },
      'lr__l1_ratio has no effect: it acts only with penalty: auto or elasticnet',
    ],
    [
      'a fixed value',
      [{ lr: { LogisticRegression: { intercept_scaling: 3 } } }],
      {},
      'lr__intercept_scaling has no effect: it acts only with solver: liblinear',
    ],
    [
      'a step without a name',
      [{ SVC: { SVC: { degree: 2 } } }],
      {},
      'SVC__degree has no effect: it acts only with kernel: poly',
    ],
    [
      'one that needs two others',
      [{ lr: { LogisticRegression: { intercept_scaling: 3, fit_intercept: false } } }],
      {},
      'lr__intercept_scaling has no effect: it acts only with fit_intercept: true and solver: liblinear',
    ],
    [
      'one that a number rules out',
      [{ lr: { LogisticRegression: { C: 'inf' } } }],
      { lr__l1_ratio: [0, 1] },
      'lr__l1_ratio has no effect: it acts only with a C other than inf',
    ],
    [
      'values that are one',
      LR,
      { lr__solver: ['lbfgs', 'saga'] },
      'lr__solver has no effect: lbfgs, saga are one and the same here',
    ],
    [
      'one of a step that is always passed through',
      [{ pca: 'PCA' }, ...LR],
      { pca: ['passthrough'], pca__n_components: [1, 2] },
      'pca__n_components has no effect: pca is passthrough in every candidate',
    ],
    [
      'one of a step that is always swapped',
      [{ pca: { PCA: { whiten: true } } }, ...LR],
      { pca: ['PCA', 'passthrough'] },
      'pca__whiten has no effect: pca is swapped in every candidate',
    ],
    [
      'one that every candidate lists',
      [{ lr: { LogisticRegression: { C: 5 } } }],
      { lr__C: [1, 2] },
      'lr__C has no effect: lr__C is listed in every candidate',
    ],
    [
      'one beside an estimator that is swapped in',
      [{ m: 'GaussianNB' }],
      { m: ['GaussianNB', { SVC: { degree: 2 } }] },
      'm__degree of {"SVC":{"degree":2}} has no effect: it acts only with kernel: poly',
    ],
    [
      'estimators that are swapped in and are one',
      [{ m: 'SVC' }],
      { m: ['SVC', { SVC: { C: 1 } }] },
      'm has no effect: SVC, {"SVC":{"C":1}} are one and the same here',
    ],
    [
      'one in a branch that is dropped',
      [{ u: { union: [{ a: { steps: [{ pca: 'PCA' }] } }, { b: {} }] } }, ...LR],
      { u__a: ['drop'], u__a__pca__n_components: [1, 2] },
      'u__a__pca__n_components has no effect: u__a is dropped in every candidate',
    ],
    [
      'one of a step in a branch',
      [
        { u: { union: [{ a: { steps: [{ s: { RobustScaler: { with_scaling: false, unit_variance: true } } }] } }] } },
        ...LR,
      ],
      {},
      'u__a__s__unit_variance has no effect: it acts only with with_scaling: true',
    ],
  ])('%s', (_what, pipeline, grid, message) => {
    expect(listed(pipeline, grid)).toEqual([message]);
  });

  it('one that is only asked for, and what asks for it', () => {
    expect(listed(LR, { lr__C: ['inf'], lr__penalty: ['elasticnet'], lr__l1_ratio: [0.2] })).toEqual([
      'lr__penalty has no effect: it acts only with a C other than inf',
      'lr__l1_ratio has no effect: it acts only with a C other than inf',
    ]);
  });

  it('also where it is drawn, and where a flag sets it', () => {
    const drawn = { pipeline: LR, search: { method: 'random', n_iter: 5 } };
    const param_distributions = { lr__l1_ratio: { uniform: [0, 1] }, lr__penalty: ['l1', 'l2'] };
    expect(told({ ...drawn, param_distributions })).toEqual([
      'lr__l1_ratio has no effect: it acts only with penalty: auto or elasticnet',
    ]);
    expect(told({ pipeline: LR, param_grid: { lr__C: [1, 2] } }, { set: ['pipeline.lr.C=3'] })).toHaveLength(1);
    expect(told({ pipeline: LR }, { set: ['grid.lr__intercept_scaling=[2, 3]'] })).toHaveLength(1);
  });
});

describe('nothing is told', () => {
  it.each<[string, JsonValue, JsonValue]>([
    ['of a param that acts in one candidate', LR, { lr__l1_ratio: [0.2, 0.8], lr__penalty: ['l2', 'elasticnet'] }],
    [
      'of one that acts in one grid',
      LR,
      [
        { lr__l1_ratio: [0.2], lr__penalty: ['l2'] },
        { lr__l1_ratio: [0.2], lr__penalty: ['elasticnet'] },
      ],
    ],
    ['of l1_ratio alone, which chooses the penalty', LR, { lr__l1_ratio: [0, 0.5, 1] }],
    ['of l1_ratio 1 alone, though no key names it', LR, { lr__l1_ratio: [1] }],
    [
      'of a step that is passed through in some candidates',
      [{ pca: 'PCA' }, ...LR],
      { pca: ['PCA', 'passthrough'], pca__n_components: [1, 2] },
    ],
    [
      'of a solver that is one of many names for the objective',
      [{ lr: { LogisticRegression: { solver: 'saga' } } }],
      {},
    ],
    ['of a value that stands twice', LR, { lr__C: [1, 1.0] }],
    [
      'of branches that swap',
      [{ u: { union: [{ a: {} }, { b: { steps: ['PCA'] } }] } }, ...LR],
      { u__b: ['steps', 'drop'] },
    ],
  ])('%s', (_what, pipeline, grid) => {
    expect(listed(pipeline, grid)).toEqual([]);
  });

  it("of defaults in a result's own spec, which names every param", () => {
    const grid = gridFromValue({
      pipeline: [{ s: 'RobustScaler' }, { lr: { LogisticRegression: { l1_ratio: 0.5, penalty: 'l2' } } }],
    });
    const spec = echoSpec(resolveTask(normaliseSpec(grid, {}, registries), 'classification', registries));
    expect(told(spec)).toEqual(['lr__l1_ratio has no effect: it acts only with penalty: auto or elasticnet']);
  });
});
