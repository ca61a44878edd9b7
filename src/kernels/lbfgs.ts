// The direction of limited-memory BFGS for a smooth problem: −H g, where H is the inverse of a base matrix, scaled, and corrected by
// the last pairs of steps s and gradient changes y.
// Source: Nocedal & Wright, Numerical Optimization, 2nd ed., algorithm 7.4; the scale is s'y / (y' base⁻¹ y), eq. 7.20 in the metric
// of the base. Cost: O(pairs · size) and one solve with the base.

import type { Heap } from '../base/heap.js';
import type { Kernels } from './index.js';
import { type Base, solveBase } from './preconditioner.js';

/** A step and the change of the gradient along it; in WASM memory. */
export interface StepPair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** s'y > 0. */
  product: number;
}

/** The last steps, oldest first. */
export interface SmoothMemory {
  readonly size: number;
  readonly pairs: StepPair[];
  /** Arrays of forgotten steps, to be used again. */
  readonly spare: StepPair[];
  /** The pairs as the kernels are told of them: addresses and product; and a weight for each. */
  readonly table: Float64Array;
  readonly weights: Float64Array;
  scale: number;
}

export const MEMORY_PAIRS = 10;

export function createSmoothMemory(heap: Heap, size: number): SmoothMemory {
  return { size, pairs: [], spare: [], table: heap.f64(2 * MEMORY_PAIRS), weights: heap.f64(MEMORY_PAIRS), scale: 1 };
}

export function releaseSmoothMemory(heap: Heap, { pairs, spare, table, weights }: SmoothMemory): void {
  for (const { s, y } of [...pairs, ...spare]) {
    heap.free(s);
    heap.free(y);
  }
  heap.free(table);
  heap.free(weights);
}

/** A pair to be filled, for `rememberStep`. */
export function newPair({ spare, size }: SmoothMemory, heap: Heap): StepPair {
  return spare.pop() ?? { s: heap.rough(size), y: heap.rough(size), product: 0 };
}

/** direction = −H gradient; both in WASM memory. */
export function smoothDirection(
  kernels: Kernels,
  base: Base,
  memory: SmoothMemory,
  gradient: Float64Array,
  direction: Float64Array,
  classes: number,
): void {
  const { solver } = kernels;
  const { size, pairs, table, weights } = memory;
  const words = new Int32Array(table.buffer, table.byteOffset, 2 * table.length);
  for (let k = 0; k < pairs.length; k++) {
    words[4 * k] = pairs[k].s.byteOffset;
    words[4 * k + 1] = pairs[k].y.byteOffset;
    table[2 * k + 1] = pairs[k].product;
  }
  direction.set(gradient);
  solver.recurseBack(size, table.byteOffset, pairs.length, direction.byteOffset, weights.byteOffset);
  precondition(kernels, base, direction, classes);
  solver.recurseForth(size, table.byteOffset, pairs.length, memory.scale, direction.byteOffset, weights.byteOffset);
}

/** Remembers a step whose s and y are filled; `scratch` in WASM memory. A pair without curvature is passed over. */
export function rememberStep(
  kernels: Kernels,
  base: Base,
  memory: SmoothMemory,
  pair: StepPair,
  classes: number,
  scratch: Float64Array,
): void {
  const { s, y } = pair;
  const { size, pairs, spare } = memory;
  const product = kernels.solver.dotProduct(size, s.byteOffset, y.byteOffset);
  scratch.set(y);
  precondition(kernels, base, scratch, classes);
  const square = kernels.solver.dotProduct(size, y.byteOffset, scratch.byteOffset);
  if (!(product > 0) || !(square > 0)) {
    spare.push(pair);
    return;
  }
  if (pairs.length === MEMORY_PAIRS) spare.push(...pairs.splice(0, 1));
  pair.product = product;
  pairs.push(pair);
  memory.scale = product / square;
}

/** base⁻¹ between two projections onto vectors whose classes sum to zero: a softmax problem lives there. */
function precondition(kernels: Kernels, base: Base, v: Float64Array, classes: number): void {
  if (classes > 1) kernels.solver.centreClasses(v.length, classes, v.byteOffset);
  solveBase(kernels, base, v);
  if (classes > 1) kernels.solver.centreClasses(v.length, classes, v.byteOffset);
}

export function forgetSteps(memory: SmoothMemory): void {
  memory.spare.push(...memory.pairs.splice(0));
  memory.scale = 1;
}
