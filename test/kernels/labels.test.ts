import { describe, expect, it } from 'vitest';
import { createKernels } from '../../src/kernels/index.js';
import { randomMatrix, uniform } from './random-matrix.js';

const kernels = createKernels();

function drawn(rows: number, classes: number, seed: number): Int32Array {
  const draw = uniform(seed);
  return Int32Array.from({ length: rows }, () => Math.floor(((draw() + 1) / 2) * classes));
}

function weightsOf(rows: number, seed: number): Float64Array {
  const draw = uniform(seed);
  return Float64Array.from({ length: rows }, () => Math.max(0, draw()));
}

/** Blocks of one line each with such gaps between them that what is allocated next lies among them. */
function amongBlocks(): Float64Array[] {
  const blocks = Array.from({ length: 400 }, () => kernels.heap.f64(8));
  for (const block of blocks.filter((_, i) => i % 2 === 1)) kernels.heap.free(block);
  return blocks.filter((_, i) => i % 2 === 0);
}

describe('classMasses', () => {
  it('counts the rows of each class', () => {
    expect([...kernels.classMasses(Int32Array.of(2, 0, 2, 2, 3), 5)]).toEqual([1, 0, 3, 1, 0]);
  });

  it('adds the weights of rows in their order, to the last bit', () => {
    const [codes, weights] = [drawn(1001, 3, 1), weightsOf(1001, 2)];
    const expected = [0, 0, 0];
    for (let i = 0; i < codes.length; i++) expected[codes[i]] += weights[i];
    expect([...kernels.classMasses(codes, 3, weights)]).toEqual(expected);
  });

  it('leaves out rows whose code is no class', () => {
    expect([...kernels.classMasses(Int32Array.of(-1, 1, 2), 2)]).toEqual([0, 1]);
    expect([...kernels.classMasses(Int32Array.of(-1, 1, 2), 2, Float64Array.of(5, 2, 7))]).toEqual([0, 2]);
  });

  it('writes nothing beside the classes for such rows', () => {
    const kept = amongBlocks();
    kernels.classMasses(Int32Array.of(-1, 8, 9, 15), 2);
    expect(kept.flatMap((block) => [...block])).toEqual(new Array(8 * kept.length).fill(0));
  });

  it('of no rows are zero, whatever lay in their memory before', () => {
    kernels.heap.scope(() => void kernels.heap.f64(64).fill(7));
    expect([...kernels.classMasses(new Int32Array(0), 3)]).toEqual([0, 0, 0]);
  });
});

describe('labelTally', () => {
  it.each([false, true])(
    'adds up what is, what is said and what is met of each class in row order, weighted: %s',
    (weighted) => {
      const [truth, said] = [drawn(777, 4, 3), drawn(777, 4, 4)];
      const weights = weighted ? weightsOf(777, 5) : undefined;
      const expected = { hits: [0, 0, 0, 0, 0], predicted: [0, 0, 0, 0, 0], actual: [0, 0, 0, 0, 0] };
      truth.forEach((is, i) => {
        const weight = weights?.[i] ?? 1;
        expected.actual[is] += weight;
        expected.predicted[said[i]] += weight;
        if (is === said[i]) expected.hits[is] += weight;
      });
      const { hits, predicted, actual, occurs } = kernels.labelTally(truth, said, 5, weights);
      expect({ hits: [...hits], predicted: [...predicted], actual: [...actual] }).toEqual(expected);
      expect([...occurs]).toEqual([1, 1, 1, 1, 0]);
    },
  );

  it('tells that a class occurs, or is said to, whatever its rows weigh', () => {
    const { actual, predicted, occurs } = kernels.labelTally(Int32Array.of(0), Int32Array.of(2), 4, Float64Array.of(0));
    expect([...actual, ...predicted]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...occurs]).toEqual([1, 0, 1, 0]);
  });
});

describe('labelTally of codes that are no classes', () => {
  it('counts them nowhere, and writes nowhere else', () => {
    const kept = amongBlocks();
    const { hits, predicted, actual, occurs } = kernels.labelTally(
      Int32Array.of(0, 1, 9, -1),
      Int32Array.of(0, -1, 1, 8),
      2,
    );
    expect([hits, predicted, actual, occurs].map((counts) => [...counts])).toEqual([
      [1, 0],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    expect(kept.flatMap((block) => [...block])).toEqual(new Array(8 * kept.length).fill(0));
  });

  it.each([
    ['doubles', Float64Array.of(0, 1, 0.5, Number.NaN)],
    ['a shorter list', Int32Array.of(0, 1)],
  ])('takes %s for what they are', (_, said) => {
    const { hits, predicted } = kernels.labelTally(Int32Array.of(0, 0, 0, 0), said as Int32Array, 2);
    expect([[...hits], [...predicted]]).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });
});

describe('positives', () => {
  it('are the scores above zero: neither zeros nor what is no number', () => {
    const scores = Float64Array.of(0, -0, Number.MIN_VALUE, -Number.MIN_VALUE, Number.NaN, Infinity, -Infinity);
    expect([...kernels.positives(scores)]).toEqual([0, 0, 1, 0, 0, 1, 0]);
  });
});

describe('shiftedColumns', () => {
  it('takes adjacent columns out of a wider matrix, each plus its offset', () => {
    const X = randomMatrix(9, 6, 6, 8);
    const offsets = Float64Array.of(0.5, -2);
    const out = kernels.shiftedColumns(X, 3, offsets);
    expect([...out]).toEqual(
      Array.from({ length: 9 }, (_, i) => [X.data[8 * i + 3] + 0.5, X.data[8 * i + 4] - 2]).flat(),
    );
  });
});
