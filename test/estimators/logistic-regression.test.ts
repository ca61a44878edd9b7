import assert from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../src/contracts/params.js';
import { logisticRegression } from '../../src/estimators/logistic-regression.js';
import { classWeights, LOGISTIC_PARAMS } from '../../src/estimators/shared/logistic-params.js';
import { fitAll, fitOne, type Problem, predictOne } from '../checks/estimator-problems.js';
import { kernels, problemOf, randomSource } from '../kernels/solvers/logistic-reference.js';
import { expectClose, fixture, oracle, standardised, toRows } from './oracle-problems.js';

interface Expected {
  readonly params: Record<string, string | number | boolean | Record<string, number>>;
  readonly coef_: number[][];
  readonly intercept_: number[];
  readonly probabilities: number[][];
}
const iris = fixture('iris');
const cancer = standardised(fixture('breast_cancer'));
const expected = oracle<{ iris: Expected[]; cancer: Expected[] }>('logistic');
const canonical = (params: Expected['params']) =>
  logisticRegression.canonical?.(withDefaults(LOGISTIC_PARAMS, params)) ?? {};

describe('LogisticRegression', () => {
  const cases: (readonly [string, Problem, Expected])[] = [
    ...expected.iris.map((want) => [`iris ${JSON.stringify(want.params)}`, iris, want] as const),
    ...expected.cancer.map((want) => [`breast cancer ${JSON.stringify(want.params)}`, cancer, want] as const),
  ];
  it.each(cases)('reaches the optimum of scikit-learn: %s', (_name, problem, want) => {
    const params = canonical({ ...want.params, tol: 1e-9 });
    const fitted = fitOne(kernels, logisticRegression, problem, params);
    const model = logisticRegression.toModel(fitted, params);
    expectClose(model.coef_, want.coef_, 1e-5);
    if (want.params.fit_intercept !== false) expectClose(model.intercept_, want.intercept_, 1e-5);
    const said = predictOne(kernels, logisticRegression, fitted, params, problem);
    expect(said.kind === 'classes' && said.probabilities).toBeTruthy();
    if (said.kind === 'classes' && said.probabilities)
      expectClose(toRows(said.probabilities, 6), want.probabilities, 1e-5);
  });
  it('spells equal objectives alike and drops params that are not in force', () => {
    const plain = canonical({});
    expect(plain).toEqual({
      penalty: 'l2',
      C: 1,
      fit_intercept: true,
      class_weight: null,
      solver: 'lbfgs',
      tol: 1e-6,
      max_iter: 1000,
    });
    expect(canonical({ solver: 'saga', penalty: 'l2', l1_ratio: 0.5, intercept_scaling: 3 })).toEqual(plain);
    for (const l1_ratio of [null, 0] as const) expect(canonical({ l1_ratio } as Expected['params'])).toEqual(plain);
    expect(canonical({ l1_ratio: 1 })).toEqual(canonical({ penalty: 'l1' }));
    expect(canonical({ l1_ratio: 0.5 })).toEqual(canonical({ penalty: 'elasticnet', l1_ratio: 0.5 }));
    for (const penalty of ['auto', 'l1', 'l2'])
      expect(canonical({ penalty, C: 'inf' })).toEqual(canonical({ penalty: 'none' }));
    expect(canonical({ penalty: 'none', C: 5 })).toEqual(
      logisticRegression.canonical?.(withDefaults(LOGISTIC_PARAMS, { penalty: null })),
    );
    expect(canonical({ penalty: 'none' })).not.toHaveProperty('C');
    expect(canonical({ solver: 'liblinear', intercept_scaling: 3 })).toMatchObject({
      solver: 'liblinear',
      intercept_scaling: 3,
    });
    expect(canonical({ solver: 'liblinear', fit_intercept: false })).not.toHaveProperty('intercept_scaling');
  });
  it.each<Expected['params']>([
    { solver: 'liblinear', penalty: 'elasticnet', l1_ratio: 0.5 },
    { solver: 'liblinear', penalty: 'none' },
    { penalty: 'elasticnet' },
    { penalty: 'elasticnet', C: 'inf' },
    { solver: 'liblinear', l1_ratio: 0.5 },
    { solver: 'liblinear', C: 'inf' },
  ])('refuses params that contradict each other: %j', (params) => {
    expect(() => canonical(params)).toThrow(expect.objectContaining({ code: 'GRID_PARAM_COMBINATION' }));
  });
  it('fails the candidate, and only it, whose class_weight names an unknown class', () => {
    const outcomes = fitAll(kernels, logisticRegression, iris, [
      canonical({ class_weight: { setsoa: 2 } }),
      canonical({}),
    ]);
    expect(outcomes[0]).toMatchObject({ ok: false, error: { code: 'FIT_CLASS_WEIGHT' } });
    expect(outcomes[1]).toMatchObject({ ok: true });
    expect(outcomes[1]).toEqual(fitAll(kernels, logisticRegression, iris, [canonical({})])[0]);
  });
  it('balances the present classes by the inverse of their rows', () => {
    const weights = classWeights('balanced', {
      classes: ['a', 'b', 'c', 'd'],
      counts: Float64Array.of(10, 30, 0, 20),
      present: Int32Array.of(0, 1, 3),
    });
    expect(weights).toEqual(Float64Array.of(2, 60 / 90, 1));
  });
  it('finds numeric labels under the keys of a class_weight', () => {
    const { codes } = iris.target as { codes: Int32Array };
    const numeric: Problem = { ...iris, target: { kind: 'classes', codes, classes: [0, 1, 2] } };
    const params = canonical({ class_weight: { '2.0': 3 } });
    const named = canonical({ class_weight: { virginica: 3 } });
    expect(fitOne(kernels, logisticRegression, numeric, params)).toEqual(
      fitOne(kernels, logisticRegression, iris, named),
    );
  });
  it('warns once of columns whose scales differ widely where that makes it slow, and not of the same columns in like units', () => {
    const codesOf = (unit: number) => warningsInUnits(unit).map(({ code }) => code);
    expect(codesOf(1e8)).toEqual(['ILL_CONDITIONED']);
    expect(codesOf(1)).toEqual([]);
  });
  it('fails on train rows of a single class', () => {
    const one: Problem = {
      ...iris,
      target: { kind: 'classes', codes: new Int32Array(75).fill(1), classes: ['a', 'b'] },
    };
    const [outcome] = fitAll(kernels, logisticRegression, one, [canonical({})]);
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'FIT_ONE_CLASS', message: expect.stringContaining('"b"') },
    });
  });
  it('gives classes without train rows probability 0 and never predicts them', () => {
    const codes = Int32Array.from({ length: 75 }, (_, i) => (i < 40 ? 0 : 2));
    const gap: Problem = { ...iris, target: { kind: 'classes', codes, classes: ['a', 'b', 'c'] } };
    const said = predictOne(
      kernels,
      logisticRegression,
      fitOne(kernels, logisticRegression, gap, canonical({})),
      canonical({}),
      gap,
    );
    if (said.kind !== 'classes' || !said.probabilities) throw new Error('a classifier predicts classes');
    expect(new Set(said.codes)).toEqual(new Set([0, 2]));
    expect(toRows(said.probabilities).every(([a, b, c]) => b === 0 && Math.abs(a + c - 1) < 1e-15)).toBe(true);
    expect(said.decision).toBeUndefined();
  });
  it('warns when it stops before it has converged', () => {
    const [outcome] = fitAll(kernels, logisticRegression, cancer, [canonical({ max_iter: 2 })]);
    expect(outcome.ok && outcome.warnings).toMatchObject([{ code: 'NOT_CONVERGED' }]);
  });
  it('asks for second moments only where columns are correlated and their factor is affordable', () => {
    const needs = (uncorrelated: boolean, rows: number, cols: number) =>
      logisticRegression.needs(canonical({}), { uncorrelated }, { rows, cols }).statistic;
    expect(needs(false, 1000, 20)).toBe('moments');
    expect(needs(true, 1000, 20)).toBeUndefined();
    expect(needs(false, 100, 5000)).toBeUndefined();
  });
});

/**
 * What an unpenalised fit says of six correlated columns far from zero, every other one in units `unit` times smaller.
 */
function warningsInUnits(unit: number) {
  const { normal } = randomSource(7);
  const [n, d] = [300, 6];
  const X = kernels.heap.matrix(n, d);
  const codes = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const common = normal();
    let margin = 0;
    for (let j = 0; j < d; j++) {
      const value = normal() + 3 * common;
      margin += value * ((j % 3) - 1);
      X.data[i * d + j] = (value + 1000) * (j % 2 === 1 ? unit : 1);
    }
    codes[i] = margin + 3 * normal() > 0 ? 1 : 0;
  }
  const target = { kind: 'classes', codes, classes: [0, 1] } as const;
  const traits = { uncorrelated: false };
  const params = [canonical({ penalty: 'none' })];
  const { rows, moments } = problemOf({ X, codes, nClasses: 2 }, false);
  const unasked = () => assert.fail('the statistic tells');
  const packed = { rows, spread: unasked, moments: unasked };
  const statistic = { kind: 'moments', ...(moments as NonNullable<typeof moments>) } as const;
  const [outcome] = logisticRegression.fit({
    kernels,
    X: undefined,
    packed,
    statistic,
    target,
    rowIds: new Int32Array(n),
    traits,
    params,
  });
  return outcome.ok ? outcome.warnings : [];
}
