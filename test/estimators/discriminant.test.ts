import { describe, expect, it } from 'vitest';
import type { Predictor } from '../../src/contracts/fitter.js';
import { type Params, withDefaults } from '../../src/contracts/params.js';
import { linearDiscriminantAnalysis } from '../../src/estimators/linear-discriminant-analysis.js';
import { quadraticDiscriminantAnalysis } from '../../src/estimators/quadratic-discriminant-analysis.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitAll, fitOne, predictOne } from '../checks/estimator-problems.js';
import {
  type ClassifierOracle,
  expectClose,
  fixture,
  labelsOf,
  type Numbers,
  oracle,
  probabilitiesOf,
  repeated,
  toMatrix,
  toRows,
} from './oracle-problems.js';

type Case = ClassifierOracle & { readonly params: Params } & Readonly<
    Record<'coef_' | 'intercept_' | 'priors_' | 'means_', Numbers>
  >;
const kernels = createKernels();
const problems = { iris: fixture('iris'), cancer: fixture('breast_cancer') };
const canonical = (estimator: Predictor, params: Params) =>
  estimator.canonical?.(withDefaults(estimator.params, params)) ?? withDefaults(estimator.params, params);

describe.each(['iris', 'cancer'] as const)('the discriminant analyses on %s', (name) => {
  const problem = problems[name];
  it.each(oracle<Record<string, Case[]>>('linear_discriminant', 'models')[name])(
    'find the lines of scikit-learn: $params',
    (want) => {
      const params = canonical(linearDiscriminantAnalysis, want.params);
      const fitted = fitOne(kernels, linearDiscriminantAnalysis, problem, params);
      const model = linearDiscriminantAnalysis.toModel(fitted, params);
      // The covariance's condition number is 1e12 on the second data set, unscaled.
      const tolerance = name === 'iris' ? 1e-11 : 1e-6;
      expectClose(model.coef_, want.coef_, tolerance);
      expectClose(model.intercept_, want.intercept_, tolerance);
      const said = predictOne(kernels, linearDiscriminantAnalysis, fitted, params, problem);
      expect(labelsOf(said, problem)).toEqual(want.predictions);
      expectClose(probabilitiesOf(said, 8), want.probabilities, 1e-7);
    },
  );
  it.each(oracle<Record<string, Case[]>>('quadratic_discriminant', 'models')[name])(
    'tell classes apart as scikit-learn: $params',
    (want) => {
      const params = withDefaults(quadraticDiscriminantAnalysis.params, want.params);
      const fitted = fitOne(kernels, quadraticDiscriminantAnalysis, problem, params);
      const model = quadraticDiscriminantAnalysis.toModel(fitted, params);
      expectClose(model.priors_, want.priors_, 1e-15);
      expectClose(model.means_, want.means_, 1e-14);
      const said = predictOne(kernels, quadraticDiscriminantAnalysis, fitted, params, problem);
      expect(labelsOf(said, problem)).toEqual(want.predictions);
      // Directions of the second data set differ in spread by 1e6: the scatter's eigenvectors keep six digits of the
      // narrowest.
      expectClose(probabilitiesOf(said, 8), want.probabilities, name === 'iris' ? 1e-11 : 1e-5);
    },
  );
  it.each([
    [linearDiscriminantAnalysis, {}],
    [linearDiscriminantAnalysis, { solver: 'lsqr', shrinkage: 0.1 }],
    [quadraticDiscriminantAnalysis, { reg_param: 0.05 }],
  ])('count a row of weight 2 as two rows: $name', (estimator, given) => {
    const params = canonical(estimator, given);
    const pair = repeated(problem, [1, 2, 3, 1]);
    const [some, all] = [pair.weighted, pair.repeated].map((one) =>
      predictOne(kernels, estimator, fitOne(kernels, estimator, one, params), params, one),
    );
    expectClose(probabilitiesOf(some, 30), probabilitiesOf(all, 30), 1e-6);
  });
});

describe('QuadraticDiscriminantAnalysis', () => {
  const params = withDefaults(quadraticDiscriminantAnalysis.params, {});
  it('counts spread below tol as tol, and warns', () => {
    const { iris } = problems;
    const flat = {
      ...iris,
      X: toMatrix(toRows(iris.X).map((row) => [...row, 3])),
      queries: toMatrix(toRows(iris.queries).map((row) => [...row, 3])),
    };
    const [outcome] = fitAll(kernels, quadraticDiscriminantAnalysis, flat, [params]);
    expect(outcome.ok && outcome.warnings).toMatchObject([{ code: 'ILL_CONDITIONED' }]);
    // A column that is constant says nothing: the predictions are those without it.
    const said = predictOne(
      kernels,
      quadraticDiscriminantAnalysis,
      fitOne(kernels, quadraticDiscriminantAnalysis, flat, params),
      params,
      flat,
    );
    const without = predictOne(
      kernels,
      quadraticDiscriminantAnalysis,
      fitOne(kernels, quadraticDiscriminantAnalysis, iris, params),
      params,
      iris,
    );
    expectClose(probabilitiesOf(said, 20), probabilitiesOf(without, 20), 1e-9);
  });
  it('says that a class of fewer rows than columns has no spread but reg_param in most directions', () => {
    const { iris } = problems;
    const wide = {
      ...iris,
      X: toMatrix(toRows(iris.X).map((row) => Array.from({ length: 40 }, (_, j) => row[j % 4] ** (1 + j / 9)))),
    };
    const fit = (problem: typeof iris) =>
      fitAll(kernels, quadraticDiscriminantAnalysis, problem, [{ ...params, reg_param: 0.5 }])[0];
    expect(fit(wide)).toMatchObject({
      ok: true,
      warnings: [{ code: 'ILL_CONDITIONED', message: expect.stringContaining('fewer train rows') }],
    });
    expect(fit(iris)).toMatchObject({ ok: true, warnings: [] });
  });
  it('is not disturbed, beside a column of large units, by one so small that reg_param hides it', () => {
    const { iris } = problems;
    const own = { ...params, reg_param: 0.3 };
    const said = [[], [1e-7]].map((small) => {
      const units = (X: typeof iris.X) =>
        toMatrix(
          toRows(X).map((row) => [row[0] * 1e5, ...row.slice(1), ...small.map((unit) => unit * (row[0] + row[2]))]),
        );
      const problem = { ...iris, X: units(iris.X), queries: units(iris.queries) };
      const fitted = fitOne(kernels, quadraticDiscriminantAnalysis, problem, own);
      return probabilitiesOf(predictOne(kernels, quadraticDiscriminantAnalysis, fitted, own, problem), 20);
    });
    expectClose(said[1], said[0], 1e-9);
  });
  it('fails where a class has one row', () => {
    const target = { kind: 'classes' as const, codes: Int32Array.of(0, 0, 1), classes: ['a', 'b'] };
    const tiny = { name: 'tiny', X: toMatrix([[1], [2], [5]]), queries: toMatrix([[1]]), target };
    expect(fitAll(kernels, quadraticDiscriminantAnalysis, tiny, [params])).toMatchObject([
      { ok: false, error: { code: 'FIT_CLASS_SIZE' } },
    ]);
  });
});

describe('LinearDiscriminantAnalysis', () => {
  it('has no shrinkage with svd', () => {
    expect(() => canonical(linearDiscriminantAnalysis, { shrinkage: 0.1 })).toThrow('solver "svd" has no shrinkage');
  });
});
