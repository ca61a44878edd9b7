// The laws that every estimator keeps, tested for whatever is in the registry, with values taken from the declared
// params.

import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { assertNever, GridsearchError } from '../../src/base/errors.js';
import type { JsonObject, JsonValue } from '../../src/base/json.js';
import type { StatisticKind } from '../../src/base/statistics.js';
import type { Fitter, Transformer } from '../../src/contracts/fitter.js';
import { type Domain, type Params, rejectParam, withDefaults } from '../../src/contracts/params.js';
import type { Fitted } from '../../src/contracts/step.js';
import type { Kernels } from '../../src/kernels/index.js';
import {
  classProblem,
  fitAll,
  fitOne,
  holesProblem,
  mixedProblem,
  type Problem,
  predictAll,
  statisticOf,
  useFitted,
  valueProblem,
} from './estimator-problems.js';

const LABELS = ['a', 'b', 'c'];
const CLASS_PROBLEMS = [
  classProblem('three classes', { rows: 36, cols: 6, seen: 3, labels: LABELS }),
  classProblem('two classes', { rows: 30, cols: 5, seen: 2, labels: ['a', 'b'] }),
  classProblem('a class without train rows', { rows: 30, cols: 5, seen: 2, labels: LABELS }),
  classProblem('more columns than rows', { rows: 9, cols: 14, seen: 3, labels: LABELS }),
];
const VALUE_PROBLEMS = [valueProblem('a line', 30, 5), valueProblem('a line in more columns than rows', 9, 14)];

/** Registers the contract tests of one estimator: the laws that it has something to say to. */
export function checkEstimator(estimator: Fitter, kernels: Kernels): void {
  describe(estimator.name, () => {
    const possible = casesOf(estimator);
    const cases = possible.filter(({ problem, params }) => fitAll(kernels, estimator, problem, [params])[0].ok);
    it('accepts its own defaults, and fits them wherever they are possible', () => {
      for (const spec of Object.values(estimator.params)) expect(rejectParam(spec, spec.default)).toBeUndefined();
      const defaults = JSON.stringify(canonical(estimator, withDefaults(estimator.params, {})));
      const withDefault = (all: readonly Case[]) =>
        all.filter(({ params }) => JSON.stringify(params) === defaults).length;
      expect(withDefault(cases)).toBe(withDefault(possible));
      expect(cases.length).toBeGreaterThan(0);
    });
    const { applyParams = [], batch = [], submodel } = estimator;
    const named = [...applyParams, ...batch, ...(submodel ? [submodel.param] : [])];
    if (named.length > 0) {
      it('names only its own params as apply params, batch params and that of a submodel', () => {
        expect(Object.keys(estimator.params)).toEqual(expect.arrayContaining(named));
      });
    }
    if (estimator.canonical !== undefined) {
      it('maps canonical params to themselves where they are complete', () => {
        for (const { params } of cases)
          expect(canonical(estimator, withDefaults(estimator.params, params))).toEqual(params);
      });
    }
    it('fits the same bits twice, and does not change its inputs', () => checkDeterminism(estimator, cases, kernels));
    if (applyParams.length > 0)
      it('gives every view of a shared fit the bits of a separate fit', () => checkViews(estimator, cases, kernels));
    const ofWidth =
      estimator.role === 'transformer' ? cases.filter((one) => widthOf(estimator, one) !== undefined) : [];
    if (ofWidth.length > 0)
      it('gives as many columns as it tells before the fit', () => checkWidths(estimator, ofWidth, kernels));
    if (batch.length > 0)
      it('gives candidates fitted and used side by side the bits they have alone', () =>
        checkBatches(estimator, cases, kernels));
    it('comes back from its model document, and from a structured clone, with the same predictions', () =>
      checkRoundTrips(estimator, cases, kernels));
    it('refuses a model document with a number missing', () => checkDamage(estimator, cases, kernels));
    const merged = cases.filter((one) => needsOf(estimator, one).statistic !== undefined);
    if (merged.length > 0)
      it('merges its statistic from blocks to 1e-12 of the statistic of all rows at once', () =>
        checkMerges(estimator, merged, kernels));
    it('reads the weights that it says it takes, and no others', () => {
      const changed = cases.some(({ problem, params }) => {
        const weights = Float64Array.from({ length: problem.X.rows }, (_, i) => [1, 0.5, 3][i % 7 === 0 ? 2 : i % 2]);
        const [even] = fitAll(kernels, estimator, problem, [params]);
        const [uneven] = fitAll(kernels, estimator, { ...problem, weights }, [params]);
        return !isDeepStrictEqual(even, uneven);
      });
      expect(changed).toBe(estimator.role !== 'transformer' && estimator.takesWeights === true);
    });
    if (estimator.role === 'transformer' && estimator.variances !== undefined)
      it('tells the variances of the columns that it projects its train rows to', () =>
        checkVariances(estimator, cases, kernels));
    if (estimator.infeasible !== undefined) {
      it('refuses params that its input cannot serve', () => {
        const shapes = [1, 10_000].map((cols) => ({ rows: 1, cols }));
        const told = variantsOf(estimator).flatMap((params) =>
          shapes.map((shape) => estimator.infeasible?.(params, shape)),
        );
        expect(told.some((why) => why !== undefined)).toBe(true);
      });
    }
    it('predicts a positive cost', () => {
      for (const { params } of cases)
        expect(estimator.cost(params, { rows: 100, cols: 10, classes: 2 })).toBeGreaterThan(0);
    });
  });
}

interface Case {
  readonly problem: Problem;
  readonly params: Params;
}

/** The defaults, and every pair of example values. */
function variantsOf(estimator: Fitter): Params[] {
  const variants = new Map<string, Params>();
  const examples = Object.entries(estimator.params).flatMap(([name, spec]) =>
    spec.accepts.flatMap(examplesOf(spec.default)).map((value) => ({ name, value })),
  );
  const note = (given: Params): void => {
    const params = canonical(estimator, withDefaults(estimator.params, given));
    if (params) variants.set(JSON.stringify(params), params);
  };
  note({});
  for (const one of examples) for (const two of examples) note({ [one.name]: one.value, [two.name]: two.value });
  return [...variants.values()];
}

/** The variants, on every problem where they are possible. */
function casesOf(estimator: Fitter): Case[] {
  return variantsOf(estimator).flatMap((params) => {
    const task = estimator.task ?? estimator.taskOf?.(params) ?? 'classification';
    const problems = [
      ...(task === 'classification' ? CLASS_PROBLEMS : VALUE_PROBLEMS),
      ...otherProblems(estimator, params),
    ];
    const possible = ({ X }: Problem) => estimator.infeasible?.(params, { rows: X.rows, cols: X.cols }) === undefined;
    return problems.filter(possible).map((problem) => ({ problem, params }));
  });
}

/** Problems of more than plain numbers, for those who read them. */
function otherProblems({ accepts }: Fitter, params: Params): Problem[] {
  const { missing = false, categorical = false } = (typeof accepts === 'function' ? accepts(params) : accepts) ?? {};
  return categorical ? [mixedProblem('text and holes', 40, { missing })] : missing ? [holesProblem('holes', 40)] : [];
}

/** What the fitted estimator says of the queries, or why it refuses them. */
function said(kernels: Kernels, estimator: Fitter, fitted: Fitted, { params, problem }: Case): unknown {
  try {
    return useFitted(kernels, estimator, fitted, params, problem);
  } catch (error) {
    if (error instanceof GridsearchError) return { refused: error.message };
    throw error;
  }
}

function canonical(estimator: Fitter, params: Params): Params | undefined {
  try {
    return estimator.canonical?.(params) ?? params;
  } catch (error) {
    if (error instanceof GridsearchError) return undefined;
    throw error;
  }
}

const examplesOf =
  (standard: JsonValue) =>
  (domain: Domain): JsonValue[] => {
    switch (domain.kind) {
      case 'number': {
        const base = typeof standard === 'number' ? standard : 1;
        const values = domain.integer ? [Math.min(base, 3), Math.min(base, 5)] : [base, base / 3];
        return values.filter(
          (value) => rejectParam({ default: null, accepts: [domain], about: '' }, value) === undefined,
        );
      }
      case 'choice':
        return [...domain.values];
      case 'boolean':
        return [true, false];
      case 'null':
        return [null];
      case 'share':
        return [{ [domain.key]: 0.8 * domain.max }];
      case 'class-weights':
        return [{ a: 2.5 }];
      case 'label':
        return ['a'];
      case 'range':
        return [
          [-2, 1],
          [0, 100],
        ];
      default:
        return assertNever(domain);
    }
  };

/** Cases of one problem and equal params but for the named ones. */
function groupsOf(cases: readonly Case[], apart: readonly string[]): Case[][] {
  const groups = new Map<string, Case[]>();
  for (const one of cases) {
    const rest = Object.entries(one.params).filter(([name]) => !apart.includes(name));
    const key = JSON.stringify([one.problem.name, rest]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function checkDeterminism(estimator: Fitter, cases: readonly Case[], kernels: Kernels): void {
  for (const { problem, params } of cases) {
    const before = structuredClone(problem);
    const fitted = fitOne(kernels, estimator, problem, params);
    expect(problem).toEqual(before);
    expect(fitOne(kernels, estimator, problem, params)).toEqual(fitted);
  }
}

function checkViews(estimator: Fitter, cases: readonly Case[], kernels: Kernels): void {
  const { applyParams = [], submodel } = estimator;
  for (const group of groupsOf(cases, applyParams)) {
    const [{ problem, params }] = group;
    const kept = Object.fromEntries(Object.entries(params).filter(([name]) => !applyParams.includes(name)));
    const widest = submodel && { [submodel.param]: submodel.widest(group.map((one) => one.params[submodel.param])) };
    const shared = fitOne(kernels, estimator, problem, { ...kept, ...widest });
    for (const one of group) {
      const separate = fitOne(kernels, estimator, problem, one.params);
      expect(said(kernels, estimator, shared, one)).toEqual(said(kernels, estimator, separate, one));
      expect(estimator.toModel(shared, one.params)).toEqual(estimator.toModel(separate, one.params));
      expect(estimator.applyWarnings?.(shared, one.params)).toEqual(estimator.applyWarnings?.(separate, one.params));
    }
  }
}

function widthOf(estimator: Transformer, { params, problem }: Case): number | undefined {
  return estimator.width(params, { rows: problem.X.rows, cols: problem.X.cols });
}

function checkWidths(estimator: Fitter, cases: readonly Case[], kernels: Kernels): void {
  for (const one of cases) {
    const out = said(kernels, estimator, fitOne(kernels, estimator, one.problem, one.params), one);
    if (typeof out === 'object' && out !== null && 'cols' in out)
      expect(out.cols).toBe(widthOf(estimator as Transformer, one));
  }
}

function checkBatches(estimator: Fitter, cases: readonly Case[], kernels: Kernels): void {
  for (const group of groupsOf(cases, estimator.batch ?? [])) {
    const [{ problem }] = group;
    const together = fitAll(
      kernels,
      estimator,
      problem,
      group.map(({ params }) => params),
    );
    const alone = group.map(({ params }) => fitAll(kernels, estimator, problem, [params])[0]);
    expect(together).toEqual(alone);
    if (estimator.role === 'transformer') continue;
    const items = group.flatMap(({ params }, at) => (together[at].ok ? [{ fitted: together[at].fitted, params }] : []));
    expect(predictAll(kernels, estimator, items, problem)).toEqual(
      items.map((item) => predictAll(kernels, estimator, [item], problem)[0]),
    );
  }
}

function checkVariances(estimator: Transformer, cases: readonly Case[], kernels: Kernels): void {
  for (const { problem, params } of cases) {
    const fitted = fitOne(kernels, estimator, problem, params);
    const told = estimator.variances!(fitted);
    const { shift, weights } = estimator.projection!(fitted);
    const { rows, stride, data } = problem.X;
    const total = told.reduce((sum, variance) => sum + variance, 0);
    expect(told.length).toBe(weights.cols);
    for (let k = 0; k < weights.cols; k++) {
      let squares = 0;
      for (let i = 0; i < rows; i++) {
        const projected = shift.reduce(
          (sum, mean, j) => sum + (data[i * stride + j] - mean) * weights.data[j * weights.stride + k],
          0,
        );
        squares += projected ** 2;
      }
      expect(Math.abs(squares / (rows - 1) - told[k])).toBeLessThan(1e-12 * total);
    }
  }
}

function checkRoundTrips(estimator: Fitter, cases: readonly Case[], kernels: Kernels): void {
  for (const { problem, params } of cases) {
    const fitted = fitOne(kernels, estimator, problem, params);
    const before = said(kernels, estimator, fitted, { params, problem });
    const document = JSON.parse(JSON.stringify(estimator.toModel(fitted, params))) as JsonObject;
    const read = estimator.fromModel(document, { params, cols: problem.X.cols, classes: classesOf(problem) });
    expect(said(kernels, estimator, read, { params, problem })).toEqual(before);
    expect(said(kernels, estimator, structuredClone(fitted), { params, problem })).toEqual(before);
  }
}

/** How many labels a model of this problem knows. */
function classesOf({ target }: Problem): number {
  return target.kind === 'classes' ? target.classes.length : 0;
}

function checkDamage(estimator: Fitter, cases: readonly Case[], kernels: Kernels): void {
  const [{ problem, params }] = cases;
  const document = JSON.stringify(estimator.toModel(fitOne(kernels, estimator, problem, params), params));
  // The first number of every array, whatever its depth.
  const starts = [...document.matchAll(/\[(-?\d[^[\],]*)/g)];
  // What learns nothing but how many columns there are has no number to lose.
  expect(starts.length > 0 || document === `{"n_features_in_":${problem.X.cols}}`).toBe(true);
  for (const { index, 0: start } of starts) {
    const damaged = JSON.parse(`${document.slice(0, index)}[null${document.slice(index + start.length)}`) as JsonObject;
    expect(() => estimator.fromModel(damaged, { params, cols: problem.X.cols, classes: classesOf(problem) })).toThrow(
      GridsearchError,
    );
  }
  // An estimator that is fitted from the target alone serves any columns.
  const { rows, statistic } = needsOf(estimator, { problem, params });
  if (!rows && !statistic) return;
  expect(() =>
    estimator.fromModel(JSON.parse(document) as JsonObject, {
      params,
      cols: problem.X.cols + 1,
      classes: classesOf(problem),
    }),
  ).toThrow(GridsearchError);
}

function needsOf(estimator: Fitter, { problem, params }: Case) {
  return estimator.needs(params, { uncorrelated: false }, { rows: problem.X.rows, cols: problem.X.cols });
}

function checkMerges(estimator: Fitter, cases: readonly Case[], kernels: Kernels): void {
  for (const { problem, params } of cases) {
    const kind = needsOf(estimator, { problem, params }).statistic as StatisticKind;
    const numbers = (blocks: number) => numbersIn(statisticOf(kernels, kind, problem, blocks));
    const whole = numbers(1);
    const largest = Math.max(...whole.filter(Number.isFinite).map(Math.abs));
    for (const [at, value] of numbers(4).entries())
      expect(Math.abs(value - whole[at])).toBeLessThanOrEqual(1e-12 * largest);
  }
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (value instanceof Float64Array) return [...value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
