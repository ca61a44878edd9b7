// Logistic problems without an optimum, or with one that is far out. Problems are built from their answer: which rows
// can be told apart.

import { describe, expect, it } from 'vitest';
import { fitLogistic, type LogisticOptions } from '../../../src/kernels/solvers/logistic.js';
import { judge, problemOf, type Rows, randomSource, rowsOf } from './logistic-reference.js';

const NONE: LogisticOptions = {
  penalty: 'none',
  C: 1,
  l1Ratio: 0,
  fitIntercept: true,
  multiclass: 'multinomial',
  classWeights: Float64Array.of(1, 1),
  tol: 1e-6,
  maxIter: 1000,
};

/**
 * 120 rows: three normal columns, and one that `column` makes of the class; classes by a noisy score, but for what
 * `code` says.
 */
function rows(
  seed: number,
  make: (draw: ReturnType<typeof randomSource>, i: number) => { readonly x: number[]; readonly code: number },
  classes = 2,
): Rows {
  const draw = randomSource(seed);
  const made = Array.from({ length: 120 }, (_, i) => make(draw, i));
  return rowsOf(
    120,
    made[0].x.length,
    made.flatMap(({ x }) => x),
    made.map(({ code }) => code),
    classes,
  );
}

type Made = (draw: ReturnType<typeof randomSource>, i: number) => { readonly x: number[]; readonly code: number };
const noisy =
  (noise: number): Made =>
  ({ normal }) => {
    const x = [normal(), normal(), normal()];
    return { x, code: x[0] + noise * normal() > 0 ? 1 : 0 };
  };
const SEPARABLE: readonly [string, Rows][] = [
  ['every row on its side of a plane', rows(1, noisy(0))],
  [
    'the same in large units',
    rows(1, (draw, i) => {
      const { x, code } = noisy(0)(draw, i);
      return { x: x.map((v) => v * 1e6), code };
    }),
  ],
  [
    'a column that tells some rows for sure',
    rows(2, ({ normal, uniform }) => {
      const sure = uniform() < 0.2 ? 1 : 0;
      return { x: [normal(), normal(), sure], code: sure || uniform() < 0.5 ? 1 : 0 };
    }),
  ],
  [
    'three classes, one of them apart',
    rows(
      3,
      ({ normal, uniform }, i) => {
        const code = i % 3;
        return { x: [normal() + (code === 2 ? 20 : 0), normal() + code * uniform()], code };
      },
      3,
    ),
  ],
];
const MIXED: readonly [string, Rows][] = [
  ['noise', rows(4, ({ normal }, i) => ({ x: [normal(), normal()], code: i % 2 }))],
  ['a strong signal', rows(5, noisy(0.3))],
  [
    'a row or two on the wrong side',
    rows(6, (draw, i) => {
      const { x, code } = noisy(0)(draw, i);
      return { x, code: i < 2 ? 1 - code : code };
    }),
  ],
  ['three classes that overlap', rows(7, ({ normal }, i) => ({ x: [normal() + (i % 3), normal()], code: i % 3 }), 3)],
  [
    'in units that differ by 1e8',
    rows(8, (draw, i) => {
      const { x, code } = noisy(0.4)(draw, i);
      return { x: [x[0] * 1e4, x[1] * 1e-4, x[2]], code };
    }),
  ],
];

const weightsOf = ({ nClasses }: Rows) => new Float64Array(nClasses).fill(1);

describe('without a penalty', () => {
  it.each(SEPARABLE)('finds that there is no optimum: %s', (_name, all) => {
    for (const tol of [1e-4, 1e-6, 1e-9]) {
      const [found] = fitLogistic(problemOf(all, false), [{ ...NONE, tol, classWeights: weightsOf(all) }]);
      expect(found.separable, `tol ${tol}`).toBe(true);
    }
  });

  it.each(MIXED)('raises no false alarm: %s', (_name, all) => {
    for (const tol of [1e-3, 1e-6, 1e-9]) {
      const [found] = fitLogistic(problemOf(all, false), [{ ...NONE, tol, classWeights: weightsOf(all) }]);
      expect([found.separable, found.converged], `tol ${tol}`).toEqual([false, true]);
    }
  });

  it('leaves out rows that weigh nothing', () => {
    const [, all] = MIXED[2];
    const weights = Float64Array.from({ length: 120 }, (_, i) => (i < 2 ? 0 : 1));
    const [found] = fitLogistic({ ...problemOf(all, false), weights }, [NONE]);
    expect(found.separable).toBe(true);
  });
});

describe('with all weights at zero', () => {
  it.each([2, 3, 5])(
    'classes that weigh the same have exactly equal scores, so that a tie is the first one: %i classes',
    (classes) => {
      const counts = [7, 23, 11, 29, 13].slice(0, classes);
      const codes = counts.flatMap((count, k) => new Array<number>(count).fill(k));
      const { normal } = randomSource(9);
      const all = rowsOf(
        codes.length,
        2,
        codes.flatMap(() => [normal(), normal()]),
        codes,
        classes,
      );
      // As class_weight: balanced says it, with the rounding of its division.
      const balanced = Float64Array.from(counts, (count) => codes.length / (classes * count));
      const [found] = fitLogistic(problemOf(all, false), [{ ...NONE, penalty: 'l1', C: 1e-6, classWeights: balanced }]);
      expect([...found.coef.data].every((weight) => weight === 0)).toBe(true);
      expect(new Set(found.intercept).size).toBe(1);
      if (classes === 2) expect(found.intercept[0]).toBe(0);
    },
  );
});

describe('with a weak penalty on separable rows', () => {
  const [, apart] = SEPARABLE[0];
  const [, three] = SEPARABLE[3];
  it.each<[string, Partial<LogisticOptions>, Rows]>([
    ['l1', { penalty: 'l1', C: 1e3 }, apart],
    ['l1, very weak', { penalty: 'l1', C: 1e9 }, apart],
    ['l2', { penalty: 'l2', C: 1e4 }, apart],
    ['l2, very weak', { penalty: 'l2', C: 1e12 }, apart],
    ['elasticnet', { penalty: 'elasticnet', l1Ratio: 0.3, C: 1e4 }, apart],
    ["liblinear's objective", { penalty: 'l2', C: 1e12, penalisedIntercept: 1, multiclass: 'ovr' }, apart],
    ['l1, three classes', { penalty: 'l1', C: 1e4 }, three],
  ])('reaches the optimum at the default tol: %s', (_name, given, all) => {
    const options = { ...NONE, ...given, classWeights: weightsOf(all) };
    const [usual, tight] = fitLogistic(problemOf(all, false), [options, { ...options, tol: 1e-12, maxIter: 10_000 }]);
    expect([usual.separable, usual.converged, tight.converged]).toEqual([false, true, true]);
    const best = judge(all, options, tight).objective;
    expect(judge(all, options, usual).objective / best - 1).toBeLessThan(1e-5);
  });
});
