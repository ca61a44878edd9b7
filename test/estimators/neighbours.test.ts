import { describe, expect, it } from 'vitest';
import { kNeighborsClassifier } from '../../src/estimators/k-neighbors-classifier.js';
import { kNeighborsRegressor } from '../../src/estimators/k-neighbors-regressor.js';
import { createKernels, type Kernels } from '../../src/kernels/index.js';
import { fitOne, type Problem, predictAll, predictOne } from '../checks/estimator-problems.js';
import { expectClose, fixture, oracle, toMatrix, toRows } from './oracle-problems.js';

const kernels = createKernels();
const iris = fixture('iris');
const diabetes = fixture('diabetes');
const expected = oracle<{
  uniform: number[][];
  distance: number[][];
  regressor: number[];
  regressor_distance: number[];
}>('neighbours');

describe('KNeighborsClassifier', () => {
  it.each(['uniform', 'distance'] as const)('gives the probabilities of scikit-learn with weights %s', (weights) => {
    const params = { n_neighbors: 7, weights };
    const said = predictOne(
      kernels,
      kNeighborsClassifier,
      fitOne(kernels, kNeighborsClassifier, iris, params),
      params,
      iris,
    );
    if (said.kind !== 'classes' || !said.probabilities) throw new Error('a classifier predicts classes');
    expectClose(toRows(said.probabilities), expected[weights], 1e-12);
  });
  it('lets the lower row of the file win among equal distances, whatever the order it is given', () => {
    const problem: Problem = {
      ...iris,
      X: toMatrix([[1], [-1]]),
      target: { kind: 'classes', codes: Int32Array.of(1, 0), classes: ['a', 'b'] },
      queries: toMatrix([[0]]),
    };
    const fit = (rowIds: Int32Array) => {
      const input = {
        kernels,
        X: problem.X,
        statistic: undefined,
        target: problem.target,
        rowIds,
        traits: { uncorrelated: false },
        params: [{}],
      };
      const [outcome] = kNeighborsClassifier.fit(input);
      if (!outcome.ok) throw new Error(outcome.error.message);
      return outcome.fitted;
    };
    const params = { n_neighbors: 1, weights: 'uniform' };
    expect(predictOne(kernels, kNeighborsClassifier, fit(Int32Array.of(4, 9)), params, problem)).toMatchObject({
      codes: Int32Array.of(1),
    });
    expect(predictOne(kernels, kNeighborsClassifier, fit(Int32Array.of(9, 4)), params, problem)).toMatchObject({
      codes: Int32Array.of(0),
    });
  });
  it('counts only coinciding rows where there are some and weights are distances', () => {
    const target = { kind: 'classes' as const, codes: Int32Array.of(0, 1, 1), classes: ['a', 'b'] };
    const problem: Problem = { ...iris, X: toMatrix([[0], [0.1], [0.2]]), target, queries: toMatrix([[0]]) };
    const params = { n_neighbors: 3, weights: 'distance' };
    const said = predictOne(
      kernels,
      kNeighborsClassifier,
      fitOne(kernels, kNeighborsClassifier, problem, params),
      params,
      problem,
    );
    expect(said.kind === 'classes' && [...(said.probabilities?.data ?? [])]).toEqual([1, 0]);
  });
  it('searches once for all candidates of one fit', () => {
    let searches = 0;
    const counting: Kernels = {
      ...kernels,
      nearest: (...args) => {
        searches++;
        kernels.nearest(...args);
      },
    };
    const fitted = fitOne(kernels, kNeighborsClassifier, iris, { n_neighbors: 5, weights: 'uniform' });
    const items = [1, 9, 4].flatMap((n_neighbors) =>
      ['uniform', 'distance'].map((weights) => ({ fitted, params: { n_neighbors, weights } })),
    );
    predictAll(counting, kNeighborsClassifier, items, iris);
    expect(searches).toBe(1);
  });
  it('refuses more neighbours than train rows', () => {
    expect(kNeighborsClassifier.infeasible?.({ n_neighbors: 31 }, { rows: 30, cols: 4 })).toContain('30 train rows');
  });
});

describe('KNeighborsRegressor', () => {
  it.each([
    ['uniform', expected.regressor],
    ['distance', expected.regressor_distance],
  ] as const)('predicts what scikit-learn predicts with weights %s', (weights, want) => {
    const params = { n_neighbors: 4, weights };
    const said = predictOne(
      kernels,
      kNeighborsRegressor,
      fitOne(kernels, kNeighborsRegressor, diabetes, params),
      params,
      diabetes,
    );
    expectClose(said.kind === 'values' ? [...said.values.slice(0, 30)] : [], want, 1e-12);
  });
});
