import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.js';
import { edgesOfGrid } from '../../src/report/edges.js';
import { rankedCandidates } from '../../src/report/scores.js';
import { resultOf } from './result-fixture.js';

function edges(candidates: readonly (readonly [JsonObject, number])[], columns = 100) {
  const ranked = rankedCandidates(resultOf(candidates));
  return edgesOfGrid(ranked, ranked[0], columns);
}
const sweep = (param: string, values: readonly number[], best: number) =>
  values.map((value) => [{ [param]: value }, value === best ? 0.9 : 0.5 + Math.abs(value) * 1e-9] as const);

describe('edgesOfGrid', () => {
  it('suggests the next power where the values are log-spaced', () => {
    expect(edges(sweep('logistic__C', [0.01, 0.1, 1, 10], 10))).toEqual([
      { param: 'logistic__C', best: 10, suggestion: 100 },
    ]);
    expect(edges(sweep('logistic__C', [0.01, 0.1, 1, 10], 0.01))).toEqual([
      { param: 'logistic__C', best: 0.01, suggestion: 0.001 },
    ]);
  });

  it('suggests the next step where the values are evenly spaced', () => {
    expect(edges(sweep('pca__n_components', [10, 15, 20], 20))[0].suggestion).toBe(25);
  });

  it('says nothing of a best value inside, of two values, or of text', () => {
    expect(edges(sweep('logistic__C', [0.1, 1, 10], 1))).toEqual([]);
    expect(edges(sweep('logistic__C', [0.1, 1], 1))).toEqual([]);
    expect(
      edges([
        [{ p: 'l1' }, 1],
        [{ p: 'l2' }, 0],
        [{ p: 'none' }, 0],
      ]),
    ).toEqual([]);
  });

  it('says nothing of the largest number beside an infinite value, nor of that value', () => {
    const tried = (best: number | string) =>
      [0.01, 1, 100, 'inf'].map((C) => [{ lr__C: C }, C === best ? 0.9 : 0.5] as const);
    expect(edges(tried(100))).toEqual([]);
    expect(edges(tried('inf'))).toEqual([]);
    expect(edges(tried(0.01))).toEqual([{ param: 'lr__C', best: 0.01, suggestion: 0.0001 }]);
  });

  it('says nothing where the inner neighbour does just as well', () => {
    expect(
      edges([
        [{ C: 1 }, 0.9],
        [{ C: 10 }, 0.9],
        [{ C: 100 }, 0.5],
      ]),
    ).toEqual([]);
  });

  it('never suggests more components than there are columns, nor counts below one, nor shares above one', () => {
    expect(edges(sweep('pca__n_components', [10, 20, 30], 30), 30)).toEqual([]);
    expect(edges(sweep('knn__n_neighbors', [1, 3, 5], 1))).toEqual([]);
    expect(edges(sweep('pca__n_components', [0.85, 0.9, 0.95], 0.95))).toEqual([]);
    expect(edges(sweep('pca__n_components', [0.7, 0.8, 0.85], 0.85))[0].suggestion).toBe(0.9);
    expect(edges(sweep('logistic__l1_ratio', [0, 0.5, 1], 1))).toEqual([]);
  });
});
