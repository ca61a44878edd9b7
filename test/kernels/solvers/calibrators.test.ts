// Calibrators by algebra: the sigmoid's optimum, the isotonic fit's pools.

import { describe, expect, it } from 'vitest';
import { RandomState } from '../../../src/base/random.js';
import { fitIsotonic, isotonicAt } from '../../../src/kernels/solvers/isotonic.js';
import { fitSigmoid, sigmoidOf } from '../../../src/kernels/solvers/sigmoid-fit.js';

const random = new RandomState(7);
const rows = 200;
const scores = Float64Array.from({ length: rows }, () => 3 * random.standardNormal() + 1);
const positive = Uint8Array.from(scores, (score) => (score + 2 * random.standardNormal() > 0 ? 1 : 0));
const weights = Float64Array.from({ length: rows }, (_, i) => i % 4);

/** Derivatives of Platt's loss by a and b. */
function slope(
  x: Float64Array,
  of: Uint8Array,
  { a, b }: { a: number; b: number },
  w: (i: number) => number,
): [number, number] {
  const sum = (value: (i: number) => number) => Array.from(x.keys()).reduce((total, i) => total + w(i) * value(i), 0);
  const [ones, zeros] = [sum((i) => of[i]), sum((i) => 1 - of[i])];
  const gap = (i: number) =>
    (of[i] === 1 ? (ones + 1) / (ones + 2) : 1 / (zeros + 2)) - 1 / (1 + Math.exp(a * x[i] + b));
  return [sum((i) => gap(i) * x[i]), sum(gap)];
}

describe('the sigmoid', () => {
  it.each([
    ['plain rows', scores, undefined],
    ['weighted rows', scores, weights],
    ['scores far from 0', scores.map((score) => 1e6 + score), undefined],
    ['large scores', scores.map((score) => 1e5 * score), undefined],
  ])('is the optimum of its loss for %s', (_name, x, w) => {
    const found = fitSigmoid(x, positive, w);
    const size = Math.max(...x.map(Math.abs));
    const [byA, byB] = slope(x, positive, found, (i) => w?.[i] ?? 1);
    expect(Math.abs(byA) / size).toBeLessThan(1e-6);
    expect(Math.abs(byB)).toBeLessThan(1e-6);
    expect(found.a).toBeLessThan(0);
  });

  it('of equal scores is the share that its targets have', () => {
    const { a, b } = fitSigmoid(new Float64Array(6).fill(2.5), Uint8Array.of(1, 0, 0, 1, 0, 0), undefined);
    expect(a).toBe(0);
    expect(sigmoidOf(b)).toBeCloseTo((2 * (3 / 4) + 4 * (1 / 6)) / 6, 12);
  });

  it('does not overflow', () => {
    expect([sigmoidOf(1e4), sigmoidOf(-1e4), sigmoidOf(0)]).toEqual([0, 1, 0.5]);
  });
});

describe('the isotonic fit', () => {
  it('pools what goes down, joins equal scores, and drops corners that say nothing', () => {
    const { x, y } = fitIsotonic(Float64Array.of(1, 2, 2, 3, 4, 5, 6), Uint8Array.of(0, 1, 0, 1, 0, 1, 1), undefined);
    expect([...x]).toEqual([1, 2, 4, 5, 6]);
    expect([...y]).toEqual([0, 0.5, 0.5, 1, 1]);
  });

  it('is straight between corners and level outside', () => {
    const fitted = { x: Float64Array.of(0, 2, 3), y: Float64Array.of(0.2, 0.6, 1) };
    expect([-1, 0, 1, 2, 2.5, 3, 9].map((score) => isotonicAt(fitted, score))).toEqual([0.2, 0.2, 0.4, 0.6, 0.8, 1, 1]);
  });

  it('never goes down, and has the mean of its rows', () => {
    const fitted = fitIsotonic(scores, positive, weights);
    expect(fitted.y.every((value, i) => i === 0 || value >= fitted.y[i - 1])).toBe(true);
    const sum = (values: (i: number) => number) =>
      Array.from(scores.keys()).reduce((total, i) => total + weights[i] * values(i), 0);
    expect(sum((i) => isotonicAt(fitted, scores[i]))).toBeCloseTo(
      sum((i) => positive[i]),
      9,
    );
  });

  it('of one score is the mean', () => {
    const fitted = fitIsotonic(Float64Array.of(4, 4), Uint8Array.of(0, 1), undefined);
    expect([isotonicAt(fitted, 3), isotonicAt(fitted, 4), isotonicAt(fitted, 5)]).toEqual([0.5, 0.5, 0.5]);
  });
});
