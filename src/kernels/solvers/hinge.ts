// The hinge loss of linear-svc.ts, by a primal-dual interior point method on its dual:
//   min over a of ½ ‖w‖² − Σ_i m_i a_i,   w = Σ_i a_i y_i x_i,   0 ≤ a_i ≤ c_i
// with multipliers s ≥ 0 of a ≥ 0 and v ≥ 0 of a ≤ c: every iterate lies strictly inside, and s a and v (c − a) fall
// together. Source: Mehrotra, SIAM J. Optim. 2 (1992), predictor and corrector; Ferris & Munson, SIAM J. Optim. 13
// (2002), the small system.

import type { Matrix } from '../../base/matrix.js';
import type { Kernels } from '../index.js';
import {
  columnSums,
  type LinearSvcOptions,
  type LinearSvcProblem,
  type LinearSvcSolution,
  onesOf,
  scoresOf,
  systemOf,
} from './margin-system.js';

/** What of the way to the boundary a step goes. */
const STEP_SHARE = 0.995;
/** Steps without a smaller gap before rounding counts as reached. */
const MAX_IDLE = 3;

interface Point {
  readonly kernels: Kernels;
  readonly X: Matrix;
  readonly y: Float64Array;
  readonly c: Float64Array;
  /** The margin asked of each row. */
  readonly goals: Float64Array;
  readonly w: Float64Array;
  readonly a: Float64Array;
  readonly s: Float64Array;
  readonly v: Float64Array;
}

interface Step {
  readonly w: Float64Array;
  readonly a: Float64Array;
  readonly s: Float64Array;
  readonly v: Float64Array;
}

/** Solves the dual; rows without cost take no part. */
export function solveHinge(problem: LinearSvcProblem, { tol, maxIter }: LinearSvcOptions): LinearSvcSolution {
  const point = startOf(problem);
  let best = { gap: Number.POSITIVE_INFINITY, primal: 0, w: point.w.slice() };
  let idle = 0;
  for (let iterations = 0; ; iterations++) {
    const { gap, primal } = gapOf(point);
    idle = gap < best.gap ? 0 : idle + 1;
    if (gap < best.gap) best = { gap, primal, w: point.w.slice() };
    if (best.gap <= tol * tol * best.primal) return { w: best.w, iterations, converged: true };
    // Where rounding ends it, the gap is that of as many digits as there are.
    if (idle >= MAX_IDLE || !Number.isFinite(gap))
      return { w: best.w, iterations, converged: best.gap <= tol * best.primal };
    if (iterations >= maxIter) return { w: best.w, iterations, converged: false };
    problem.kernels.heap.scope(() => advance(point));
  }
}

function startOf({ kernels, X, y, costs, goals = onesOf(costs) }: LinearSvcProblem): Point {
  const rows = Int32Array.from(costs.keys()).filter((i) => costs[i] > 0);
  const used = kernels.heap.emptyMatrix(rows.length, X.cols);
  for (const [to, i] of rows.entries())
    used.data.set(X.data.subarray(i * X.stride, i * X.stride + X.cols), to * X.cols);
  const c = Float64Array.from(rows, (i) => costs[i]);
  const sides = Float64Array.from(rows, (i) => y[i]);
  const a = c.map((cost) => cost / 2);
  const w = columnSums(
    kernels,
    used,
    a.map((value, i) => value * sides[i]),
  );
  // Multipliers begin at the size of the margins that are asked.
  const typical = rows.reduce((sum, i) => sum + Math.abs(goals[i]), 0) / rows.length || 1;
  const s = new Float64Array(rows.length).fill(typical);
  const v = new Float64Array(rows.length).fill(typical);
  return { kernels, X: used, y: sides, c, goals: Float64Array.from(rows, (i) => goals[i]), w, a, s, v };
}

/** Margins y_i x_i · w. */
function marginsOf({ kernels, X, y, w }: Point): Float64Array {
  return scoresOf(kernels, X, w).map((score, i) => y[i] * score);
}

/** Primal objective at w, and how far the dual's is below it. */
function gapOf(point: Point): { readonly gap: number; readonly primal: number } {
  const { w, a, c, goals, kernels } = point;
  const square = w.reduce((sum, value) => sum + value * value, 0);
  // Each row's share of the gap is a sum of two terms that are not negative: nothing cancels.
  const { gap, loss } = kernels.heap.scope(() =>
    marginsOf(point).reduce(
      (sums, margin, i) => {
        const short = goals[i] - margin;
        const lost = c[i] * Math.max(0, short);
        return { gap: sums.gap + (short > 0 ? (c[i] - a[i]) * short : -a[i] * short), loss: sums.loss + lost };
      },
      { gap: 0, loss: 0 },
    ),
  );
  return { gap, primal: 0.5 * square + loss };
}

/** One step: where to go without centring, how much centring that calls for, and the step with both. */
function advance(point: Point): void {
  const { kernels, X, a, s, v, c, w, goals } = point;
  const n = a.length;
  const residual = marginsOf(point).map((margin, i) => margin - goals[i] - s[i] + v[i]);
  const d = a.map((value, i) => s[i] / value + v[i] / (c[i] - value));
  const inverse = d.map((value) => 1 / value);
  const solve = systemOf(kernels, X, inverse);
  if (solve === undefined) return;
  const average = (p: Step, t: number): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      sum += (a[i] + t * p.a[i]) * (s[i] + t * p.s[i]) + (c[i] - a[i] - t * p.a[i]) * (v[i] + t * p.v[i]);
    }
    return sum / (2 * n);
  };
  const still: Step = {
    w: new Float64Array(w.length),
    a: new Float64Array(n),
    s: new Float64Array(n),
    v: new Float64Array(n),
  };
  const now = average(still, 0);
  const towards = { residual, inverse, solve };
  const predicted = stepFor(point, towards, 0, still);
  const ahead = average(predicted, longest(point, predicted));
  const step = stepFor(point, towards, now * (ahead / now) ** 3, predicted);
  const t = Math.min(1, STEP_SHARE * longest(point, step));
  for (let i = 0; i < n; i++) {
    a[i] += t * step.a[i];
    s[i] += t * step.s[i];
    v[i] += t * step.v[i];
  }
  for (let j = 0; j < w.length; j++) w[j] += t * step.w[j];
}

interface Towards {
  /** margin − goals − s + v */
  readonly residual: Float64Array;
  /** 1 / (s / a + v / (c − a)) */
  readonly inverse: Float64Array;
  readonly solve: (b: Float64Array) => Float64Array;
}

/**
 * The Newton step to a s = v (c − a) = mu, the products of `second`'s moves allowed for:
 * (Z Z' + D) Δa = r, of which Δw = (I + Z' D⁻¹ Z)⁻¹ Z' D⁻¹ r and Δa = D⁻¹ (r − Z Δw), Z the rows y_i x_i.
 */
function stepFor(
  { kernels, X, y, a, s, v, c }: Point,
  { residual, inverse, solve }: Towards,
  mu: number,
  second: Step,
): Step {
  const low = a.map((value, i) => (mu - second.a[i] * second.s[i]) / value - s[i]);
  const high = a.map((value, i) => (mu + second.a[i] * second.v[i]) / (c[i] - value) - v[i]);
  const r = residual.map((value, i) => -value + low[i] - high[i]);
  const w = solve(
    columnSums(
      kernels,
      X,
      r.map((value, i) => value * inverse[i] * y[i]),
    ),
  );
  const da = scoresOf(kernels, X, w).map((score, i) => inverse[i] * (r[i] - y[i] * score));
  return {
    w,
    a: da,
    s: da.map((move, i) => low[i] - (s[i] / a[i]) * move),
    v: da.map((move, i) => high[i] + (v[i] / (c[i] - a[i])) * move),
  };
}

/** The longest step, at most 1, that stays inside. */
function longest({ a, s, v, c }: Point, step: Step): number {
  let t = 1;
  for (let i = 0; i < a.length; i++) {
    if (step.a[i] < 0) t = Math.min(t, -a[i] / step.a[i]);
    if (step.a[i] > 0) t = Math.min(t, (c[i] - a[i]) / step.a[i]);
    if (step.s[i] < 0) t = Math.min(t, -s[i] / step.s[i]);
    if (step.v[i] < 0) t = Math.min(t, -v[i] / step.v[i]);
  }
  return t;
}
