// What driver and worker thread send each other, besides the words of every worker (process-wire.ts). Arrays of some
// size lie in the memory that they share and go by address; everything else is small and is copied.

import type { Heap } from '../base/kernel-memory.js';
import { mapArrays, mapLeaves } from '../base/map-arrays.js';
import type { Matrix } from '../base/matrix.js';
import type { SharedKernels } from '../kernels/index.js';
import type { ExtensionRef } from '../plugins/own/index.js';

/** What a thread is given when it starts. */
export interface ThreadStart {
  readonly kernels: SharedKernels;
  readonly extensions: readonly ExtensionRef[];
}

/**
 * An artifact or leaf on its way: each array of the shared memory is one big integer, which is in no value otherwise.
 */
export interface Shipped {
  readonly value: unknown;
}

/** A shorter array is copied into the message faster than it is given a place. */
const SHORT = 512;

/** A value whose arrays lie in the shared memory, and the blocks there that are its own. */
export interface SharedValue {
  readonly value: unknown;
  readonly blocks: readonly (Float64Array | Int32Array)[];
}

/**
 * Gives the arrays of a value places in the shared memory. A matrix that was made there stays where it is; any other
 * array that lies there is copied all the same, as it may be another value's.
 */
export function share(value: unknown, heap: Heap): SharedValue {
  const { data } = value as Partial<Matrix>;
  if (data instanceof Float64Array && heap.owns(data)) return { value, blocks: [data] };
  const blocks: (Float64Array | Int32Array)[] = [];
  const sharedValue = mapArrays(value, (array) => {
    if (array.length < SHORT && !heap.owns(array)) return array;
    const block = array instanceof Float64Array ? heap.empty(array.length) : heap.i32(array.length);
    block.set(array);
    blocks.push(block);
    return block;
  });
  return { value: sharedValue, blocks };
}

/** Arrays of the shared memory by address: 32 bits; behind it, 1 bit for integers, and the length. */
export function ship(value: unknown, heap: Heap): Shipped {
  const place = (array: Float64Array | Int32Array): unknown => {
    if (!heap.owns(array)) return array;
    const kind = array instanceof Int32Array ? 1 : 0;
    return (BigInt(2 * array.length + kind) << 32n) | BigInt(array.byteOffset);
  };
  return { value: mapArrays(value, place) };
}

export function unship({ value }: Shipped, heap: Heap): unknown {
  return mapLeaves(value, (leaf) => {
    if (typeof leaf !== 'bigint') return leaf;
    const address = Number(leaf & 0xffffffffn);
    const lengthAndKind = Number(leaf >> 32n);
    const length = Math.floor(lengthAndKind / 2);
    return lengthAndKind % 2 === 1 ? heap.viewOfIntegers(address, length) : heap.view(address, length);
  });
}
