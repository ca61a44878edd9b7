import MlLogisticRegression from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { mlLogisticRegression } from '../../src/estimators/ml-logistic-regression.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitAll, fitOne, type Problem, predictOne } from '../checks/estimator-problems.js';
import { fixture, standardised, toMatrix, toRows } from './oracle-problems.js';

const kernels = createKernels();
const iris = standardised(fixture('iris'));
const params = { numSteps: 200, learningRate: 1e-3 };

describe('ml-logistic-regression', () => {
  it('predicts what the package predicts, from its own model document', () => {
    const fitted = fitOne(kernels, mlLogisticRegression, iris, params);
    const document = JSON.parse(JSON.stringify(mlLogisticRegression.toModel(fitted, params).model));
    const theirs = MlLogisticRegression.load(document).predict(new Matrix(toRows(iris.queries)));
    const said = predictOne(kernels, mlLogisticRegression, fitted, params, iris);
    expect(said.kind === 'classes' && [...said.codes]).toEqual(theirs);
    expect(new Set(theirs).size).toBeGreaterThan(1);
  });
  it('tells classes apart where the first one has no train rows', () => {
    const { codes } = iris.target as { codes: Int32Array };
    const shifted: Problem = {
      ...iris,
      target: { kind: 'classes', codes: codes.map((code) => code + 1), classes: ['a', 'b', 'c', 'd'] },
    };
    const plain = predictOne(
      kernels,
      mlLogisticRegression,
      fitOne(kernels, mlLogisticRegression, iris, params),
      params,
      iris,
    );
    const said = predictOne(
      kernels,
      mlLogisticRegression,
      fitOne(kernels, mlLogisticRegression, shifted, params),
      params,
      shifted,
    );
    expect(said.kind === 'classes' && plain.kind === 'classes' && said.codes).toEqual(
      plain.kind === 'classes' && plain.codes.map((code) => code + 1),
    );
  });
  it('fails where the weights diverge, and on a single class', () => {
    const huge = { ...iris, X: toMatrix(toRows(iris.X).map((row) => row.map((x) => x * 1e308))) };
    expect(fitAll(kernels, mlLogisticRegression, huge, [params])[0]).toMatchObject({
      ok: false,
      error: { code: 'FIT_NOT_FINITE' },
    });
    const one: Problem = { ...iris, target: { kind: 'classes', codes: new Int32Array(75), classes: ['a', 'b'] } };
    expect(fitAll(kernels, mlLogisticRegression, one, [params])[0]).toMatchObject({
      ok: false,
      error: { code: 'FIT_ONE_CLASS' },
    });
  });
});
