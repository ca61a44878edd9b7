import { describe, expect, it } from 'vitest';
import { keyedRandom } from '../../../src/base/random.js';
import { digamma, informationOnClasses, informationOnValues } from '../../../src/kernels/solvers/mutual-information.js';

const random = keyedRandom('mutual information');
const draw = (values: () => number): Float64Array => Float64Array.from({ length: 120 }, values);
/** Multiples of a power of two, so short that their squares are exact. */
const short = (bits: number): number => Math.floor(2 ** bits * random());
const uniform = draw(() => short(24) / 2 ** 24);
/** Few values, parted by a little noise, as columns of 0 and 1 are. */
const stepped = draw(() => Math.floor(3 * random()) + short(14) / 2 ** 24);
const codes = Int32Array.from(uniform, (value, i) =>
  i === 7 ? 3 : i === 30 || i === 31 ? 2 : Number(value + random() > 1),
);

/** The k-th least distance to another row. */
const radiusOf = (distances: number[], k: number): number => distances.sort((a, b) => a - b)[k - 1];
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Kraskov's first estimator, as it is written. */
function onValues(x: Float64Array, y: Float64Array, k: number): number {
  const rows = [...x.keys()];
  const terms = rows.map((i) => {
    const others = rows.filter((j) => j !== i);
    const radius = radiusOf(
      others.map((j) => Math.max(Math.abs(x[i] - x[j]), Math.abs(y[i] - y[j]))),
      k,
    );
    const within = (column: Float64Array): number =>
      others.filter((j) => Math.abs(column[i] - column[j]) < radius).length;
    return digamma(within(x) + 1) + digamma(within(y) + 1);
  });
  return Math.max(0, digamma(k) + digamma(x.length) - mean(terms));
}

/** Ross's estimator, as it is written. */
function onClasses(x: Float64Array, k: number): number {
  const rows = [...x.keys()].filter((i) => codes.filter((code) => code === codes[i]).length > 1);
  const terms = rows.map((i) => {
    const own = rows.filter((j) => j !== i && codes[j] === codes[i]);
    const taken = Math.min(k, own.length);
    const radius = radiusOf(
      own.map((j) => Math.abs(x[i] - x[j])),
      taken,
    );
    return (
      digamma(taken) - digamma(own.length + 1) - digamma(rows.filter((j) => Math.abs(x[i] - x[j]) < radius).length)
    );
  });
  return Math.max(0, digamma(rows.length) + mean(terms));
}

describe('mutual information', () => {
  it('digamma goes up by 1 / n, from minus Euler’s number', () => {
    expect(digamma(1)).toBe(-0.5772156649015329);
    for (let n = 1; n < 200; n++) expect(digamma(n + 1) - digamma(n)).toBeCloseTo(1 / n, 14);
  });

  it.each([
    ['spread columns', uniform, draw(random)],
    ['a column that follows the other', uniform, uniform.map((value) => value ** 2 + 0.05 * random())],
    ['a column of few values', stepped, uniform],
    ['a column of few values behind', uniform, stepped],
    ['the same column twice', stepped, stepped],
  ])('of values is Kraskov’s estimate: %s', (_, x, y) => {
    for (const k of [1, 3, 5]) expect(informationOnValues(x, y, k)).toBeCloseTo(onValues(x, y, k), 12);
  });

  it.each([
    ['a spread column', uniform],
    ['few values', stepped],
  ])('on classes is Ross’s estimate, rare classes and all: %s', (_, x) => {
    for (const k of [1, 3, 5]) expect(informationOnClasses(x, codes, k)).toBeCloseTo(onClasses(x, k), 12);
  });

  it('of repeated values counts those upon each other', () => {
    const y = Int32Array.from({ length: 32 }, (_, i) => i % 4);
    expect(informationOnClasses(Float64Array.from(y), y, 3)).toBeCloseTo(digamma(32) + digamma(3) - 2 * digamma(8), 14);
    expect(informationOnClasses(new Float64Array(32), y, 3)).toBe(0);
  });

  it('is undefined where every class has one row', () => {
    expect(informationOnClasses(uniform.subarray(0, 3), Int32Array.of(0, 1, 2), 3)).toBeUndefined();
  });
});
