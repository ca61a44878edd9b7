// One problem's way to its optimum, as a machine that reads the loss and gradient at the point it asked for and answers
// with the next point. It never sees the other problems of a batch: its points depend on itself alone.
//   smooth problems: preconditioned L-BFGS with a Wolfe search; problems with an l1 term: proximal quasi-Newton with backtracking.
// Stops: KKT violation ≤ tolerance, and the next step promises next to nothing (where the loss is flat, a small
// violation is no sign of a small distance: nearly separable rows under a weak penalty); no point can be told from the
// optimum in rounding (counts as converged); maxIter passes.

import { smallHessian } from './hessian';
import { smoothDirection, rememberStep } from './lbfgs';
import { ACCEPT, judge, RETRY, startSearch } from './line-search';
import { VECTOR_BYTES, VECTOR_LOSS } from './links';
import { layObjective, readVectors, valueNoise, writeVectors } from './objective';
import {
  at, layProblem, LINE_SEARCH, MAX_ITER, pairAt, Problem, ROUNDING, RUNNING, TOLERANCE, WANTS_HESSIAN,
} from './problem';
import { forgetProximal, layModel, proximalDirection, rememberProximal } from './proximal';
import { alongLine, dotProduct } from './vectors';
import { Model } from './descent';

/** Steps at rounding level without a lower violation before the search for a better point ends. */
const MAX_IDLE: i32 = 6;

/**
 * Makes a problem ready whose record and classes are written, and writes its first point to its vectors. Its base is
 * still to be filled.
 */
export function openProblem(p: Problem): void {
  layProblem(p);
  layObjective(p);
  if (p.l1 > 0) layModel(p);
  p.acceptedValue = Infinity;
  p.acceptedViolation = Infinity;
  p.originValue = Infinity;
  p.noise = 0;
  p.leastViolation = Infinity;
  p.leastPromise = Infinity;
  p.scale = 1;
  p.status = RUNNING;
  p.passes = 0;
  p.passesSinceBase = 0;
  p.idle = 0;
  p.searching = 0;
  p.pairCount = 0;
  writeVectors(p, p.trial);
}

/**
 * Moves each listed problem on after a sweep over their vectors, `classes` each; returns how many now wait for the
 * caller.
 */
export function advanceProblems(list: usize, count: i32, vectors: usize, classes: i32): i32 {
  let waiting = 0;
  for (let a = 0; a < count; a++) {
    const p = changetype<Problem>(<usize>i32.load(list + (<usize>a << 2)));
    advance(p, f64.load(vectors + <usize>(a * classes) * VECTOR_BYTES, VECTOR_LOSS));
    if (p.status != RUNNING) waiting++;
  }
  return waiting;
}

/**
 * Goes on where a problem stopped for room, or for its base to become the Hessian at the accepted point (which counts
 * as a pass).
 */
export function resumeProblem(p: Problem): void {
  if (p.status == WANTS_HESSIAN) {
    beginAnew(p);
  }
  p.status = RUNNING;
  searchOn(p);
  if (p.status == RUNNING) writeTrial(p);
}

function advance(p: Problem, loss: f64): void {
  readVectors(p, loss);
  p.passes++;
  p.passesSinceBase++;
  const within = p.triedViolation <= p.tolerance;
  const enough = within && (p.gap == Infinity || p.triedValue <= p.originValue + p.noise);
  const verdict = !p.searching || enough ? ACCEPT : judge(p, p.triedValue, trialSlope(p));
  if (verdict == ACCEPT) acceptTrial(p);
  if (within && verdict == ACCEPT && p.gap == Infinity) stop(p, TOLERANCE);
  else if (p.passes >= p.maxIter) stop(p, MAX_ITER);
  else if (verdict == ACCEPT || (verdict != RETRY && finishSearch(p))) newDirection(p);
  if (p.status == RUNNING) writeTrial(p);
}

/** Derivative of F along the direction at the trial point, from the left at kinks. */
function trialSlope(p: Problem): f64 {
  let slope: f64 = 0;
  for (let j = 0; j < p.size; j++) {
    const t = f64.load(at(p.trial, j));
    const side = t != 0 ? t : f64.load(at(p.point, j));
    const kink = side > 0 ? f64.load(at(p.penalty1, j)) : side < 0 ? -f64.load(at(p.penalty1, j)) : 0;
    slope += (f64.load(at(p.trialGradient, j)) + kink) * f64.load(at(p.direction, j));
  }
  return slope;
}

function acceptTrial(p: Problem): void {
  const bytes = <usize>p.size << 3;
  if (p.searching) {
    fillPair(p);
    if (p.l1 > 0) rememberProximal(p);
    else rememberStep(p);
    countIdle(p);
  }
  memory.copy(p.point, p.trial, bytes);
  memory.copy(p.gradient, p.trialGradient, bytes);
  p.acceptedValue = p.triedValue;
  p.acceptedViolation = p.triedViolation;
  p.leastViolation = Math.min(p.leastViolation, p.triedViolation);
}

/**
 * s and y of the step from point to trial, without what it was moved by along directions of constant loss, into the
 * first free pair.
 */
function fillPair(p: Problem): void {
  const pair = pairAt(p, p.pairCount);
  for (let j = 0; j < p.size; j++) {
    const moved = f64.load(at(p.moved, j));
    f64.store(at(pair.s, j), f64.load(at(p.trial, j)) - moved - f64.load(at(p.point, j)));
    f64.store(at(pair.y, j), f64.load(at(p.trialGradient, j)) - f64.load(at(p.penalty2, j)) * moved - f64.load(at(p.gradient, j)));
  }
}

/**
 * Counts steps that no longer move the value beyond rounding and lower neither the violation nor the decrease that is
 * promised.
 */
function countIdle(p: Problem): void {
  const atRounding = -p.originSlope * p.step <= p.noise;
  const better = p.triedViolation <= 0.9 * p.leastViolation || -p.originSlope <= 0.5 * p.leastPromise;
  p.idle = atRounding && !better ? p.idle + 1 : 0;
  p.leastPromise = Math.min(p.leastPromise, -p.originSlope);
}

/** The search found no better point: the end at rounding level, else once more from the base alone (true). */
function finishSearch(p: Problem): bool {
  if (-p.originSlope <= p.noise) stop(p, ROUNDING);
  else if (p.pairCount == 0) stop(p, LINE_SEARCH);
  else {
    forget(p);
    return true;
  }
  return false;
}

function forget(p: Problem): void {
  p.pairCount = 0;
  p.scale = 1;
  if (p.l1 > 0) forgetProximal(p);
}

/** With a new base, which counts as a pass. */
function beginAnew(p: Problem): void {
  forget(p);
  p.passes++;
  p.passesSinceBase = 0;
}

function stop(p: Problem, reason: i32): void {
  p.status = reason;
  writeVectors(p, p.point);
}

/** Direction and search from the accepted point. */
function newDirection(p: Problem): void {
  if (p.idle >= MAX_IDLE) stop(p, ROUNDING);
  else if (refreshes(p) && !isWithin(p)) refresh(p);
  else searchOn(p);
}

/** Whether the base is to become the Hessian. */
function refreshes(p: Problem): bool {
  return <f64>p.passesSinceBase >= p.refreshAfter && p.passes + 1 < p.maxIter;
}

function refresh(p: Problem): void {
  if (!p.small) {
    p.status = WANTS_HESSIAN;
    writeVectors(p, p.point);
    return;
  }
  smallHessian(p);
  beginAnew(p);
  searchOn(p);
}

/** Whether the accepted point meets the tolerance. */
function isWithin(p: Problem): bool {
  return p.acceptedViolation <= p.tolerance;
}

function searchOn(p: Problem): void {
  let slope = findDirection(p);
  if (p.status == RUNNING && !(slope < 0) && p.pairCount > 0) {
    forget(p);
    slope = findDirection(p);
  }
  if (p.status != RUNNING) return;
  if (isWithin(p)) {
    if (-slope <= p.gap * Math.abs(p.acceptedValue)) {
      stop(p, TOLERANCE);
      return;
    }
    if (refreshes(p)) {
      refresh(p);
      return;
    }
  }
  if (slope < 0) startSearch(p, p.acceptedValue, slope, valueNoise(p) * Math.abs(p.acceptedValue));
  else stop(p, ROUNDING);
}

/** Sets the direction; returns the slope along it, or the decrease that a model with kinks promises. */
function findDirection(p: Problem): f64 {
  if (p.l1 > 0) return proximalDirection(p);
  smoothDirection(p);
  return dotProduct(p.size, p.gradient, p.direction);
}

function writeTrial(p: Problem): void {
  if (p.step == 1 && p.l1 > 0) memory.copy(p.trial, changetype<Model>(p.model).target, <usize>p.size << 3);
  else alongLine(p.size, p.point, p.step, p.direction, p.trial);
  writeVectors(p, p.trial);
}
