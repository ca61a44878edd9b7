import { describe, expect, it } from 'vitest';
import { type Params, withDefaults } from '../../src/contracts/params.js';
import { dummyClassifier } from '../../src/estimators/dummy-classifier.js';
import { dummyRegressor } from '../../src/estimators/dummy-regressor.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitAll, fitOne, predictOne } from '../checks/estimator-problems.js';
import {
  type ClassifierOracle,
  expectClose,
  fixture,
  labelsOf,
  oracle,
  probabilitiesOf,
  weighted,
} from './oracle-problems.js';

const kernels = createKernels();
const [iris, cancer, diabetes] = [fixture('iris'), fixture('breast_cancer'), fixture('diabetes')];
const classifierParams = (given: Params) =>
  dummyClassifier.canonical?.(withDefaults(dummyClassifier.params, given)) as Params;
const regressorParams = (given: Params) =>
  dummyRegressor.canonical?.(withDefaults(dummyRegressor.params, given)) as Params;

describe('DummyClassifier', () => {
  const expected = oracle<Record<string, Record<'plain' | 'weighted', ClassifierOracle>>>('dummy_classifier', 'models');
  const cases = Object.keys(expected).flatMap((strategy) =>
    (['plain', 'weighted'] as const).map((rows) => ({ strategy, rows })),
  );
  it.each(cases)('says and draws what scikit-learn does: $strategy, $rows', ({ strategy, rows }) => {
    const params = classifierParams({ strategy, random_state: 7 });
    const problem = rows === 'weighted' ? weighted(cancer) : cancer;
    const said = predictOne(
      kernels,
      dummyClassifier,
      fitOne(kernels, dummyClassifier, problem, params),
      params,
      problem,
    );
    const want = expected[strategy][rows];
    expect(labelsOf(said, problem)).toEqual(want.predictions);
    expectClose(probabilitiesOf(said, 8), want.probabilities, 1e-15);
  });
  it('draws among three classes as scikit-learn does', () => {
    const params = classifierParams({ strategy: 'stratified', random_state: 3 });
    const problem = weighted(iris);
    const said = predictOne(
      kernels,
      dummyClassifier,
      fitOne(kernels, dummyClassifier, problem, params),
      params,
      problem,
    );
    expect(labelsOf(said, problem)).toEqual(oracle('dummy_three', 'models'));
  });
  it('says one class always, and fails a candidate whose class is none', () => {
    const [versicolor, none] = ['versicolor', 'tulip'].map((constant) =>
      classifierParams({ strategy: 'constant', constant }),
    );
    const [first, second] = fitAll(kernels, dummyClassifier, iris, [versicolor, none]);
    expect(second).toMatchObject({ ok: false, error: { code: 'FIT_UNKNOWN_CLASS' } });
    if (!first.ok) throw new Error('versicolor is a class');
    const said = predictOne(kernels, dummyClassifier, first.fitted, versicolor, iris);
    expect(new Set(labelsOf(said, iris))).toEqual(new Set(['versicolor']));
  });
  it('needs a constant for strategy "constant"', () => {
    expect(() => classifierParams({ strategy: 'constant' })).toThrow('needs a constant');
  });
});

describe('DummyRegressor', () => {
  const expected = oracle<Record<'plain' | 'weighted', Record<string, number>>>('dummy_regressor', 'models');
  it.each([
    ['mean', { strategy: 'mean' }],
    ['median', { strategy: 'median' }],
    ['q10', { strategy: 'quantile', quantile: 0.1 }],
    ['q100', { strategy: 'quantile', quantile: 1 }],
  ])('says the number of scikit-learn: %s', (name, given) => {
    const params = regressorParams(given);
    const plain = fitOne(kernels, dummyRegressor, diabetes, params).constant;
    const heavy = fitOne(kernels, dummyRegressor, weighted(diabetes), params).constant;
    expectClose([plain, heavy], [expected.plain[name], expected.weighted[name]], 1e-14);
  });
  it('says a given number', () => {
    const params = regressorParams({ strategy: 'constant', constant: 4 });
    expect(
      predictOne(kernels, dummyRegressor, fitOne(kernels, dummyRegressor, diabetes, params), params, diabetes),
    ).toEqual({
      kind: 'values',
      values: new Float64Array(diabetes.queries.rows).fill(4),
    });
  });
});
