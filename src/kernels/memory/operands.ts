// Addresses of matrices for the WASM kernels: operands from elsewhere are copied into the heap for the time of a call,
// outputs copied back. Also the walk over row segments in fixed blocks, which is what makes sums depend on the list of
// rows alone.

import type { Heap } from '../../base/kernel-memory.js';
import type { Matrix, Segment } from '../../base/matrix.js';

/** Row-major doubles at an address; the distance between rows is in bytes. */
export interface Operand {
  readonly address: number;
  readonly strideBytes: number;
}

/** Where a matrix lies in the heap; it is copied there if it is not. */
export function operandOf(heap: Heap, X: Matrix): Operand {
  return { address: heap.toKernelMemory(X.data).byteOffset, strideBytes: X.stride * 8 };
}

/** Address of a vector in the heap; it is copied there if it is not. */
export function addressOf(heap: Heap, array: Float64Array | Int32Array): number {
  return heap.toKernelMemory(array).byteOffset;
}

/** Runs `work` in a scope with addresses of outputs; those that lie elsewhere are copied back afterwards. */
export function withOutputs(
  heap: Heap,
  outputs: readonly (Float64Array | Int32Array)[],
  work: (addresses: number[]) => void,
): void {
  heap.scope(() => {
    const targets = outputs.map((output) => heap.toKernelMemory(output));
    work(targets.map((target) => target.byteOffset));
    for (const [i, target] of targets.entries()) if (target !== outputs[i]) outputs[i].set(target as never);
  });
}

/** A run of consecutive rows within one block: rows [start, end) of the matrix are rows `first`... of the block. */
export interface RowRun {
  readonly start: number;
  readonly end: number;
  readonly first: number;
}

/**
 * Cuts the rows of the segments, in order as if concatenated, into blocks of `size` rows (the last may be shorter).
 * Where a segment ends has no influence on where a block does.
 */
export function* blocksOfRows(
  segments: readonly Segment[],
  size: number,
): Generator<{ readonly rows: number; readonly runs: readonly RowRun[] }> {
  let runs: RowRun[] = [];
  let rows = 0;
  for (const [start, end] of segments) {
    for (let from = start; from < end; ) {
      const to = Math.min(end, from + size - rows);
      runs.push({ start: from, end: to, first: rows });
      rows += to - from;
      from = to;
      if (rows < size) continue;
      yield { rows, runs };
      runs = [];
      rows = 0;
    }
  }
  if (rows > 0) yield { rows, runs };
}
