import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.js';
import { gridFromValue } from '../../src/grid/grid-document.js';
import { normaliseSpec } from '../../src/grid/normalise.js';
import { resolveTask } from '../../src/grid/resolve-task.js';
import { echoSpec } from '../../src/grid/spec.js';
import { FAKES } from './fakes.js';
import { errorOf, normalise, PIPELINE, resolve } from './harness.js';

const PCA = { n_components: null, whiten: false };
const LOGISTIC = { C: 1, penalty: 'l2', solver: 'lbfgs', max_iter: 1000, class_weight: null };

describe('the pipeline', () => {
  test('reads the three spellings of a step, with defaults filled in', () => {
    const { draft } = normalise('pipeline: [StandardScaler, {pca: PCA}, {logistic: {LogisticRegression: {C: 0.5}}}]');
    expect(draft.pipeline).toEqual([
      { name: 'standardscaler', estimator: 'StandardScaler', params: { with_mean: true, with_std: true } },
      { name: 'pca', estimator: 'PCA', params: PCA },
      { name: 'logistic', estimator: 'LogisticRegression', params: { ...LOGISTIC, C: 0.5 } },
    ]);
  });

  test('takes passthrough for a step, and a class without params for one with none', () => {
    const { draft } = normalise('pipeline: [{pca: passthrough}, {last: {Ridge: }}]');
    expect(draft.pipeline).toEqual([
      { name: 'pca', estimator: 'passthrough', params: {} },
      { name: 'last', estimator: 'Ridge', params: { alpha: 1 } },
    ]);
  });

  test.each([['Ridge'], ['{ridge: Ridge}'], ['{ridge: {Ridge: {alpha: 1}}}']])(
    'reads estimator: %s as a pipeline of one step',
    (text) => {
      expect(normalise(`estimator: ${text}`).draft.pipeline).toEqual([
        { name: 'ridge', estimator: 'Ridge', params: { alpha: 1 } },
      ]);
    },
  );
});

describe('defaults', () => {
  test('of classification are five stratified folds and accuracy', () => {
    expect(resolve(PIPELINE)).toEqual({
      data: { include: [], exclude: [], id: [], naValues: [] },
      task: 'classification',
      pipeline: [
        { name: 'pca', estimator: 'PCA', params: PCA },
        { name: 'logistic', estimator: 'LogisticRegression', params: LOGISTIC },
      ],
      grids: [{}],
      distributions: [],
      search: { method: 'grid' },
      cv: { splitter: 'StratifiedKFold', params: { n_splits: 5, shuffle: false, random_state: null } },
      scoring: [{ name: 'accuracy', scorer: 'accuracy', params: {} }],
      multimetric: false,
      refit: 'accuracy',
      aggregate: 'mean',
      errorScore: null,
      returnTrainScore: false,
      randomState: 0,
      expect: [],
    });
  });

  test('of regression are five folds and r2', () => {
    const spec = resolve('pipeline: [Ridge]', 'regression');
    expect(spec.cv).toEqual({ splitter: 'KFold', params: { n_splits: 5, shuffle: false, random_state: null } });
    expect(spec.scoring).toEqual([{ name: 'r2', scorer: 'r2', params: {} }]);
    expect(spec.refit).toBe('r2');
  });

  test('of a table with a fold column are its folds', () => {
    expect(resolve(`${PIPELINE}data: {fold: f}`).cv).toEqual({ splitter: 'PredefinedSplit', params: {} });
    expect(resolve(`${PIPELINE}data: {fold: f}\ncv: 3`).cv.splitter).toBe('StratifiedKFold');
  });
});

describe('cv', () => {
  test('takes a splitter by its bare name, as steps are', () => {
    expect(resolve(`${PIPELINE}cv: PredefinedSplit`).cv).toEqual({ splitter: 'PredefinedSplit', params: {} });
    expect(resolve(`${PIPELINE}cv: ShuffleSplit\nrandom_state: 7`).cv.params).toMatchObject({ random_state: 7 });
  });

  test('a splitter by name has its params checked and complete', () => {
    expect(resolve(`${PIPELINE}cv: {KFold: {n_splits: 3}}`).cv).toEqual({
      splitter: 'KFold',
      params: { n_splits: 3, shuffle: false, random_state: null },
    });
  });

  test('a splitter that draws without a seed of its own has the seed of the search', () => {
    expect(resolve(`${PIPELINE}cv: {KFold: {shuffle: true}}\nrandom_state: 7`).cv.params.random_state).toBe(7);
    expect(resolve(`${PIPELINE}cv: {ShuffleSplit: }`).cv.params.random_state).toBe(0);
    expect(resolve(`${PIPELINE}cv: {KFold: {shuffle: true, random_state: 3}}`).cv.params.random_state).toBe(3);
  });
});

describe('scoring and refit', () => {
  test('a name is one metric; a list or a map, even of one, is several', () => {
    expect(resolve(`${PIPELINE}scoring: f1`)).toMatchObject({
      multimetric: false,
      scoring: [{ name: 'f1', scorer: 'f1' }],
      refit: 'f1',
    });
    expect(resolve(`${PIPELINE}scoring: [f1]`)).toMatchObject({
      multimetric: true,
      scoring: [{ name: 'f1', scorer: 'f1' }],
    });
    expect(resolve(`${PIPELINE}scoring: {mine: {f1: {pos_label: 2}}, acc: accuracy}`)).toMatchObject({
      multimetric: true,
      scoring: [
        { name: 'mine', scorer: 'f1', params: { pos_label: 2 } },
        { name: 'acc', scorer: 'accuracy', params: {} },
      ],
      refit: 'mine',
    });
  });

  test('refit is the first metric, a metric by name, or false', () => {
    expect(resolve(`${PIPELINE}scoring: [f1, accuracy]`).refit).toBe('f1');
    expect(resolve(`${PIPELINE}scoring: [f1, accuracy]\nrefit: accuracy`).refit).toBe('accuracy');
    expect(resolve(`${PIPELINE}scoring: [f1, accuracy]\nrefit: {metric: accuracy, rule: best}`).refit).toBe('accuracy');
    expect(resolve(`${PIPELINE}refit: false`).refit).toBe(false);
  });

  test('expect names metrics of the search with their bounds', () => {
    expect(resolve(`${PIPELINE}expect: {accuracy: {min: 0.9}}`).expect).toEqual([{ metric: 'accuracy', min: 0.9 }]);
  });
});

describe('the kind of task', () => {
  test('is not asked of an estimator that every grid swaps out', () => {
    const text =
      'pipeline: [{last: Ridge}]\nparam_grid: [{last: [LogisticRegression]}, {last: [KNeighborsClassifier]}]';
    expect(resolve(text).task).toBe('classification');
    expect(errorOf(() => resolve(text.replace('{last: [KNeighborsClassifier]}', '{}')))).toContain(
      'GRID_TASK: Ridge is for regression',
    );
  });
});

describe('search', () => {
  test('distributions mean a random search of ten candidates', () => {
    const { draft } = normalise(
      `${PIPELINE}param_distributions: {logistic__C: {loguniform: [0.1, 10]}, pca__whiten: {choice: [true, false]}}`,
    );
    expect(draft.search).toEqual({ method: 'random', n_iter: 10 });
    expect(draft.distributions).toEqual([{ logistic__C: { loguniform: [0.1, 10] }, pca__whiten: [true, false] }]);
    expect(draft.grids).toEqual([]);
  });

  test('a random search draws from the lists of param_grid too', () => {
    const { draft } = normalise(`${PIPELINE}search: {method: random, n_iter: 3}\nparam_grid: {logistic__C: [1, 2]}`);
    expect(draft).toMatchObject({ search: { method: 'random', n_iter: 3 }, distributions: [{ logistic__C: [1, 2] }] });
  });
});

describe('data and run', () => {
  test('columns may be one name or a list of names', () => {
    const { draft } = normalise(
      `${PIPELINE}data: {target: y, features: {include: x_*, exclude: [a, b]}, id: i, na_values: [-999, none], delimiter: ;}`,
    );
    expect(draft.data).toEqual({
      target: 'y',
      include: ['x_*'],
      exclude: ['a', 'b'],
      id: ['i'],
      naValues: ['-999', 'none'],
      delimiter: ';',
    });
  });

  test('run is kept apart from the what', () => {
    const { draft, run } = normalise(`${PIPELINE}run: {jobs: 3}`);
    expect(run).toEqual({ jobs: 3 });
    expect(draft).not.toHaveProperty('run');
  });
});

describe('the echoed spec', () => {
  test.each([
    [PIPELINE],
    [
      `${PIPELINE}param_grid: [{logistic__C: {logspace: [-1, 1, 3]}}, {pca: [passthrough]}]\nscoring: {a: {f1: {pos_label: 1}}}\nrefit: false`,
    ],
    [
      `${PIPELINE}param_distributions: {logistic__C: {normal: [5, 1]}}\nscoring: f1\ncv: {KFold: {shuffle: true}}\nrandom_state: 9`,
    ],
    [
      `pipeline: [{pca: passthrough}, LogisticRegression]\ndata: {target: y, fold: f, group: g, types: {a: id, "b*": numeric}, na_values: [x]}\nerror_score: raise\nexpect: {accuracy: {max: 1}}`,
    ],
  ])('read as a grid gives the same spec: %s', (text) => {
    const spec = resolve(text);
    const again = normaliseSpec(gridFromValue(JSON.parse(JSON.stringify(echoSpec(spec)))), {}, FAKES);
    expect(resolveTask(again, 'classification', FAKES)).toEqual(spec);
  });
});

describe('a grid handed in as a value', () => {
  test('is read like a file, with paths for places', () => {
    const grid = { pipeline: ['LogisticRegression'], param_grid: [{ logisticregression__C: [1, -1] }] };
    const error = errorOf(() => normaliseSpec(gridFromValue(grid), {}, FAKES));
    expect(error).toContain('--> grid, param_grid[0].logisticregression__C[1]');
  });

  test.each([
    ['a function', { pipeline: [() => 1] }, 'GRID_VALUE: pipeline[0] is not a JSON value (function)'],
    ['NaN', { cv: Number.NaN }, 'GRID_NOT_FINITE'],
    ['a list', [], 'GRID_TYPE: a grid is a map'],
    ['a class instance', { cv: new Map() }, 'GRID_VALUE: cv is not a JSON value'],
    ['a prototype key', JSON.parse('{"__proto__": {"a": 1}}') as JsonObject, 'GRID_UNKNOWN_KEY'],
  ])('refuses %s', (_what, value, message) => {
    expect(errorOf(() => gridFromValue(value))).toContain(message);
  });

  test('refuses a value that contains itself', () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    expect(errorOf(() => gridFromValue(loop))).toContain('GRID_TOO_DEEP');
  });
});
