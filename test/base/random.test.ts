import { describe, expect, it } from 'vitest';
import { keyedRandom, RandomState } from '../../src/base/random.js';
import oracle from '../oracle/random_state.json' with { type: 'json' };

const times = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);

describe.each(oracle.cases)('RandomState($seed) draws as numpy does', (expected) => {
  const fresh = () => new RandomState(expected.seed);

  it('gives numpy’s random_sample, bit for bit', () => {
    const random = fresh();
    expect(times(5, () => random.randomSample())).toEqual(expected.random_sample);
  });

  it('gives numpy’s standard_normal to rounding (the logarithm is our own)', () => {
    const random = fresh();
    const drawn = times(7, () => random.standardNormal());
    drawn.forEach((x, i) => {
      expect(x).toBeCloseTo(expected.standard_normal[i], 14);
    });
  });

  it.each([
    ['randint_1000', 0, 1000],
    ['randint_negative', -5, 3],
    ['randint_2_31', 0, 2 ** 31],
    ['randint_2_32', 0, 2 ** 32],
    ['randint_2_40', 0, 2 ** 40],
  ] as const)('gives numpy’s %s', (name, low, high) => {
    const random = fresh();
    expect(times(expected[name].length, () => random.randint(low, high))).toEqual(expected[name]);
  });

  it('gives numpy’s permutation, shuffle and choice', () => {
    const tens = Array.from({ length: 11 }, (_, i) => i * 10);
    fresh().shuffle(tens);
    expect([...fresh().permutation(12)]).toEqual(expected.permutation_12);
    expect(tens).toEqual(expected.shuffled_tens);
    const hundreds = Array.from({ length: 9 }, (_, i) => i + 100);
    expect(fresh().choiceWithoutReplacement(hundreds, 4)).toEqual(expected.choice_4_of_9);
  });

  it('gives scikit-learn’s sample_without_replacement by each of its methods', () => {
    expect(fresh().sampleWithoutReplacement(2 ** 30, 6)).toEqual(expected.sample_tracking);
    expect(fresh().sampleWithoutReplacement(50, 7)).toEqual(expected.sample_permutation);
    expect(fresh().sampleWithoutReplacement(20, 20)).toEqual(expected.sample_reservoir);
  });

  it('keeps the spare normal while other draws come between', () => {
    const random = fresh();
    const mixed = [
      random.uniform(),
      random.standardNormal(),
      random.randint(0, 10),
      random.standardNormal(),
      random.uniform(-2, 3),
      [...random.permutation(5)],
      random.standardNormal(),
    ];
    mixed.forEach((x, i) => {
      if (typeof x === 'number') expect(x).toBeCloseTo(expected.mixed[i] as number, 14);
      else expect(x).toEqual(expected.mixed[i]);
    });
  });
});

describe('RandomState', () => {
  it('draws nothing for a range of one value', () => {
    const random = new RandomState(42);
    expect(random.randint(7, 8)).toBe(7);
    expect(random.uint32()).toBe(1608637542);
  });

  it('refuses seeds that are not 32-bit unsigned integers', () => {
    for (const seed of [-1, 0.5, 2 ** 32, NaN]) expect(() => new RandomState(seed)).toThrow(/random_state/);
  });
});

describe('keyedRandom', () => {
  it('gives the same stream for the same key and another one for another key', () => {
    const stream = (key: string) => times(4, keyedRandom(key));
    expect(stream('a')).toEqual(stream('a'));
    expect(stream('a')).not.toEqual(stream('b'));
  });

  it('is uniform in [0, 1): mean 1/2 and variance 1/12 of 20,000 draws within five standard errors', () => {
    const drawn = times(20_000, keyedRandom('uniform'));
    const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
    const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / 20_000));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / 20_000));
    expect(drawn.every((x) => x >= 0 && x < 1)).toBe(true);
  });
});
