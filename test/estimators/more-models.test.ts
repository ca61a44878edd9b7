// Models against scikit-learn's, case by case: test/oracle/more_models.py.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Predictor, Transformer } from '../../src/contracts/fitter.js';
import { type Params, withDefaults } from '../../src/contracts/params.js';
import { complementNB } from '../../src/estimators/complement-nb.js';
import { gammaRegressor, poissonRegressor, tweedieRegressor } from '../../src/estimators/generalised-linear.js';
import { huberRegressor } from '../../src/estimators/huber-regressor.js';
import { lassoLars } from '../../src/estimators/lasso-lars.js';
import { linearSVR } from '../../src/estimators/linear-svr.js';
import { nearestCentroid } from '../../src/estimators/nearest-centroid.js';
import { powerTransformer } from '../../src/estimators/power-transformer.js';
import { quantileTransformer } from '../../src/estimators/quantile-transformer.js';
import { ridgeClassifier } from '../../src/estimators/ridge-classifier.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitOne, predictAll, transform } from '../checks/estimator-problems.js';
import { expectClose, fixture, labelsOf, type Numbers, standardised, toRows, weighted } from './oracle-problems.js';

interface Case {
  readonly params: Params;
  readonly weighted: boolean;
  readonly attributes: Readonly<Record<string, Numbers>>;
  readonly predictions: readonly (string | number)[];
  readonly decisions?: Numbers;
  readonly probabilities?: Numbers;
  readonly output?: Numbers;
}
type Name = 'iris' | 'breast_cancer' | 'diabetes';
const ORACLE = JSON.parse(readFileSync(new URL('../oracle/more_models.json', import.meta.url), 'utf8')) as Record<
  string,
  Partial<Record<Name, Case[]>>
>;
const kernels = createKernels();
const scaled = (name: Name) => standardised(fixture(name));

/** How a model is compared: with which rows, at which params, and how near. */
const CLASSIFIERS: readonly (readonly [Predictor, (name: Name) => ReturnType<typeof fixture>, number])[] = [
  [ridgeClassifier, scaled, 1e-11],
  [nearestCentroid, fixture, 1e-11],
  [complementNB, fixture, 1e-9],
];

describe.each(CLASSIFIERS)('$name', (model, problemOf, tolerance) => {
  const cases = Object.entries(ORACLE[model.name]).flatMap(([name, list]) => list.map((one) => [name, one] as const));
  it.each(cases)('says of %s what scikit-learn says', (name, want) => {
    const complete = withDefaults(model.params, want.params);
    const params = model.canonical?.(complete) ?? complete;
    const problem = problemOf(name as Name);
    const fitted = fitOne(kernels, model, want.weighted ? weighted(problem) : problem, params);
    const document = model.toModel(fitted, params);
    for (const [attribute, value] of Object.entries(want.attributes)) {
      const got = document[attribute] as Numbers;
      // Without an intercept scikit-learn has one 0 for all classes.
      if (value === 0) expect([got].flat()).toEqual([got].flat().map(() => 0));
      else expectClose(got, value, tolerance);
    }
    const [said] = predictAll(kernels, model, [{ fitted, params }], problem);
    expect(labelsOf(said, problem)).toEqual(want.predictions);
    if (said.kind !== 'classes') throw new Error('a classifier predicts classes');
    expect(said.probabilities === undefined).toBe(want.probabilities === undefined);
    if (said.probabilities && want.probabilities)
      expectClose(toRows(said.probabilities, 8), want.probabilities, tolerance);
    if (want.decisions && said.decision) expectClose([...said.decision.slice(0, 8)], want.decisions, tolerance);
  });
});

const REGRESSORS: readonly (readonly [Predictor, Params, number])[] = [
  [linearSVR, { tol: 1e-9 }, 1e-5],
  [lassoLars, {}, 1e-8],
  [huberRegressor, { tol: 1e-9 }, 1e-5],
  [poissonRegressor, { tol: 1e-9 }, 1e-8],
  [gammaRegressor, { tol: 1e-9 }, 1e-8],
  [tweedieRegressor, { tol: 1e-9 }, 1e-6],
];

describe.each(REGRESSORS)('$name', (model, tight, tolerance) => {
  it.each(ORACLE[model.name].diabetes ?? [])('says what scikit-learn says: $params, weighted: $weighted', (want) => {
    const complete = withDefaults(model.params, { ...want.params, ...tight });
    const params = model.canonical?.(complete) ?? complete;
    const problem = scaled('diabetes');
    const fitted = fitOne(kernels, model, want.weighted ? weighted(problem) : problem, params);
    const document = model.toModel(fitted, params);
    for (const [attribute, value] of Object.entries(want.attributes))
      expectClose([document[attribute]].flat(), [value].flat(), tolerance);
    const [said] = predictAll(kernels, model, [{ fitted, params }], problem);
    if (said.kind !== 'values') throw new Error('a regressor predicts numbers');
    expectClose([...said.values.slice(0, 8)], want.predictions as Numbers, tolerance);
  });
});

describe.each<readonly [Transformer, number]>([
  [quantileTransformer, 1e-12],
  [powerTransformer, 1e-6],
])('$name', (step, tolerance) => {
  const cases = Object.entries(ORACLE[step.name]).flatMap(([name, list]) => list.map((one) => [name, one] as const));
  it.each(cases)('makes of %s what scikit-learn makes: %j', (name, want) => {
    const params = withDefaults(step.params, want.params);
    const problem = name === 'diabetes' ? scaled(name) : fixture(name as Name);
    const fitted = fitOne(kernels, step, problem, params);
    for (const [attribute, value] of Object.entries(want.attributes))
      expectClose(step.toModel(fitted, params)[attribute], value, tolerance);
    expectClose(
      toRows(transform(kernels, step, fitted, params, problem.queries), 8),
      want.output as Numbers,
      tolerance,
    );
  });
});
