// Warnings are part of the document: once for each candidate and split, and the same bytes whether their fits ran in
// this search or an earlier one, shared or alone, here or in workers.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SearchRequest } from '../../src/request.js';
import { gridSearch } from '../../src/search/grid-search.js';
import { scratch } from '../cli/run.js';

const { folder, put } = scratch();

// Columns that differ by more than 300 powers of ten, and one that is constant: every fit has something to say.
const rows = Array.from({ length: 40 }, (_, i) =>
  [1e155 * (i % 7), 1e-320 * i, (-1) ** i * 1e100, 0, 'ab'[i % 2]].join(','),
);
const data = put('scales.csv', ['a,b,c,d,y', ...rows].join('\n'));

// Columns that are one another's multiples: components of them are noise.
const twins = put(
  'twins.csv',
  [
    'a,b,c,d,y',
    ...Array.from({ length: 40 }, (_, i) => [i % 7, 2 * (i % 7), -(i % 7), i % 5, 'ab'[i % 2]].join(',')),
  ].join('\n'),
);

const GRIDS = {
  'a post-step that learns from inner fits': {
    pipeline: [{ m: 'LogisticRegression' }, { p: { Calibration: {} } }],
    param_grid: { m__C: [0.5, 1] },
  },
  'a union whose steps warn': {
    pipeline: [
      {
        u: {
          union: [
            { whole: { columns: 'all', steps: [{ scale: 'StandardScaler' }, { pca: { PCA: { n_components: 3 } } }] } },
            { plain: { columns: 'all', steps: [{ minmax: 'MinMaxScaler' }] } },
          ],
        },
      },
      { m: 'LogisticRegression' },
    ],
    param_grid: { m__C: [0.5, 1] },
  },
};

const warningsOf = async (grid: object, more: Partial<SearchRequest>) => {
  const { document } = await gridSearch({
    data: JSON.stringify(grid).includes('union') ? twins : data,
    grid: { ...grid, cv: 3 } as never,
    jobs: 1,
    ...more,
  });
  return document.warnings;
};

describe('warnings', () => {
  it.each(Object.entries(GRIDS))(
    'of %s are the same from a cold cache, a warm one, none, and with nothing shared',
    async (name, grid) => {
      const cache = join(folder, name.replaceAll(' ', '-'));
      const cold = await warningsOf(grid, { cache });
      expect(cold.some(({ split }) => split === null)).toBe(true);
      for (const more of [{ cache }, {}, { share: false }, { jobs: 2, engine: 'threads' }] as const)
        expect(await warningsOf(grid, more)).toEqual(cold);
      // Another candidate is the best one of the same search, so to speak: what was kept is used in part.
      const part = await warningsOf({ ...grid, param_grid: { m__C: [1, 2] } }, { cache });
      expect(part).toEqual(await warningsOf({ ...grid, param_grid: { m__C: [1, 2] } }, {}));
    },
  );

  it('are told once for each candidate and split, though inner fits warn of the same in other numbers', async () => {
    const warnings = await warningsOf(GRIDS['a post-step that learns from inner fits'], {});
    const places = warnings.map(({ candidate, split, code }) => `${candidate} ${split} ${code}`);
    expect(places.length).toBeGreaterThan(0);
    expect(new Set(places).size).toBe(places.length);
  });
});
