import { describe, expect, it } from 'vitest';
import { type Params, rejectParam, withDefaults } from '../../src/contracts/params.js';
import { sgdClassifier, sgdRegressor } from '../../src/estimators/sgd.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitAll, fitOne, predictOne } from '../checks/estimator-problems.js';
import {
  expectClose,
  fixture,
  labelsOf,
  type Numbers,
  oracle,
  probabilitiesOf,
  standardised,
  toMatrix,
  toRows,
  weighted,
} from './oracle-problems.js';

interface Case {
  readonly params: Params;
  readonly weighted: boolean;
  readonly coef_: Numbers;
  readonly intercept_: Numbers;
  readonly predictions: readonly (string | number)[];
  readonly probabilities?: Numbers;
}
const kernels = createKernels();

describe.each(['iris', 'breast_cancer'] as const)('SGDClassifier on %s', (name) => {
  const problem = standardised(fixture(name));
  it.each(oracle<Case[]>(name, 'descent'))('takes the steps of scikit-learn: $params, weighted: $weighted', (want) => {
    const params = sgdClassifier.canonical?.(withDefaults(sgdClassifier.params, want.params)) as Params;
    const rows = want.weighted ? weighted(problem) : problem;
    const fitted = fitOne(kernels, sgdClassifier, rows, params);
    const model = sgdClassifier.toModel(fitted, params);
    // The columns differ in their last digit by who scaled them, exponentials by who took them, and thousands of steps
    // carry that on.
    const tolerance = want.params.loss === 'log_loss' ? 1e-6 : 1e-9;
    expectClose(model.coef_, want.coef_, tolerance);
    expectClose(model.intercept_, want.intercept_, params.fit_intercept === false ? 0 : tolerance);
    const said = predictOne(kernels, sgdClassifier, fitted, params, rows);
    expect(labelsOf(said, rows)).toEqual(want.predictions);
    if (want.probabilities) expectClose(probabilitiesOf(said, 8), want.probabilities, 1e-6);
  });
});

describe('SGDRegressor', () => {
  const diabetes = standardised(fixture('diabetes'));
  it.each(oracle<Case[]>('diabetes', 'descent'))(
    'takes the steps of scikit-learn: $params, weighted: $weighted',
    (want) => {
      const params = sgdRegressor.canonical?.(withDefaults(sgdRegressor.params, want.params)) as Params;
      const rows = want.weighted ? weighted(diabetes) : diabetes;
      const fitted = fitOne(kernels, sgdRegressor, rows, params);
      const model = sgdRegressor.toModel(fitted, params);
      expectClose(model.coef_, want.coef_, 1e-9);
      expectClose(model.intercept_, want.intercept_, 1e-9);
      const said = predictOne(kernels, sgdRegressor, fitted, params, rows);
      expectClose(said.kind === 'values' ? [...said.values.slice(0, 8)] : [], want.predictions as number[], 1e-9);
    },
  );
  it('fails a candidate whose steps overflow, and warns where epochs run out', () => {
    const huge = { ...diabetes, X: toMatrix(toRows(diabetes.X).map((row) => row.map((x) => 1e155 * x))) };
    const params = sgdRegressor.canonical?.(withDefaults(sgdRegressor.params, {})) as Params;
    expect(fitAll(kernels, sgdRegressor, huge, [params])).toMatchObject([
      { ok: false, error: { code: 'FIT_NOT_FINITE' } },
    ]);
    const [outcome] = fitAll(kernels, sgdRegressor, diabetes, [{ ...params, max_iter: 1 }]);
    expect(outcome.ok && outcome.warnings).toMatchObject([{ code: 'NOT_CONVERGED' }]);
  });
  it('has a first step above 0, as in scikit-learn since 1.8, and passive-aggressive rules for one loss each', () => {
    for (const { params } of [sgdRegressor, sgdClassifier]) {
      expect(params.eta0.default).toBe(0.01);
      expect(rejectParam(params.eta0, 0)).toMatch(/expected a number > 0/);
    }
    const passive = { learning_rate: 'pa1' };
    expect(() => sgdRegressor.canonical?.(withDefaults(sgdRegressor.params, passive))).toThrow(
      'learning_rate "pa1" has no loss "squared_error"',
    );
    const kept = sgdClassifier.canonical?.(withDefaults(sgdClassifier.params, passive));
    expect(kept).toMatchObject({ learning_rate: 'pa1', loss: 'hinge' });
  });
});
