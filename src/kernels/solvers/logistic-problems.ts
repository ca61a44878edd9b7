// From a candidate's options to its convex problem in numbers: weights, penalties, start, tolerance.

import { log } from '../../base/log.js';
import type { ProblemSpec } from './convex-problem.js';

export interface LogisticOptions {
  readonly penalty: 'l1' | 'l2' | 'elasticnet' | 'none';
  /** Inverse strength of the penalty, > 0; not read for none. */
  readonly C: number;
  /** Share of l1, in [0, 1]; read for elasticnet only. */
  readonly l1Ratio: number;
  readonly fitIntercept: boolean;
  /**
   * liblinear: the intercept is the weight of one more feature of this constant value, and penalised. Absent: it is
   * free.
   */
  readonly penalisedIntercept?: number;
  /** How more than two classes are told apart. */
  readonly multiclass: 'multinomial' | 'ovr';
  /** Weight of the rows of each class, nClasses, ≥ 0. */
  readonly classWeights: Float64Array;
  readonly tol: number;
  readonly maxIter: number;
}

/** Smallest share of the weight that a class counts with in the starting log-odds (a class may weigh nothing). */
const LEAST_SHARE = 1e-12;

/**
 * One class against all others. With more than two classes, liblinear weights only the class itself; so do we there.
 */
export function logisticSpec(options: LogisticOptions, counts: Float64Array, positive: number): ProblemSpec {
  const { classWeights } = options;
  const others = [...counts.keys()].filter((k) => k !== positive && counts[k] > 0);
  const rest = others.length === 1 ? classWeights[others[0]] : 1;
  const mine = counts[positive] * classWeights[positive];
  const total = mine + others.reduce((sum, k) => sum + counts[k] * rest, 0);
  const shared = penaltySpec(options, total);
  const share = shared.free ? Math.min(Math.max(shareOf(mine, total), LEAST_SHARE), 1 - LEAST_SHARE) : 0.5;
  return {
    ...shared.spec,
    positives: [positive],
    weights: [classWeights[positive]],
    rest,
    start: [log(share / (1 - share))],
    startCurvature: [total * share * (1 - share)],
  };
}

/** All present classes at once, one vector each (scikit-learn's overparametrised multinomial model). */
export function softmaxSpec(options: LogisticOptions, counts: Float64Array, present: Int32Array): ProblemSpec {
  const positives = [...present];
  const weights = positives.map((k) => options.classWeights[k]);
  const masses = alike(positives.map((k, at) => counts[k] * weights[at]));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const shared = penaltySpec(options, total);
  const shares = masses.map((mass) => (shared.free ? Math.max(mass / total, LEAST_SHARE) : 1 / positives.length));
  const logShares = shares.map((share) => log(share));
  const level = logShares.reduce((sum, value) => sum + value, 0) / logShares.length;
  return {
    ...shared.spec,
    positives,
    weights,
    rest: 0,
    start: logShares.map((value) => value - level),
    // diag(p) bounds the softmax's diag(p) − pp', and equals it on balanced classes' differences.
    startCurvature: shares.map((share) => total * share),
  };
}

/**
 * Share of a whole at which two numbers differ by rounding only: classes of equal weight start exactly equal, and a tie
 * is the first one's.
 */
const ROUNDING = 1e-12;

function shareOf(part: number, total: number): number {
  return Math.abs(part - total / 2) <= ROUNDING * total ? 0.5 : part / total;
}

/** Masses that differ by rounding only become equal. */
function alike(masses: readonly number[]): number[] {
  return masses.map((mass) => masses.find((other) => Math.abs(other - mass) <= ROUNDING * mass) ?? mass);
}

function penaltySpec(options: LogisticOptions, totalWeight: number) {
  const { penalty, C, l1Ratio, fitIntercept, penalisedIntercept, tol, maxIter } = options;
  const ratio = penalty === 'l1' ? 1 : penalty === 'elasticnet' ? l1Ratio : 0;
  const strength = penalty === 'none' ? 1 : C;
  const penalised = fitIntercept && penalisedIntercept !== undefined;
  const spec = {
    strength,
    l1: penalty === 'none' ? 0 : ratio,
    l2: penalty === 'none' ? 0 : 1 - ratio,
    unit: fitIntercept ? (penalisedIntercept ?? 1) : 0,
    interceptPenalised: penalised,
    tolerance: tol * strength * totalWeight,
    // Without a penalty there may be no optimum to come nearer to.
    gap: penalty === 'none' ? Number.POSITIVE_INFINITY : tol,
    maxIter,
  };
  return { spec, free: fitIntercept && !penalised };
}
