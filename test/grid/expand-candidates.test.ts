import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.js';
import { combinationAt, combinations, countCandidates, fitsAsked } from '../../src/grid/expand-candidates.js';
import type { ParamGrid } from '../../src/grid/spec.js';
import { errorOf, expand, normalise, PIPELINE } from './harness.js';

interface Oracle {
  readonly grids: readonly {
    readonly grid: ParamGrid | readonly ParamGrid[];
    readonly candidates: readonly JsonObject[];
  }[];
}
const oracle = JSON.parse(readFileSync(new URL('../oracle/grid.json', import.meta.url), 'utf8')) as Oracle;

describe('the order of candidates', () => {
  test.each(oracle.grids)("is that of scikit-learn's ParameterGrid: $grid", ({ grid, candidates }) => {
    const grids = (Array.isArray(grid) ? grid : [grid]) as ParamGrid[];
    const all = grids.flatMap((one) => [...combinations(one)]);
    expect(all).toEqual(candidates);
    expect(countCandidates(grids)).toBe(BigInt(candidates.length));
    expect(candidates.map((_, i) => combinationAt(grids, i).params)).toEqual(candidates);
  });

  test('sorts names by code unit, capitals before small letters, and keys of params likewise', () => {
    const { index, params } = expand(`${PIPELINE}param_grid: {logistic__max_iter: [1, 2], logistic__C: [3]}`)[1];
    expect(index).toBe(1);
    expect(Object.entries(params)).toEqual([
      ['logistic__C', 3],
      ['logistic__max_iter', 2],
    ]);
  });

  test('is by code unit also where a language would sort otherwise', () => {
    const [params] = [...combinations({ b: [1], é: [1], Z: [1], _a: [1], a: [1] })];
    expect(Object.keys(params)).toEqual(['Z', '_a', 'a', 'b', 'é']);
  });

  test('an empty grid is one candidate', () => {
    expect(expand(PIPELINE).map(({ index, params }) => ({ index, params }))).toEqual([{ index: 0, params: {} }]);
  });

  test('of a list of grids each candidate has the keys of its own grid, and indices run on', () => {
    const found = expand(`${PIPELINE}param_grid: [{logistic__C: [1, 2]}, {pca__whiten: [true]}]`);
    expect(found.map(({ index, params }) => [index, params])).toEqual([
      [0, { logistic__C: 1 }],
      [1, { logistic__C: 2 }],
      [2, { pca__whiten: true }],
    ]);
  });
});

describe('counting', () => {
  test('is exact beyond 2^53 and needs no expansion', () => {
    const list = Array.from({ length: 1000 }, (_, i) => i);
    const grid = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`a__${i}`, list]));
    expect(countCandidates([grid, { b: [1] }])).toBe(1_000_000_000_000_000_000_000_000_001n);
  });

  test('refuses more candidates than the limit, naming what makes them so many', () => {
    const text = `${PIPELINE}param_grid: {logistic__C: {linspace: [1, 2, 2000]}, pca__n_components: {arange: [1, 1001, 1]}}`;
    expect(errorOf(() => expand(text))).toContain(
      'GRID_TOO_LARGE: 2,000,000 candidates (logistic__C 2,000 × pca__n_components 1,000); the limit is 1,000,000\n--> grid.yaml:2:1',
    );
    expect(errorOf(() => expand(`${PIPELINE}param_grid: {logistic__C: [1, 2, 3]}`, 2))).toContain(
      'GRID_TOO_LARGE: 3 candidates (logistic__C 3); the limit is 2',
    );
    expect(expand(`${PIPELINE}param_grid: {logistic__C: [1, 2, 3]}`, 3)).toHaveLength(3);
  });

  test('the values of 100,000 candidates are worked out once each', () => {
    const found = expand(
      `${PIPELINE}param_grid: {logistic__C: {linspace: [1, 2, 1000]}, pca__n_components: {arange: [1, 101, 1]}}`,
    );
    expect(found).toHaveLength(100_000);
    expect(new Set(found.map(({ steps }) => steps[0])).size).toBe(100);
    expect(new Set(found.map(({ steps }) => steps[1])).size).toBe(1000);
  });
});

describe('the steps of a candidate', () => {
  test('have canonical params: defaults filled in, those not in force dropped', () => {
    const [candidate] = expand(
      `${PIPELINE}param_grid: {logistic__penalty: [null], logistic__C: [3], pca__n_components: [2]}`,
    );
    expect(candidate.params).toEqual({ logistic__C: 3, logistic__penalty: null, pca__n_components: 2 });
    expect(candidate.steps.map(({ name, estimator, params }) => [name, estimator?.name, params])).toEqual([
      ['pca', 'PCA', { n_components: 2, whiten: false }],
      ['logistic', 'LogisticRegression', { penalty: 'none', solver: 'lbfgs', max_iter: 1000, class_weight: null }],
    ]);
  });

  test('are one object where estimator and canonical params are equal', () => {
    const found = expand(`${PIPELINE}param_grid: {logistic__penalty: [none, null], logistic__C: [1, 2.0, 2]}`);
    expect(new Set(found.map(({ steps }) => steps[0])).size).toBe(1);
    expect(new Set(found.map(({ steps }) => steps[1])).size).toBe(1);
  });

  test('a spelled-out default is the default', () => {
    const found = expand(
      `${PIPELINE}param_grid: [{}, {logistic__C: [1]}, {logistic: [LogisticRegression]}, {logistic: [{LogisticRegression: {C: 1.0}}]}]`,
    );
    expect(new Set(found.map(({ steps }) => steps[1])).size).toBe(1);
  });

  test('1, "1" and true are three values, 1 and 1.0 are one', () => {
    const found = expand(`${PIPELINE}param_grid: {logistic__class_weight: [{"1": 1}, {"1": 1.0}, {"1": 2}]}`);
    expect(found[0].steps[1]).toBe(found[1].steps[1]);
    expect(found[0].steps[1]).not.toBe(found[2].steps[1]);
    const { draft } = normalise(`${PIPELINE}param_grid: {logistic__max_iter: [1, 1.0]}`);
    expect(draft.grids[0].logistic__max_iter).toEqual([1, 1]);
    expect(errorOf(() => expand(`${PIPELINE}param_grid: {logistic__max_iter: ["1"]}`))).toContain('got "1"');
    expect(errorOf(() => expand(`${PIPELINE}param_grid: {logistic__max_iter: [true]}`))).toContain('got true');
  });

  test('the order of keys in a map value does not matter', () => {
    const found = expand(`${PIPELINE}param_grid: {logistic__class_weight: [{a: 1, b: 2}, {b: 2, a: 1}]}`);
    expect(found[0].steps[1]).toBe(found[1].steps[1]);
  });

  test('of a step that is passed through have no estimator, and candidates that differ in its params share it', () => {
    const found = expand(`${PIPELINE}param_grid: {pca: [passthrough, PCA], pca__n_components: [1, 2]}`);
    expect(found.map(({ params }) => params)).toEqual([
      { pca: 'passthrough', pca__n_components: 1 },
      { pca: 'passthrough', pca__n_components: 2 },
      { pca: 'PCA', pca__n_components: 1 },
      { pca: 'PCA', pca__n_components: 2 },
    ]);
    expect(found[0].steps[0]).toEqual({ name: 'pca', estimator: undefined, params: {} });
    expect(found[1].steps[0]).toBe(found[0].steps[0]);
    expect(found[2].steps[0]).not.toBe(found[3].steps[0]);
  });

  test("a swapped-in estimator has its own fixed params, not the pipeline's", () => {
    const text =
      'pipeline: [{pca: {PCA: {whiten: true}}}, Ridge]\nparam_grid: {pca: [PCA, {SelectKBest: {k: 3}}, {PCA: {n_components: 2}}]}';
    expect(expand(text).map(({ steps }) => [steps[0].estimator?.name, steps[0].params])).toEqual([
      ['PCA', { n_components: null, whiten: false }],
      ['SelectKBest', { k: 3 }],
      ['PCA', { n_components: 2, whiten: false }],
    ]);
  });

  test('a listed param wins over one fixed in the pipeline', () => {
    const text =
      'pipeline: [{pca: {PCA: {n_components: 9, whiten: true}}}, Ridge]\nparam_grid: {pca__n_components: [2]}';
    expect(expand(text)[0].steps[0].params).toEqual({ n_components: 2, whiten: true });
  });
});

describe('the fits that a search asks for', () => {
  const grids: ParamGrid[] = [{ a: [1, 2, 3] }, { b: [1] }];
  const grid = { method: 'grid' } as const;

  test('are candidates times folds, before the data are known', () => {
    expect(fitsAsked({ search: grid, grids, cv: 3 })).toBe(12);
    expect(
      fitsAsked({
        search: { method: 'random', n_iter: 7 },
        grids: [],
        cv: { splitter: 'KFold', params: { n_splits: 4 } },
      }),
    ).toBe(28);
  });

  test('count every repeat of the folds', () => {
    expect(
      fitsAsked({ search: grid, grids, cv: { splitter: 'RepeatedKFold', params: { n_splits: 2, n_repeats: 10 } } }),
    ).toBe(80);
  });
});
