// The direction of limited-memory BFGS for a smooth problem: −H g, where H is the inverse of a base matrix, scaled, and corrected by
// the last pairs of steps s and gradient changes y.
// Source: Nocedal & Wright, Numerical Optimization, 2nd ed., algorithm 7.4; the scale is s'y / (y' base⁻¹ y), eq. 7.20 in the metric
// of the base. Cost: O(pairs · size) and one solve with the base.

import type { Kernels } from './index.js';
import { type Base, solveBase } from './preconditioner.js';
import { removeClassMean } from './softmax.js';

export interface StepPair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** s'y > 0. */
  product: number;
}

/** The last steps, oldest first. */
export interface SmoothMemory {
  readonly pairs: StepPair[];
  /** Arrays of forgotten steps, to be used again. */
  readonly spare: StepPair[];
  scale: number;
}

export const MEMORY_PAIRS = 10;

/** A pair to be filled, for `rememberStep`. */
export function newPair({ spare }: SmoothMemory, size: number): StepPair {
  return spare.pop() ?? { s: new Float64Array(size), y: new Float64Array(size), product: 0 };
}

/** direction = −H gradient; `direction` in WASM memory. */
export function smoothDirection(
  kernels: Kernels,
  base: Base,
  memory: SmoothMemory,
  gradient: Float64Array,
  direction: Float64Array,
  classes: number,
): void {
  const { pairs, scale } = memory;
  const weights: number[] = [];
  direction.set(gradient);
  for (let k = pairs.length - 1; k >= 0; k--) {
    weights[k] = dot(pairs[k].s, direction) / pairs[k].product;
    addScaled(direction, -weights[k], pairs[k].y);
  }
  precondition(kernels, base, direction, classes);
  for (let j = 0; j < direction.length; j++) direction[j] *= scale;
  for (let k = 0; k < pairs.length; k++) {
    addScaled(direction, weights[k] - dot(pairs[k].y, direction) / pairs[k].product, pairs[k].s);
  }
  for (let j = 0; j < direction.length; j++) direction[j] = -direction[j];
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
  const { pairs, spare } = memory;
  const product = dot(s, y);
  scratch.set(y);
  precondition(kernels, base, scratch, classes);
  const square = dot(y, scratch);
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
  removeClassMean(v, classes);
  solveBase(kernels, base, v);
  removeClassMean(v, classes);
}

export function forgetSteps(memory: SmoothMemory): void {
  memory.spare.push(...memory.pairs.splice(0));
  memory.scale = 1;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}

/** x += weight · v */
export function addScaled(x: Float64Array, weight: number, v: Float64Array): void {
  for (let j = 0; j < x.length; j++) x[j] += weight * v[j];
}
