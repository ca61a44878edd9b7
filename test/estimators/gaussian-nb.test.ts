import { describe, expect, it } from 'vitest';
import { gaussianNB } from '../../src/estimators/gaussian-nb.js';
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
  toMatrix,
  toRows,
  weighted,
} from './oracle-problems.js';

const kernels = createKernels();
const iris = fixture('iris');
const params = { var_smoothing: 1e-9 };

describe('GaussianNB', () => {
  const expected = oracle<Record<'theta_' | 'var_' | 'class_prior_' | 'probabilities', Numbers>>('gaussian_nb');
  it('learns what scikit-learn learns', () => {
    const model = gaussianNB.toModel(fitOne(kernels, gaussianNB, iris, params), params);
    for (const name of ['theta_', 'var_', 'class_prior_'] as const) expectClose(model[name], expected[name], 1e-13);
  });
  it('gives the probabilities of scikit-learn', () => {
    const said = predictOne(kernels, gaussianNB, fitOne(kernels, gaussianNB, iris, params), params, iris);
    if (said.kind !== 'classes' || !said.probabilities) throw new Error('a classifier predicts classes');
    expectClose(toRows(said.probabilities), expected.probabilities, 1e-11);
  });
  it('learns from weighted rows what scikit-learn learns', () => {
    const want = oracle<ClassifierOracle & Record<'theta_' | 'var_' | 'class_prior_', Numbers>>(
      'gaussian_nb_weighted',
      'models',
    );
    const fitted = fitOne(kernels, gaussianNB, weighted(iris), params);
    const model = gaussianNB.toModel(fitted, params);
    // The smoothing, 1e-9 of the largest variance, is of the weighted rows; scikit-learn takes it of the rows without
    // their weights.
    for (const name of ['theta_', 'var_', 'class_prior_'] as const) expectClose(model[name], want[name], 1e-9);
    const said = predictOne(kernels, gaussianNB, fitted, params, iris);
    expect(labelsOf(said, iris)).toEqual(want.predictions);
    expectClose(probabilitiesOf(said, 8), want.probabilities, 1e-6);
  });
  it('fails a candidate without smoothing on a column that is constant within a class', () => {
    const flat = { ...iris, X: toMatrix(toRows(iris.X).map((row) => [...row, 3])) };
    const outcomes = fitAll(kernels, gaussianNB, flat, [{ var_smoothing: 0 }, params]);
    expect(outcomes[0]).toMatchObject({ ok: false, error: { code: 'FIT_ZERO_VARIANCE' } });
    expect(outcomes[1].ok).toBe(true);
  });
});
