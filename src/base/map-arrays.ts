// Values as tasks exchange them: plain data with typed arrays in it. Here the arrays are changed and the rest is copied.

import type { Heap } from './heap.js';

/** A copy of a value with all that is neither a list nor an object in it, typed arrays above all, replaced by what `change` makes of it. */
export function mapLeaves(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((member) => mapLeaves(member, change));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return change(value);
  const members = Object.entries(value);
  for (const member of members) member[1] = mapLeaves(member[1], change);
  return Object.fromEntries(members);
}

/** Likewise for the doubles and integers alone. */
export function mapArrays<T>(value: T, change: (array: Float64Array | Int32Array) => unknown): T {
  return mapLeaves(value, (leaf) => (leaf instanceof Float64Array || leaf instanceof Int32Array ? change(leaf) : leaf)) as T;
}

/** A value whose arrays lie outside the heap: those inside are copied, so that their memory can be given back. */
export function detached<T>(value: T, heap: Heap): T {
  return mapArrays(value, (array) => (heap.owns(array) ? array.slice() : array));
}
