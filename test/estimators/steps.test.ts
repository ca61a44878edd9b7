// Scalers, products and choices of columns against scikit-learn's, on a table of numbers.

import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/estimators/normal-quantile.js';
import { normalizer } from '../../src/estimators/normalizer.js';
import { polynomialFeatures } from '../../src/estimators/polynomial-features.js';
import { robustScaler } from '../../src/estimators/robust-scaler.js';
import { selectKBest } from '../../src/estimators/select-k-best.js';
import { selectPercentile } from '../../src/estimators/select-percentile.js';
import { truncatedSvd } from '../../src/estimators/truncated-svd.js';
import { varianceThreshold } from '../../src/estimators/variance-threshold.js';
import { fitAll, fitOne } from '../checks/estimator-problems.js';
import { expectClose, toMatrix } from './oracle-problems.js';
import { expectRows, kernels, numbersFor, outputOf, paramsOf, STEPS } from './steps-problem.js';

const numbers = numbersFor('classes');
const counts = { ...numbers, X: toMatrix(STEPS.counts), queries: toMatrix(STEPS.counts) };

describe('steps on numbers', () => {
  it.each([
    [robustScaler, STEPS.robust],
    [normalizer, STEPS.normalizer],
    [polynomialFeatures, STEPS.polynomial],
    [varianceThreshold, STEPS.variance],
  ])('$name makes what scikit-learn makes', (estimator, cases) => {
    for (const { params, output = [] } of cases) expectRows(outputOf(estimator, numbers, params), output, 1e-13);
  });

  it('TruncatedSVD finds the components of scikit-learn', () => {
    for (const [k, { components, output }] of Object.entries(STEPS.svd)) {
      const params = { n_components: Number(k) };
      expectRows(outputOf(truncatedSvd, numbers, params), output, 1e-12);
      const model = truncatedSvd.toModel(fitOne(kernels, truncatedSvd, numbers, params), params);
      const transposed = components[0].map((_, j) => components.map((row) => row[j]));
      expectClose(model.components, transposed, 1e-12);
    }
  });

  it('the normal quantile is the textbook one, in the middle and far out', () => {
    expect([0.5, 0.975, 0.001, 1e-12].map(normalQuantile)).toEqual([
      0,
      expect.closeTo(1.959963984540054, 14),
      expect.closeTo(-3.090232306167813, 14),
      expect.closeTo(-7.034483825301132, 12),
    ]);
  });
});

describe('choices of columns', () => {
  it.each(STEPS.percentile.map((said) => [JSON.stringify(said.params), said] as const))(
    'SelectPercentile %s keeps what scikit-learn keeps',
    (_, said) => {
      const problem = numbersFor(said.params.score_func === 'f_regression' ? 'values' : 'classes');
      const params = paramsOf(selectPercentile, said.params);
      const keep = () => selectPercentile.toModel(fitOne(kernels, selectPercentile, problem, params), params).support_;
      if (said.support.length > 0) expect(keep()).toEqual(said.support);
      else expect(keep).toThrow('is less than one column');
    },
  );

  it('scores counts by chi2 as scikit-learn does', () => {
    const params = paramsOf(selectKBest, { k: 'all', score_func: 'chi2' });
    expectClose(selectKBest.toModel(fitOne(kernels, selectKBest, counts, params), params).scores_, STEPS.chi2, 1e-12);
  });

  it('refuses chi2 of values below zero', () => {
    const [outcome] = fitAll(kernels, selectKBest, numbers, [paramsOf(selectKBest, { k: 'all', score_func: 'chi2' })]);
    expect(outcome.ok || outcome.error.code).toBe('FIT_NEGATIVE');
  });

  it('refuses a threshold that no column passes', () => {
    expect(() => outputOf(varianceThreshold, numbers, { threshold: 1e6 })).toThrow('no column has a variance above 1000000');
  });
});
