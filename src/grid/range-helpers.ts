// The range helpers of a grid: {logspace: [a, b, n]}, {linspace: …}, {geomspace: …} and {arange: [start, stop, step]}
// with numpy's formulas, written out as literal numbers, so that a result names the values that were tried.

import { logTen, MAX_EXPONENT, powerOfTen } from './powers.js';

/** The values of a range, or why there are none. */
export type Range = { readonly values: readonly number[] } | { readonly reason: string };

/** How a helper is written, and what it makes of its three numbers. */
interface Helper {
  readonly usage: string;
  readonly expand: (a: number, b: number, c: number) => Range;
}

/** The range helpers by name. */
export const RANGES: ReadonlyMap<string, Helper> = new Map(
  Object.entries<Helper>({
    linspace: {
      usage: '{linspace: [start, stop, n]}',
      expand: (start, stop, n) => counted(n, () => linspace(start, stop, n)),
    },
    logspace: {
      usage: '{logspace: [a, b, n]}: n numbers from 10^a to 10^b',
      expand: (a, b, n) => counted(n, () => logspace(a, b, n)),
    },
    geomspace: {
      usage: '{geomspace: [start, stop, n]}',
      expand: (start, stop, n) => counted(n, () => geomspace(start, stop, n)),
    },
    arange: { usage: '{arange: [start, stop, step]}, without stop', expand: arange },
  }),
);

/** More values than this are no list to search through. */
const MAX_VALUES = 1_000_000;

function counted(n: number, make: () => Range): Range {
  if (!Number.isInteger(n) || n < 1)
    return { reason: `the third number says how many values: an integer from 1; got ${n}` };
  if (n > MAX_VALUES)
    return { reason: `${n.toLocaleString('en')} values are too many; at most ${MAX_VALUES.toLocaleString('en')}` };
  return finite(make());
}

function linspace(start: number, stop: number, n: number): Range {
  const delta = stop - start;
  const step = delta / (n - 1);
  const at = (i: number) => (step === 0 ? (i / (n - 1)) * delta : i * step) + start;
  return { values: Array.from({ length: n }, (_, i) => (i === 0 ? start : i === n - 1 ? stop : at(i))) };
}

function logspace(a: number, b: number, n: number): Range {
  if (Math.abs(a) > MAX_EXPONENT || Math.abs(b) > MAX_EXPONENT) {
    return { reason: `the first two numbers are exponents of ten, within ±${MAX_EXPONENT}` };
  }
  const exponents = linspace(a, b, n);
  return 'values' in exponents ? { values: exponents.values.map(powerOfTen) } : exponents;
}

function geomspace(start: number, stop: number, n: number): Range {
  if (start === 0 || stop === 0 || start < 0 !== stop < 0)
    return { reason: 'start and stop must have one sign and not be 0' };
  const [low, high] = [logTen(Math.abs(start)), logTen(Math.abs(stop))];
  const inner = logspace(low, high, n);
  if (!('values' in inner)) return { reason: `start and stop must be within 1e±${MAX_EXPONENT}` };
  const sign = start < 0 ? -1 : 1;
  return { values: inner.values.map((value, i) => (i === 0 ? start : i === n - 1 ? stop : sign * value)) };
}

function arange(start: number, stop: number, step: number): Range {
  if (step === 0) return { reason: 'the step must not be 0' };
  const length = Math.ceil((stop - start) / step);
  if (!(length > 0)) return { reason: `from ${start} by steps of ${step} nothing lies before ${stop}` };
  if (length > MAX_VALUES)
    return { reason: `${length.toLocaleString('en')} values are too many; at most ${MAX_VALUES.toLocaleString('en')}` };
  // As numpy fills an arange: the step is what is left after start + step was rounded.
  const delta = start + step - start;
  return finite({ values: Array.from({ length }, (_, i) => (i === 1 ? start + step : start + i * delta)) });
}

function finite(range: Range): Range {
  if (!('values' in range) || range.values.every(Number.isFinite)) return range;
  return { reason: 'its values leave the range of numbers' };
}
