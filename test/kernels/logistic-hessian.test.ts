import { describe, expect, it } from 'vitest';
import { createObjective, type ProblemSpec, readLanes, writeLanes } from '../../src/kernels/objective.js';
import { padCodes } from '../../src/kernels/passes.js';
import { hessianBase, solveBase } from '../../src/kernels/preconditioner.js';
import { kernels, makeRows, type Rows, randomSource } from './logistic-reference.js';

const { heap } = kernels;

function makeProblem(rows: Rows, given: Partial<ProblemSpec>) {
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
    maxIter: 100,
    ...given,
  };
  const objective = createObjective(heap, spec, { count: rows.X.rows, mean, spread });
  const data = { X: rows.X, codes: padCodes(heap, rows.codes) };
  const gradientAt = (point: Float64Array): Float64Array => {
    const gradient = heap.f64(objective.size);
    const here = heap.resident(point);
    writeLanes(kernels, objective, here);
    const sweep = kernels.passes.lossSweep(data, objective.lanes, positives.length);
    sweep.run();
    readLanes(kernels, objective, here, sweep.loss(0), gradient, { loss: 0, value: 0, violation: 0 });
    return gradient;
  };
  return { objective, data, gradientAt };
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

describe('the Hessian', () => {
  it.each(PROBLEMS)('of a $name problem is what differences of its gradient give', ({ nClasses, given }) => {
    const rows = makeRows(1, { n: 2100, d: 3, nClasses, mean: (j) => j });
    const { objective, data, gradientAt } = makeProblem(rows, given);
    const point = randomPoint(objective.size);
    writeLanes(kernels, objective, heap.resident(point));
    const { data: hessian, blockSize } = hessianBase(kernels, objective, data);
    expect(blockSize).toBe(objective.size);
    for (let j = 0; j < blockSize; j++) {
      differences(gradientAt, point, j).forEach((v, i) => {
        expect(Math.abs(hessian[i * blockSize + j] - v)).toBeLessThan(1e-4);
      });
    }
  });

  it.each(PROBLEMS)('of a smooth $name problem is inverted by its factor', ({ nClasses, given }) => {
    const rows = makeRows(3, { n: 300, d: 3, nClasses, mean: (j) => j });
    const { objective, data, gradientAt } = makeProblem(rows, { ...given, l1: 0, l2: 1 });
    const point = randomPoint(objective.size);
    writeLanes(kernels, objective, heap.resident(point));
    const base = hessianBase(kernels, objective, data);
    // A direction in which classes sum to zero: all that a softmax ever moves along.
    const direction = randomPoint(objective.size);
    const classes = objective.lanes.length;
    const width = objective.d + 1;
    for (let j = 0; j < width && classes > 1; j++) {
      const mean = [0, 1, 2].reduce((sum, k) => sum + direction[k * width + j] / 3, 0);
      for (let k = 0; k < 3; k++) direction[k * width + j] -= mean;
    }
    const image = heap.f64(objective.size);
    for (let j = 0; j < objective.size; j++) {
      differences(gradientAt, point, j).forEach((v, i) => {
        image[i] += v * direction[j];
      });
    }
    solveBase(kernels, base, image);
    image.forEach((v, j) => {
      expect(v).toBeCloseTo(direction[j], 5);
    });
  });
});
