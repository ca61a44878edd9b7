// Estimators of one's own that use what the contract lets them use, though none of ours does: each says which class it
// always names.

import { describe, expect, it } from 'vitest';
import { fixture, run, scratch } from '../../cli/run.js';

const { put } = scratch();

const module = put(
  'ways.mjs',
  `
const base = {
  role: 'classifier', task: 'classification', summary: 'always names one class', params: { p: { default: 0, accepts: [{ kind: 'number' }], about: 'x' } },
  needs: () => ({ rows: true }), cost: () => 1e-5,
  fit: ({ params }) => params.map(() => ({ ok: true, fitted: { names: 0 }, warnings: [] })),
  predict: ({ X, items }) => items.map(({ fitted }) => ({ kind: 'classes', codes: new Int32Array(X.rows).fill(fitted.names) })),
  toModel: ({ names }) => ({ names }), fromModel: ({ names }) => ({ names }),
};
const naming = (names) => ({ ok: true, fitted: { names }, warnings: [] });
const NONE = {};
const always = (names) => ({ ...base, params: {}, canonical: () => NONE, fit: ({ params }) => params.map(() => naming(names)) });
export const First = always(0);
export const Second = always(1);
/** The scatter of the first column of its rows: more than 0 wherever it is right. */
export const AsksForMoments = { ...base, packs: true,
  fit: ({ packed, params }) => { const { m2, count } = packed.moments(); return params.map(() => naming(m2.data[0] > 0 && count > 100 ? 1 : 0)); } };
export const GivenMoments = { ...base, packs: true, needs: () => ({ rows: true, statistic: 'moments' }),
  fit: ({ statistic: { m2, count }, params }) => params.map(() => naming(m2.data[0] > 0 && count > 100 ? 1 : 0)) };
export const CostsWhoKnows = { ...base, batch: ['p'], cost: () => Number.NaN };
`,
);

/** Mean accuracies on breast_cancer, in which 62.7 % of the rows are of the first class. */
async function accuracies(grid: object, ...words: string[]): Promise<number[]> {
  const path = put('grid.json', JSON.stringify({ cv: 3, scoring: 'accuracy', ...grid }));
  const { code, stdout, stderr } = await run([
    'fit',
    fixture('breast_cancer.csv'),
    '-g',
    path,
    '-q',
    '--json',
    ...words,
  ]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout).cv_results_.mean_test_score.map((score: number) => Math.round(1000 * score) / 1000);
}

const named = (name: string) => `${module}#${name}`;

describe('an estimator of one’s own', () => {
  it.each([
    ['asks for the moments of the panels that it reads', 'AsksForMoments'],
    ['packs rows and is given moments of them', 'GivenMoments'],
  ])('behind a PCA, which %s, gets them', async (_, name) => {
    const grid = { pipeline: [{ pca: 'PCA' }, { m: { [named(name)]: {} } }], param_grid: { m__p: [0, 1] } };
    for (const words of [
      ['-j', '1'],
      ['-j', '2', '--engine', 'local'],
    ])
      expect(await accuracies(grid, ...words)).toEqual([0.373, 0.373]);
  });

  it('is not taken for another whose params come to the same object', async () => {
    const grid = { pipeline: [{ m: { [named('First')]: {} } }], param_grid: { m: [named('First'), named('Second')] } };
    expect(await accuracies(grid, '-j', '1')).toEqual([0.627, 0.373]);
  });

  it('is fitted though what it predicts to cost is no number', async () => {
    const grid = { pipeline: [{ m: { [named('CostsWhoKnows')]: {} } }], param_grid: { m__p: [0, 1] } };
    expect(await accuracies(grid, '-j', '1')).toEqual([0.627, 0.627]);
  });
});
