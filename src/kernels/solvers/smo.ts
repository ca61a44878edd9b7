// The dual of a support vector classifier of two classes, by sequential minimal optimisation:
//   min over a of ½ Σ_ij a_i a_j y_i y_j K_ij − Σ_i a_i,   0 ≤ a_i ≤ C_i,   Σ_i y_i a_i = 0
// Two a at a time move: the one that violates optimality most, and its partner by second-order gain.
// Stops where the largest violation is below `tol`, or after maxIter pairs.
// Source: Chang & Lin, LIBSVM (2011), svm.cpp (Solver::Solve, select_working_set: WSS 2 of Fan, Chen & Lin 2005),
// without shrinking. Cost: 3 n operations for each pair, and a row of K for each member that is not at hand.

/** Rows of the kernel matrix. */
export interface KernelRows {
  readonly size: number;
  readonly diagonal: Float64Array;
  /** Row i, valid until two other rows have been asked for. */
  readonly row: (i: number) => Float64Array;
}

export interface SmoProblem {
  readonly rows: KernelRows;
  /** ±1 */
  readonly y: Int8Array;
  /** Upper bound of each a, > 0. */
  readonly bounds: Float64Array;
  readonly tol: number;
  readonly maxIter: number;
}

export interface SmoSolution {
  readonly alpha: Float64Array;
  /** The decision is Σ_i a_i y_i K(x_i, x) − rho. */
  readonly rho: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Curvature below which a pair counts as having this much. */
const LEAST_CURVATURE = 1e-12;

interface State extends SmoProblem {
  readonly alpha: Float64Array;
  /** Slope of the dual objective by each a. */
  readonly slope: Float64Array;
}

/** Solves the dual. */
export function solveSmo(problem: SmoProblem): SmoSolution {
  const n = problem.rows.size;
  const state: State = { ...problem, alpha: new Float64Array(n), slope: new Float64Array(n).fill(-1) };
  let iterations = 0;
  let converged = false;
  while (iterations < problem.maxIter) {
    const pair = choosePair(state);
    if (pair === undefined) {
      converged = true;
      break;
    }
    move(state, pair[0], pair[1]);
    iterations++;
  }
  return { alpha: state.alpha, rho: thresholdOf(state), iterations, converged };
}

/** The pair to move, or undefined where no pair violates optimality by `tol`. */
function choosePair({ rows, y, bounds, alpha, slope, tol }: State): readonly [number, number] | undefined {
  const n = rows.size;
  let first = -1;
  let high = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < n; t++) {
    const canMove = y[t] === 1 ? alpha[t] < bounds[t] : alpha[t] > 0;
    const rise = -y[t] * slope[t];
    if (canMove && rise >= high) {
      high = rise;
      first = t;
    }
  }
  if (first < 0) return undefined;
  const near = rows.row(first);
  const selfSimilarity = rows.diagonal[first];
  let second = -1;
  let low = Number.NEGATIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  for (let t = 0; t < n; t++) {
    if (!(y[t] === 1 ? alpha[t] > 0 : alpha[t] < bounds[t])) continue;
    const fall = y[t] * slope[t];
    if (fall >= low) low = fall;
    const gap = high + fall;
    if (gap <= 0) continue;
    const curvature = selfSimilarity + rows.diagonal[t] - 2 * near[t];
    const gain = -(gap * gap) / (curvature > 0 ? curvature : LEAST_CURVATURE);
    if (gain <= least) {
      least = gain;
      second = t;
    }
  }
  return high + low < tol || second < 0 ? undefined : [first, second];
}

/** Moves a_i and a_j to the best point on their line, within their box. */
function move({ rows, y, bounds, alpha, slope }: State, i: number, j: number): void {
  const Ki = rows.row(i);
  const Kj = rows.row(j);
  const curvature = rows.diagonal[i] + rows.diagonal[j] - 2 * Ki[j];
  const divisor = curvature > 0 ? curvature : LEAST_CURVATURE;
  const [oldI, oldJ, Ci, Cj] = [alpha[i], alpha[j], bounds[i], bounds[j]];
  let a: number;
  let b: number;
  if (y[i] !== y[j]) {
    const delta = (-slope[i] - slope[j]) / divisor;
    const difference = oldI - oldJ;
    [a, b] = [oldI + delta, oldJ + delta];
    if (difference > 0) {
      if (b < 0) [a, b] = [difference, 0];
    } else if (a < 0) [a, b] = [0, -difference];
    if (difference > Ci - Cj) {
      if (a > Ci) [a, b] = [Ci, Ci - difference];
    } else if (b > Cj) [a, b] = [Cj + difference, Cj];
  } else {
    const delta = (slope[i] - slope[j]) / divisor;
    const sum = oldI + oldJ;
    [a, b] = [oldI - delta, oldJ + delta];
    if (sum > Ci) {
      if (a > Ci) [a, b] = [Ci, sum - Ci];
    } else if (b < 0) [a, b] = [sum, 0];
    if (sum > Cj) {
      if (b > Cj) [a, b] = [sum - Cj, Cj];
    } else if (a < 0) [a, b] = [0, sum];
  }
  alpha[i] = a;
  alpha[j] = b;
  const di = (a - oldI) * y[i];
  const dj = (b - oldJ) * y[j];
  for (let t = 0; t < slope.length; t++) slope[t] += y[t] * (Ki[t] * di + Kj[t] * dj);
}

/** The mean slope of those strictly inside their box; without any, the middle of what optimality allows. */
function thresholdOf({ y, bounds, alpha, slope }: State): number {
  let high = Number.POSITIVE_INFINITY;
  let low = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let free = 0;
  for (let t = 0; t < slope.length; t++) {
    const g = y[t] * slope[t];
    if (alpha[t] > 0 && alpha[t] < bounds[t]) {
      sum += g;
      free++;
    } else if (alpha[t] > 0 === (y[t] === -1)) high = Math.min(high, g);
    else low = Math.max(low, g);
  }
  return free > 0 ? sum / free : (high + low) / 2;
}
