// How far to go along a direction, for a convex function of which each trial gives value and slope.
// A trial is taken if it satisfies the Wolfe conditions or, where values differ by rounding only, the approximate ones, which read
// slopes alone (Hager & Zhang, SIAM J. Optim. 16, 2005, eq. 4.1). A function with an absolute-value term is only asked to decrease.

export interface LineSearch {
  /** Value and directional derivative (< 0) at the origin; for a function with a kink, the model's decrease of a full step. */
  readonly value: number;
  readonly slope: number;
  /** Difference of two values that may be rounding. */
  readonly noise: number;
  readonly smooth: boolean;
  /** The step to try. */
  step: number;
  trials: number;
  /** Largest step known to be too short, smallest known to be too long, with their slopes (NaN = not known). */
  low: number;
  lowSlope: number;
  high: number;
  highSlope: number;
}

export type Verdict = 'accept' | 'retry' | 'stuck';

const SUFFICIENT = 1e-4;
const CURVATURE = 0.9;
const APPROXIMATE = 0.8;
const MAX_TRIALS = 25;

/** The first step to try is the whole one. */
export function startSearch(origin: { value: number; slope: number; noise: number; smooth: boolean }): LineSearch {
  const { value, slope, noise, smooth } = origin;
  return {
    value,
    slope,
    noise,
    smooth,
    step: 1,
    trials: 0,
    low: 0,
    lowSlope: slope,
    high: Number.POSITIVE_INFINITY,
    highSlope: Number.NaN,
  };
}

/** Judges the trial at `search.step`; on 'retry' sets the next step. `slope`: the derivative there, from the left at a kink. */
export function judge(search: LineSearch, value: number, slope: number): Verdict {
  const { smooth, step } = search;
  search.trials++;
  const decreased = value <= search.value + SUFFICIENT * step * search.slope;
  const levelled = value <= search.value + search.noise && slope <= -APPROXIMATE * search.slope;
  const longEnough = !smooth || slope >= CURVATURE * search.slope;
  if ((decreased || levelled) && longEnough) return 'accept';
  if (search.trials >= MAX_TRIALS) return 'stuck';
  if (decreased && slope < 0) lengthen(search, slope);
  else shorten(search, value, slope);
  return search.step > 1e-14 ? 'retry' : 'stuck';
}

/** The trial was too short: on by the secant of the slopes, two to ten times the step; within the bracket where there is one. */
function lengthen(search: LineSearch, slope: number): void {
  const { low, lowSlope, step, high } = search;
  const secant = step - (slope * (step - low)) / (slope - lowSlope);
  search.low = step;
  search.lowSlope = slope;
  if (Number.isFinite(high)) interpolate(search);
  else search.step = slope > lowSlope ? clamp(secant, 2 * step, 10 * step) : 10 * step;
}

function shorten(search: LineSearch, value: number, slope: number): void {
  const { step, low } = search;
  search.high = step;
  search.highSlope = slope;
  if (!Number.isFinite(value)) {
    search.highSlope = Number.NaN;
    search.step = low + 0.1 * (step - low);
  } else if (search.smooth) {
    interpolate(search);
  } else {
    const parabola = (-search.slope * step * step) / (2 * (value - search.value - search.slope * step));
    search.step = clamp(parabola, 0.1 * step, 0.5 * step);
  }
}

/** The zero of the slope's secant over the bracket, kept a tenth away from its ends; the middle where a slope is not known. */
function interpolate(search: LineSearch): void {
  const { low, lowSlope, high, highSlope } = search;
  const width = high - low;
  const secant = low - (lowSlope * width) / (highSlope - lowSlope);
  search.step = highSlope > lowSlope && highSlope > 0 ? clamp(secant, low + 0.1 * width, high - 0.1 * width) : low + 0.5 * width;
}

function clamp(x: number, least: number, most: number): number {
  return x >= least ? Math.min(x, most) : least;
}
