// What own code is given: copies, so that a module that writes over its input changes nothing that others read. Arrays
// of the heap are copied within it, where kernels want them, and given back when the method has answered.

import type { Heap } from '../../base/kernel-memory.js';

type Bits = Float64Array | Int32Array;

export interface Lent {
  readonly input: readonly unknown[];
  /** Whether an array lies in one of the copies in the heap. */
  readonly holds: (array: Bits) => boolean;
  /** Gives the copies back. Call it when the answer has been read. */
  readonly end: () => void;
}

/**
 * Copies of what a method is called with. What is one object in the input is one in the copy. Functions, kernels and
 * objects of a class are handed over as they are.
 */
export function lend(input: readonly unknown[]): Lent {
  const heap = (input[0] as { readonly kernels?: { readonly heap?: Heap } } | null | undefined)?.kernels?.heap;
  const copies = new Map<object, unknown>();
  const blocks: Bits[] = [];

  const copyArray = (array: Bits): Bits => {
    if (heap?.owns(array) !== true) return array.slice();
    const block = heap.withoutScope(() =>
      array instanceof Float64Array ? heap.empty(array.length) : heap.i32(array.length),
    );
    blocks.push(block);
    block.set(array);
    return block;
  };
  const make = (value: object): unknown => {
    if (value instanceof Float64Array || value instanceof Int32Array) return copyArray(value);
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      copies.set(value, list);
      for (const member of value) list.push(copy(member));
      return list;
    }
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    const entries: Record<string, unknown> = {};
    copies.set(value, entries);
    for (const key of Object.keys(value)) {
      const member = (value as Readonly<Record<string, unknown>>)[key];
      Object.defineProperty(entries, key, {
        value: key === 'kernels' ? member : copy(member),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return entries;
  };
  const copy = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (!copies.has(value)) copies.set(value, make(value));
    return copies.get(value);
  };
  const holds = ({ byteOffset }: Bits): boolean =>
    blocks.some((block) => byteOffset >= block.byteOffset && byteOffset < block.byteOffset + block.byteLength);
  const end = (): void => {
    for (const block of blocks.splice(0)) heap?.free(block);
  };
  try {
    return { input: input.map(copy), holds, end };
  } catch (error) {
    end();
    throw error;
  }
}
