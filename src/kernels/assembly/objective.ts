// Value, gradient and penalties of a problem at its trial point, the hand-over of points to the vectors of a sweep, and
// what is special about the softmax: adding the same vector to all classes changes no probability, so that the loss is
// constant along these directions and only the penalty decides. A smooth problem never leaves the classes' mean that it
// starts with (zero); one with an l1 term is moved to the penalty's own minimum along them. Sums run in index order.

import { at, classOf, Problem, Shared } from './problem';

/** A column whose spread is at rounding level of its mean carries no information. */
const ROUNDING_SPREAD: f64 = 1e-28;
const EPSILON: f64 = 2.220446049250313e-16;

/** Penalties, shifts and the canonical start: weights 0 and the class log-odds as intercepts. */
export function layObjective(p: Problem): void {
  const shared = changetype<Shared>(p.shared);
  const d = p.d;
  const free = p.unit != 0 && !p.interceptPenalised;
  for (let j = 0; j < d; j++) {
    const mean = f64.load(at(shared.mean, j));
    f64.store(at(p.shift, j), free ? mean : 0);
    f64.store(at(p.magnitude, j), Math.sqrt(mean * mean + f64.load(at(shared.spread, j)) / p.count));
  }
  memory.fill(p.point, 0, <usize>p.size << 3);
  memory.fill(p.trial, 0, <usize>p.size << 3);
  memory.fill(p.moved, 0, <usize>p.size << 3);
  for (let k = 0, i = 0; k < p.vectors; k++) {
    for (let j = 0; j <= d; j++, i++) {
      const penalised = j < d || p.interceptPenalised;
      f64.store(at(p.penalty1, i), penalised ? p.l1 : 0);
      f64.store(at(p.penalty2, i), penalised ? p.l2 : 0);
      let square = p.unit * p.unit;
      let rounding: f64 = 0;
      if (j < d) {
        const mean = f64.load(at(shared.mean, j));
        square = f64.load(at(shared.spread, j)) + (free ? 0 : p.count * (mean * mean));
        rounding = ROUNDING_SPREAD * p.count * (mean * mean);
      }
      i32.store(p.frozen + (<usize>i << 2), square <= rounding ? 1 : 0);
    }
    f64.store(at(p.trial, i - 1), f64.load(classOf(p, k), 16));
  }
}

/** Hands a point to the vectors: weights as the sweep reads them, the intercepts moved back to the origin. */
export function writeVectors(p: Problem, point: usize): void {
  const d = p.d;
  const width = <usize>(d + 1) << 3;
  let weights = p.weights;
  for (let k = 0; k < p.vectors; k++, point += width, weights += width) {
    let intercept = f64.load(at(point, d));
    for (let j = 0; j < d; j++) {
      const w = f64.load(at(point, j));
      f64.store(at(weights, j), w);
      intercept -= f64.load(at(p.shift, j)) * w;
    }
    f64.store(at(weights, d), intercept);
  }
}

/**
 * Reads the vectors' gradients after a sweep at the trial whose weighted loss was `loss`: the gradient of F's smooth part
 * by the moved coordinates.
 */
export function readVectors(p: Problem, loss: f64): void {
  const d = p.d;
  for (let k = 0, i = 0; k < p.vectors; k++) {
    const own = at(p.sums, k * (d + 1));
    const last = f64.load(at(own, d));
    for (let j = 0; j <= d; j++, i++) {
      const sum = j < d ? f64.load(at(own, j)) - f64.load(at(p.shift, j)) * last : last;
      const slope = p.strength * sum + f64.load(at(p.penalty2, i)) * f64.load(at(p.trial, i));
      f64.store(at(p.trialGradient, i), i32.load(p.frozen + (<usize>i << 2)) ? 0 : slope);
    }
  }
  p.triedLoss = p.strength * loss;
  assess(p);
  if (p.vectors > 1 && p.l1 > 0) {
    shiftClasses(p);
    assess(p);
  }
}

/** Value and largest violation of the problem as given, from the loss and the gradient at the trial. */
function assess(p: Problem): void {
  const d = p.d;
  let penalty: f64 = 0;
  let violation: f64 = 0;
  for (let k = 0, i = 0; k < p.vectors; k++) {
    const last = f64.load(at(p.trialGradient, k * (d + 1) + d));
    for (let j = 0; j <= d; j++, i++) {
      const w = f64.load(at(p.trial, i));
      const l = f64.load(at(p.penalty1, i));
      const slope = f64.load(at(p.trialGradient, i));
      violation = Math.max(violation, kkt(j < d ? slope + f64.load(at(p.shift, j)) * last : slope, w, l));
      penalty += 0.5 * f64.load(at(p.penalty2, i)) * w * w + l * Math.abs(w);
    }
  }
  p.triedValue = p.triedLoss + penalty;
  p.triedViolation = isNaN(p.triedValue) ? Infinity : violation;
}

/** Distance of 0 from the subdifferential at one coordinate. */
function kkt(slope: f64, w: f64, l1: f64): f64 {
  if (w > 0) return Math.abs(slope + l1);
  if (w < 0) return Math.abs(slope - l1);
  return Math.max(Math.abs(slope) - l1, 0);
}

/**
 * Share of the value that may be rounding at the accepted point: some hundred units in the last place, more where
 * margins cancel large terms.
 */
export function valueNoise(p: Problem): f64 {
  let margins: f64 = 0;
  for (let k = 0, i = 0; k < p.vectors; k++, i++) {
    for (let j = 0; j < p.d; j++, i++) margins += Math.abs(f64.load(at(p.magnitude, j)) * f64.load(at(p.point, i)));
  }
  return EPSILON * (500 + 4 * margins);
}

/** Moves each feature's weights by the common amount that makes its penalty smallest, and the gradient with them. */
function shiftClasses(p: Problem): void {
  const d = p.d;
  const classes = p.vectors;
  const values = p.few;
  for (let j = 0; j < d; j++) {
    for (let k = 0; k < classes; k++) insert(values, k, f64.load(at(p.trial, k * (d + 1) + j)));
    const amount = bestShift(values, classes, f64.load(at(p.penalty1, j)), f64.load(at(p.penalty2, j)));
    for (let i = j; i < p.size; i += d + 1) {
      f64.store(at(p.moved, i), amount);
      f64.store(at(p.trial, i), f64.load(at(p.trial, i)) + amount);
      f64.store(at(p.trialGradient, i), f64.load(at(p.trialGradient, i)) + f64.load(at(p.penalty2, i)) * amount);
    }
  }
}

/** Puts a value into its place among `count` sorted ones. */
function insert(values: usize, count: i32, value: f64): void {
  let k = count;
  for (; k > 0 && f64.load(at(values, k - 1)) > value; k--) f64.store(at(values, k), f64.load(at(values, k - 1)));
  f64.store(at(values, k), value);
}

/**
 * The t that minimises Σ_k l1 |v_k + t| + ½ l2 (v_k + t)² for n sorted values. The slope jumps where a value passes
 * zero; of an interval of minima (l2 = 0 and an even count) the point nearest to zero, so that balanced weights stay.
 */
function bestShift(values: usize, n: i32, l1: f64, l2: f64): f64 {
  if (l2 == 0) return Math.min(Math.max(0, -f64.load(at(values, n >> 1))), -f64.load(at(values, (n - 1) >> 1)));
  let sum: f64 = 0;
  for (let k = 0; k < n; k++) sum += f64.load(at(values, k));
  for (let negative = n; negative > 0; negative--) {
    const zero = (-(l1 * <f64>(n - 2 * negative)) / l2 - sum) / <f64>n;
    if (zero <= -f64.load(at(values, negative - 1))) return negative < n ? Math.max(zero, -f64.load(at(values, negative))) : zero;
  }
  return Math.max((-(l1 * <f64>n) / l2 - sum) / <f64>n, -f64.load(values));
}
