import { describe, expect, it } from 'vitest';
import { exponentOf, unitScale } from '../../src/base/exponent.js';

describe('the exponent of a double', () => {
  it('is that of the power of two that is not above it, for all powers and their neighbours', () => {
    for (let e = -1074; e < 1024; e++) {
      const power = 2 ** e;
      expect(exponentOf(power)).toBe(e);
      expect(exponentOf(-power)).toBe(e);
      expect(exponentOf(power + 2 ** Math.max(e - 52, -1074))).toBe(e === -1074 ? -1073 : e);
      if (e > -1022) expect(exponentOf(power - 2 ** Math.max(e - 53, -1074))).toBe(e - 1);
    }
    expect([0, Number.POSITIVE_INFINITY, Number.NaN].map(exponentOf)).toEqual([-1075, 1024, 1024]);
  });

  it('says which power of two brings a sum of squares nearest to 1, also a rounding below one', () => {
    const ulp = 2 ** -53;
    expect(
      [1, 0.5, 0.5 - ulp, 2 - 2 * ulp, 2, 8 - 8 * ulp, 8, 1e300].map((square) => square * unitScale(square) ** 2),
    ).toEqual([1, 0.5, 2 - 4 * ulp, 2 - 2 * ulp, 0.5, 2 - 2 * ulp, 0.5, 1e300 * 2 ** -996]);
  });
});
