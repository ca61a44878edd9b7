// Linear support vector machines, the objective of liblinear's (Fan et al. 2008), solved to the optimum:
//   ½ ‖w‖² + Σ_i c_i max(0, m_i − y_i x_i · w)^e,   e = 2 (squared_hinge) or 1 (hinge)
// (m_i the margin that is asked: 1 for classes; the intercept is the weight of a constant column).
// squared_hinge: Newton steps on the rows within the margin, each followed to the least value along its line (Keerthi &
// DeCoste 2005); ends where no entry of the slope is above tol · Σ c_i |m_i|. hinge: a primal-dual interior point method on
// the dual, its p × p system (Ferris & Munson 2002) solved twice a step (Mehrotra 1992); ends where the gap between
// primal and dual is at most tol² of the primal, which puts w within tol · √(2 · objective) of the optimum. Cost: n p²
// + p³ / 3 flops for each step.

import { solveHinge } from './hinge.js';
import {
  columnSums,
  type LinearSvcOptions,
  type LinearSvcProblem,
  type LinearSvcSolution,
  onesOf,
  scoresOf,
  systemOf,
} from './margin-system.js';

/** Solves one problem. */
export function solveLinearSvc(problem: LinearSvcProblem, options: LinearSvcOptions): LinearSvcSolution {
  return problem.kernels.heap.scope(() =>
    options.loss === 'hinge' ? solveHinge(problem, options) : solveSquaredHinge(problem, options),
  );
}

/** Line searches give up after so many halvings or secant steps: by then rounding decides. */
const MOST_TRIALS = 60;

function solveSquaredHinge(
  { kernels, X, y, costs, goals = onesOf(costs) }: LinearSvcProblem,
  { tol, maxIter }: LinearSvcOptions,
): LinearSvcSolution {
  const [n, p] = [X.rows, X.cols];
  const w = new Float64Array(p);
  const margins = new Float64Array(n);
  const tolerance = tol * costs.reduce((sum, cost, i) => sum + cost * Math.abs(goals[i]), 0);
  for (let iterations = 0; ; iterations++) {
    const within = costs.map((cost, i) => (margins[i] < goals[i] ? 2 * cost : 0));
    const pull = within.map((d, i) => d * y[i] * (margins[i] - goals[i]));
    const slope = columnSums(kernels, X, pull).map((sum, j) => w[j] + sum);
    const steepest = slope.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (steepest <= tolerance) return { w, iterations, converged: true };
    if (iterations >= maxIter) return { w, iterations, converged: false };
    const moved = kernels.heap.scope(() => {
      const solve = systemOf(kernels, X, within);
      if (solve === undefined) return false;
      const step = solve(slope).map((value) => -value);
      const along = scoresOf(kernels, X, step).map((score, i) => y[i] * score);
      const t = leastAlong({ w, step, margins, along, costs, goals });
      if (!(t > 0)) return false;
      for (let j = 0; j < p; j++) w[j] += t * step[j];
      margins.set(scoresOf(kernels, X, w).map((score, i) => y[i] * score));
      return true;
    });
    // Where no step leads down any more, rounding is reached.
    if (!moved) return { w, iterations, converged: Number.isFinite(steepest) };
  }
}

interface Line {
  readonly w: Float64Array;
  readonly step: Float64Array;
  readonly margins: Float64Array;
  /** Change of the margins for a whole step. */
  readonly along: Float64Array;
  readonly costs: Float64Array;
  readonly goals: Float64Array;
}

/**
 * The least point of the objective along a line: its slope there is piecewise linear and rises; Newton within a
 * bracket.
 */
function leastAlong(line: Line): number {
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  let t = 1;
  const [start] = slopeAlong(line, 0);
  if (!(start < 0)) return 0;
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    const [slope, curvature] = slopeAlong(line, t);
    if (Math.abs(slope) <= 1e-12 * -start) return t;
    if (slope < 0) low = t;
    else high = t;
    const next = t - slope / curvature;
    t = next > low && next < high ? next : high === Number.POSITIVE_INFINITY ? 2 * t : (low + high) / 2;
  }
  return t;
}

/** First and second derivative of the objective at t. */
function slopeAlong({ w, step, margins, along, costs, goals }: Line, t: number): readonly [number, number] {
  let slope = 0;
  let curvature = 0;
  for (let j = 0; j < w.length; j++) {
    slope += (w[j] + t * step[j]) * step[j];
    curvature += step[j] * step[j];
  }
  for (let i = 0; i < margins.length; i++) {
    const short = goals[i] - margins[i] - t * along[i];
    if (short <= 0) continue;
    slope -= 2 * costs[i] * short * along[i];
    curvature += 2 * costs[i] * along[i] * along[i];
  }
  return [slope, curvature];
}
