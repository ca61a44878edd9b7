import { describe, expect, it } from 'vitest';
import type { WeightVector } from '../../../src/base/solver-passes.js';
import { kernels, makeRows, packed, type Rows, randomSource } from './logistic-reference.js';

const { heap, passes } = kernels;

/** `count` logistic vectors, or the vectors of `count` softmax models, with random weights. */
function makeVectors(rows: Rows, count: number, classes: number, seed: number): WeightVector[] {
  const { normal, uniform } = randomSource(seed);
  const d = rows.X.cols;
  return Array.from({ length: count * classes }, (_, l) => {
    const weights = heap.f64(d + 1);
    for (let j = 0; j <= d; j++) weights[j] = normal();
    const positive = classes === 1 ? rows.nClasses - 1 : l % classes;
    return { weights, gradient: heap.f64(d + 1), positive, weight: 0.5 + uniform(), rest: 0.5 + uniform(), unit: 1 };
  });
}

function sweep(rows: Rows, vectors: readonly WeightVector[], classes: number): number[] {
  const prepared = passes.lossSweep(passes.sweepData(packed(rows.X), rows.codes), vectors, classes);
  prepared.run();
  return vectors.map((_, l) => prepared.loss(l));
}

/** The weighted loss of one logistic vector or one softmax model, by its definition. */
function plainLoss(rows: Rows, vectors: readonly WeightVector[]): number {
  let loss = 0;
  for (let i = 0; i < rows.X.rows; i++) {
    const margins = vectors.map(({ weights, unit }) => {
      let m = weights[rows.X.cols] * unit;
      for (let j = 0; j < rows.X.cols; j++) m += weights[j] * rows.X.data[i * rows.X.cols + j];
      return m;
    });
    if (vectors.length === 1) {
      const mine = rows.codes[i] === vectors[0].positive;
      loss += (mine ? vectors[0].weight : vectors[0].rest) * Math.log1p(Math.exp(mine ? -margins[0] : margins[0]));
    } else {
      const sum = margins.reduce((s, m) => s + Math.exp(m), 0);
      loss += vectors[rows.codes[i]].weight * (Math.log(sum) - margins[rows.codes[i]]);
    }
  }
  return loss;
}

const SHAPES = [
  { n: 1, d: 1 },
  { n: 2, d: 3 },
  { n: 3, d: 1 },
  { n: 7, d: 2 },
  { n: 66, d: 5 },
  { n: 130, d: 33 },
  { n: 600, d: 4 },
  { n: 1029, d: 7 },
];

describe.each([
  { model: 'logistic', classes: 1 },
  { model: 'softmax', classes: 3 },
])('the $model sweep', ({ classes }) => {
  const nClasses = classes === 1 ? 2 : classes;

  it.each(SHAPES)('gives the loss of its definition on $n rows of $d columns', ({ n, d }) => {
    const rows = makeRows(1, { n, d, nClasses });
    const vectors = makeVectors(rows, 1, classes, 2);
    const plain = plainLoss(rows, vectors);
    expect(Math.abs(sweep(rows, vectors, classes)[0] - plain)).toBeLessThan(1e-13 * plain);
  });

  it.each(SHAPES)(
    'gives the gradient that central differences of the loss give on $n rows of $d columns',
    ({ n, d }) => {
      const rows = makeRows(3, { n, d, nClasses });
      const vectors = makeVectors(rows, 1, classes, 4);
      sweep(rows, vectors, classes);
      for (const vector of vectors) {
        for (let j = 0; j <= d; j += Math.max(1, d >> 2)) {
          const kept = vector.weights[j];
          const [up, down] = [kept + 1e-5, kept - 1e-5].map((w) => {
            vector.weights[j] = w;
            return plainLoss(rows, vectors);
          });
          vector.weights[j] = kept;
          expect(Math.abs(vector.gradient[j] - (up - down) / 2e-5)).toBeLessThan(1e-7 * n);
        }
      }
    },
  );

  // Of 90 columns, few vectors go in other blocks of rows than many.
  it.each([
    { n: 701, d: 13, models: 7 },
    { n: 1100, d: 90, models: 3 },
  ])('gives a vector the same bits alone as beside $models others on $n rows of $d columns', ({ n, d, models }) => {
    const rows = makeRows(5, { n, d, nClasses });
    const vectors = makeVectors(rows, models, classes, 6);
    const losses = sweep(rows, vectors, classes);
    const together = vectors.map(({ gradient }) => [...gradient]);
    for (let model = 0; model < models; model++) {
      const own = vectors.slice(model * classes, (model + 1) * classes);
      expect(sweep(rows, own, classes)[0]).toBe(losses[model * classes]);
      expect(own.map(({ gradient }) => [...gradient])).toEqual(together.slice(model * classes, (model + 1) * classes));
    }
  });

  it('keeps every digit of a row that is classified well and survives margins of a thousand', () => {
    const rows = makeRows(7, { n: 4, d: 1, nClasses });
    rows.X.data.fill(1);
    rows.codes.fill(nClasses - 1);
    const vectors = makeVectors(rows, 1, classes, 8);
    for (const margin of [40, 1000]) {
      vectors.forEach((vector) => {
        vector.weights.set([vector.positive === nClasses - 1 ? margin : 0, 0]);
      });
      const [loss] = sweep(rows, vectors, classes);
      const last = vectors[vectors.length - 1];
      const others = classes === 1 ? 1 : classes - 1;
      const share = others * Math.exp(-margin);
      expect(Math.abs(last.gradient[0] + 4 * last.weight * share)).toBeLessThanOrEqual(1e-14 * 4 * last.weight * share);
      expect(loss).toBeGreaterThanOrEqual(0);
      expect(loss).toBeLessThan(1e-15);
    }
  });
});

describe('the curvature sweep', () => {
  it('gives weight · p (1 − p) for each row of a logistic vector, also those after the last full block', () => {
    const rows = makeRows(9, { n: 131, d: 3, nClasses: 2 });
    const [vector] = makeVectors(rows, 1, 1, 10);
    const out = heap.f64(132);
    passes.curvature(passes.sweepData(packed(rows.X), rows.codes), [vector], 1, [out]);
    for (let i = 0; i < 131; i++) {
      const margin = [0, 1, 2].reduce((m, j) => m + vector.weights[j] * rows.X.data[i * 3 + j], vector.weights[3]);
      const p = 1 / (1 + Math.exp(-margin));
      expect(out[i]).toBeCloseTo((rows.codes[i] === 1 ? vector.weight : vector.rest) * p * (1 - p), 13);
    }
  });

  it('gives weight · p_k of a softmax, which sum to the weight of the row', () => {
    const rows = makeRows(11, { n: 70, d: 2, nClasses: 3 });
    const vectors = makeVectors(rows, 1, 3, 12);
    const out = vectors.map(() => heap.f64(70));
    passes.curvature(passes.sweepData(packed(rows.X), rows.codes), vectors, 3, out);
    for (let i = 0; i < 70; i++) {
      const scores = vectors.map(({ weights }) =>
        Math.exp(weights[0] * rows.X.data[2 * i] + weights[1] * rows.X.data[2 * i + 1] + weights[2]),
      );
      const sum = scores.reduce((a, b) => a + b, 0);
      scores.forEach((score, k) => {
        expect(out[k][i]).toBeCloseTo((vectors[rows.codes[i]].weight * score) / sum, 13);
      });
    }
  });
});
