// Scalers, products and choices of columns against scikit-learn's, on a table of numbers.

import { describe, expect, it } from 'vitest';
import { RandomState } from '../../src/base/random.js';
import { normalizer } from '../../src/estimators/normalizer.js';
import { polynomialFeatures } from '../../src/estimators/polynomial-features.js';
import { robustScaler } from '../../src/estimators/robust-scaler.js';
import { selectKBest } from '../../src/estimators/select-k-best.js';
import { selectPercentile } from '../../src/estimators/select-percentile.js';
import { mutualInformation } from '../../src/estimators/shared/mutual-info-scores.js';
import { normalQuantile } from '../../src/estimators/shared/normal-quantile.js';
import { truncatedSvd } from '../../src/estimators/truncated-svd.js';
import { varianceThreshold } from '../../src/estimators/variance-threshold.js';
import { fitAll, fitOne, type Problem } from '../checks/estimator-problems.js';
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

  it.each([
    ['mutual_info_classif', 'classes', STEPS.mutual_info_classif],
    ['mutual_info_regression', 'values', STEPS.mutual_info_regression],
  ] as const)('scores columns by %s as scikit-learn does, noise and all', (score_func, task, scores) => {
    const params = paramsOf(selectKBest, { k: 'all', score_func });
    expectClose(
      selectKBest.toModel(fitOne(kernels, selectKBest, numbersFor(task), params), params).scores_,
      scores,
      1e-12,
    );
  });

  it.each(['mutual_info_classif', 'mutual_info_regression'])(
    '%s draws its noise in the order of the file',
    (score_func) => {
      const problem = numbersFor(score_func === 'mutual_info_classif' ? 'classes' : 'values');
      const params = paramsOf(selectKBest, { k: 'all', score_func });
      const inFile = fitOne(kernels, selectKBest, problem, params);
      const rowIds = new RandomState(1).permutation(problem.X.rows);
      const pick = <T extends Int32Array | Float64Array>(values: T): T =>
        values.map((_, at) => values[rowIds[at]]) as T;
      const X = toMatrix(Array.from(rowIds, (i) => STEPS.numbers[i]));
      const { target } = problem;
      const shuffled =
        target.kind === 'values'
          ? { ...target, values: pick(target.values) }
          : { ...target, codes: pick(target.codes) };
      const input = {
        kernels,
        X,
        statistic: undefined,
        target: shuffled,
        rowIds,
        traits: { uncorrelated: false },
        params: [params],
      };
      expect(selectKBest.fit(input)).toEqual([{ ok: true, fitted: inFile, warnings: [] }]);
    },
  );

  it('mutual information with other neighbours and another seed is scikit-learn’s too', () => {
    const { X, target } = numbers;
    const rowIds = Int32Array.from({ length: X.rows }, (_, i) => i);
    const input = { kernels, X, statistic: undefined, target, rowIds, traits: { uncorrelated: false }, params: [] };
    expectClose([...(mutualInformation(input, 42, 5) ?? [])], STEPS.mutual_info_seeded, 1e-12);
  });

  it('drops the seed where nothing is drawn', () => {
    expect(paramsOf(selectKBest, { random_state: 3 })).toEqual(paramsOf(selectKBest, {}));
    expect(paramsOf(selectKBest, { random_state: 3, score_func: 'mutual_info_classif' })).toMatchObject({
      random_state: 3,
    });
  });

  it('refuses mutual information of classes of one row each', () => {
    const singles = {
      ...numbers,
      X: toMatrix(STEPS.numbers.slice(0, 2)),
      target: { ...numbers.target, codes: Int32Array.of(0, 1) },
    };
    const [outcome] = fitAll(kernels, selectKBest, singles as Problem, [
      paramsOf(selectKBest, { k: 1, score_func: 'mutual_info_classif' }),
    ]);
    expect(outcome.ok || outcome.error.code).toBe('FIT_CLASS_SIZE');
  });

  it('refuses chi2 of values below zero', () => {
    const [outcome] = fitAll(kernels, selectKBest, numbers, [paramsOf(selectKBest, { k: 'all', score_func: 'chi2' })]);
    expect(outcome.ok || outcome.error.code).toBe('FIT_NEGATIVE');
  });

  it('refuses a threshold that no column passes', () => {
    expect(() => outputOf(varianceThreshold, numbers, { threshold: 1e6 })).toThrow(
      'no column has a variance above 1000000',
    );
  });
});
