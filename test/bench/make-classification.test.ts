// make_classification against scikit-learn's numbers: options of every kind on small shapes, and the post's 10,000 ×
// 500.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ClassificationData,
  type ClassificationOptions,
  makeClassification,
} from '../../bench/make-classification.js';

interface SmallCase {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly X: number[][];
  readonly y: number[];
}

interface SeedData {
  readonly first_row: number[];
  readonly last_row_head: number[];
  readonly column_means: number[];
  readonly column_stds: number[];
  readonly y_head: number[];
  readonly y_sum: number;
  readonly abs_sum: number;
  readonly small: { readonly X: number[][]; readonly y: number[] };
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T;
const { cases } = readJson<{ cases: SmallCase[] }>('../oracle/make_classification.json');
const seed = readJson<SeedData>('../oracle/reference/seed/seed_data.json');

describe('make_classification on small shapes', () => {
  it.each(cases)('gives the numbers of scikit-learn: $name', ({ options, X, y }) => {
    const made = makeClassification(inCamelCase(options));
    expect(Array.from(made.y)).toEqual(y);
    expectClose(made.X.data, X.flat(), 1e-13);
  });

  it('gives the 8 × 6 case of the reference', () => {
    const made = makeClassification({ nSamples: 8, nFeatures: 6, nClasses: 2, nRedundant: 2, randomState: 42 });
    expect(Array.from(made.y)).toEqual(seed.small.y);
    expectClose(made.X.data, seed.small.X.flat(), 1e-13);
  });

  it('refuses more informative, redundant and repeated features than there are features', () => {
    expect(() => makeClassification({ nFeatures: 5, nRedundant: 4, randomState: 0 })).toThrow(
      'must not exceed the 5 features',
    );
  });

  it('refuses more clusters than the hypercube has vertices', () => {
    expect(() => makeClassification({ nClasses: 3, randomState: 0 })).toThrow(
      '6 clusters do not fit on the 2^2 vertices',
    );
  });

  it('refuses a count of weights that fits no count of classes', () => {
    expect(() => makeClassification({ weights: [0.2, 0.3, 0.5], randomState: 0 })).toThrow(
      '3 weights were given for 2 classes',
    );
  });
});

describe("the post's 10,000 × 500", () => {
  let made: ClassificationData;
  beforeAll(() => {
    made = makeClassification({ nSamples: 10_000, nFeatures: 500, nClasses: 2, nRedundant: 250, randomState: 42 });
  });

  it('has the first and the last row of scikit-learn', () => {
    expectClose(made.X.data.subarray(0, 500), seed.first_row, 1e-9);
    expectClose(made.X.data.subarray(9999 * 500, 9999 * 500 + seed.last_row_head.length), seed.last_row_head, 1e-9);
  });

  it('has the means and standard deviations of scikit-learn in every column', () => {
    const { means, stds } = columnMoments(made.X.data, 500);
    expectClose(means, seed.column_means, 1e-9);
    expectClose(stds, seed.column_stds, 1e-9);
  });

  it('has the sum of magnitudes of scikit-learn', () => {
    const sum = made.X.data.reduce((total, x) => total + Math.abs(x), 0);
    expect(Math.abs(sum / seed.abs_sum - 1)).toBeLessThan(1e-12);
  });

  it('has the classes of scikit-learn', () => {
    expect(Array.from(made.y.subarray(0, seed.y_head.length))).toEqual(seed.y_head);
    expect(made.y.reduce((sum, label) => sum + label, 0)).toBe(seed.y_sum);
  });
});

/** `n_samples` → `nSamples`: the reference is written in scikit-learn's words. */
function inCamelCase(options: Readonly<Record<string, unknown>>): ClassificationOptions {
  const renamed = Object.entries(options).map(([name, value]) => [
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(renamed) as ClassificationOptions;
}

/** Largest difference, relative to magnitudes above 1. */
function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const differences = expected.map((value, i) => Math.abs(actual[i] - value) / Math.max(1, Math.abs(value)));
  expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance);
}

function columnMoments(data: Float64Array, cols: number): { means: number[]; stds: number[] } {
  const rows = data.length / cols;
  const means = new Array<number>(cols).fill(0);
  const squares = new Array<number>(cols).fill(0);
  data.forEach((x, i) => {
    means[i % cols] += x / rows;
  });
  data.forEach((x, i) => {
    squares[i % cols] += (x - means[i % cols]) ** 2;
  });
  return { means, stds: squares.map((sum) => Math.sqrt(sum / rows)) };
}
