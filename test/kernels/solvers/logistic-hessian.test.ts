import { describe, expect, it } from 'vitest';
import {
  createSolverContext,
  openProblem,
  type ProblemSpec,
  reasonOf,
} from '../../../src/kernels/solvers/convex-problem.js';
import { becomeHessian } from '../../../src/kernels/solvers/preconditioner.js';
import { kernels, makeRows, packed, type Rows, randomSource } from './logistic-reference.js';

const { heap } = kernels;

function makeProblem(rows: Rows, given: Partial<ProblemSpec>, rowWeights?: Float64Array) {
  const d = rows.X.cols;
  const mean = heap.f64(d);
  const spread = heap.f64(d);
  kernels.columnMeans(rows.X, [[0, rows.X.rows]], mean);
  kernels.columnSpread(rows.X, [[0, rows.X.rows]], mean, { m2: spread, min: heap.f64(d), max: heap.f64(d) });
  const positives = given.positives ?? [1];
  const spec: ProblemSpec = {
    positives,
    weights: positives.map((k) => 1 + 0.5 * k),
    rest: 0.7,
    strength: 3,
    l1: 0.4,
    l2: 0.6,
    unit: 1,
    interceptPenalised: false,
    start: positives.map(() => 0),
    startCurvature: positives.map(() => 1),
    tolerance: 1e-8,
    gap: Number.POSITIVE_INFINITY,
    maxIter: 100,
    ...given,
  };
  const data = kernels.passes.sweepData(packed(rows.X), rows.codes, rowWeights);
  const surroundings = createSolverContext(heap, data, { count: rows.X.rows, mean, spread });
  const problem = openProblem(kernels, surroundings, spec, undefined, 1);
  const shift = spec.interceptPenalised ? new Float64Array(d) : mean;
  /** The intercepts of a point belong to columns moved by `shift`; those of lanes to the columns as they are. */
  const place = (point: Float64Array): void => {
    problem.weightVectors.forEach(({ weights }, k) => {
      weights.set(point.subarray(k * (d + 1), (k + 1) * (d + 1)));
      for (let j = 0; j < d; j++) weights[d] -= shift[j] * weights[j];
    });
  };
  const gradientAt = (point: Float64Array): Float64Array => {
    place(point);
    kernels.passes.lossSweep(data, problem.weightVectors, positives.length).run();
    return point.map((w, at) => {
      const { gradient } = problem.weightVectors[Math.floor(at / (d + 1))];
      const j = at % (d + 1);
      const sum = j < d ? gradient[j] - shift[j] * gradient[d] : gradient[d];
      return spec.strength * sum + (j < d || spec.interceptPenalised ? spec.l2 * w : 0);
    });
  };
  const hessianAt = (point: Float64Array): Float64Array => {
    place(point);
    becomeHessian(kernels, surroundings, problem);
    return problem.base;
  };
  /** Goes on to the optimum, with the Hessian as its base after each pass; returns the optimum in moved coordinates. */
  const optimum = (): Float64Array => {
    const sweep = kernels.passes.lossSweep(data, problem.weightVectors, positives.length);
    const addresses = heap.i32(1).fill(problem.block.byteOffset);
    do sweep.run();
    while (kernels.solver.advanceProblems(addresses.byteOffset, 1, sweep.table, positives.length) === 0);
    expect(reasonOf(problem)).toBe('tolerance');
    return Float64Array.from(
      problem.weightVectors.flatMap(({ weights }) => [
        ...weights.subarray(0, d),
        shift.reduce((sum, m, j) => sum + m * weights[j], weights[d]),
      ]),
    );
  };
  return { problem, d, gradientAt, hessianAt, optimum };
}

function randomPoint(size: number): Float64Array {
  const { normal } = randomSource(2);
  return Float64Array.from({ length: size }, () => 0.5 * normal());
}

/** Column j of the second derivative by central differences of the gradient. */
function differences(gradientAt: (point: Float64Array) => Float64Array, point: Float64Array, j: number): Float64Array {
  const [up, down] = [1e-5, -1e-5].map((h) => gradientAt(point.with(j, point[j] + h)));
  return up.map((v, i) => (v - down[i]) / 2e-5);
}

const PROBLEMS = [
  { name: 'logistic', nClasses: 2, given: {} },
  { name: 'logistic with a penalised intercept', nClasses: 2, given: { unit: 4, interceptPenalised: true } },
  { name: 'softmax', nClasses: 3, given: { positives: [0, 1, 2] } },
];

/** The second derivative by differences, row after row. */
function differenceMatrix(gradientAt: (point: Float64Array) => Float64Array, point: Float64Array): Float64Array[] {
  return [...point.keys()].map((j) => differences(gradientAt, point, j));
}

describe('the Hessian', () => {
  it.each(PROBLEMS)('of a $name problem is what differences of its gradient give', ({ nClasses, given }) => {
    const rows = makeRows(1, { n: 2100, d: 3, nClasses, mean: (j) => j });
    const { problem, gradientAt, hessianAt } = makeProblem(rows, given);
    const point = randomPoint(problem.size);
    const hessian = hessianAt(point);
    differenceMatrix(gradientAt, point).forEach((column, j) => {
      column.forEach((v, i) => {
        expect(Math.abs(hessian[i * problem.size + j] - v)).toBeLessThan(1e-4);
      });
    });
  });

  it.each(PROBLEMS.flatMap((problem) => [false, true].map((weighted) => ({ ...problem, weighted }))))(
    'that a small $name problem makes of its rows at each point is that too, rows weighted: $weighted',
    ({ nClasses, given, weighted }) => {
      const rows = makeRows(4, { n: 301, d: 3, nClasses, mean: (j) => j });
      const rowWeights = weighted ? Float64Array.from({ length: 301 }, (_, i) => i % 3) : undefined;
      const { problem, gradientAt, optimum } = makeProblem(rows, { ...given, l1: 0.01, l2: 0.6 }, rowWeights);
      // The last step was so small that the Hessian before it is that of the optimum.
      const point = optimum();
      differenceMatrix(gradientAt, point).forEach((column, j) => {
        column.forEach((v, i) => {
          expect(Math.abs(problem.base[i * problem.size + j] - v)).toBeLessThan(1e-3);
        });
      });
    },
  );

  it.each(PROBLEMS)(
    'of a smooth $name problem is inverted by its factor, along what a softmax moves along',
    ({ nClasses, given }) => {
      const rows = makeRows(3, { n: 300, d: 3, nClasses, mean: (j) => j });
      const { problem, d, gradientAt, hessianAt } = makeProblem(rows, { ...given, l1: 0, l2: 1 });
      const { size } = problem;
      const classes = problem.weightVectors.length;
      const point = randomPoint(size);
      const factor = hessianAt(point);
      const H = differenceMatrix(gradientAt, point);
      const direction = randomPoint(size);
      /** The mean of a feature's values over the classes. */
      const classMean = (values: (at: number) => number, at: number) =>
        problem.weightVectors.reduce((sum, _, k) => sum + values(k * (d + 1) + (at % (d + 1))) / classes, 0);
      const centred = classes > 1 ? direction.map((v, at) => v - classMean((i) => direction[i], at)) : direction;
      // The factor is that of the matrix scaled to a unit diagonal, where a softmax has curvature along its classes'
      // mean too.
      const root = Float64Array.from(H, (row, at) =>
        Math.sqrt(row[at] + (classes > 1 ? classMean((i) => H[i][i], at) / classes : 0)),
      );
      const image = Float64Array.from(H, (row, at) => row.reduce((sum, v, j) => sum + v * centred[j], 0) / root[at]);
      kernels.choleskySolve({ rows: size, cols: size, stride: size, data: factor }, image);
      image.forEach((v, at) => {
        expect(v / root[at]).toBeCloseTo(centred[at], 5);
      });
    },
  );
});
