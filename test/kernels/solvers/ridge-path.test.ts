import { describe, expect, it } from 'vitest';
import { matrixOf } from '../../../src/base/matrix.js';
import { solveRidge } from '../../../src/kernels/solvers/ridge-path.js';
import oracle from '../../oracle/linear.json' with { type: 'json' };
import { plainMoments } from '../moments-reference.js';
import { kernels } from './logistic-reference.js';

describe('ridge', () => {
  it.each(oracle.ridges)(
    "gives scikit-learn's coefficients: alpha $alpha, intercept $intercept",
    ({ alpha, intercept, coef }) => {
      const [{ coef: w }] = solveRidge(
        { kernels, ...plainMoments(oracle.n, oracle.p, oracle.X, oracle.y, intercept) },
        [alpha],
      );
      coef.forEach((expected, j) => {
        expect(Math.abs(w[j] - expected)).toBeLessThan(1e-11 * Math.max(...coef.map(Math.abs)));
      });
    },
  );

  it('solves a system built from its answer', () => {
    const gram = matrixOf(2, 2, Float64Array.of(2, 1, 1, 3));
    const [{ coef: w }] = solveRidge({ kernels, gram, cross: Float64Array.of(3 * 5 + 1 * -2, 1 * 5 + 4 * -2) }, [1]);
    expect(w[0]).toBeCloseTo(5, 13);
    expect(w[1]).toBeCloseTo(-2, 13);
  });

  it('of equal columns and alpha 0 is the solution of smallest norm: they share the weight', () => {
    const X = [1, 1, 0, 2, 2, 1, 4, 4, -1, 3, 3, 5];
    const moments = plainMoments(4, 3, X, [2, 5, 7, 11], true);
    const single = plainMoments(4, 2, [1, 0, 2, 1, 4, -1, 3, 5], [2, 5, 7, 11], true);
    const [{ coef: both }] = solveRidge({ kernels, ...moments }, [0]);
    const [{ coef: one }] = solveRidge({ kernels, ...single }, [0]);
    expect(both[0]).toBeCloseTo(both[1], 12);
    expect(both[0] + both[1]).toBeCloseTo(one[0], 12);
    expect(both[2]).toBeCloseTo(one[1], 12);
  });

  it('gives constant columns no weight', () => {
    const moments = plainMoments(3, 2, [1, 7, 2, 7, 4, 7], [1, 2, 5], true);
    for (const { coef: w } of solveRidge({ kernels, ...moments }, [0, 1])) expect(w[1]).toBe(0);
  });

  it('gives each alpha the bits it has alone, and its memory back', () => {
    const moments = plainMoments(oracle.n, oracle.p, oracle.X, oracle.y, true);
    const before = kernels.heap.liveBytes;
    const alphas = [0, 1e-3, 5];
    expect(solveRidge({ kernels, ...moments }, alphas)).toEqual(
      alphas.flatMap((alpha) => solveRidge({ kernels, ...moments }, [alpha])),
    );
    expect(kernels.heap.liveBytes).toBe(before);
  });
});
