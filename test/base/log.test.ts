import { describe, expect, it } from 'vitest';
import { log } from '../../src/base/log.js';
import { keyedRandom } from '../../src/base/random.js';

describe('log', () => {
  it('agrees with the engine’s logarithm to one unit in the last place over all magnitudes', () => {
    const random = keyedRandom('log');
    let worst = 0;
    for (let i = 0; i < 20_000; i++) {
      const x = (1 + random()) * 2 ** Math.floor(random() * 2097 - 1073);
      worst = Math.max(worst, Math.abs(log(x) / Math.log(x) - 1));
    }
    expect(worst).toBeLessThanOrEqual(2 ** -52);
  });

  it('is accurate beside 1, where the result vanishes', () => {
    for (const d of [1e-3, 1e-7, 2 ** -40, 2 ** -52, -(2 ** -53), -1e-7, -1e-3]) {
      expect(Math.abs(log(1 + d) / Math.log1p(1 + d - 1) - 1)).toBeLessThan(3e-16);
    }
  });

  it('has frozen bits', () => {
    expect([log(3), log(7), log(0.3), log(1e-15), log(5e-324), log(Number.MAX_VALUE)]).toEqual([
      1.0986122886681096, 1.9459101490553132, -1.2039728043259361, -34.538776394910684, -744.4400719213812,
      709.782712893384,
    ]);
  });

  it('knows its edges', () => {
    expect(log(1)).toBe(0);
    expect(log(0)).toBe(-Infinity);
    expect(log(-0)).toBe(-Infinity);
    expect(log(Infinity)).toBe(Infinity);
    expect(log(-1)).toBeNaN();
    expect(log(NaN)).toBeNaN();
  });
});
