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
    const blocks: Float64Array[] = [];
    const allocate = (length: number) => {
      blocks.push(kernels.heap.f64(length));
      return blocks[blocks.length - 1];
    };
    storeInputs({ ...engine, allocate }, problem);
    const stored = engine.load(matrixKey(digest)) as Matrix;
    expect([blocks.length, stored.data === blocks[0], kernels.heap.owns(stored.data)]).toEqual([1, true, true]);
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
    const inKernelMemory = kernels.heap.f64(rows * X.cols);
    X.copy(
      Int32Array.from({ length: rows }, (_, row) => row),
      inKernelMemory,
    );
    const asRead = inKernelMemory.slice();
    const noAllocation = () => expect.fail('there is memory already');
    storeInputs(
      { ...engine, allocate: noAllocation },
      { ...problem, dataset: { ...problem.dataset, X: { ...X, inKernelMemory } } },
    );
    const stored = engine.load(matrixKey(digest)) as Matrix;
    expect(stored.data.byteOffset).toBe(inKernelMemory.byteOffset);
    const rowOf = (data: Float64Array, row: number) => [...data.subarray(row * X.cols, (row + 1) * X.cols)];
    expect(Array.from(problem.layout.order, (_, place) => rowOf(stored.data, place))).toEqual(
      Array.from(problem.layout.order, (row) => rowOf(asRead, row)),
    );
  });
});
