// Words of other tools and languages in a grid: read where they have one meaning, else answered with what to type.

import { describe, expect, test } from 'vitest';
import { ESTIMATORS_ELSEWHERE } from '../../src/grid/estimators-elsewhere.js';
import { METRICS_ELSEWHERE, SPLITTERS_ELSEWHERE } from '../../src/grid/measures-elsewhere.js';
import { normaliseSpec } from '../../src/grid/normalise.js';
import { applySet } from '../../src/grid/overrides.js';
import { readGrid } from '../../src/grid/read-grid.js';
import { REGISTRIES } from '../../src/plugins/all-plugins.js';
import { errorOf } from './harness.js';

const read = (text: string) => normaliseSpec(readGrid(text, 'grid.yaml'), {}, REGISTRIES).draft;
const refused = (text: string) => errorOf(() => read(text));
const LOGISTIC = 'pipeline: [{model: LogisticRegression}]\n';

describe('a value as Python writes it', () => {
  test.each([
    ['model__class_weight: [None, balanced]', 'help: write null: "None" is a text here\n'],
    ['model__fit_intercept: [yes]', 'help: write true: "yes" is a text here\n'],
    ['model__fit_intercept: ["true"]', 'help: write true without quotes\n'],
    ['model__fit_intercept: [off]', 'help: write false: "off" is a text here\n'],
    ['model__C: [1_000]', 'help: write 1000: "1_000" is a text here\n'],
    ['model__C: ["1e-3"]', 'help: write 1e-3 without quotes: in quotes it is a text\n'],
    ['model__C: ["0,5"]', 'help: write 0.5: the decimal mark is a dot\n'],
    ['model__C: [10**-3]', 'help: write 0.001: nothing is calculated here\n'],
    ['model__C: [np.inf]', 'help: write .inf (in JSON "inf"): "np.inf" is a text here\n'],
    ['model__C: (0.1, 1)', 'help: write [0.1, 1]: a list has square brackets'],
    ['model__C: "[0.1, 1]"', 'help: write [0.1, 1] without quotes'],
    ['model__max_iter: range(10)', 'help: write {arange: [0, 10, 1]}'],
    ['model__max_iter: range(1, 5)', 'help: write {arange: [1, 5, 1]}'],
    ['model__max_iter: list(range(1, 9, 2))', 'help: write {arange: [1, 9, 2]}'],
    ['model__C: np.logspace(-3, 3, 7)', 'help: write {logspace: [-3, 3, 7]}'],
    ['model__C: numpy.linspace(0.1, 1, num=4)', 'help: write {linspace: [0.1, 1, 4]}'],
    ['model__C: np.logspace(-3, 3, 7, base=2)', 'help: write the values as a list'],
    ['model__C: loguniform(1e-3, 1e3)', 'help: write {loguniform: [1e-3, 1e3]} in param_distributions'],
  ])('is answered with what to type: %s', (line, help) => {
    expect(refused(`${LOGISTIC}param_grid:\n  ${line}`)).toContain(help);
  });

  test.each([
    ['a map', '{model__max_iter: range(1, 5)}', '{arange: [1, 5, 1]}'],
    ['a map with keys behind', '{model__C: np.logspace(-3, 3, 7), model__tol: [1]}', '{logspace: [-3, 3, 7]}'],
    ['a list', '{model__max_iter: [range(1, 5)]}', '{arange: [1, 5, 1]}'],
    ['a list of tuples', '{model__C: [(0.1, 1), 3]}', '[0.1, 1]'],
  ])('is put together again where the commas of %s have cut it', (_what, grid, write) => {
    expect(refused(`${LOGISTIC}param_grid: ${grid}`)).toContain(`help: write ${write}`);
  });

  test('is answered at keys too', () => {
    expect(refused(`${LOGISTIC}return_train_score: yes`)).toContain('help: write true: "yes" is a text here');
    expect(refused(`${LOGISTIC}cv: "5"`)).toContain('help: write 5 without quotes');
  });
});

test('error_score: nan, the default of scikit-learn, is null', () => {
  expect(read(`${LOGISTIC}error_score: nan`).errorScore).toBeNull();
});

test('several metrics in one text are a list of them', () => {
  const { scoring, multimetric } = read(`${LOGISTIC}scoring: accuracy, f1`);
  expect(scoring?.map(({ name }) => name)).toEqual(['accuracy', 'f1']);
  expect(multimetric).toBe(true);
});

test('a column may be called 2015', () => {
  const { data } = read(`data: {target: 2015, features: {include: [2013, 2014]}, id: 1}\n${LOGISTIC}`);
  expect(data).toMatchObject({ target: '2015', include: ['2013', '2014'], id: ['1'] });
  expect(refused(`data: {target: 1.5}\n${LOGISTIC}`)).toContain('write "1.5", in quotes');
});

describe('a merge key', () => {
  test('brings the keys of another map, its own first, of several maps the first', () => {
    const text = [
      LOGISTIC,
      'param_grid:',
      '  - &g {model__C: [0.1, 1], model__penalty: [l2]}',
      '  - &h {model__C: [7], model__tol: [0.01]}',
      '  - {<<: [*g, *h], model__penalty: [l1]}',
    ];
    expect(read(text.join('\n')).grids[2]).toEqual({
      model__C: [0.1, 1],
      model__penalty: ['l1'],
      model__tol: [0.01],
    });
  });

  test('is blamed where the key that it brings stands', () => {
    const text = `${LOGISTIC}param_grid:\n  - &g {model__C: [-1]}\n  - {<<: *g}`;
    expect(refused(text)).toContain('--> grid.yaml:3:20');
    expect(refused(`${LOGISTIC}param_grid: {<<: 3}`)).toContain('the merge key << takes a map');
  });
});

describe('a key in the wrong place', () => {
  test.each([
    ['target: y', 'write data: {target: "y"}'],
    ['data: {drop: [x]}', 'write features: {exclude: ["x"]}'],
    ['n_jobs: -1', 'write run: {jobs: -1}'],
    ['n_iter: 20', 'write search: {method: random, n_iter: 20}'],
    ['steps: [PCA]', 'write pipeline: ["PCA"]'],
    ['run: {n_jobs: 2}', 'write jobs: 2'],
    ['data: {sep: ";"}', 'write delimiter: ";"'],
    ['verbose: 1', 'write nothing: remove it'],
  ])('is answered with its place: %s', (line, help) => {
    expect(refused(`${LOGISTIC}${line}`)).toContain(help);
  });
});

describe('a name of another tool', () => {
  const metric = (name: string) => refused(`${LOGISTIC}scoring: ${name}`);
  const last = (name: string) => refused(`pipeline: [${name}]`);

  test.each([
    ['auc', 'roc_auc'],
    ['rmse', 'neg_root_mean_squared_error'],
    ['logloss', 'neg_log_loss'],
    ['f1_score', 'f1'],
    ['F1-Score', 'f1'],
    ['acc', 'accuracy'],
    ['mae', 'neg_mean_absolute_error'],
    ['mape', 'neg_mean_absolute_percentage_error'],
    ['mcc', 'matthews_corrcoef'],
    ['kappa', 'cohen_kappa'],
    ['roc_auc_score', 'roc_auc'],
    ['sklearn.metrics.f1_score', 'f1'],
  ])('is one of ours: %s', (name, ours) => {
    expect(metric(name)).toContain(`did you mean "${ours}"?`);
  });

  test.each([
    ['XGBClassifier', 'trees and boosting are not built in; classifiers that are: LogisticRegression'],
    ['RandomForestRegressor', 'regressors that are: Ridge'],
    ['ColumnTransformer', 'columns are told apart by a union'],
    ['FunctionTransformer', 'for logarithms there is Log1p'],
    ['LabelEncoder', 'the target needs no encoder'],
    ['RFE', 'did you mean "SelectKBest"?'],
    ['LogisticRegressionCV', 'list the values in param_grid'],
    ['GridSearchCV', 'the file itself is the search'],
    ['KFold', 'KFold is a splitter: write cv: KFold'],
    ['SVC(C=1)', 'did you mean "SVC"?'],
    ['sklearn.svm.SVC', 'did you mean "SVC"?'],
  ])('is answered with what is done here: %s', (name, help) => {
    expect(last(`"${name}"`)).toContain(help);
  });

  test('is like others of its own role only', () => {
    expect(last('KNeigborsRegresor')).toContain('"KNeighborsRegressor"');
    expect(last('RidgeImputer')).not.toContain('did you mean "Ridge');
  });

  test('leads to a name that there is', () => {
    const lost = (rows: typeof METRICS_ELSEWHERE, registry: ReadonlyMap<string, unknown>) =>
      rows.flatMap(([, use]) => (use === undefined || registry.has(use) ? [] : [use]));
    expect(lost(ESTIMATORS_ELSEWHERE, REGISTRIES.estimators)).toEqual([]);
    expect(lost(METRICS_ELSEWHERE, REGISTRIES.scorers)).toEqual([]);
    expect(lost(SPLITTERS_ELSEWHERE, REGISTRIES.splitters)).toEqual([]);
  });
});

describe('a pipeline of one step', () => {
  const ONE = 'estimator: {model: Ridge}\n';

  test('needs no step before the names of its params', () => {
    expect(read(`${ONE}param_grid: {alpha: [1, 2]}`).grids).toEqual([{ model__alpha: [1, 2] }]);
    expect(read(`${ONE}param_grid: [{alpha: [1]}, {model__alpha: [2]}]`).grids).toHaveLength(2);
  });

  test('is blamed where the file names them', () => {
    expect(refused(`${ONE}param_grid: {alpha: [1, -2]}`)).toContain('--> grid.yaml:2:25');
    expect(refused(`${ONE}param_grid: {alhpa: [1]}`)).toContain('GRID_UNKNOWN_STEP');
  });
});

test('--set pipeline.model=Ridge puts another estimator in the place of a step', () => {
  const document = applySet(readGrid(`${LOGISTIC}cv: 3`, 'grid.yaml'), 'pipeline.model={Ridge: {alpha: 2}}');
  expect(normaliseSpec(document, {}, REGISTRIES).draft.pipeline[0]).toMatchObject({
    name: 'model',
    estimator: 'Ridge',
  });
  expect(errorOf(() => applySet(document, 'pipeline.modle=Ridge'))).toContain('did you mean "model"?');
});

test('what the YAML parser refuses has a help line', () => {
  for (const text of ['pipeline: [PCA', 'a: b: c', 'a: @x', 'a: "\\q"', 'a: 1\n b: 2', 'a: {b: 1']) {
    expect(refused(text)).toContain('\nhelp: ');
  }
});
