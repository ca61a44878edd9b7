// Condition numbers from 1 to 1e16, and estimators: expected values from test/oracle/conditioning.py in 120 decimal
// digits. What is allowed is what the data allow: a rounding of the columns, times the condition number; never its
// square.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { matrixOf } from '../../src/base/matrix.js';
import type { Predictor } from '../../src/contracts/fitter.js';
import { type Params, withDefaults } from '../../src/contracts/params.js';
import { elasticNet, lasso } from '../../src/estimators/elastic-net.js';
import { linearDiscriminantAnalysis } from '../../src/estimators/linear-discriminant-analysis.js';
import { linearRegression } from '../../src/estimators/linear-regression.js';
import { logisticRegression } from '../../src/estimators/logistic-regression.js';
import { pca } from '../../src/estimators/pca.js';
import { quadraticDiscriminantAnalysis } from '../../src/estimators/quadratic-discriminant-analysis.js';
import { ridge } from '../../src/estimators/ridge.js';
import { selectKBest } from '../../src/estimators/select-k-best.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitAll, fitOne, type Problem, statisticOf } from '../checks/estimator-problems.js';

type Kind = 'collinear' | 'scaled' | 'spread' | 'far' | 'coded';
type Lines = 'least_squares' | 'origin' | 'ridge' | 'lasso' | 'net';
type Decisions = 'lda' | 'lsqr' | 'qda';
interface Case extends Readonly<Partial<Record<Lines | Decisions, readonly number[]>>> {
  readonly kind: Kind;
  readonly k: number;
  readonly logistic?: { readonly decision: readonly number[] };
  readonly pca?: { readonly variances: readonly number[]; readonly queries: readonly (readonly number[])[] };
  readonly columns?: Readonly<Record<'variance' | 'f_regression' | 'f_classif', readonly number[]>>;
}
interface Oracle {
  readonly base: Readonly<Record<'a' | 'b' | 'z' | 'noise' | 'code' | 'other', readonly number[]>>;
  readonly target: readonly number[];
  readonly classes: readonly number[];
  readonly train: number;
  readonly cases: readonly Case[];
}
const kernels = createKernels();
const file = new URL('../oracle/conditioning.json', import.meta.url);
const { base, target, classes, train, cases } = JSON.parse(readFileSync(file, 'utf8')) as Oracle;

function columnsOf({ kind, k }: Case): number[][] {
  const { a, b, z, code, other } = base;
  const [ten, half] = [Number(`1e${k}`), Number(`1e${k / 2}`)];
  if (kind === 'collinear') return [[...a], a.map((v, i) => v + Number(`1e-${k}`) * z[i]), [...b]];
  const coded = (codes: readonly number[], count: number) =>
    Array.from({ length: count }, (_, c) => codes.map((own) => (own === c ? 1 : 0)));
  if (kind === 'scaled') return [...coded(code, 4), [...a], b.map((v) => ten * v)];
  if (kind === 'spread') return [a.map((v) => v * Number(`1e-${k / 2}`)), [...b], z.map((v) => v * half)];
  const far = [a.map((v) => v + ten), b.map((v) => v + half)];
  return kind === 'far' ? [...far, [...z]] : [...coded(code, 4), ...coded(other, 3), ...far];
}

function problemOf(one: Case, task: 'values' | 'classes'): Problem {
  const columns = columnsOf(one);
  const rows = (from: number, to: number) => {
    const entries = Array.from({ length: to - from }, (_, i) => columns.map((column) => column[from + i])).flat();
    return matrixOf(to - from, columns.length, Float64Array.from(entries));
  };
  const values = Float64Array.from(target.slice(0, train));
  return {
    name: `${one.kind} 1e${one.k}`,
    X: rows(0, train),
    queries: rows(train, target.length),
    target:
      task === 'values'
        ? { kind: task, values }
        : { kind: task, codes: Int32Array.from(classes), classes: ['no', 'yes'] },
  };
}

/** What a fitted predictor says of the queries (values, or decisions), and what it warned of. */
function answer(estimator: Predictor, given: Params, problem: Problem) {
  const full = withDefaults(estimator.params, given);
  const params = estimator.canonical?.(full) ?? full;
  const [outcome] = fitAll(kernels, estimator, problem, [params]);
  if (!outcome.ok) throw new Error(outcome.error.message);
  const names = problem.target.kind === 'classes' ? problem.target.classes : [];
  const asked = {
    kernels,
    X: { ...problem.queries, data: kernels.heap.toKernelMemory(problem.queries.data) },
    classes: names,
    decisions: true,
  };
  const [said] = estimator.predict({ ...asked, items: [{ fitted: outcome.fitted, params }] });
  return {
    values: said.kind === 'values' ? said.values : said.decision!,
    warned: outcome.warnings.map(({ code }) => code),
  };
}

/** Largest difference, per largest expected value. */
function distance(values: ArrayLike<number>, want: readonly number[]): number {
  const size = Math.max(1, ...want.map(Math.abs));
  return Math.max(...want.map((value, i) => Math.abs(values[i] - value) / size));
}

/** What rounding of the columns may come to in an answer. */
function allowed({ kind, k }: Case, penalised: boolean): number {
  if (kind === 'far' || kind === 'coded') return 1e-14 + 1e-15 * 10 ** k;
  return kind === 'collinear' ? 2e-12 + (penalised ? 0 : 1e-15 * 10 ** k) : 2e-14;
}

const LINES: readonly [name: string, Predictor, Params, Lines][] = [
  ['LinearRegression', linearRegression, {}, 'least_squares'],
  ['Ridge, alpha 0', ridge, { alpha: 0 }, 'least_squares'],
  ['LinearRegression, no intercept', linearRegression, { fit_intercept: false }, 'origin'],
  ['Ridge, alpha 0, no intercept', ridge, { alpha: 0, fit_intercept: false }, 'origin'],
  ['Ridge', ridge, { alpha: 1 }, 'ridge'],
  ['Lasso', lasso, { alpha: 0.05, tol: 1e-13 }, 'lasso'],
  ['ElasticNet', elasticNet, { alpha: 0.05, tol: 1e-13 }, 'net'],
];

describe.each(LINES)('%s', (_name, estimator, params, part) => {
  // Of columns that differ by less than a rounding nothing can be asked.
  it.each(cases.filter(({ [part]: want, kind, k }) => want && !(kind === 'collinear' && k > 15)))(
    'gives the exact answer as far as the columns have digits, or says that they have few: $kind 1e$k',
    (one) => {
      const { values, warned } = answer(estimator, params, problemOf(one, 'values'));
      const off = distance(values, one[part]!);
      if (off > 1e-3) expect(warned).toContain('ILL_CONDITIONED');
      if (one.kind === 'coded') expect(warned).toEqual([]);
      expect(off).toBeLessThan(allowed(one, part !== 'least_squares'));
    },
  );
});

const DECISIONS: readonly [name: string, Predictor, Params, Decisions][] = [
  ['LinearDiscriminantAnalysis', linearDiscriminantAnalysis, {}, 'lda'],
  ['LinearDiscriminantAnalysis, lsqr', linearDiscriminantAnalysis, { solver: 'lsqr' }, 'lsqr'],
  ['QuadraticDiscriminantAnalysis', quadraticDiscriminantAnalysis, {}, 'qda'],
];

describe.each(DECISIONS)('%s', (_name, estimator, params, part) => {
  it.each(cases.filter(({ [part]: want, kind, k }) => want && !(kind === 'collinear' && k > 15)))(
    'is right to three digits in columns of any units and means, and of those nearly collinear is right or says that it left some out: $kind 1e$k',
    (one) => {
      const { values, warned } = answer(estimator, params, problemOf(one, 'classes'));
      const off = distance(values, one[part]!);
      if (one.kind !== 'collinear') expect(off).toBeLessThan(allowed(one, false));
      else if (off > 1e-3) expect(warned).toEqual(['ILL_CONDITIONED']);
    },
  );
});

describe('LogisticRegression', () => {
  it.each(cases.filter(({ logistic }) => logistic))('reaches the optimum: $kind 1e$k', (one) => {
    const { values } = answer(logisticRegression, { tol: 1e-10 }, problemOf(one, 'classes'));
    expect(distance(values, one.logistic!.decision)).toBeLessThan(1e-9 + allowed(one, true));
  });
});

describe('PCA', () => {
  it.each(cases.filter(({ pca: want }) => want))(
    'finds every component, or says which it cannot tell from rounding: $kind 1e$k',
    (one) => {
      const problem = problemOf(one, 'values');
      const params = withDefaults(pca.params, { n_components: 3 });
      const fitted = fitOne(kernels, pca, problem, params);
      const { model } = pca.toModel(fitted, params) as { model: { S: number[] } };
      const told = pca.applyWarnings!(fitted, params).length > 0;
      one.pca!.variances.forEach((want, c) => {
        // A component's variance is as right as moments tell it: to a rounding of the largest one.
        if (!(told && want < 1e-11 * one.pca!.variances[0]))
          expect(Math.abs(model.S[c] - want)).toBeLessThan(1e-3 * want);
        expect(Math.abs(model.S[c] - want)).toBeLessThan(2e-15 * one.pca!.variances[0] + allowed(one, true) * want);
      });
    },
  );
});

describe('columns on their own', () => {
  it.each(cases.filter(({ columns }) => columns))(
    'have exact variances and F values in any units and far from zero: $kind 1e$k',
    (one) => {
      const near = (values: ArrayLike<number>, want: readonly number[]) =>
        want.forEach((value, j) => {
          expect(Math.abs(values[j] / value - 1)).toBeLessThan(10 * allowed(one, true));
        });
      const { variance, f_regression: regression, f_classif: classification } = one.columns!;
      const moments = statisticOf(kernels, 'columns', problemOf(one, 'values'), 3);
      if (moments.kind !== 'columns') throw new Error('column statistics');
      near(
        moments.m2.map((sum) => sum / train),
        variance,
      );
      for (const [task, score_func, want] of [
        ['values', 'f_regression', regression],
        ['classes', 'f_classif', classification],
      ] as const) {
        const params = withDefaults(selectKBest.params, { k: 1, score_func });
        near(
          (fitOne(kernels, selectKBest, problemOf(one, task), params) as unknown as { scores: Float64Array }).scores,
          want,
        );
      }
    },
  );
});

describe('least squares', () => {
  it('says nothing of columns that are exactly collinear, and finds the shortest of the answers whatever their units', () => {
    const rows = Array.from({ length: 12 }, (_, i) => [
      base.a[i],
      2 ** 40 * base.b[i],
      2 ** 41 * base.b[i],
      base.a[i] + base.z[i],
      base.z[i],
    ]);
    const problem: Problem = {
      name: 'repeated',
      X: matrixOf(12, 5, Float64Array.from(rows.flat())),
      queries: matrixOf(1, 5, Float64Array.of(1, 0, 0, 0, 0)),
      target: { kind: 'values', values: Float64Array.from(rows, ([a, b]) => 3 * a + b / 2 ** 40) },
    };
    const [outcome] = fitAll(kernels, linearRegression, problem, [{ fit_intercept: true }]);
    if (!outcome.ok) throw new Error(outcome.error.message);
    expect(outcome.warnings).toEqual([]);
    // 3 a = 2 a + 1 (a + z) − 1 z is the shortest of them; of b and 2 b, weights as 1 to 2.
    const { coef_: coef } = linearRegression.toModel(outcome.fitted, {}) as { coef_: number[] };
    [2, 2 ** -40 / 5, (2 * 2 ** -40) / 5, 1, -1].forEach((want, j) => {
      expect(Math.abs(coef[j] / want - 1)).toBeLessThan(1e-12);
    });
  });
});
