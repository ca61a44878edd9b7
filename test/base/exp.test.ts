import { describe, expect, it } from 'vitest';
import { exp } from '../../src/base/exp.js';
import { log } from '../../src/base/log.js';
import { RandomState } from '../../src/base/random.js';

describe('exp', () => {
  it('is at most two units in the last place from the engine’s, over all of its range', () => {
    const random = new RandomState(4);
    for (let i = 0; i < 20_000; i++) {
      const x = random.uniform(-707, 709);
      const want = Math.exp(x);
      expect(Math.abs(exp(x) - want)).toBeLessThanOrEqual(2 * Number.EPSILON * want);
    }
  });
  it('keeps to its ends', () => {
    expect([
      exp(0),
      exp(-0),
      exp(710),
      exp(Number.POSITIVE_INFINITY),
      exp(-746),
      exp(Number.NEGATIVE_INFINITY),
    ]).toEqual([1, 1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0]);
    expect(exp(Number.NaN)).toBeNaN();
    expect(exp(-744)).toBeGreaterThan(0);
    expect(exp(709.7)).toBeLessThan(Number.POSITIVE_INFINITY);
  });
  it('undoes log', () => {
    for (const x of [1e-300, 0.3, 1, 7, 1e300]) expect(Math.abs(exp(log(x)) / x - 1)).toBeLessThan(1e-13);
  });
});
