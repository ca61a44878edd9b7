// The vector work between two sweeps of the logistic solvers: gradients in moved coordinates, steps and their pairs, two-loop recursion,
// quadratic models. Short loops that run a few thousand times in a search: here they are quick from the first call on. Sums run in index
// order. `frozen` holds 1 where a coordinate stays 0; a "point" holds `vectors` times d weights and an intercept.

// @ts-ignore: decorator
@inline
function at(base: usize, j: i32): usize {
  return base + (<usize>j << 3);
}

// @ts-ignore: decorator
@inline
function signOf(x: f64): f64 {
  return x > 0 ? 1 : x < 0 ? -1 : x;
}

// ---- plain vectors --------------------------------------------------------------------------------------------------

export function dotProduct(n: i32, a: usize, b: usize): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < n; j++) sum += f64.load(at(a, j)) * f64.load(at(b, j));
  return sum;
}

/** out = a + factor · b */
export function alongLine(n: i32, a: usize, factor: f64, b: usize, out: usize): void {
  for (let j = 0; j < n; j++) f64.store(at(out, j), f64.load(at(a, j)) + factor * f64.load(at(b, j)));
}

/** out = a − b; returns the slope g'out + Σ penalty (|a| − |b|). */
export function proximalSlope(n: i32, a: usize, b: usize, gradient: usize, penalty: usize, out: usize): f64 {
  let slope: f64 = 0;
  for (let j = 0; j < n; j++) {
    const target = f64.load(at(a, j));
    const point = f64.load(at(b, j));
    f64.store(at(out, j), target - point);
    slope += f64.load(at(gradient, j)) * (target - point) + f64.load(at(penalty, j)) * (Math.abs(target) - Math.abs(point));
  }
  return slope;
}

/** Subtracts the classes' mean from each coordinate of `classes` equal parts of v. */
export function centreClasses(n: i32, classes: i32, v: usize): void {
  const width = n / classes;
  for (let j = 0; j < width; j++) {
    let sum: f64 = 0;
    for (let i = j; i < n; i += width) sum += f64.load(at(v, i));
    const mean = sum / <f64>classes;
    for (let i = j; i < n; i += width) f64.store(at(v, i), f64.load(at(v, i)) - mean);
  }
}

/** v = v / diagonal, or / √diagonal; 0 where that is not positive. */
export function divideByDiagonal(n: i32, v: usize, diagonal: usize, root: i32): void {
  for (let j = 0; j < n; j++) {
    const d = f64.load(at(diagonal, j));
    f64.store(at(v, j), d > 0 ? f64.load(at(v, j)) / (root ? Math.sqrt(d) : d) : 0);
  }
}

// ---- points, lanes and gradients ------------------------------------------------------------------------------------

/** Weights as the sweep reads them: the intercepts moved back to the origin. */
export function placeWeights(d: i32, vectors: i32, shift: usize, point: usize, weights: usize): void {
  const width = <usize>(d + 1) << 3;
  for (let k = 0; k < vectors; k++, point += width, weights += width) {
    let intercept = f64.load(at(point, d));
    for (let j = 0; j < d; j++) {
      const w = f64.load(at(point, j));
      f64.store(at(weights, j), w);
      intercept -= f64.load(at(shift, j)) * w;
    }
    f64.store(at(weights, d), intercept);
  }
}

/** The gradient of the smooth part by the moved coordinates, from the sweep's sums. */
export function movedGradient(
  d: i32, vectors: i32, strength: f64, shift: usize, frozen: usize, l2: usize, point: usize, sums: usize, gradient: usize,
): void {
  for (let k = 0, i = 0; k < vectors; k++) {
    const own = at(sums, k * (d + 1));
    const last = f64.load(at(own, d));
    for (let j = 0; j <= d; j++, i++) {
      const sum = j < d ? f64.load(at(own, j)) - f64.load(at(shift, j)) * last : last;
      const slope = strength * sum + f64.load(at(l2, i)) * f64.load(at(point, i));
      f64.store(at(gradient, i), i32.load(frozen + (<usize>i << 2)) ? 0 : slope);
    }
  }
}

/** out[0] = value of the penalties, out[1] = largest violation of the problem as given. */
export function assessPoint(d: i32, vectors: i32, shift: usize, l1: usize, l2: usize, point: usize, gradient: usize, out: usize): void {
  let penalty: f64 = 0;
  let violation: f64 = 0;
  for (let k = 0, i = 0; k < vectors; k++) {
    const last = f64.load(at(gradient, k * (d + 1) + d));
    for (let j = 0; j <= d; j++, i++) {
      const w = f64.load(at(point, i));
      const l = f64.load(at(l1, i));
      const raw = j < d ? f64.load(at(gradient, i)) + f64.load(at(shift, j)) * last : f64.load(at(gradient, i));
      violation = Math.max(violation, kkt(raw, w, l));
      penalty += 0.5 * f64.load(at(l2, i)) * w * w + l * Math.abs(w);
    }
  }
  f64.store(out, penalty);
  f64.store(out, violation, 8);
}

/** Distance of 0 from the subdifferential at one coordinate. */
function kkt(slope: f64, w: f64, l1: f64): f64 {
  if (w > 0) return Math.abs(slope + l1);
  if (w < 0) return Math.abs(slope - l1);
  return Math.max(Math.abs(slope) - l1, 0);
}

/** Derivative along the direction at the trial point, from the left at kinks. */
export function slopeAlong(n: i32, l1: usize, point: usize, trial: usize, gradient: usize, direction: usize): f64 {
  let slope: f64 = 0;
  for (let j = 0; j < n; j++) {
    const t = f64.load(at(trial, j));
    const side = t != 0 ? signOf(t) : signOf(f64.load(at(point, j)));
    slope += (f64.load(at(gradient, j)) + f64.load(at(l1, j)) * side) * f64.load(at(direction, j));
  }
  return slope;
}

/** s and y of the step from point to trial, without what it was moved by along directions of constant loss. */
export function stepPair(
  n: i32, point: usize, trial: usize, moved: usize, l2: usize, before: usize, after: usize, s: usize, y: usize,
): void {
  for (let j = 0; j < n; j++) {
    const m = f64.load(at(moved, j));
    f64.store(at(s, j), f64.load(at(trial, j)) - m - f64.load(at(point, j)));
    f64.store(at(y, j), f64.load(at(after, j)) - f64.load(at(l2, j)) * m - f64.load(at(before, j)));
  }
}

// ---- two-loop recursion: a pair's record is the addresses of s and y and s'y ------------------------------------------

const PAIR_BYTES: usize = 16;

/** The first loop, newest pair first; leaves each pair's weight in `weights`. */
export function recurseBack(n: i32, pairs: usize, count: i32, v: usize, weights: usize): void {
  for (let k = count - 1; k >= 0; k--) {
    const pair = pairs + <usize>k * PAIR_BYTES;
    const weight = dotProduct(n, <usize>i32.load(pair), v) / f64.load(pair, 8);
    f64.store(at(weights, k), weight);
    alongLine(n, v, -weight, <usize>i32.load(pair, 4), v);
  }
}

/** The second loop on scale · v, and the sign of a descent. */
export function recurseForth(n: i32, pairs: usize, count: i32, scale: f64, v: usize, weights: usize): void {
  for (let j = 0; j < n; j++) f64.store(at(v, j), f64.load(at(v, j)) * scale);
  for (let k = 0; k < count; k++) {
    const pair = pairs + <usize>k * PAIR_BYTES;
    const factor = f64.load(at(weights, k)) - dotProduct(n, <usize>i32.load(pair, 4), v) / f64.load(pair, 8);
    alongLine(n, v, factor, <usize>i32.load(pair), v);
  }
  for (let j = 0; j < n; j++) f64.store(at(v, j), -f64.load(at(v, j)));
}
