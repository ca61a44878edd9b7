import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitLogistic, type LogisticOptions, type LogisticSolution } from '../../../src/kernels/solvers/logistic.js';
import oracle from '../../oracle/logistic.json' with { type: 'json' };
import { judge, kernels, makeRows, optionsOf, problemOf, type Rows, rowsOf } from './logistic-reference.js';

function solve(rows: Rows, options: readonly LogisticOptions[], uncorrelated = false): LogisticSolution[] {
  return fitLogistic(problemOf(rows, uncorrelated), options);
}

const PENALTIES = ['l1', 'l2', 'elasticnet', 'none'] as const;
const STRENGTHS = [1e-4, 1e-2, 1, 100, 1e4];
/** Every penalty at every C. */
const ALL = (nClasses: number, given: Partial<LogisticOptions> = {}) =>
  PENALTIES.flatMap((penalty) =>
    (penalty === 'none' ? [1] : STRENGTHS).map((C) => optionsOf(nClasses, { penalty, C, ...given })),
  );

/** Whether each solution meets its own tolerance by an independent count; rounding of the reference is allowed for. */
function expectSolved(rows: Rows, options: readonly LogisticOptions[], solutions: readonly LogisticSolution[]): void {
  solutions.forEach((solution, at) => {
    expect(solution.converged, JSON.stringify(options[at])).toBe(true);
    expect(judge(rows, options[at], solution).violation, JSON.stringify(options[at])).toBeLessThanOrEqual(
      options[at].tol * 1.001 + 1e-13,
    );
  });
}

describe("scikit-learn's optima", () => {
  for (const problem of oracle.problems) {
    const rows = rowsOf(problem.n, problem.d, problem.X, problem.y, problem.classes);
    for (const given of problem.cases) {
      const { options } = given;
      const name = `${problem.name}, ${given.solver}, ${JSON.stringify(options)}`;
      it(`are reached: ${name}`, () => {
        const [solution] = solve(rows, [
          {
            ...options,
            tol: 1e-11,
            maxIter: 1000,
            classWeights: Float64Array.from(options.classWeights),
          } as LogisticOptions,
        ]);
        expect(solution.converged).toBe(true);
        // The oracle's own precision: saga and liblinear end at about 1e-8 of the coefficients.
        const flat = given.coef.flat();
        const size = Math.max(1, ...flat.map(Math.abs));
        flat.forEach((w, j) => {
          expect(Math.abs(solution.coef.data[j] - w)).toBeLessThan(2e-6 * size);
        });
      });
    }
  }
});

describe('the optimum', () => {
  it.each([
    { name: 'independent columns', correlation: 0, uncorrelated: true },
    { name: 'correlated columns', correlation: 0.9, uncorrelated: false },
    { name: 'columns wrongly said to be uncorrelated', correlation: 0.95, uncorrelated: true },
  ])('is reached to 1e-8 for every penalty and C: $name', ({ correlation, uncorrelated }) => {
    const rows = makeRows(20, { n: 400, d: 12, nClasses: 2, correlation });
    const options = ALL(2);
    expectSolved(rows, options, solve(rows, options, uncorrelated));
  });

  it.each([0, 0.9])('is reached to 1e-8 by the softmax of four classes, correlation %d', (correlation) => {
    const rows = makeRows(21, { n: 400, d: 6, nClasses: 4, correlation });
    const options = ALL(4);
    expectSolved(rows, options, solve(rows, options, correlation === 0));
  });

  it('is reached with class weights, without intercept and with a penalised one', () => {
    const rows = makeRows(22, { n: 300, d: 5, nClasses: 2, correlation: 0.5, mean: () => 1 });
    const classWeights = Float64Array.of(0.2, 7);
    const options = [
      ...ALL(2, { classWeights }),
      ...ALL(2, { fitIntercept: false }),
      ...ALL(2, { penalisedIntercept: 3 }),
    ];
    expectSolved(rows, options, solve(rows, options));
  });

  it('is reached on columns of scales 1e-3 to 1e3 that lie far from zero', () => {
    const rows = makeRows(23, {
      n: 300,
      d: 7,
      nClasses: 2,
      scale: (j) => 10 ** (j - 3),
      mean: (j) => 50 * 10 ** (j - 3),
    });
    const options = ALL(2);
    const solutions = solve(rows, options);
    expectSolved(rows, options, solutions);
  });

  it('is reached where columns are equal or constant, and constant columns get no weight from a free intercept', () => {
    const rows = makeRows(24, { n: 120, d: 6, nClasses: 2 });
    for (let i = 0; i < 120; i++) {
      rows.X.data[i * 6 + 1] = rows.X.data[i * 6];
      rows.X.data[i * 6 + 2] = 0.1;
      rows.X.data[i * 6 + 5] = 0;
    }
    const options = ALL(2);
    const solutions = solve(rows, options);
    expectSolved(rows, options, solutions);
    for (const { coef } of solutions) expect([coef.data[2], coef.data[5]]).toEqual([0, 0]);
  });

  it('is reached with more columns than rows', () => {
    const rows = makeRows(25, { n: 30, d: 80, nClasses: 2 });
    const options = ALL(2).filter(({ penalty }) => penalty !== 'none');
    expectSolved(rows, options, solve(rows, options));
  });

  it('is reached with more columns than a dense preconditioner takes', () => {
    const rows = makeRows(26, { n: 60, d: 300, nClasses: 2, correlation: 0.7 });
    const options = ALL(2).filter(({ penalty, C }) => penalty !== 'none' && C <= 100);
    expectSolved(rows, options, solve(rows, options));
  });

  it('is reached for one column and for two rows', () => {
    const one = makeRows(27, { n: 50, d: 1, nClasses: 2 });
    const options = ALL(2);
    expectSolved(one, options, solve(one, options));
    const two = rowsOf(2, 1, [-1, 1], [0, 1], 2);
    const penalised = options.filter(({ penalty }) => penalty !== 'none');
    expectSolved(two, penalised, solve(two, penalised));
  });

  it('is reached from a spread of the columns that is that of other rows', () => {
    const rows = makeRows(28, { n: 200, d: 4, nClasses: 2, correlation: 0.5 });
    const options = ALL(2);
    const spread = { mean: Float64Array.of(0.3, -0.2, 0, 0.1), variance: Float64Array.of(0.4, 3, 1, 2) };
    expectSolved(rows, options, fitLogistic({ ...problemOf(rows, true), spread }, options));
  });
});

describe('what cannot be solved', () => {
  it('separable classes without a penalty stop at max_iter unconverged, or where the loss is below the tolerance', () => {
    const rows = rowsOf(4, 1, [-2, -1, 1, 2], [0, 0, 1, 1], 2);
    const [cut, solved] = solve(rows, [
      optionsOf(2, { penalty: 'none', maxIter: 3, tol: 1e-12 }),
      optionsOf(2, { penalty: 'none', tol: 1e-4 }),
    ]);
    expect(cut).toMatchObject({ converged: false, reason: 'max_iter', iterations: 3 });
    expect(solved.converged).toBe(true);
    expect(judge(rows, optionsOf(2, { penalty: 'none' }), solved).violation).toBeLessThanOrEqual(1e-4);
  });

  it('separable classes with a weak penalty end at large finite weights', () => {
    const rows = rowsOf(4, 1, [-2, -1, 1, 2], [0, 0, 1, 1], 2);
    const options = [optionsOf(2, { C: 1e4 }), optionsOf(2, { C: 1e4, penalty: 'l1' })];
    expectSolved(rows, options, solve(rows, options));
  });

  it('a single class is no problem to be solved', () => {
    const rows = rowsOf(3, 1, [1, 2, 3], [1, 1, 1], 2);
    expect(solve(rows, [optionsOf(2)])[0]).toMatchObject({
      converged: false,
      reason: 'single_class',
      presentClasses: Int32Array.of(1),
    });
  });

  it('max_iter is never exceeded', () => {
    const rows = makeRows(29, { n: 200, d: 8, nClasses: 3, correlation: 0.9 });
    const options = [1, 2, 5, 9].flatMap((maxIter) => ALL(3, { maxIter, tol: 1e-14 }));
    solve(rows, options).forEach(({ iterations }, at) => {
      expect(iterations).toBeLessThanOrEqual(options[at].maxIter);
    });
  });
});

describe('classes', () => {
  it('absent ones are left out: two of three present make a binary model', () => {
    const rows = makeRows(30, { n: 100, d: 3, nClasses: 2 });
    const moved = { ...rows, codes: rows.codes.map((code) => 2 * code), nClasses: 3 };
    const [there] = solve(moved, [optionsOf(3)]);
    const [here] = solve(rows, [optionsOf(2)]);
    expect(there.presentClasses).toEqual(Int32Array.of(0, 2));
    expect(there.coef).toEqual(here.coef);
  });

  it('three of four present make a softmax of three, whose coefficients sum to zero over classes', () => {
    const rows = makeRows(31, { n: 150, d: 3, nClasses: 3 });
    const moved = { ...rows, codes: rows.codes.map((code) => code + 1), nClasses: 4 };
    const options = ALL(4);
    const solutions = solve(moved, options);
    expectSolved(moved, options, solutions);
    for (const { coef, intercept, presentClasses } of solutions) {
      expect([...presentClasses]).toEqual([1, 2, 3]);
      expect(coef.rows).toBe(3);
      expect(Math.abs(intercept[0] + intercept[1] + intercept[2])).toBeLessThan(1e-12);
    }
    const none = solutions[solutions.length - 1].coef.data;
    for (let j = 0; j < 3; j++) expect(Math.abs(none[j] + none[3 + j] + none[6 + j])).toBeLessThan(1e-10);
  });

  it('one against the rest is the binary model of each class', () => {
    const rows = makeRows(32, { n: 150, d: 3, nClasses: 3 });
    const [ovr] = solve(rows, [optionsOf(3, { multiclass: 'ovr', penalisedIntercept: 1 })]);
    for (let k = 0; k < 3; k++) {
      const binary = { ...rows, codes: rows.codes.map((code) => (code === k ? 1 : 0)), nClasses: 2 };
      const [alone] = solve(binary, [optionsOf(2, { penalisedIntercept: 1 })]);
      expect([...ovr.coef.data.subarray(3 * k, 3 * k + 3)]).toEqual([...alone.coef.data]);
      expect(ovr.intercept[k]).toBe(alone.intercept[0]);
    }
  });

  it('a class of weight zero leaves a problem that still ends', () => {
    const rows = makeRows(33, { n: 60, d: 2, nClasses: 3 });
    for (const { coef, intercept } of solve(rows, ALL(3, { classWeights: Float64Array.of(1, 0, 1) }))) {
      expect([...coef.data, ...intercept].every(Number.isFinite)).toBe(true);
    }
  });
});

describe('the law: a candidate has the bits it has alone', () => {
  const optionArbitrary = fc.record({
    penalty: fc.constantFrom(...PENALTIES),
    C: fc.constantFrom(...STRENGTHS),
    l1Ratio: fc.constantFrom(0.1, 0.5, 0.9),
    fitIntercept: fc.boolean(),
    penalisedIntercept: fc.constantFrom(undefined, 1, 5),
    multiclass: fc.constantFrom('multinomial' as const, 'ovr' as const),
    tol: fc.constantFrom(1e-3, 1e-6, 1e-9),
    maxIter: fc.constantFrom(2, 15, 300),
  });

  it.each([2, 3])('in any batch of any options, %d classes', (nClasses) => {
    const rows = makeRows(40, { n: 157, d: 7, nClasses, correlation: 0.6, mean: (j) => j });
    fc.assert(
      fc.property(fc.array(optionArbitrary, { minLength: 2, maxLength: 40 }), fc.boolean(), (given, uncorrelated) => {
        const options = given.map((o) => optionsOf(nClasses, o));
        const together = solve(rows, options, uncorrelated);
        const alone = options.flatMap((o) => solve(rows, [o], uncorrelated));
        expect(together).toEqual(alone);
      }),
      { seed: 2016, numRuns: 15 },
    );
  });

  it('and gives all its memory back', () => {
    const rows = makeRows(41, { n: 90, d: 5, nClasses: 3 });
    const problem = problemOf(rows, false);
    const before = kernels.heap.liveBytes;
    fitLogistic(problem, ALL(3));
    expect(kernels.heap.liveBytes).toBe(before);
  });
});

describe('the work', () => {
  const passes = (rows: Rows, uncorrelated: boolean, penalty: 'l1' | 'l2') =>
    solve(
      rows,
      [1e-4, 1, 1e4].map((C) => optionsOf(rows.nClasses, { C, penalty, tol: 1e-6 })),
      uncorrelated,
    ).map(({ iterations }) => iterations);

  it.each(['l1', 'l2'] as const)('independent columns take at most 15 passes for %s', (penalty) => {
    const rows = makeRows(50, { n: 2000, d: 40, nClasses: 2, scale: (j) => 1 / (1 + j) });
    expect(Math.max(...passes(rows, true, penalty))).toBeLessThanOrEqual(15);
  });

  it.each(['l1', 'l2'] as const)('correlated columns take at most 20 passes for %s', (penalty) => {
    const rows = makeRows(51, { n: 2000, d: 40, nClasses: 2, correlation: 0.97 });
    expect(Math.max(...passes(rows, false, penalty))).toBeLessThanOrEqual(20);
  });

  it.each([2, 4])(
    'correlated columns take at most three times the passes of their principal components, %d classes',
    (nClasses) => {
      const rows = makeRows(58, { n: 1000, d: 30, nClasses, correlation: 0.95 });
      const { X } = rows;
      const mean = new Float64Array(X.cols);
      kernels.columnMeans(X, [[0, X.rows]], mean);
      const gram = kernels.heap.matrix(X.cols, X.cols);
      kernels.centredGram(X, [[0, X.rows]], mean, gram);
      const axes = kernels.heap.matrix(X.cols, X.cols);
      kernels.symmetricEigen(gram, kernels.heap.f64(X.cols), axes);
      const turned = kernels.heap.matrix(X.cols, X.cols);
      for (let i = 0; i < X.cols; i++)
        for (let j = 0; j < X.cols; j++) turned.data[j * X.cols + i] = axes.data[i * X.cols + j];
      const components = kernels.heap.matrix(X.rows, X.cols);
      kernels.multiply(X, [[0, X.rows]], mean, turned, components);
      for (const penalty of ['l1', 'l2'] as const) {
        const least = Math.max(...passes({ ...rows, X: components }, true, penalty));
        expect(Math.max(...passes(rows, false, penalty)), penalty).toBeLessThanOrEqual(3 * least);
      }
    },
  );

  it('columns far from zero take at most 20 passes: the intercept is moved to their means', () => {
    const rows = makeRows(53, { n: 1000, d: 10, nClasses: 2, correlation: 0.5, mean: () => 300 });
    expect(Math.max(...passes(rows, false, 'l2'), ...passes(rows, false, 'l1'))).toBeLessThanOrEqual(20);
  });

  it.each([2, 5])(
    'a candidate whose diagonal base misleads it gets the true Hessian: at most 45 passes for %d classes',
    (nClasses) => {
      const rows = makeRows(54, { n: 600, d: 20, nClasses, correlation: 0.99 });
      expect(Math.max(...passes(rows, true, 'l1'), ...passes(rows, true, 'l2'))).toBeLessThanOrEqual(45);
    },
  );

  it('needs no more memory for a hundred candidates than for the few dozen that run at once', () => {
    const problem = problemOf(makeRows(55, { n: 50, d: 30, nClasses: 2, correlation: 0.5 }), false);
    const peak = (count: number) => {
      let most = 0;
      const watched = {
        ...kernels,
        passes: {
          ...kernels.passes,
          lossSweep: (...given: Parameters<typeof kernels.passes.lossSweep>) => {
            const sweep = kernels.passes.lossSweep(...given);
            most = Math.max(most, kernels.heap.liveBytes);
            return sweep;
          },
        },
      };
      fitLogistic({ ...problem, kernels: watched }, new Array(count).fill(optionsOf(2)));
      return most;
    };
    expect(peak(96)).toBe(peak(24));
  });

  it.each(['l1', 'l2'] as const)(
    'a small softmax gets the true Hessian every few passes: at most 20 passes for %s',
    (penalty) => {
      const rows = makeRows(56, { n: 120, d: 4, nClasses: 3, correlation: 0.8 });
      expect(Math.max(...passes(rows, false, penalty))).toBeLessThanOrEqual(20);
    },
  );

  it('between two sweeps over the rows the solvers are called once, for all candidates', () => {
    const rows = makeRows(57, { n: 200, d: 6, nClasses: 3, correlation: 0.5 });
    const calls = new Map<string, number>();
    const count = (name: string) => calls.set(name, (calls.get(name) ?? 0) + 1);
    const solver = new Proxy(kernels.solver, {
      get: (given, name) => {
        count(String(name));
        return Reflect.get(given, name);
      },
    });
    const lossSweep = (...given: Parameters<typeof kernels.passes.lossSweep>) => {
      const sweep = kernels.passes.lossSweep(...given);
      const run = () => {
        count('sweep');
        sweep.run();
      };
      return { ...sweep, run };
    };
    const options = ALL(3).slice(0, 8);
    fitLogistic(
      { ...problemOf(rows, true), kernels: { ...kernels, solver, passes: { ...kernels.passes, lossSweep } } },
      options,
    );
    expect(calls.get('advanceProblems')).toBe(calls.get('sweep'));
    expect(calls.get('openProblem')).toBe(options.length);
    expect(calls.get('resumeProblem')).toBeUndefined();
  });

  it('a softmax of five classes takes at most 45 passes', () => {
    const rows = makeRows(52, { n: 1000, d: 15, nClasses: 5, correlation: 0.8 });
    expect(Math.max(...passes(rows, false, 'l2'), ...passes(rows, false, 'l1'))).toBeLessThanOrEqual(45);
  });
});
