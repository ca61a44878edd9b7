import { describe, expect, it } from 'vitest';
import { type Params, withDefaults } from '../../src/contracts/params.js';
import { linearSVC } from '../../src/estimators/linear-svc.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitAll, fitOne, predictOne } from '../checks/estimator-problems.js';
import {
  expectClose,
  fixture,
  labelsOf,
  type Numbers,
  oracle,
  repeated,
  standardised,
  weighted,
} from './oracle-problems.js';

interface Case {
  readonly params: Params;
  readonly weighted: boolean;
  readonly coef_: Numbers;
  readonly intercept_: Numbers;
  readonly predictions: readonly string[];
}
const kernels = createKernels();
const canonical = (params: Params) => linearSVC.canonical?.(withDefaults(linearSVC.params, params)) as Params;

describe.each(['iris', 'breast_cancer'] as const)('LinearSVC on %s', (name) => {
  const problem = standardised(fixture(name));
  it.each(oracle<Record<string, Case[]>>('linear_svc', 'vectors')[name])(
    'finds the optimum of scikit-learn: $params, weighted: $weighted',
    (want) => {
      const params = canonical({ ...want.params, tol: 1e-8 });
      const rows = want.weighted ? weighted(problem) : problem;
      const fitted = fitOne(kernels, linearSVC, rows, params);
      const model = linearSVC.toModel(fitted, params);
      expectClose(model.coef_, want.coef_, 1e-6);
      expectClose(model.intercept_, want.intercept_, params.fit_intercept === false ? 0 : 1e-6);
      expect(labelsOf(predictOne(kernels, linearSVC, fitted, params, rows), rows)).toEqual(want.predictions);
    },
  );
});

describe('LinearSVC', () => {
  it.each(['hinge', 'squared_hinge'])('counts a row of weight 2 as two rows, also for balanced classes: %s', (loss) => {
    const pair = repeated(standardised(fixture('iris')), [1, 2, 3, 0, 2]);
    const params = canonical({ loss, class_weight: 'balanced', tol: 1e-9 });
    const [some, all] = [pair.weighted, pair.repeated].map((one) =>
      linearSVC.toModel(fitOne(kernels, linearSVC, one, params), params),
    );
    expectClose(some.coef_, all.coef_ as Numbers, 1e-6);
    expectClose(some.intercept_, all.intercept_ as Numbers, 1e-6);
  });
  it.each(['hinge', 'squared_hinge'])('stops after max_iter steps, and warns: %s', (loss) => {
    const [outcome] = fitAll(kernels, linearSVC, standardised(fixture('iris')), [canonical({ loss, max_iter: 1 })]);
    expect(outcome.ok && outcome.warnings).toMatchObject([
      { code: 'NOT_CONVERGED', message: expect.stringContaining('1 steps') },
    ]);
  });
  it.each(['hinge', 'squared_hinge'])('converges at its default tolerance, silently: %s', (loss) => {
    const [outcome] = fitAll(kernels, linearSVC, standardised(fixture('breast_cancer')), [canonical({ loss, C: 10 })]);
    expect(outcome.ok && outcome.warnings).toEqual([]);
  });
});
