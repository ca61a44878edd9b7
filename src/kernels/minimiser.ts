// One candidate's way to its optimum, as a machine that is told the loss and gradient at the point it asked for and answers with the
// next point. It never sees the other candidates of a batch: its points depend on its own problem alone.
//   smooth problems: preconditioned L-BFGS with a Wolfe search; problems with an l1 term: proximal quasi-Newton with backtracking.
// Stops: KKT violation ≤ tolerance; no point can be told from the optimum in rounding ("rounding", counts as converged); maxIter passes.

import type { Kernels } from './index.js';
import {
  createSmoothMemory,
  forgetSteps,
  newPair,
  releaseSmoothMemory,
  rememberStep,
  type SmoothMemory,
  smoothDirection,
} from './lbfgs.js';
import { judge, type LineSearch, startSearch } from './line-search.js';
import { type Evaluation, type Objective, readLanes, releaseObjective, startPoint, valueNoise, writeLanes } from './objective.js';
import type { SweepData } from './passes.js';
import { type Base, hessianBase, releaseBase } from './preconditioner.js';
import {
  createProximalMemory,
  forgetProximal,
  newProximalPair,
  type ProximalMemory,
  proximalStep,
  releaseProximalMemory,
  rememberProximal,
} from './proximal.js';
import { shiftClasses } from './softmax.js';

export type StopReason = 'tolerance' | 'rounding' | 'max_iter' | 'line_search';

export interface Minimiser {
  readonly kernels: Kernels;
  readonly objective: Objective;
  readonly data: SweepData;
  /** Passes after which the base is replaced by the true Hessian, Infinity where that does not pay. */
  readonly refreshAfter: number;
  base: Base;
  readonly smooth: SmoothMemory;
  readonly proximal: ProximalMemory | undefined;
  /** Accepted point and gradient; the direction; the point on trial and its gradient. In WASM memory. */
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  readonly direction: Float64Array;
  readonly trial: Float64Array;
  readonly trialGradient: Float64Array;
  /** What the trial was moved by along directions in which the loss is constant. */
  readonly moved: Float64Array;
  readonly accepted: Evaluation;
  readonly tried: Evaluation;
  search: LineSearch | undefined;
  passes: number;
  passesSinceBase: number;
  /** Accepted steps in a row that changed the value by rounding only and were no better by any measure. */
  idle: number;
  leastViolation: number;
  /** Smallest decrease that a model has promised. */
  leastPromise: number;
  reason: StopReason | undefined;
}

/** Steps at rounding level without a lower violation before the search for a better point ends. */
const MAX_IDLE = 6;

/** Makes the machine of one problem and writes its first point to the lanes. It owns `objective` and `base`. */
export function createMinimiser(kernels: Kernels, objective: Objective, data: SweepData, base: Base, refreshAfter: number): Minimiser {
  const { heap } = kernels;
  const array = () => heap.f64(objective.size);
  const point = array();
  const gradient = array();
  const minimiser: Minimiser = {
    kernels,
    objective,
    data,
    refreshAfter,
    base,
    smooth: createSmoothMemory(heap, objective.size),
    proximal: objective.spec.l1 > 0 ? createProximalMemory(heap, base, { gradient, point, penalty: objective.l1 }) : undefined,
    point,
    gradient,
    direction: array(),
    trial: array(),
    trialGradient: array(),
    moved: array(),
    accepted: { loss: 0, value: Number.POSITIVE_INFINITY, violation: Number.POSITIVE_INFINITY },
    tried: { loss: 0, value: 0, violation: 0 },
    search: undefined,
    passes: 0,
    passesSinceBase: 0,
    idle: 0,
    leastViolation: Number.POSITIVE_INFINITY,
    leastPromise: Number.POSITIVE_INFINITY,
    reason: undefined,
  };
  startPoint(objective, minimiser.trial);
  writeLanes(kernels, objective, minimiser.trial);
  return minimiser;
}

/** Gives all memory back; the lanes hold the accepted point until then. */
export function releaseMinimiser(minimiser: Minimiser): void {
  const { heap } = minimiser.kernels;
  const { point, gradient, direction, trial, trialGradient, moved, smooth, proximal, base, objective } = minimiser;
  for (const array of [point, gradient, direction, trial, trialGradient, moved]) heap.free(array);
  releaseBase(heap, base);
  releaseSmoothMemory(heap, smooth);
  if (proximal !== undefined) releaseProximalMemory(heap, proximal);
  releaseObjective(heap, objective);
}

/** Takes the sweep's loss at the lanes' point; writes the next point to the lanes, or sets `reason` and writes the best point. */
export function advance(minimiser: Minimiser, loss: number): void {
  const { kernels, objective, trial, trialGradient, moved, tried, search, proximal } = minimiser;
  readLanes(kernels, objective, trial, loss, trialGradient, tried);
  if (objective.lanes.length > 1 && proximal !== undefined) shiftClasses(kernels, objective, trial, trialGradient, moved, tried);
  minimiser.passes++;
  minimiser.passesSinceBase++;
  const solved = tried.violation <= objective.spec.tolerance;
  const verdict = search === undefined || solved ? 'accept' : judge(search, tried.value, trialSlope(minimiser));
  if (verdict === 'accept') acceptTrial(minimiser);
  else if (verdict === 'stuck') settle(minimiser, search!);
  if (solved) stop(minimiser, 'tolerance');
  else if (minimiser.reason === undefined && minimiser.passes >= objective.spec.maxIter) stop(minimiser, 'max_iter');
  if (minimiser.reason === undefined) {
    if (verdict === 'accept') newDirection(minimiser);
    if (minimiser.reason === undefined) writeTrial(minimiser);
  }
}

/** Derivative of F along the direction at the trial point, from the left at kinks. */
function trialSlope({ kernels, objective, direction, point, trial, trialGradient }: Minimiser): number {
  return kernels.solver.slopeAlong(
    direction.length,
    objective.l1.byteOffset,
    point.byteOffset,
    trial.byteOffset,
    trialGradient.byteOffset,
    direction.byteOffset,
  );
}

function acceptTrial(minimiser: Minimiser): void {
  const { point, gradient, trial, trialGradient, search, proximal, kernels, base, smooth, accepted, tried, moved, objective } = minimiser;
  if (search !== undefined) {
    const pair = proximal === undefined ? newPair(smooth, kernels.heap) : newProximalPair(proximal, kernels.heap);
    kernels.solver.stepPair(
      point.length,
      point.byteOffset,
      trial.byteOffset,
      moved.byteOffset,
      objective.l2.byteOffset,
      gradient.byteOffset,
      trialGradient.byteOffset,
      pair.s.byteOffset,
      pair.y.byteOffset,
    );
    if ('image' in pair) rememberProximal(kernels, base, proximal!, pair, search.step);
    else rememberStep(kernels, base, smooth, pair, objective.lanes.length, minimiser.direction);
    countIdle(minimiser, search);
  }
  point.set(trial);
  gradient.set(trialGradient);
  accepted.loss = tried.loss;
  accepted.value = tried.value;
  accepted.violation = tried.violation;
  minimiser.leastViolation = Math.min(minimiser.leastViolation, tried.violation);
}

/** Counts steps that no longer move the value beyond rounding and lower neither the violation nor the decrease that is promised. */
function countIdle(minimiser: Minimiser, search: LineSearch): void {
  const atRounding = -search.slope * search.step <= search.noise;
  const better = minimiser.tried.violation <= 0.9 * minimiser.leastViolation || -search.slope <= 0.5 * minimiser.leastPromise;
  minimiser.idle = atRounding && !better ? minimiser.idle + 1 : 0;
  minimiser.leastPromise = Math.min(minimiser.leastPromise, -search.slope);
}

/** The search found no better point: the end at rounding level, else once more from the base alone. */
function settle(minimiser: Minimiser, search: LineSearch): void {
  const { smooth, proximal } = minimiser;
  const remembered = proximal?.pairs.length ?? smooth.pairs.length;
  if (-search.slope <= search.noise) stop(minimiser, 'rounding');
  else if (remembered === 0) stop(minimiser, 'line_search');
  else {
    forget(minimiser);
    newDirection(minimiser);
  }
}

function forget({ smooth, proximal }: Minimiser): void {
  forgetSteps(smooth);
  if (proximal !== undefined) forgetProximal(proximal);
}

function stop(minimiser: Minimiser, reason: StopReason): void {
  minimiser.reason = reason;
  writeLanes(minimiser.kernels, minimiser.objective, minimiser.point);
}

/** Direction and search from the accepted point. */
function newDirection(minimiser: Minimiser): void {
  if (minimiser.idle >= MAX_IDLE) {
    stop(minimiser, 'rounding');
    return;
  }
  if (minimiser.passesSinceBase >= minimiser.refreshAfter) refresh(minimiser);
  let slope = findDirection(minimiser);
  if (!(slope < 0) && (minimiser.proximal?.pairs.length ?? minimiser.smooth.pairs.length) > 0) {
    forget(minimiser);
    slope = findDirection(minimiser);
  }
  if (slope < 0) {
    const { accepted, objective, point, proximal } = minimiser;
    const noise = valueNoise(objective, point) * Math.abs(accepted.value);
    minimiser.search = startSearch({ value: accepted.value, slope, noise, smooth: proximal === undefined });
  } else stop(minimiser, 'rounding');
}

/** Sets the direction; returns the slope along it, or the decrease that a model with kinks promises. */
function findDirection(minimiser: Minimiser): number {
  const { kernels, base, smooth, proximal, gradient, direction, point, objective } = minimiser;
  const { solver } = kernels;
  const { length } = direction;
  if (proximal === undefined) {
    smoothDirection(kernels, base, smooth, gradient, direction, objective.lanes.length);
    return solver.dotProduct(length, gradient.byteOffset, direction.byteOffset);
  }
  const target = proximalStep(kernels, base, proximal);
  const [z, x, g] = [target.byteOffset, point.byteOffset, gradient.byteOffset];
  return solver.proximalSlope(length, z, x, g, objective.l1.byteOffset, direction.byteOffset);
}

/** Replaces the base by the Hessian at the accepted point; counts as one more pass. */
function refresh(minimiser: Minimiser): void {
  const { kernels, objective, data, point } = minimiser;
  writeLanes(kernels, objective, point);
  const stale = minimiser.base;
  minimiser.base = hessianBase(kernels, objective, data);
  releaseBase(kernels.heap, stale);
  forget(minimiser);
  minimiser.passes++;
  minimiser.passesSinceBase = 0;
}

function writeTrial(minimiser: Minimiser): void {
  const { kernels, point, direction, trial, proximal, objective } = minimiser;
  const step = minimiser.search!.step;
  if (step === 1 && proximal !== undefined) trial.set(proximal.model.target);
  else kernels.solver.alongLine(trial.length, point.byteOffset, step, direction.byteOffset, trial.byteOffset);
  writeLanes(kernels, objective, trial);
}
