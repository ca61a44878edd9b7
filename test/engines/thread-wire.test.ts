// What goes between driver and worker threads: where arrays lie, and whose they are.

import { describe, expect, it } from 'vitest';
import { matrixOf } from '../../src/base/matrix.js';
import { createKernels, joinKernels } from '../../src/kernels/index.js';
import { share, ship, unship } from '../../src/worker/thread-wire.js';

const kernels = createKernels();
const there = joinKernels(kernels.share());
const { heap } = kernels;

const LONG = 1000;
const doubles = Float64Array.from({ length: LONG }, (_, i) => i / 7);
const integers = Int32Array.from({ length: LONG }, (_, i) => -i);
const artifact = [
  { ok: true, fitted: { mean: doubles, weights: matrixOf(10, 100, doubles), codes: integers }, warnings: [] },
  { ok: false, error: 'x' },
];

describe('an artifact between threads', () => {
  it('is the same where it arrives', () => {
    const message = structuredClone(ship(share(artifact, heap).value, heap));
    expect(unship(message, there.heap)).toEqual(artifact);
  });

  it('arrives without a copy of its arrays: they lie in the memory of both', () => {
    const { value, blocks } = share({ mean: doubles }, heap);
    const arrived = unship(ship(value, heap), there.heap) as { mean: Float64Array };
    blocks[0][3] = 42;
    expect(arrived.mean[3]).toBe(42);
  });

  it('has no array of more than some kilobytes in its message', () => {
    const bytes = JSON.stringify(ship(share(artifact, heap).value, heap), (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    ).length;
    expect(bytes).toBeLessThan(500);
  });

  it('keeps short arrays in its message, where they are no memory to be given back', () => {
    const { value, blocks } = share({ coef: Float64Array.of(1, 2) }, heap);
    expect([ship(value, heap), blocks]).toEqual([{ value: { coef: Float64Array.of(1, 2) } }, []]);
  });

  it('has arrays of its own, also where it was made of those of another artifact', () => {
    const other = share({ mean: doubles }, heap);
    const { value, blocks } = share({ mean: (other.value as { mean: Float64Array }).mean }, heap);
    other.blocks[0].fill(0);
    expect(value).toEqual({ mean: doubles });
    for (const block of [...blocks, ...other.blocks]) expect(() => heap.free(block)).not.toThrow();
  });

  it('leaves a matrix where it was made', () => {
    const matrix = heap.matrix(3, 4);
    const { value, blocks } = share(matrix, heap);
    expect(value).toBe(matrix);
    expect(blocks[0]).toBe(matrix.data);
  });

  it('gives back all the memory that it took', () => {
    const before = heap.liveBytes;
    for (const block of share(artifact, heap).blocks) heap.free(block);
    expect(heap.liveBytes).toBe(before);
  });
});
