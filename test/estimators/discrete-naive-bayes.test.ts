import { describe, expect, it } from 'vitest';
import type { Predictor } from '../../src/contracts/fitter.js';
import { type Params, withDefaults } from '../../src/contracts/params.js';
import { bernoulliNB, multinomialNB } from '../../src/estimators/discrete-naive-bayes.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitAll, fitOne, predictOne } from '../checks/estimator-problems.js';
import {
  type ClassifierOracle,
  expectClose,
  fixture,
  labelsOf,
  oracle,
  probabilitiesOf,
  toMatrix,
  toRows,
  weighted,
} from './oracle-problems.js';

type Cases = Readonly<Record<'plain' | 'flat' | 'weighted', ClassifierOracle>> & { readonly binarize: number };
const kernels = createKernels();
const problems = { iris: fixture('iris'), cancer: fixture('breast_cancer') };

function expectAgreement(
  estimator: Predictor,
  given: Params,
  rows: 'all' | 'weighted',
  name: 'iris' | 'cancer',
  want: ClassifierOracle,
) {
  const params = withDefaults(estimator.params, given);
  const problem = rows === 'weighted' ? weighted(problems[name]) : problems[name];
  const said = predictOne(kernels, estimator, fitOne(kernels, estimator, problem, params), params, problem);
  expect(labelsOf(said, problem)).toEqual(want.predictions);
  // Log-probabilities of counts in the thousands keep ten digits of their differences.
  expectClose(probabilitiesOf(said, 8), want.probabilities, 1e-10);
}

describe.each(['iris', 'cancer'] as const)('naive Bayes on counts: %s', (name) => {
  const multinomial = oracle<Record<string, Cases>>('multinomial_nb', 'models')[name];
  const bernoulli = oracle<Record<string, Cases>>('bernoulli_nb', 'models')[name];
  const { binarize } = bernoulli;
  it.each<[Predictor, Params, 'all' | 'weighted', ClassifierOracle]>([
    [multinomialNB, { alpha: 0.5 }, 'all', multinomial.plain],
    [multinomialNB, { alpha: 3, fit_prior: false }, 'all', multinomial.flat],
    [multinomialNB, {}, 'weighted', multinomial.weighted],
    [bernoulliNB, { alpha: 0.5, binarize }, 'all', bernoulli.plain],
    [bernoulliNB, { binarize, fit_prior: false }, 'weighted', bernoulli.weighted],
  ])('agrees with scikit-learn: $name %j, rows: %s', (estimator, params, rows, want) => {
    expectAgreement(estimator, params, rows, name, want);
  });
});

describe('MultinomialNB', () => {
  it('refuses values below 0', () => {
    const negative = { ...problems.iris, X: toMatrix(toRows(problems.iris.X).map((row) => row.map((x) => x - 1))) };
    const params = withDefaults(multinomialNB.params, {});
    expect(fitAll(kernels, multinomialNB, negative, [params])).toMatchObject([
      { ok: false, error: { code: 'FIT_NEGATIVE' } },
    ]);
  });
});

describe('BernoulliNB', () => {
  it('takes columns of 0 and 1 as they are', () => {
    const digits = (rows: number[][]) => toMatrix(rows.map((row) => row.map((x) => (x > 3 ? 1 : 0))));
    const { iris } = problems;
    const binary = { ...iris, X: digits(toRows(iris.X)), queries: digits(toRows(iris.queries)) };
    const [asTheyAre, cut] = [null, 0.5].map((binarize) => {
      const params = withDefaults(bernoulliNB.params, { binarize });
      return predictOne(kernels, bernoulliNB, fitOne(kernels, bernoulliNB, binary, params), params, binary);
    });
    expect(asTheyAre).toEqual(cut);
  });
});
