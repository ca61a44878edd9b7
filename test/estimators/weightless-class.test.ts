// A class whose rows all weigh nothing is a class without rows, for every classifier that reads weights. SGDClassifier
// follows scikit-learn's: every row is a step there, and its class a class, whatever it weighs.

import { describe, expect, it } from 'vitest';
import type { Predictor } from '../../src/contracts/fitter.js';
import { withDefaults } from '../../src/contracts/params.js';
import { ESTIMATORS } from '../../src/estimators/index.js';
import { createKernels } from '../../src/kernels/index.js';
import { classProblem, fitOne, type Problem, predictOne } from '../checks/estimator-problems.js';
import { toMatrix, toRows } from './oracle-problems.js';

const kernels = createKernels();
const labels = ['a', 'b', 'c'];
const whole = classProblem('weightless', { rows: 60, cols: 4, seen: 3, labels });
if (whole.target.kind !== 'classes') throw new Error('classes');
const { codes } = whole.target;
const positive = toMatrix(toRows(whole.X).map((row) => row.map(Math.abs)));
const weighing = [...codes.keys()].filter((row) => codes[row] !== 1);
const rows = toRows(positive);
const weightless: Problem = {
  ...whole,
  X: positive,
  weights: Float64Array.from(codes, (code) => (code === 1 ? 0 : 1)),
};
const absent: Problem = {
  ...whole,
  X: toMatrix(weighing.map((row) => rows[row])),
  target: { kind: 'classes', codes: Int32Array.from(weighing, (row) => codes[row]), classes: labels },
  weights: new Float64Array(weighing.length).fill(1),
};
const classifiers = [...ESTIMATORS.values()].filter(
  (estimator): estimator is Predictor =>
    estimator.role === 'classifier' && estimator.takesWeights === true && estimator.name !== 'SGDClassifier',
);

describe('a class whose rows weigh nothing', () => {
  it.each(classifiers.map((estimator) => [estimator.name, estimator] as const))('is none for %s', (_, estimator) => {
    const defaults = withDefaults(estimator.params, {});
    const params = estimator.canonical?.(defaults) ?? defaults;
    const [some, none] = [weightless, absent].map((problem) => {
      const fitted = fitOne(kernels, estimator, problem, params);
      return predictOne(kernels, estimator, fitted, params, whole);
    });
    if (some.kind !== 'classes' || none.kind !== 'classes') throw new Error('classifiers predict classes');
    expect([...some.codes]).toEqual([...none.codes]);
    expect(some.codes.includes(1)).toBe(false);
  });
});
