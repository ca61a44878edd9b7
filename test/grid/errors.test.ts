import { describe, expect, test } from 'vitest';
import { errorOf, expand, PIPELINE, resolve } from './harness.js';

/** Everything that is read of a grid before the data: spec and candidates. */
function read(text: string): string {
  return errorOf(() => {
    resolve(text);
    expand(text);
  });
}

describe('the picture of a mistake', () => {
  test('shows a misspelt param with its line, a caret under the key, the nearest name and the params there are', () => {
    expect(read(`${PIPELINE}param_grid:\n  pca__n_component: [50, 100, 250]`)).toBe(
      [
        'GRID_UNKNOWN_PARAM: PCA has no parameter "n_component"',
        '--> grid.yaml:3:3',
        '  pca__n_component: [50, 100, 250]',
        '  ^^^^^^^^^^^^^^^^ did you mean "pca__n_components"?',
        'help: parameters of PCA: n_components, whiten',
      ].join('\n'),
    );
  });

  test('shows a refused value of a list at its own column', () => {
    expect(read(`${PIPELINE}param_grid:\n  pca__n_components: [50, 2.5]`)).toBe(
      [
        'GRID_PARAM_VALUE: n_components of PCA: expected an integer ≥ 1, or a share > 0 and < 1, or {variance: a number > 0 and ≤ 1}, or null; got 2.5',
        '--> grid.yaml:3:27',
        '  pca__n_components: [50, 2.5]',
        '                          ^^^',
        'help: about this param',
      ].join('\n'),
    );
  });

  test('finds the place in JSON too, whatever the line breaks', () => {
    const text = '{"pipeline": ["LogisticRegression"],\r\n "param_grid": {\r\n  "logisticregression__C": [1, -1]}}';
    expect(read(text)).toContain('--> grid.yaml:3:32\n  "logisticregression__C": [1, -1]}}\n');
  });

  test('finds a pair that stands in a list without braces', () => {
    expect(read('pipeline: [a__b: PCA, Ridge]')).toContain('pipeline: [a__b: PCA, Ridge]\n           ^^^^\n');
    expect(read('pipeline: [pca: PCAA, Ridge]')).toContain('pipeline: [pca: PCAA, Ridge]\n                ^^^^ did');
  });

  test('follows an alias to the value it stands for', () => {
    const text = `${PIPELINE}param_grid: [{logistic__C: &c [1, -5]}, {logistic__C: *c}]`;
    expect(read(text)).toContain('--> grid.yaml:2:35');
  });
});

describe('text that is no grid', () => {
  test.each([
    ['an empty file', '', 'GRID_EMPTY: the grid is empty'],
    ['a file of comments', '# nothing\n', 'GRID_EMPTY: the grid is empty'],
    ['a list', '[1]', 'GRID_TYPE: a grid is a map; got [1]'],
    ['a key twice', 'cv: 3\ncv: 4', 'GRID_SYNTAX: this key stands here twice\n--> grid.yaml:2:1\ncv: 4\n^'],
    ['a number key twice in other words', 'a: {1: x, "1": y}', 'GRID_SYNTAX'],
    ['a tag', 'pipeline: !foo x', 'GRID_SYNTAX: unresolved tag: !foo\n--> grid.yaml:1:11'],
    ['a list that never ends', 'cv: [1', 'GRID_SYNTAX'],
    ['a tab as indentation', 'run:\n\tjobs: 1', 'GRID_SYNTAX: tabs are not allowed as indentation\n--> grid.yaml:2:1'],
    [
      'two documents',
      'cv: 1\n---\ncv: 2',
      'GRID_SYNTAX: a second YAML document begins here; a grid file is one document\n--> grid.yaml:2:1',
    ],
    ['another version of YAML', '%YAML 1.1\n---\ncv: yes', 'GRID_SYNTAX: YAML 1.1 is not supported'],
    ['an alias of nothing', 'cv: *x', 'GRID_SYNTAX: no anchor &x stands before this alias'],
    ['an integer beyond 2^53', 'cv: 9007199254740993', 'GRID_NUMBER: 9007199254740993 is too large to be held exactly'],
    ['a number beyond all', 'cv: 1e999', 'GRID_NOT_FINITE: an infinite number is not a value of a grid'],
    ['not a number', 'cv: .nan', 'GRID_NOT_FINITE: NaN is not a value of a grid\n--> grid.yaml:1:5\ncv: .nan'],
    ['a key that is a list', '? [a]\n: 1', 'GRID_SYNTAX: a key must be a plain name'],
    ['comments in JSON', '{"cv": 3, // three\n "task": "regression"}', 'GRID_UNKNOWN_KEY'],
  ])('refuses %s', (_what, text, message) => {
    expect(read(text)).toContain(message);
  });

  test.each([
    ['flow lists', '['.repeat(100_000)],
    ['flow maps', '{a: '.repeat(100_000)],
    ['block lists', '- '.repeat(100_000)],
    ['explicit keys', '? '.repeat(100_000)],
    ['indentation', Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['aliases of themselves', 'cv: &a [*a]'],
  ])('refuses nesting without end in %s, and lives', (_what, text) => {
    expect(read(text)).toContain('GRID_TOO_DEEP: nested deeper than 100 levels');
  });

  test('refuses a bomb of aliases', () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(`*${of}`).join(',')}]\n`;
    const bomb = `a: &a [1]\n${[...'bcdefghi'].map((name, i) => level(name, 'abcdefgh'[i])).join('')}`;
    expect(read(bomb)).toContain('GRID_TOO_LARGE: more than 100 aliases');
  });

  test('refuses a file of 50 MB before it is parsed', () => {
    expect(read(' '.repeat(50_000_000))).toContain('GRID_TOO_LARGE: the grid has 50,000,000 characters');
  });

  test('accepts a thousand values on one line of JSON', () => {
    const values = Array.from({ length: 1000 }, (_, i) => `{"variance": ${(i + 1) / 1000}}`);
    expect(
      expand(`{"pipeline": ["PCA", "Ridge"], "param_grid": {"pca__n_components": [${values.join(', ')}]}}`),
    ).toHaveLength(1000);
  });
});

describe('prototype names', () => {
  test.each(['__proto__', 'constructor', 'prototype'])(
    '%s is an unknown key at every level and pollutes nothing',
    (key) => {
      expect(read(`"${key}": {polluted: 1}`)).toContain(`GRID_UNKNOWN_KEY: unknown key "${key}"`);
      expect(read(`${PIPELINE}param_grid: {"${key}": [1]}`)).toContain(`GRID_UNKNOWN_KEY: unknown key "${key}"`);
      expect(read(`pipeline: [{pca: {PCA: {"${key}": 1}}}, Ridge]`)).toContain(
        `GRID_UNKNOWN_KEY: unknown key "${key}"`,
      );
      expect(({} as { polluted?: number }).polluted).toBeUndefined();
    },
  );

  test.each(['toString', 'hasOwnProperty', 'valueOf'])('%s is an unknown key, class, step and param', (key) => {
    expect(read(`${key}: 1`)).toContain('GRID_UNKNOWN_KEY');
    expect(read(`pipeline: [${key}]`)).toContain('GRID_UNKNOWN_ESTIMATOR');
    expect(read(`${PIPELINE}param_grid: {${key}: [1]}`)).toContain('GRID_UNKNOWN_STEP');
    expect(read(`${PIPELINE}param_grid: {pca__${key}: [1]}`)).toContain('GRID_UNKNOWN_PARAM');
  });
});

describe('structure', () => {
  test.each([
    ['pipline: [PCA]', 'GRID_UNKNOWN_KEY: unknown key "pipline"', 'did you mean "pipeline"?'],
    [`${PIPELINE}data: {targt: y}`, 'GRID_UNKNOWN_KEY: unknown key "targt" in data', 'did you mean "target"?'],
    [
      `${PIPELINE}search: {method: random, n_itr: 3}`,
      'GRID_UNKNOWN_KEY: unknown key "n_itr" in search',
      'did you mean "n_iter"?',
    ],
    [
      `${PIPELINE}refit: {metric: accuracy, rul: best}`,
      'GRID_UNKNOWN_KEY: unknown key "rul" in refit',
      'did you mean "rule"?',
    ],
    [`${PIPELINE}refit: {rule: best}`, 'GRID_MISSING_KEY: refit needs the key "metric"', '--> grid.yaml:2:1'],
    ['cv: 3', 'GRID_MISSING_KEY: the grid has no pipeline', 'add one: pipeline:'],
    ['pipeline: []', 'GRID_TYPE: pipeline: expected a list of at least one step; got []', '1:11'],
    ['pipeline: PCA', 'GRID_TYPE: pipeline: expected a list of steps; got "PCA"', '1:11'],
    [`${PIPELINE}cv: LeaveOneGroup`, 'GRID_UNKNOWN_SPLITTER: no splitter is called "LeaveOneGroup"', '2:5'],
    [
      `${PIPELINE}cv: 1`,
      'GRID_TYPE: cv: expected a number of folds from 2, a splitter’s name, or {ClassName: {param: value}}; got 1',
      '2:5',
    ],
    [`${PIPELINE}cv: true`, 'GRID_TYPE: cv: expected', 'got true'],
    [`${PIPELINE}cv: "5"`, 'GRID_TYPE: cv: expected', 'got "5"'],
    [`${PIPELINE}cv: []`, 'GRID_TYPE: cv: expected', 'got []'],
    [`${PIPELINE}data: []`, 'GRID_TYPE: data: expected a map; got []', '2:7'],
    [`${PIPELINE}param_grid: []`, 'GRID_TYPE: param_grid: expected a map from step__param', 'got []'],
    [`${PIPELINE}scoring: []`, 'GRID_TYPE: scoring: expected a metric', 'got []'],
    [`${PIPELINE}error_score: rase`, 'GRID_TYPE: error_score: expected null, a number, or raise; got "rase"', '2:14'],
    [
      `${PIPELINE}random_state: -1`,
      'GRID_TYPE: random_state: expected an integer from 0 to 4294967295; got -1',
      '2:15',
    ],
    [
      `${PIPELINE}run: {jobs: 0}`,
      'GRID_TYPE: run.jobs: expected an integer from 1 to 4096, or -1 for all cores; got 0',
      '2:13',
    ],
    [`${PIPELINE}aggregate: median`, 'GRID_TYPE: aggregate: expected mean or rows; got "median"', '2:12'],
    [`${PIPELINE}return_train_score: yes`, 'GRID_TYPE: return_train_score: expected true or false; got "yes"', '2:21'],
    [`${PIPELINE}estimator: Ridge`, 'GRID_CONFLICT: pipeline and estimator are two ways to say one thing', '2:1'],
    [
      `${PIPELINE}param_grid: {logistic__C: [1]}\nparam_distributions: {}`,
      'GRID_CONFLICT: param_grid and param_distributions',
      '3:1',
    ],
    [`${PIPELINE}search: {method: grid, n_iter: 3}`, 'GRID_CONFLICT: n_iter is for a random search', '2:24'],
    [`${PIPELINE}search: {method: grid}\nparam_distributions: {}`, 'GRID_CONFLICT: a grid search needs lists', '2:18'],
  ])('%s', (text, message, more) => {
    const error = read(text);
    expect(error).toContain(message);
    expect(error).toContain(more);
  });
});

describe('keys of later versions', () => {
  test.each([
    ['where: x', 'where', '2:1'],
    ['search: {method: race, alpha: 3}', 'search.method', '2:10'],
    ['search: {method: halving_grid, factor: 3}', 'search.method', '2:10'],
    ['cv: {outer: 5, inner: 3}', 'cv.outer', '2:6'],
    ['refit: {metric: accuracy, rule: one_se}', 'refit.rule', '2:27'],
    ['refit: {metric: accuracy, prefer: [pca__n_components]}', 'refit.prefer', '2:27'],
    ['expect: {accuracy: {min: 1, warn: true}}', 'expect.accuracy.warn', '2:29'],
  ])('%s is recognised and refused', (line, key, place) => {
    const error = read(`${PIPELINE}${line}`);
    expect(error).toContain(`GRID_UNSUPPORTED: ${key} is not supported by this version`);
    expect(error).toContain(`--> grid.yaml:${place}\n`);
  });
});

describe('steps', () => {
  test.each([
    [
      '[{pca: PCAA}, LogisticRegression]',
      'GRID_UNKNOWN_ESTIMATOR: no estimator is called "PCAA"',
      'did you mean "PCA"?',
    ],
    [
      '[{pca: {PCA: {whitn: true}}}, LogisticRegression]',
      'GRID_UNKNOWN_PARAM: PCA has no parameter "whitn"',
      'did you mean "whiten"?',
    ],
    [
      '[{pca: {PCA: {whiten: 1}}}, LogisticRegression]',
      'GRID_PARAM_VALUE: whiten of PCA: expected true or false; got 1',
      '1:33',
    ],
    ['[PCA, PCA, LogisticRegression]', 'GRID_DUPLICATE_STEP: two steps are called "pca"', '1:17'],
    ['[LogisticRegression, PCA]', 'GRID_PIPELINE: LogisticRegression predicts, so nothing can come after it', '1:12'],
    [
      '[PCA]',
      'GRID_PIPELINE: the last step must predict; PCA is a transformer',
      'LogisticRegression, KNeighborsClassifier, Ridge',
    ],
    ['[PCA, {last: passthrough}]', 'GRID_PIPELINE: the last step must predict; passthrough does not', '1:17'],
    ['[PCA, Calibration]', 'GRID_PIPELINE: the last step must predict; PCA is a transformer', '1:12'],
    ['[Calibration]', 'GRID_PIPELINE: the last step must predict; Calibration is a post-step', '1:12'],
    [
      '[Calibration, LogisticRegression]',
      'GRID_PIPELINE: Calibration works on predictions, so it stands behind',
      '1:12',
    ],
    [
      '[LogisticRegression, DecisionThreshold, Calibration]',
      'GRID_PIPELINE: Calibration learns from the step that predicts',
      '1:51',
    ],
    ['[{a__b: PCA}, Ridge]', 'GRID_STEP_NAME: "a__b" cannot be the name of a step', '1:13'],
    [
      '[{LogisticRegression: {C: 1}}]',
      'GRID_TYPE: pipeline[0].LogisticRegression.C',
      '{name: {ClassName: {param: value}}}',
    ],
    ['[{pca: PCA, log: Ridge}]', 'GRID_TYPE: expected a step', 'write {pca: …}, {log: …} as steps of a list'],
    ['[{pca: }]', 'GRID_TYPE: pipeline[0].pca: expected a step', '1:13'],
    ['[3]', 'GRID_TYPE: pipeline[0]: expected a step', '1:12'],
    ['[{}]', 'GRID_TYPE: expected a step; got {}', '1:12'],
  ])('%s', (pipeline, message, more) => {
    const error = read(`pipeline: ${pipeline}`);
    expect(error).toContain(message);
    expect(error).toContain(more);
  });
});

describe('params', () => {
  test.each([
    [
      'pcaa__n_components: [5]',
      'GRID_UNKNOWN_STEP: the pipeline has no step "pcaa"',
      'did you mean "pca__n_components"?',
    ],
    ['C: [5]', 'GRID_UNKNOWN_STEP: the pipeline has no step "C"', 'did you mean "logistic__C"?'],
    ['pca__n_components: 50', 'GRID_PARAM_LIST: pca__n_components: expected a list', 'write pca__n_components: [50]'],
    ['pca__n_components: {variance: 0.9}', 'GRID_PARAM_LIST', 'write pca__n_components: [{"variance":0.9}]'],
    ['pca__n_components:', 'GRID_PARAM_LIST: pca__n_components: expected a list of values or a range; got null', '3:3'],
    ['pca__n_components: []', 'GRID_PARAM_LIST: pca__n_components lists no value', '3:22'],
    ['logistic__C: [0.1, "1"]', 'GRID_PARAM_VALUE: C of LogisticRegression: expected a number > 0; got "1"', '3:22'],
    ['logistic__C: [true]', 'GRID_PARAM_VALUE: C of LogisticRegression: expected a number > 0; got true', '3:17'],
    ['logistic__C: {logspce: [-1, 1, 3]}', 'GRID_RANGE: no range is called "logspce"', 'did you mean "logspace"?'],
    ['logistic__C: {logspace: [-1, 1]}', 'GRID_RANGE: logspace takes three numbers; got [-1,1]', '3:27'],
    ['logistic__C: {linspace: [1, 2, 0]}', 'GRID_RANGE: linspace: the third number says how many', '3:27'],
    ['logistic__C: {linspace: [1, 2, 1000000000]}', 'GRID_RANGE: linspace: 1,000,000,000 values are too many', '3:27'],
    ['logistic__C: {arange: [1, 2, 1.0e-12]}', 'GRID_RANGE: arange: 1,000,000,000,000 values are too many', '3:25'],
    ['logistic__C: {arange: [2, 1, 1]}', 'GRID_RANGE: arange: from 2 by steps of 1 nothing lies before 1', '3:25'],
    ['logistic__C: {geomspace: [-1, 1, 3]}', 'GRID_RANGE: geomspace: start and stop must have one sign', '3:28'],
    [
      'logistic__C: {linspace: [-1, 1, 3]}',
      'GRID_PARAM_VALUE: C of LogisticRegression: expected a number > 0; got -1',
      '3:16',
    ],
    ['logistic__C: {uniform: [1, 2]}', 'GRID_DISTRIBUTION: uniform is a distribution', 'param_distributions'],
  ])('%s', (line, message, more) => {
    const error = read(`${PIPELINE}param_grid:\n  ${line}`);
    expect(error).toContain(message);
    expect(error).toContain(more);
  });

  test.each([
    [
      'logistic__C: {unifrm: [1, 2]}',
      'GRID_DISTRIBUTION: no distribution is called "unifrm"',
      'did you mean "uniform"?',
    ],
    ['logistic__C: {uniform: [2, 1]}', 'GRID_DISTRIBUTION: uniform: low must be below high', '3:26'],
    ['logistic__C: {loguniform: [0, 1]}', 'GRID_DISTRIBUTION: loguniform: low must be above 0', '3:29'],
    ['logistic__C: {randint: [0.5, 3]}', 'GRID_DISTRIBUTION: randint: low and high must be integers', '3:26'],
    ['logistic__C: {normal: [0, 0]}', 'GRID_DISTRIBUTION: normal: the deviation must be above 0', '3:25'],
    ['logistic__C: {normal: 3}', 'GRID_DISTRIBUTION: normal: expected two numbers; got 3', '3:25'],
    ['logistic__C: {choice: [1, -1]}', 'GRID_PARAM_VALUE: C of LogisticRegression', '3:29'],
  ])('%s in param_distributions', (line, message, more) => {
    const error = read(`${PIPELINE}param_distributions:\n  ${line}`);
    expect(error).toContain(message);
    expect(error).toContain(more);
  });
});

describe('steps behind the one that predicts', () => {
  test.each([
    [
      '[PCA]',
      'GRID_PIPELINE: PCA transforms columns, which are gone behind the step that predicts',
      'move it before that step',
    ],
    ['[Ridge]', 'GRID_PIPELINE: Ridge predicts, so nothing can come after it but post-steps', '2:18'],
  ])('cannot be swapped for %s', (values, message, more) => {
    const error = read(`pipeline: [LogisticRegression, {c: passthrough}]\nparam_grid: {c: ${values}}`);
    expect(error).toContain(message);
    expect(error).toContain(more);
  });

  test('may be swapped for post-steps', () => {
    const text =
      'pipeline: [LogisticRegression, {c: passthrough}, DecisionThreshold]\nparam_grid: {c: [Calibration, DecisionThreshold, passthrough]}';
    expect(expand(text).map(({ steps }) => steps[1].estimator?.name)).toEqual([
      'Calibration',
      'DecisionThreshold',
      undefined,
    ]);
  });

  test('are for classes', () => {
    const error = errorOf(() => resolve('pipeline: [Ridge, DecisionThreshold]', 'regression'));
    expect(error).toContain('GRID_TASK: DecisionThreshold is for classification, but this is regression');
    expect(error).toContain('help: leave it out; or say task: classification in the grid');
  });
});

describe('swapped steps', () => {
  test.each([
    [
      '{pca: [PCA, SelectKBest], pca__n_components: [1]}',
      'GRID_SWAP: SelectKBest has no parameter "n_components"',
      'use a list of grids',
    ],
    [
      '{pca: [PCA, SelectKBest], pca__n_component: [1]}',
      'GRID_UNKNOWN_PARAM: PCA has no parameter "n_component"',
      'pca__n_components',
    ],
    [
      '{pca: [SelectKBest], pca__n_components: [1]}',
      'GRID_UNKNOWN_PARAM: SelectKBest has no parameter "n_components"',
      'SelectKBest: k',
    ],
    ['{pca: [PCA, {PCA: {whiten: 3}}]}', 'GRID_PARAM_VALUE: whiten of PCA: expected true or false; got 3', '2:40'],
    ['{pca: [null]}', 'GRID_TYPE: null is no estimator', 'a step that does nothing is passthrough'],
    ['{pca: [Ridge]}', 'GRID_PIPELINE: Ridge predicts, so nothing can come after it', '2:20'],
    ['{logistic: [passthrough]}', 'GRID_PIPELINE: the last step must predict; passthrough does not', '2:25'],
    ['{pca: [passthrough], pca__n_components: [0]}', 'GRID_PARAM_VALUE: n_components of PCA', '2:54'],
    ['{pca: PCA}', 'GRID_PARAM_LIST: pca: expected a list', 'write pca: ["PCA"]'],
  ])('%s', (grid, message, more) => {
    const error = read(`${PIPELINE}param_grid: ${grid}`);
    expect(error).toContain(message);
    expect(error).toContain(more);
  });

  test('a param of a step that is passed through everywhere has no meaning', () => {
    const error = read('pipeline: [{a: passthrough}, Ridge]\nparam_grid: {a__k: [1]}');
    expect(error).toContain('GRID_UNKNOWN_PARAM: the step "a" is passthrough: it has no parameter "k"');
  });

  test('values that do not go together are an error at their own grid', () => {
    const error = read(
      `${PIPELINE}param_grid:\n  - logistic__C: [1]\n  - logistic__solver: [liblinear]\n    logistic__penalty: [none]`,
    );
    expect(error).toContain('GRID_PARAM_COMBINATION: solver liblinear needs a penalty\n--> grid.yaml:5:5');
  });
});

describe('measures', () => {
  test.each([
    ['cv: {KFld: {n_splits: 3}}', 'GRID_UNKNOWN_SPLITTER: no splitter is called "KFld"', 'did you mean "KFold"?'],
    ['cv: {KFold: {n_split: 3}}', 'GRID_UNKNOWN_PARAM: KFold has no parameter "n_split"', 'did you mean "n_splits"?'],
    ['cv: {KFold: {n_splits: 1}}', 'GRID_PARAM_VALUE: n_splits of KFold: expected an integer ≥ 2; got 1', '2:24'],
    ['scoring: acuracy', 'GRID_UNKNOWN_SCORER: no metric is called "acuracy"', 'did you mean "accuracy"?'],
    ['scoring: [accuracy, rocauc]', 'GRID_UNKNOWN_SCORER: no metric is called "rocauc"', 'did you mean "roc_auc"?'],
    ['scoring: [accuracy, accuracy]', 'GRID_CONFLICT: the metric "accuracy" stands here twice', '2:21'],
    [
      'scoring: {a: {f1: {pos_lbel: 1}}}',
      'GRID_UNKNOWN_PARAM: f1 has no parameter "pos_lbel"',
      'did you mean "pos_label"?',
    ],
    ['scoring: {f1: {pos_label: 1}}', 'GRID_TYPE: scoring.f1.pos_label', '{name: {metric: {param: value}}}'],
    ['refit: acuracy', 'GRID_REFIT: refit names "acuracy", which is not measured', 'did you mean "accuracy"?'],
    ['refit: {metric: f1, rule: best}', 'GRID_REFIT: refit names "f1", which is not measured', '2:17'],
    ['expect: {f1: {min: 3}}', 'GRID_EXPECT: expect names "f1", which is not measured', '2:10'],
    ['scoring: r2', 'GRID_TASK: r2 measures regression, but this is classification', 'accuracy, f1, roc_auc'],
    ['scoring: {a: accuracy, b: r2}', 'GRID_TASK: r2 measures regression, but this is classification', '2:27'],
    [
      'param_grid: {logistic: [LogisticRegression, Ridge]}',
      'GRID_TASK: Ridge is for regression, but this is classification',
      '2:45',
    ],
  ])('%s', (line, message, more) => {
    const error = read(`${PIPELINE}${line}`);
    expect(error).toContain(message);
    expect(error).toContain(more);
  });

  test('a regressor on a classification task is an error at its step', () => {
    const error = read('pipeline: [PCA, {last: Ridge}]');
    expect(error).toContain('GRID_TASK: Ridge is for regression, but this is classification\n--> grid.yaml:1:17');
  });
});
