import { describe, expect, it } from 'vitest';
import { RandomState } from '../../src/base/random.js';
import type { Predictor } from '../../src/contracts/fitter.js';
import { withDefaults } from '../../src/contracts/params.js';
import { elasticNet, lasso } from '../../src/estimators/elastic-net.js';
import { ridge } from '../../src/estimators/ridge.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitAll, fitOne, predictOne } from '../checks/estimator-problems.js';
import { expectClose, fixture, oracle, toMatrix, toRows } from './oracle-problems.js';

interface Expected {
  readonly coef_: number[];
  readonly intercept_: number;
  readonly queries: number[];
}
const kernels = createKernels();
const diabetes = fixture('diabetes');

describe('Ridge, Lasso and ElasticNet', () => {
  it.each<[Predictor, string, Record<string, number | boolean>]>([
    [ridge, 'ridge', { alpha: 0.3 }],
    [ridge, 'ridge_origin', { alpha: 0.3, fit_intercept: false }],
    [lasso, 'lasso', { alpha: 0.3, tol: 1e-10 }],
    [elasticNet, 'elastic_net', { alpha: 0.05, l1_ratio: 0.4, tol: 1e-10 }],
    [elasticNet, 'elastic_net_origin', { alpha: 0.05, l1_ratio: 0.4, tol: 1e-10, fit_intercept: false }],
  ])('finds the line of scikit-learn: %j %s', (estimator, name, given) => {
    const want = oracle<Expected>(name);
    const params = withDefaults(estimator.params, given);
    const fitted = fitOne(kernels, estimator, diabetes, params);
    const model = estimator.toModel(fitted, params);
    expectClose(model.coef_, want.coef_, 1e-7);
    expectClose(model.intercept_, [want.intercept_], given.fit_intercept === false ? 0 : 1e-7);
    const said = predictOne(kernels, estimator, fitted, params, diabetes);
    expectClose(said.kind === 'values' ? [...said.values.slice(0, 6)] : [], want.queries, 1e-7);
  });
  it.each([ridge, lasso, elasticNet])('gives a constant column a coefficient of exactly 0: $name', (estimator) => {
    const flat = { ...diabetes, X: toMatrix(toRows(diabetes.X).map((row) => [...row, 1e6 / 7])) };
    const params = withDefaults(estimator.params, { alpha: 0 });
    expect((fitOne(kernels, estimator, flat, params).coef as Float64Array)[10]).toBe(0);
  });
  it('warns where a line stops before it has converged', () => {
    // More columns than rows, each a mixture of few: one sweep is not enough.
    const random = new RandomState(3);
    const [rows, cols, sources] = [30, 60, 12];
    const drawn = (count: number) => Array.from({ length: count }, () => random.standardNormal());
    const mixing = Array.from({ length: sources }, () => drawn(cols));
    const X = Array.from({ length: rows }, () => {
      const source = drawn(sources);
      return Array.from({ length: cols }, (_, j) =>
        source.reduce((sum, value, k) => sum + value * mixing[k][j], 0.1 * random.standardNormal()),
      );
    });
    const target = { kind: 'values' as const, values: Float64Array.from(drawn(rows)) };
    const params = withDefaults(lasso.params, { alpha: 1e-4, tol: 1e-12, max_iter: 1 });
    const [outcome] = fitAll(kernels, lasso, { ...diabetes, X: toMatrix(X), target }, [params]);
    expect(outcome.ok && outcome.warnings).toMatchObject([
      { code: 'NOT_CONVERGED', message: expect.stringContaining('Lasso') },
    ]);
  });
  it('fits the same line far from the origin', () => {
    const far = { ...diabetes, X: toMatrix(toRows(diabetes.X).map((row) => row.map((x) => x + 2 ** 22))) };
    const params = withDefaults(ridge.params, { alpha: 0.3 });
    expectClose(
      [...(fitOne(kernels, ridge, far, params, 5).coef as Float64Array)],
      oracle<Expected>('ridge').coef_,
      1e-6,
    );
  });
});
