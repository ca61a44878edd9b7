// The direction of limited-memory BFGS for a smooth problem: −H g, where H is the inverse of the base, scaled, and
// corrected by the last pairs of steps s and gradient changes y. Source: Nocedal & Wright, Numerical Optimization, 2nd
// ed., algorithm 7.4; the scale is s'y / (y' base⁻¹ y), eq. 7.20 in the metric of the base. Cost: O(pairs · size) and
// one solve with the base.

import { solveBase } from './base';
import { at, Pair, pairAt, PAIR_BYTES, Problem, SMOOTH_PAIRS } from './problem';
import { alongLine, centreClasses, dotProduct } from './vectors';

/** direction = −H gradient. */
export function smoothDirection(p: Problem): void {
  const n = p.size;
  const v = p.direction;
  memory.copy(v, p.gradient, <usize>n << 3);
  for (let k = p.pairCount - 1; k >= 0; k--) {
    const pair = pairAt(p, k);
    const weight = dotProduct(n, pair.s, v) / pair.product;
    f64.store(at(p.few, k), weight);
    alongLine(n, v, -weight, pair.y, v);
  }
  precondition(p, v);
  for (let j = 0; j < n; j++) f64.store(at(v, j), f64.load(at(v, j)) * p.scale);
  for (let k = 0; k < p.pairCount; k++) {
    const pair = pairAt(p, k);
    const factor = f64.load(at(p.few, k)) - dotProduct(n, pair.y, v) / pair.product;
    alongLine(n, v, factor, pair.s, v);
  }
  for (let j = 0; j < n; j++) f64.store(at(v, j), -f64.load(at(v, j)));
}

/**
 * Remembers the step that the first free pair holds; one without curvature is passed over. The direction is used up.
 */
export function rememberStep(p: Problem): void {
  const pair = pairAt(p, p.pairCount);
  const product = dotProduct(p.size, pair.s, pair.y);
  memory.copy(p.direction, pair.y, <usize>p.size << 3);
  precondition(p, p.direction);
  const square = dotProduct(p.size, pair.y, p.direction);
  if (!(product > 0) || !(square > 0)) return;
  pair.product = product;
  if (p.pairCount == SMOOTH_PAIRS) dropOldest(p, 1);
  p.pairCount++;
  p.scale = product / square;
}

/** Makes the oldest of the remembered pairs, of which one more is filled already, free. */
export function dropOldest(p: Problem, count: i32): void {
  const last = p.pairCount;
  for (let k = 0; k < count; k++) {
    const first = pairAt(p, 0);
    const s = first.s;
    const y = first.y;
    const image = first.image;
    memory.copy(p.pairs, p.pairs + PAIR_BYTES, <usize>last * PAIR_BYTES);
    const free = changetype<Pair>(p.pairs + <usize>last * PAIR_BYTES);
    free.s = s;
    free.y = y;
    free.image = image;
  }
  p.pairCount -= count;
}

/** base⁻¹ between two projections onto vectors whose classes sum to zero: a softmax problem lives there. */
function precondition(p: Problem, v: usize): void {
  if (p.vectors > 1) centreClasses(p.size, p.vectors, v);
  solveBase(p, v);
  if (p.vectors > 1) centreClasses(p.size, p.vectors, v);
}
