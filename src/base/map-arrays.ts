// Values as tasks exchange them: plain data with typed arrays in it. Here the arrays are changed, and what holds
// changed ones is copied.

import type { Heap } from './kernel-memory.js';

/**
 * A value with all that is neither a list nor an object in it, typed arrays above all, replaced by what `change` makes
 * of it. What holds nothing that changes is not copied: results of many small fits go through here.
 */
export function mapLeaves(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return change(value);
  if (Array.isArray(value)) return mapMembers({ value, keys: value.keys(), copied: () => [...value] }, change);
  // An object of a class is what a process would be sent of it, wherever it goes.
  const plain = Object.getPrototypeOf(value) === Object.prototype ? value : { ...value };
  const members = plain as Record<string, unknown>;
  return mapMembers({ value: members, keys: Object.keys(plain), copied: () => ({ ...members }) }, change);
}

interface Members<K extends string | number> {
  readonly value: { readonly [key in K]: unknown };
  readonly keys: Iterable<K>;
  readonly copied: () => { [key in K]: unknown };
}

function mapMembers<K extends string | number>(
  { value, keys, copied }: Members<K>,
  change: (leaf: unknown) => unknown,
): unknown {
  let copy: { [key in K]: unknown } | undefined;
  for (const key of keys) {
    const member = mapLeaves(value[key], change);
    if (member === value[key]) continue;
    copy ??= copied();
    if (key === '__proto__')
      Object.defineProperty(copy, key, { value: member, writable: true, enumerable: true, configurable: true });
    else copy[key] = member;
  }
  return copy ?? value;
}

/** Likewise for the doubles and integers alone. */
export function mapArrays<T>(value: T, change: (array: Float64Array | Int32Array) => unknown): T {
  return mapLeaves(value, (leaf) =>
    leaf instanceof Float64Array || leaf instanceof Int32Array ? change(leaf) : leaf,
  ) as T;
}

/** A value whose arrays lie outside the heap: those inside are copied, so that their memory can be given back. */
export function detached<T>(value: T, heap: Heap): T {
  return mapArrays(value, (array) => (heap.owns(array) ? array.slice() : array));
}
