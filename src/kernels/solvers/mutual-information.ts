// Mutual information of a column and the target, estimated from distances to the k-th nearest neighbour (in nats, never
// below 0). In: columns without repeated values (the caller adds noise). Out: one number. Sums run in the order of the
// rows. Sources: Kraskov, Stögbauer, Grassberger, Phys. Rev. E 69, 066138 (2004), first estimator; Ross, PLoS ONE 9(2),
// e87357 (2014); scikit-learn, feature_selection/_mutual_info.py, whose treatment of ties and of rare classes this is.

import { log } from '../../base/log.js';

const EULER_GAMMA = 0.5772156649015329;

/** ψ(n) of a positive integer: harmonic numbers, or the asymptotic series from 10 on. */
export function digamma(n: number): number {
  if (n < 10) {
    let sum = -EULER_GAMMA;
    for (let i = 1; i < n; i++) sum += 1 / i;
    return sum;
  }
  const z = 1 / (n * n);
  const series =
    z * (1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z * (1 / 132 - z * (691 / 32760 - z / 12))))));
  return log(n) - 0.5 / n - series;
}

/**
 * Of a column and classes (Ross). Rows of a class that has no other row are left out; smaller classes take fewer
 * neighbours. Cost: O(n log n). Undefined where no class has two rows.
 */
export function informationOnClasses(column: Float64Array, codes: Int32Array, k: number): number | undefined {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const kept = Int32Array.from(codes.keys()).filter((i) => (counts.get(codes[i]) ?? 0) > 1);
  if (kept.length === 0) return undefined;
  const radii = new Float64Array(column.length);
  for (const code of counts.keys()) {
    const rows = kept.filter((i) => codes[i] === code);
    const taken = Math.min(k, rows.length - 1);
    if (taken >= Math.floor(rows.length / 2)) radiiOfFew(column, rows, taken, radii);
    else radiiOnLine(column, rows, taken, radii);
  }
  const sorted = Float64Array.from(kept, (i) => column[i]).sort();
  let neighbours = 0;
  let sizes = 0;
  let within = 0;
  for (const i of kept) {
    const size = counts.get(codes[i]) ?? 0;
    neighbours += digamma(Math.min(k, size - 1));
    sizes += digamma(size);
    within += digamma(countWithin(sorted, column[i], radii[i]));
  }
  return Math.max(0, digamma(kept.length) + (neighbours - sizes - within) / kept.length);
}

/**
 * The same where scikit-learn's neighbours are not looked up in a tree: squared distances are x² − 2xy + y², whose
 * rounding decides whether the k-th neighbour itself stands within the radius. A class of so few rows has that effect
 * on scores, so it is kept.
 */
function radiiOfFew(column: Float64Array, rows: Int32Array, k: number, radii: Float64Array): void {
  for (const i of rows) {
    const x = column[i];
    const squares = Array.from(rows, (j) => ({ j, square: x * x - 2 * x * column[j] + column[j] * column[j] }));
    const nearest = squares.sort((a, b) => a.square - b.square).slice(0, k + 1);
    const self = nearest.findIndex(({ j }) => j === i);
    const [last] = nearest.toSpliced(Math.max(self, 0), 1).slice(-1);
    radii[i] = Math.sqrt(Math.max(0, last.square));
  }
}

/** Distances to the k-th nearest of the given rows, on one column. */
function radiiOnLine(column: Float64Array, rows: Int32Array, k: number, radii: Float64Array): void {
  const order = rows.toSorted((a, b) => column[a] - column[b]);
  for (const [at, i] of order.entries()) {
    let low = at;
    let high = at;
    for (let taken = 0; taken < k; taken++) {
      const below = low > 0 ? column[i] - column[order[low - 1]] : Infinity;
      const above = high + 1 < order.length ? column[order[high + 1]] - column[i] : Infinity;
      radii[i] = Math.min(below, above);
      if (below <= above) low--;
      else high++;
    }
  }
}

/** Values nearer to the centre than the radius; those upon the centre where the radius is 0. */
function countWithin(sorted: Float64Array, center: number, radius: number): number {
  const near = (value: number): boolean => Math.abs(value - center) < radius || value === center;
  return (
    firstWhere(sorted.length, (at) => sorted[at] > center && !near(sorted[at])) -
    firstWhere(sorted.length, (at) => near(sorted[at]) || sorted[at] > center)
  );
}

/** The first place at which a condition holds that holds at all places behind it. */
function firstWhere(length: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Of two columns of more than k rows (Kraskov). Cost: O(n log n) for the counts, and for the neighbours the strip about
 * each row that is the narrower one, of x or of y: about √(kn) rows where the columns are spread, few where one of them
 * holds few values.
 */
export function informationOnValues(x: Float64Array, y: Float64Array, k: number): number {
  const [sortedX, sortedY] = [x.toSorted(), y.toSorted()];
  const walks = [walkBy(x, y, k), walkBy(y, x, k)];
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const radius = radiusOnPlane(walks, i);
    sum += digamma(countWithin(sortedX, x[i], radius)) + digamma(countWithin(sortedY, y[i], radius));
  }
  return Math.max(0, digamma(x.length) + digamma(k) - sum / x.length);
}

/**
 * A walk from a row along one column, nearest first, that keeps the k least distances met (the larger of both columns).
 */
interface Walk {
  start(i: number): void;
  /** The radius once no row further on can be nearer; undefined as long as there may be one. */
  step(): number | undefined;
}

/** Both walks find the same radius: the first to end is the cheaper one. */
function radiusOnPlane([one, other]: readonly Walk[], i: number): number {
  one.start(i);
  other.start(i);
  for (;;) {
    const radius = one.step() ?? other.step();
    if (radius !== undefined) return radius;
  }
}

function walkBy(along: Float64Array, across: Float64Array, k: number): Walk {
  const order = Int32Array.from(along.keys()).sort((a, b) => along[a] - along[b]);
  const places = new Int32Array(order.length);
  for (const [at, i] of order.entries()) places[i] = at;
  const least = new Float64Array(k);
  let [row, low, high] = [0, 0, 0];
  return {
    start: (i) => {
      row = i;
      low = places[i] - 1;
      high = places[i] + 1;
      least.fill(Infinity);
    },
    step: () => {
      const below = low >= 0 ? along[row] - along[order[low]] : Infinity;
      const above = high < order.length ? along[order[high]] - along[row] : Infinity;
      const nearest = Math.min(below, above);
      if (nearest >= least[k - 1]) return least[k - 1];
      const next = order[below <= above ? low-- : high++];
      insert(least, Math.max(nearest, Math.abs(across[next] - across[row])));
      return undefined;
    },
  };
}

/** Puts a distance among the least ones, in ascending order. */
function insert(least: Float64Array, distance: number): void {
  let at = least.length - 1;
  if (distance >= least[at]) return;
  for (; at > 0 && least[at - 1] > distance; at--) least[at] = least[at - 1];
  least[at] = distance;
}
