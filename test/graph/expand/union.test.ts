import { describe, expect, it } from 'vitest';
import type { ColumnInfo } from '../../../src/base/dataset.js';
import { placesIn, rangesOf } from '../../../src/base/index-ranges.js';
import { buildPlan } from '../../../src/graph/build.js';
import { columnsOf } from '../../../src/graph/expand/select-columns.js';
import { inputColumns } from '../../../src/graph/expand/step-columns.js';
import { candidatesOf, contextOf } from '../candidates.js';

const infos = (['numeric', 'categorical', 'boolean', 'numeric'] as const).map(
  (kind, j): ColumnInfo => ({ name: ['age', 'town', 'flag', 'fare'][j], kind, dictionary: [], missing: false }),
);
const columns = inputColumns(infos);
const branch = (selector: string | readonly string[]) => ({ name: 'b', columns: selector, steps: [] });

describe('columns of a branch', () => {
  it.each([
    ['all', undefined],
    ['numeric', [0, 3]],
    ['categorical', [1]],
    ['boolean', [2]],
    ['f*', [2, 3]],
    [
      ['fare', 'a*', 'fare'],
      [3, 0],
    ],
    ['*', undefined],
  ])('%j are %j', (selector, expected) => {
    expect(columnsOf({ columns, cols: 4 }, branch(selector))).toEqual(expected);
  });

  it('count columns without an entry as numbers', () => {
    expect(columnsOf({ columns, cols: 6 }, branch('numeric'))).toEqual([0, 3, 4, 5]);
    expect(columnsOf({ columns: undefined, cols: undefined }, branch('numeric'))).toBeUndefined();
  });

  it('are refused where a name is misspelt, or there are no names any more', () => {
    const refuse = (at: Parameters<typeof columnsOf>[0], selector: string) => () => columnsOf(at, branch(selector));
    expect(refuse({ columns, cols: 4 }, 'tawn')).toThrow(
      expect.objectContaining({
        code: 'GRID_UNION_COLUMNS',
        help: 'did you mean "town"?',
        message: 'branch "b" of the union: no column matches "tawn"',
      }),
    );
    expect(refuse({ columns: undefined, cols: 3 }, 'age')).toThrow(/no names any more/);
    expect(refuse({ columns, cols: undefined }, 'numeric')).toThrow(/known only when/);
  });

  it('are written as ranges', () => {
    expect(rangesOf([3, 4, 5, 0, 2])).toEqual([3, 6, 0, 1, 2, 3]);
    expect(placesIn([3, 6, 0, 1, 2, 3])).toEqual([3, 4, 5, 0, 2]);
  });
});

/** A plan of a union on numbers; how many tasks of each kind it has. */
function tasksOf(union: object[], param_grid: object, before: object[] = []): Record<string, number> {
  const plan = buildPlan(
    contextOf({ k: 1 + 1 }),
    candidatesOf({ pipeline: [...before, { u: { union } }, { clf: 'LogisticRegression' }], param_grid }),
  );
  const counts: Record<string, number> = {};
  for (const { op, name } of plan.tasks.values())
    if (op === 'fit' || op === 'transform') counts[`${op}:${name}`] = (counts[`${op}:${name}`] ?? 0) + 1;
  return counts;
}

describe('the plan of a union', () => {
  it('fits one PCA for all numbers of components of a branch', () => {
    const counts = tasksOf([{ a: { steps: [{ pca: 'PCA' }] } }, { b: { steps: ['StandardScaler'] } }], {
      u__a__pca__n_components: [1, 2, 3],
      clf__C: [1, 10],
    });
    expect(counts).toMatchObject({
      'fit:PCA': 2,
      'transform:PCA': 2 * 2,
      'fit:StandardScaler': 2,
      'transform:union': 3 * 2 * 2,
    });
  });

  it('fits equal branches on equal columns once, whatever they are called', () => {
    const counts = tasksOf(
      [
        { a: { steps: ['PCA'] } },
        { b: { columns: 'numeric', steps: ['PCA'] } },
        { c: { columns: 'x1*', steps: ['PCA'] } },
      ],
      {},
    );
    expect(counts).toMatchObject({ 'fit:PCA': 2 * 2 });
  });

  it('goes on as one, with the candidates of both, from unions whose params come to the same', () => {
    const union = [{ a: { steps: [{ pca: 'PCA' }] } }];
    const param_grid = { u__a__pca__n_components: [null, 20], clf__C: [1] };
    expect(tasksOf(union, param_grid)).toEqual({
      'fit:PCA': 2,
      'transform:PCA': 4,
      'transform:union': 4,
      'fit:LogisticRegression': 2,
    });
    const { slots } = buildPlan(
      contextOf({ k: 2 }),
      candidatesOf({ pipeline: [{ u: { union } }, { clf: 'LogisticRegression' }], param_grid }),
    );
    expect(slots.map(({ items }) => items.map(({ candidates }) => candidates))).toEqual([[[0, 1]], [[0, 1]]]);
  });

  it('notes a candidate once where several of its branches are impossible', () => {
    const candidates = candidatesOf({
      pipeline: [
        { u: { union: [{ a: { steps: [{ p: 'PCA' }] } }, { b: { columns: 'x1', steps: [{ p: 'PCA' }] } }] } },
        { clf: 'LogisticRegression' },
      ],
      param_grid: { u__a__p__n_components: [1, 50], u__b__p__n_components: [2] },
    });
    const { failures } = buildPlan(contextOf({ k: 2 }), candidates);
    expect(failures.map(({ split, candidates, error }) => [split, candidates, error.message])).toEqual(
      [0, 1].flatMap((split) => [
        [split, [0], 'n_components 2 exceeds the 1 columns'],
        [split, [1], 'n_components 50 exceeds the 30 train rows'],
      ]),
    );
  });

  it('refuses a candidate whose every branch is dropped', () => {
    const { failures } = buildPlan(
      contextOf({ k: 2 }),
      candidatesOf({
        pipeline: [{ u: { union: [{ a: {} }] } }, { clf: 'LogisticRegression' }],
        param_grid: { u__a: ['drop'] },
      }),
    );
    expect(failures.map(({ error }) => error.message)).toEqual(
      Array(2).fill('no column is left in any branch of the union'),
    );
  });
});
