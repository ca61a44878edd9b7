import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DescentOptions, type DescentSolution, fitElasticNet } from '../../../src/kernels/solvers/descent.js';
import oracle from '../../oracle/linear.json' with { type: 'json' };
import { type PlainMoments, plainMoments } from '../moments-reference.js';
import { kernels, randomSource } from './logistic-reference.js';

const EXACT = { tol: 1e-10, maxIter: 1000 };

function solve(moments: PlainMoments, options: readonly DescentOptions[]): DescentSolution[] {
  return fitElasticNet({ kernels, ...moments }, options);
}

/** Columns that follow one another with the given correlation, and a target that reads every third. */
function makeMoments(seed: number, n: number, p: number, correlation: number): PlainMoments {
  const { normal } = randomSource(seed);
  const X = new Float64Array(n * p);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let column = normal();
    for (let j = 0; j < p; j++) {
      column = correlation * column + Math.sqrt(1 - correlation ** 2) * normal();
      X[i * p + j] = column;
      if (j % 3 === 0) y[i] += column;
    }
    y[i] += normal();
  }
  return plainMoments(n, p, X, y, true);
}

/** Largest KKT violation of the objective as scikit-learn states it. */
function violation({ count, gram, cross }: PlainMoments, { alpha, l1Ratio }: DescentOptions, w: Float64Array): number {
  let largest = 0;
  for (let j = 0; j < w.length; j++) {
    let slope = -cross[j] / count + alpha * (1 - l1Ratio) * w[j];
    for (let k = 0; k < w.length; k++) slope += (gram.data[j * gram.stride + k] / count) * w[k];
    largest = Math.max(
      largest,
      w[j] === 0 ? Math.abs(slope) - alpha * l1Ratio : Math.abs(slope + Math.sign(w[j]) * alpha * l1Ratio),
    );
  }
  return largest;
}

describe("scikit-learn's optima", () => {
  it.each(oracle.fits)(
    'are reached: alpha $alpha, l1_ratio $l1Ratio, intercept $intercept',
    ({ alpha, l1Ratio, intercept, coef }) => {
      const moments = plainMoments(oracle.n, oracle.p, oracle.X, oracle.y, intercept);
      const [solution] = solve(moments, [{ alpha, l1Ratio, ...EXACT }]);
      expect(solution.converged).toBe(true);
      coef.forEach((w, j) => {
        expect(Math.abs(solution.coef[j] - w)).toBeLessThan(1e-7 * Math.max(1, ...coef.map(Math.abs)));
      });
    },
  );
});

describe('the optimum', () => {
  const options = [1e-4, 1e-2, 0.1, 1].flatMap((alpha) => [1, 0.5, 0].map((l1Ratio) => ({ alpha, l1Ratio, ...EXACT })));

  it.each([
    { n: 200, p: 30, correlation: 0 },
    { n: 200, p: 30, correlation: 0.99 },
    { n: 20, p: 50, correlation: 0.5 },
  ])('is reached to 1e-10 for n = $n, p = $p, correlation $correlation', ({ n, p, correlation }) => {
    const moments = makeMoments(1, n, p, correlation);
    solve(moments, options).forEach(({ converged, coef }, at) => {
      expect(converged).toBe(true);
      // The tolerance is per unit of the columns' and the target's spread; columns have about unit spread here.
      expect(violation(moments, options[at], coef)).toBeLessThan(3 * 1e-10 * Math.sqrt(moments.targetM2 / n));
    });
  });

  it('of a single column is the soft threshold', () => {
    const moments = plainMoments(4, 1, [-1, 0, 1, 2], [1, 2, 4, 7], true);
    const spread = moments.gram.data[0] / 4;
    const [solution] = solve(moments, [{ alpha: 0.5, l1Ratio: 1, ...EXACT }]);
    expect(solution.coef[0]).toBeCloseTo((moments.cross[0] / 4 - 0.5) / spread, 13);
  });

  it('is all zeros from the largest useful alpha on', () => {
    const moments = makeMoments(2, 50, 5, 0.3);
    const largest = Math.max(...moments.cross.map(Math.abs)) / 50;
    const [zero, some] = solve(moments, [
      { alpha: largest * 1.0000001, l1Ratio: 1, ...EXACT },
      { alpha: largest * 0.999, l1Ratio: 1, ...EXACT },
    ]);
    expect([...zero.coef]).toEqual([0, 0, 0, 0, 0]);
    expect(some.coef.filter((w) => w !== 0)).toHaveLength(1);
  });

  it('is found for equal, constant and wildly scaled columns', () => {
    const { normal } = randomSource(3);
    const base = Array.from({ length: 60 }, () => [normal(), normal(), normal()]);
    const X = base.flatMap(([a, b, c]) => [a, a, 0, 1e6 * b, 1e-6 * c]);
    const y = base.map(([a, b, c]) => a + b + c + normal());
    const moments = plainMoments(60, 5, X, y, true);
    for (const { coef, converged } of solve(moments, [
      { alpha: 1e-7, l1Ratio: 1, ...EXACT },
      { alpha: 1e-7, l1Ratio: 0.5, ...EXACT },
    ])) {
      expect(converged).toBe(true);
      expect(coef[2]).toBe(0);
      expect(coef[0] + coef[1]).toBeCloseTo(1, 0);
      expect(1e6 * coef[3]).toBeCloseTo(1, 0);
    }
  });
});

describe('a candidate', () => {
  it('has the bits it has alone', () => {
    const moments = makeMoments(4, 40, 12, 0.8);
    const option = fc.record({
      alpha: fc.constantFrom(1e-3, 0.1, 1),
      l1Ratio: fc.constantFrom(0, 0.3, 1),
      tol: fc.constantFrom(1e-4, 1e-10),
      maxIter: fc.constantFrom(1, 7, 1000),
    });
    fc.assert(
      fc.property(fc.array(option, { minLength: 2, maxLength: 6 }), (options) => {
        expect(solve(moments, options)).toEqual(options.flatMap((o) => solve(moments, [o])));
      }),
      { seed: 2016, numRuns: 20 },
    );
  });

  it('that may not sweep enough says so', () => {
    const [solution] = solve(makeMoments(5, 60, 30, 0.99), [{ alpha: 1e-4, l1Ratio: 1, tol: 1e-18, maxIter: 1 }]);
    expect(solution).toMatchObject({ converged: false, iterations: 1 });
  });

  it('leaves no memory behind', () => {
    const before = kernels.heap.liveBytes;
    solve(makeMoments(6, 30, 4, 0), [{ alpha: 0.1, l1Ratio: 1, ...EXACT }]);
    expect(kernels.heap.liveBytes).toBe(before);
  });

  it('on highly correlated columns takes at most 150 sweeps', () => {
    const options = [1e-4, 1e-3, 1e-2].map((alpha) => ({ alpha, l1Ratio: 1, ...EXACT }));
    for (const { iterations } of solve(makeMoments(7, 300, 40, 0.995), options))
      expect(iterations).toBeLessThanOrEqual(150);
  });
});
