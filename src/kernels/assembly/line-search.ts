// How far to go along a direction, for a convex function of which each trial gives value and slope.
// A trial is taken if it satisfies the Wolfe conditions or, where values differ by rounding only, the approximate ones,
// which read slopes alone (Hager & Zhang, SIAM J. Optim. 16, 2005, eq. 4.1). A function with an absolute-value term is
// only asked to decrease. Of a problem: originValue and originSlope (< 0; with a kink, the model's decrease of a full
// step), noise (difference of two values that may be rounding), step (to try), low and high (largest step known to be
// too short, smallest too long), with slopes (NaN = not known).

import { Problem } from './problem';

export const ACCEPT: i32 = 0;
export const RETRY: i32 = 1;
export const STUCK: i32 = 2;

const SUFFICIENT: f64 = 1e-4;
const CURVATURE: f64 = 0.9;
const APPROXIMATE: f64 = 0.8;
const MAX_TRIALS: i32 = 25;

/** The first step to try is the whole one. */
export function startSearch(p: Problem, value: f64, slope: f64, noise: f64): void {
  p.searching = 1;
  p.originValue = value;
  p.originSlope = slope;
  p.noise = noise;
  p.step = 1;
  p.trials = 0;
  p.low = 0;
  p.lowSlope = slope;
  p.high = Infinity;
  p.highSlope = NaN;
}

/** Judges the trial at `step`; on RETRY sets the next step. `slope`: the derivative there, from the left at a kink. */
export function judge(p: Problem, value: f64, slope: f64): i32 {
  const smooth = !(p.l1 > 0);
  p.trials++;
  const decreased = value <= p.originValue + SUFFICIENT * p.step * p.originSlope;
  const levelled = value <= p.originValue + p.noise && slope <= -APPROXIMATE * p.originSlope;
  const longEnough = !smooth || slope >= CURVATURE * p.originSlope;
  if ((decreased || levelled) && longEnough) return ACCEPT;
  if (p.trials >= MAX_TRIALS) return STUCK;
  if (decreased && slope < 0) lengthen(p, slope);
  else shorten(p, value, slope, smooth);
  return p.step > 1e-14 ? RETRY : STUCK;
}

/**
 * The trial was too short: on by the secant of the slopes, two to ten times the step; within the bracket where there is
 * one.
 */
function lengthen(p: Problem, slope: f64): void {
  const step = p.step;
  const lowSlope = p.lowSlope;
  const secant = step - (slope * (step - p.low)) / (slope - lowSlope);
  p.low = step;
  p.lowSlope = slope;
  if (p.high < Infinity) interpolate(p);
  else p.step = slope > lowSlope ? clamp(secant, 2 * step, 10 * step) : 10 * step;
}

function shorten(p: Problem, value: f64, slope: f64, smooth: bool): void {
  const step = p.step;
  p.high = step;
  p.highSlope = slope;
  if (!isFinite(value)) {
    p.highSlope = NaN;
    p.step = p.low + 0.1 * (step - p.low);
  } else if (smooth) {
    interpolate(p);
  } else {
    const parabola = (-p.originSlope * step * step) / (2 * (value - p.originValue - p.originSlope * step));
    p.step = clamp(parabola, 0.1 * step, 0.5 * step);
  }
}

/**
 * The zero of the slope's secant over the bracket, kept a tenth away from its ends; the middle where a slope is not
 * known.
 */
function interpolate(p: Problem): void {
  const width = p.high - p.low;
  const secant = p.low - (p.lowSlope * width) / (p.highSlope - p.lowSlope);
  p.step = p.highSlope > p.lowSlope && p.highSlope > 0 ? clamp(secant, p.low + 0.1 * width, p.high - 0.1 * width) : p.low + 0.5 * width;
}

function clamp(x: f64, least: f64, most: f64): f64 {
  return x >= least ? Math.min(x, most) : least;
}
