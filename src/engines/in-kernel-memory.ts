// What an engine that works in this process makes of the sources that it is given.

import type { Heap } from '../base/kernel-memory.js';
import type { Matrix } from '../base/matrix.js';

/** A matrix as kernels will read it, in their memory; any other source as it is. */
export function inKernelMemory(value: unknown, heap: Heap): unknown {
  const { data } = value as Partial<Matrix>;
  if (!(data instanceof Float64Array) || heap.owns(data)) return value;
  return { ...(value as Matrix), data: heap.toKernelMemory(data) };
}
