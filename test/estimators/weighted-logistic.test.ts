import { describe, expect, it } from 'vitest';
import { type Params, withDefaults } from '../../src/contracts/params.js';
import { logisticRegression } from '../../src/estimators/logistic-regression.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitOne, predictOne } from '../checks/estimator-problems.js';
import {
  type ClassifierOracle,
  expectClose,
  fixture,
  labelsOf,
  type Numbers,
  oracle,
  probabilitiesOf,
  repeated,
  standardised,
  weighted,
} from './oracle-problems.js';

type Case = ClassifierOracle & { readonly params: Params; readonly coef_: Numbers; readonly intercept_: Numbers };
const kernels = createKernels();
const problems = { iris: standardised(fixture('iris')), cancer: standardised(fixture('breast_cancer')) };
const canonical = (params: Params) =>
  logisticRegression.canonical?.(withDefaults(logisticRegression.params, params)) as Params;

describe.each(['iris', 'cancer'] as const)('LogisticRegression of weighted rows on %s', (name) => {
  const problem = weighted(problems[name]);
  it.each(oracle<Record<string, Case[]>>('logistic_weighted', 'models')[name])(
    'finds the optimum of scikit-learn: $params',
    (want) => {
      const params = canonical({ ...want.params, tol: 1e-10 });
      const fitted = fitOne(kernels, logisticRegression, problem, params);
      const model = logisticRegression.toModel(fitted, params);
      expectClose(model.coef_, want.coef_, 1e-5);
      expectClose(model.intercept_, want.intercept_, params.fit_intercept === false ? 0 : 1e-5);
      const said = predictOne(kernels, logisticRegression, fitted, params, problem);
      expect(labelsOf(said, problem)).toEqual(want.predictions);
      expectClose(probabilitiesOf(said, 8), want.probabilities, 1e-5);
    },
  );
  it('counts a row of weight 2 as two rows, whichever way the solver takes', () => {
    const pair = repeated(problems[name], [1, 2, 3, 0]);
    for (const given of [{}, { penalty: 'l1', C: 0.3 }, { C: 100 }, { class_weight: 'balanced' }] satisfies Params[]) {
      const params = canonical({ ...(given as Params), tol: 1e-9 });
      const [some, all] = [pair.weighted, pair.repeated].map((one) =>
        predictOne(kernels, logisticRegression, fitOne(kernels, logisticRegression, one, params), params, one),
      );
      expectClose(probabilitiesOf(some, 30), probabilitiesOf(all, 30), 1e-4);
    }
  });
});
