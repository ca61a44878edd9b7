import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/base/matrix.js';
import { inlineEngine } from '../../src/engines/inline.js';
import { matrixKey } from '../../src/graph/plan/plan-data.js';
import { createKernels } from '../../src/kernels/index.js';
import { readGridFile, readProblem } from '../../src/search/read-problem.js';
import { storeInputs } from '../../src/search/store-inputs.js';

const iris = new URL('../../fixtures/iris.csv', import.meta.url).pathname;

describe('putSources', () => {
  it('puts rows in the order of the layout into the memory of the engine, with no further copy', async () => {
    const request = { data: iris, grid: { pipeline: [{ nb: 'GaussianNB' }], cv: 3 } };
    const problem = await readProblem(request, await readGridFile(request));
    const kernels = createKernels();
    const engine = inlineEngine(kernels);
    const { X, digest, rows: count } = problem.dataset;
    const asRead = new Float64Array(count * X.cols);
    X.copy(
      Int32Array.from({ length: count }, (_, row) => row),
      asRead,
    );
    const rooms: Float64Array[] = [];
    const room = (length: number) => {
      rooms.push(kernels.heap.f64(length));
      return rooms[rooms.length - 1];
    };
    storeInputs({ ...engine, room }, problem);
    const stored = engine.load(matrixKey(digest)) as Matrix;
    expect([rooms.length, stored.data === rooms[0], kernels.heap.owns(stored.data)]).toEqual([1, true, true]);
    const { order } = problem.layout;
    expect(order.every((row, place) => row === place)).toBe(false);
    const rows = Array.from(order, (row) => [...asRead.subarray(row * X.cols, (row + 1) * X.cols)]);
    expect(Array.from(order, (_, place) => [...stored.data.subarray(place * X.cols, (place + 1) * X.cols)])).toEqual(
      rows,
    );
  });

  it('puts rows that lie in the memory of the engine in order there', async () => {
    const kernels = createKernels();
    const engine = inlineEngine(kernels);
    const request = { data: iris, grid: { pipeline: [{ nb: 'GaussianNB' }], cv: 3 } };
    const problem = await readProblem(request, await readGridFile(request));
    const { X, digest, rows } = problem.dataset;
    const settled = kernels.heap.f64(rows * X.cols);
    X.copy(
      Int32Array.from({ length: rows }, (_, row) => row),
      settled,
    );
    const asRead = settled.slice();
    const noRoom = () => expect.fail('there is room already');
    storeInputs({ ...engine, room: noRoom }, { ...problem, dataset: { ...problem.dataset, X: { ...X, settled } } });
    const stored = engine.load(matrixKey(digest)) as Matrix;
    expect(stored.data.byteOffset).toBe(settled.byteOffset);
    const rowOf = (data: Float64Array, row: number) => [...data.subarray(row * X.cols, (row + 1) * X.cols)];
    expect(Array.from(problem.layout.order, (_, place) => rowOf(stored.data, place))).toEqual(
      Array.from(problem.layout.order, (row) => rowOf(asRead, row)),
    );
  });
});
