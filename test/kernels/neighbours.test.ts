import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/base/matrix.js';
import { createKernels } from '../../src/kernels/index.js';
import { randomMatrix, toRows } from './random-matrix.js';

const SEED = 20_160_712;
const kernels = createKernels();

function nearest(train: Matrix, queries: Matrix, k: number) {
  const [indices, distances] = [new Int32Array(queries.rows * k), new Float64Array(queries.rows * k)];
  kernels.nearest(train, queries, k, indices, distances);
  return { indices: [...indices], distances: [...distances] };
}

/** All distances, sorted by distance, then row. */
function plain(train: Matrix, queries: Matrix, k: number) {
  const found = toRows(queries).map((q) =>
    toRows(train)
      .map((t, index) => ({ index, distance: t.reduce((sum, v, j) => sum + (q[j] - v) * (q[j] - v), 0) }))
      .sort((a, b) => a.distance - b.distance || a.index - b.index)
      .slice(0, k),
  );
  return { indices: found.flat().map((f) => f.index), distances: found.flat().map((f) => f.distance) };
}

describe('nearest', () => {
  it.each([
    [1, 1, 1, 1],
    [5, 3, 2, 5],
    [300, 70, 7, 4],
    [258, 5, 3, 258],
    [520, 6, 20, 33],
  ])('agrees to the bit with sorting all distances: %i train rows, %i queries, %i columns, k = %i', (n, m, p, k) => {
    const [train, queries] = [randomMatrix(n, p, 1, p + 1), randomMatrix(m, p, 2, p + 2)];
    expect(nearest(train, queries, k)).toEqual(plain(train, queries, k));
  });

  it('takes the lower train row of equal distances', () => {
    const grid = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 8, maxLength: 80 });
    fc.assert(
      fc.property(grid, fc.integer({ min: 1, max: 4 }), (values, k) => {
        const rows = Math.floor(values.length / 2);
        const train = { rows, cols: 2, stride: 2, data: Float64Array.from(values.slice(0, 2 * rows)) };
        expect(nearest(train, train, k)).toEqual(plain(train, train, k));
      }),
      { seed: SEED },
    );
  });

  it('gives the first k the same whatever k is', () => {
    const [train, queries] = [randomMatrix(400, 4, 1), randomMatrix(1, 4, 2)];
    const most = nearest(train, queries, 400);
    for (const k of [1, 2, 17, 399]) expect(nearest(train, queries, k).indices).toEqual(most.indices.slice(0, k));
  });

  it('counts rows with NaN as infinitely far', () => {
    const train = { rows: 4, cols: 1, stride: 1, data: Float64Array.of(Number.NaN, 2, Number.NaN, 0) };
    const queries = { rows: 1, cols: 1, stride: 1, data: Float64Array.of(0) };
    expect(nearest(train, queries, 3)).toEqual({ indices: [3, 1, 0], distances: [0, 4, Number.POSITIVE_INFINITY] });
  });
});
