import { describe, expect, test } from 'vitest';
import { echoSpec } from '../../src/grid/spec.js';
import { errorOf, expand, normalise, resolve } from './harness.js';

const UNION =
  'pipeline: [{u: {union: [{a: {columns: numeric, steps: [{pca: PCA}]}}, {b: {columns: [x, "y*"]}}]}}, {logistic: LogisticRegression}]\n';

/** Steps of each branch of a candidate's union, by name. */
function branches(text: string): Record<string, unknown>[] {
  return expand(text).map(({ steps: [{ union = [] }] }) =>
    Object.fromEntries(
      union.map(({ name, steps }) => [name, steps.map(({ estimator, params }) => [estimator?.name ?? null, params])]),
    ),
  );
}

const read = (text: string): string => errorOf(() => expand(text));

describe('a union in a grid', () => {
  test('has its branches in order, each with columns and steps', () => {
    const [{ branches = [] }] = normalise(UNION).draft.pipeline;
    expect(branches.map(({ name, columns, steps }) => [name, columns, steps.length])).toEqual([
      ['a', 'numeric', 1],
      ['b', ['x', 'y*'], 0],
    ]);
  });

  test('reads params of steps in its branches', () => {
    expect(branches(`${UNION}param_grid: {u__a__pca__n_components: [1, 2]}`).map(({ a }) => a)).toEqual([
      [['PCA', { n_components: 1, whiten: false }]],
      [['PCA', { n_components: 2, whiten: false }]],
    ]);
  });

  test('swaps a step, a branch and the whole', () => {
    expect(
      branches(`${UNION}param_grid: {u__a__pca: [PCA, passthrough]}`).map(({ a }) => (a as unknown[][])[0][0]),
    ).toEqual(['PCA', null]);
    expect(
      branches(`${UNION}param_grid: {u__a: [steps, passthrough, drop]}`).map((found) => Object.keys(found)),
    ).toEqual([['a', 'b'], ['a', 'b'], ['b']]);
    const whole = expand(`${UNION}param_grid: {u: [union, passthrough, PCA]}`).map(({ steps: [step] }) => [
      step.union?.length,
      step.estimator?.name,
    ]);
    expect(whole).toEqual([
      [2, undefined],
      [undefined, undefined],
      [undefined, 'PCA'],
    ]);
  });

  test('puts one estimator in the place of the steps of a branch, with its params', () => {
    const text = `${UNION}param_grid: {u__b: [PCA], u__b__n_components: [2]}`;
    expect(branches(text).map(({ b }) => b)).toEqual([[['PCA', { n_components: 2, whiten: false }]]]);
  });

  test('comes back from the spec of a result', () => {
    const echoed = echoSpec(resolve(`${UNION}param_grid: {u__a__pca__n_components: [1, 2]}`));
    expect(echoSpec(resolve(JSON.stringify(echoed)))).toEqual(echoed);
  });

  test.each([
    ['u__c: [drop]', 'GRID_UNKNOWN_PARAM: "u" is a union: it has no parameter "c"'],
    ['u__a__n: [1]', 'GRID_UNKNOWN_PARAM: "u__a" is a branch: it has no parameter "n"'],
    ['u__a__pca__whitn: [true]', 'GRID_UNKNOWN_PARAM: PCA has no parameter "whitn"'],
    ['u__a__pca__n_components: [0]', 'GRID_PARAM_VALUE: n_components of PCA'],
    ['u__a__pca: [LogisticRegression]', 'GRID_PIPELINE: LogisticRegression predicts'],
    ['u__a: [union]', 'GRID_UNKNOWN_ESTIMATOR: no estimator is called "union"'],
  ])('refuses %s', (params, message) => {
    expect(read(`${UNION}param_grid: {${params}}`)).toContain(message);
  });

  test.each([
    ['[]', 'GRID_TYPE'],
    ['[{a: {steps: [PCA]}}, {a: {}}]', 'GRID_DUPLICATE_STEP: two branches are called "a"'],
    ['[{a__b: {}}]', 'GRID_STEP_NAME: "a__b" cannot be the name of a branch'],
    ['[{a: {column: x}}]', 'GRID_UNKNOWN_KEY'],
    ['[{a: {columns: []}}]', 'GRID_TYPE: columns: expected all, numeric'],
    ['[{a: {steps: [LogisticRegression]}}]', 'GRID_PIPELINE: LogisticRegression predicts'],
    ['[{a: {steps: [PCAA]}}]', 'GRID_UNKNOWN_ESTIMATOR: no estimator is called "PCAA"'],
  ])('refuses the branches %s', (branches, message) => {
    expect(read(`pipeline: [{u: {union: ${branches}}}, LogisticRegression]`)).toContain(message);
  });
});
