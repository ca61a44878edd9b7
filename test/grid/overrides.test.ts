import { describe, expect, test } from 'vitest';
import { errorOf, expand, normalise, PIPELINE, resolve } from './harness.js';

describe('flags', () => {
  test('win over the file, key by key', () => {
    const file = `${PIPELINE}cv: 3\nscoring: f1\ndata: {target: a, features: {exclude: [b]}}\nrandom_state: 1`;
    const flags = {
      cv: 4,
      scoring: ['accuracy', 'f1'],
      refit: 'f1',
      target: 'y',
      drop: ['c'],
      features: ['x_*'],
      seed: 5,
      errorScore: 'raise',
    };
    expect(
      resolve(file, 'classification', { ...flags, returnTrainScore: true, delimiter: ';', na: ['?'] }),
    ).toMatchObject({
      cv: { splitter: 'StratifiedKFold', params: { n_splits: 4 } },
      scoring: [{ name: 'accuracy' }, { name: 'f1' }],
      multimetric: true,
      refit: 'f1',
      data: { target: 'y', exclude: ['b', 'c'], include: ['x_*'], delimiter: ';', naValues: ['?'] },
      randomState: 5,
      errorScore: 'raise',
      returnTrainScore: true,
    });
  });

  test('are blamed by name, not by a line of the file', () => {
    expect(errorOf(() => resolve(`${PIPELINE}cv: 3`, 'classification', { cv: 1 }))).toContain(
      'GRID_TYPE: cv: expected a number of folds from 2, a splitter’s name, or {ClassName: {param: value}}; got 1\n--> --cv 1\n',
    );
    expect(errorOf(() => resolve(PIPELINE, 'classification', { cv: { KFold: { n_splits: 0 } } }))).toContain(
      '--> --cv {"KFold":{"n_splits":0}}\n',
    );
    expect(errorOf(() => resolve(PIPELINE, 'classification', { scoring: 'acuracy' }))).toContain(
      '--> --scoring acuracy did you mean "accuracy"?',
    );
  });

  test('do not hide a mistake of the file beside them', () => {
    expect(errorOf(() => normalise(`${PIPELINE}data: 5`, { target: 'y' }))).toContain(
      'GRID_TYPE: data: expected a map; got 5\n--> grid.yaml:2:7',
    );
  });
});

describe('--set', () => {
  test('reads KEY with dots and VALUE as YAML', () => {
    const { draft } = normalise(PIPELINE, {
      set: ['cv=7', 'search.method=random', 'search.n_iter=3', 'data.features.exclude=[a, b]'],
    });
    expect(draft).toMatchObject({ cv: 7, search: { method: 'random', n_iter: 3 }, data: { exclude: ['a', 'b'] } });
  });

  test('grid.step__param replaces the values of a param', () => {
    expect(
      normalise(`${PIPELINE}param_grid: {logistic__C: [1]}`, { set: ['grid.logistic__C=[0.1, 1]'] }).draft.grids,
    ).toEqual([{ logistic__C: [0.1, 1] }]);
    expect(normalise(PIPELINE, { set: ['grid.logistic__C={logspace: [0, 1, 2]}'] }).draft.grids).toEqual([
      { logistic__C: [1, 10] },
    ]);
  });

  test('grid.step__param replaces it in those of several grids that list it', () => {
    const file = `${PIPELINE}param_grid: [{logistic__C: [1]}, {pca__whiten: [true]}]`;
    expect(normalise(file, { set: ['grid.logistic__C=[2]'] }).draft.grids).toEqual([
      { logistic__C: [2] },
      { pca__whiten: [true] },
    ]);
    expect(normalise(file, { set: ['grid.logistic__max_iter=[9]'] }).draft.grids).toEqual([
      { logistic__C: [1], logistic__max_iter: [9] },
      { pca__whiten: [true], logistic__max_iter: [9] },
    ]);
  });

  test('pipeline.step.param fixes a param, however the step is spelled', () => {
    const cs = (text: string, set: string) => normalise(text, { set: [set] }).draft.pipeline.at(-1)?.params;
    expect(cs('pipeline: [Ridge]', 'pipeline.ridge.alpha=3')).toEqual({ alpha: 3 });
    expect(cs('pipeline: [{r: Ridge}]', 'pipeline.r.alpha=3')).toEqual({ alpha: 3 });
    expect(cs('pipeline: [{r: {Ridge: {alpha: 2}}}]', 'pipeline.r.alpha=3')).toEqual({ alpha: 3 });
    expect(cs('estimator: {r: Ridge}', 'pipeline.r.alpha=3')).toEqual({ alpha: 3 });
  });

  describe('in a union', () => {
    const UNION = `pipeline:
  - features:
      union:
        - numbers: {columns: numeric, steps: [SelectKBest, {inner: {union: [{deep: {steps: [{p: PCA}]}}]}}]}
        - rest: {steps: [{pca: {PCA: {whiten: true}}}]}
  - logistic: LogisticRegression
`;
    const branchesOf = (set: string[]) => normalise(UNION, { set }).draft.pipeline[0].branches;

    test('pipeline.union.branch.step.param fixes a param, however the step is spelled', () => {
      const branches = branchesOf([
        'pipeline.features.rest.pca.n_components=2',
        'pipeline.features.numbers.selectkbest.k=3',
      ]);
      expect(branches?.map(({ steps }) => steps[0].params)).toEqual([{ k: 3 }, { n_components: 2, whiten: true }]);
    });

    test('it reaches a union within a union', () => {
      const inner = branchesOf(['pipeline.features.numbers.inner.deep.p.n_components=2'])?.[0].steps[1].branches;
      expect(inner?.[0].steps[0].params).toMatchObject({ n_components: 2 });
    });

    test.each([
      [
        'features.numbrs.pca.k=3',
        'GRID_UNKNOWN_STEP: union "features" has no branch "numbrs"',
        'did you mean "numbers"?',
      ],
      [
        'features.numbers.pca.k=3',
        'GRID_UNKNOWN_STEP: branch "numbers" has no step "pca"',
        'there: selectkbest, inner',
      ],
      ['features.numbers.k=3', 'GRID_SET: "features" is a union: pipeline.features.BRANCH.STEP.PARAM', '--set'],
      ['features.x=3', 'GRID_SET: "features" is a union', '--set'],
      ['logistic.C.x=3', 'GRID_SET: "logistic" is no union: behind its name stands one param', '--set'],
      [
        'features.rest.pca.n=3',
        'GRID_UNKNOWN_PARAM: PCA has no parameter "n"',
        '--> --set pipeline.features.rest.pca.n=3',
      ],
    ])('pipeline.%s is refused', (assignment, message, more) => {
      const error = errorOf(() => resolve(UNION, 'classification', { set: [`pipeline.${assignment}`] }));
      expect(error).toContain(message);
      expect(error).toContain(more);
    });
  });

  test.each([
    ['cvv=3', 'GRID_UNKNOWN_KEY: unknown key "cvv"\n--> --set cvv=3 did you mean "cv"?'],
    ['cv', 'GRID_SET: --set takes KEY=VALUE; got "cv"'],
    ['=3', 'GRID_SET: --set takes KEY=VALUE'],
    ['search..n_iter=3', 'GRID_SET: a name is missing between the dots'],
    ['cv=[1', 'GRID_SYNTAX'],
    ['cv=1e999', 'GRID_NOT_FINITE'],
    ['cv.x.y=1', 'GRID_UNKNOWN_SPLITTER: no splitter is called "x"\n--> --set cv.x.y=1'],
    ['cv=', 'GRID_TYPE: cv: expected'],
    [
      'pipeline.logistc.C=3',
      'GRID_UNKNOWN_STEP: the pipeline has no step "logistc"\n--> --set pipeline.logistc.C=3 did you mean "logistic"?',
    ],
    [
      'pipeline.logistic.c=3',
      'GRID_UNKNOWN_PARAM: LogisticRegression has no parameter "c"\n--> --set pipeline.logistic.c=3',
    ],
    [
      'pipeline.logistic.C=-3',
      'GRID_PARAM_VALUE: C of LogisticRegression: expected a number > 0; got -3\n--> --set pipeline.logistic.C=-3',
    ],
    ['grid.logistic__C=3', 'GRID_PARAM_LIST: logistic__C: expected a list'],
    ['__proto__.x=3', 'GRID_UNKNOWN_KEY: unknown key "__proto__"'],
    ['param_grid.__proto__=[3]', 'GRID_UNKNOWN_KEY: unknown key "__proto__"'],
    ['grid.__proto__=[3]', 'GRID_UNKNOWN_KEY: unknown key "__proto__"'],
    ['pipeline.logistic.__proto__=3', 'GRID_UNKNOWN_KEY: unknown key "__proto__"'],
  ])('%s is refused', (assignment, message) => {
    expect(errorOf(() => expand(PIPELINE) && resolve(PIPELINE, 'classification', { set: [assignment] }))).toContain(
      message,
    );
  });
});
