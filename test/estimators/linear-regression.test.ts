import { describe, it } from 'vitest';
import type { Predictor } from '../../src/contracts/fitter.js';
import { type Params, withDefaults } from '../../src/contracts/params.js';
import { elasticNet, lasso } from '../../src/estimators/elastic-net.js';
import { linearRegression } from '../../src/estimators/linear-regression.js';
import { ridge } from '../../src/estimators/ridge.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitOne, type Problem, predictOne } from '../checks/estimator-problems.js';
import { expectClose, fixture, oracle, toMatrix, toRows, weighted } from './oracle-problems.js';

interface Expected {
  readonly coef_: number[];
  readonly intercept_: number;
  readonly queries: number[];
}
const kernels = createKernels();
const diabetes = fixture('diabetes');

function expectLine(estimator: Predictor, given: Params, problem: Problem, want: Expected, tolerance: number) {
  const params = withDefaults(estimator.params, given);
  const fitted = fitOne(kernels, estimator, problem, params);
  const model = estimator.toModel(fitted, params);
  expectClose(model.coef_, want.coef_, tolerance);
  expectClose(model.intercept_, [want.intercept_], given.fit_intercept === false ? 0 : tolerance);
  const said = predictOne(kernels, estimator, fitted, params, problem);
  expectClose(said.kind === 'values' ? [...said.values.slice(0, 8)] : [], want.queries, tolerance);
}

describe('LinearRegression', () => {
  const expected = oracle<Record<string, Expected>>('linear_regression', 'models');
  const more = (rows: number[][]) => toMatrix(rows.map((row) => [...row, row[0] + row[1], 0.1]));
  const collinear = { ...diabetes, X: more(toRows(diabetes.X)), queries: more(toRows(diabetes.queries)) };
  const few = {
    kind: 'values' as const,
    values: diabetes.target.kind === 'values' ? diabetes.target.values.slice(0, 6) : new Float64Array(6),
  };
  it.each<[string, Params, Problem]>([
    ['plain', {}, diabetes],
    ['origin', { fit_intercept: false }, diabetes],
    ['weighted', {}, weighted(diabetes)],
    ['collinear', {}, collinear],
    ['wide', {}, { ...diabetes, X: toMatrix(toRows(diabetes.X, 6)), target: few }],
  ])('finds the line of scikit-learn, of equally good ones the shortest: %s', (name, params, problem) => {
    expectLine(linearRegression, params, problem, expected[name], 1e-9);
  });
});

describe('weighted rows', () => {
  const expected = oracle<Record<string, Expected>>('weighted_lines', 'models');
  it.each<[Predictor, string, Params]>([
    [ridge, 'ridge', { alpha: 0.3 }],
    [lasso, 'lasso', { alpha: 0.3, tol: 1e-10 }],
    [elasticNet, 'elastic_net', { alpha: 0.05, l1_ratio: 0.4, tol: 1e-10 }],
  ])('give the line that scikit-learn finds with sample_weight: %j %s', (estimator, name, params) => {
    expectLine(estimator, params, weighted(diabetes), expected[name], 1e-7);
  });
});
