// What a worker has at hand, on six rows of two columns.

import { describe, expect, it } from 'vitest';
import {
  featuresOf,
  keyAt,
  listOf,
  ROWS,
  smallWorker,
  TARGET,
  TEST,
  TEST_ROWS,
  TRAIN,
  TRAIN_ROWS,
  WEIGHTS,
  X,
} from './small-worker.js';

const FIT = keyAt('fit:StandardScaler');
const SCALED = {
  fit: { task: FIT, item: 0 },
  estimator: 'StandardScaler',
  params: { with_mean: true, with_std: true },
};
const rowsAt = (places: readonly number[]): number[][] => places.map((row) => [...ROWS[row]]);

describe('the context of a worker', () => {
  it('hands out no artifact that is not there', () => {
    expect(() => smallWorker().context.artifact(keyAt('fit:none'))).toThrow(/is there/);
  });

  it('has the target of all rows, and of some in their order', () => {
    const { context } = smallWorker();
    expect(context.target(TARGET, null)).toMatchObject({ kind: 'classes', codes: Int32Array.of(0, 1, 0, 1, 1, 0) });
    expect(context.target(TARGET, TRAIN)).toMatchObject({ codes: Int32Array.of(0, 1, 1, 0), classes: ['a', 'b'] });
  });

  it('has the weights of some rows, and none where there are none', () => {
    const { context } = smallWorker();
    expect(context.weights(WEIGHTS, TRAIN)).toEqual(Float64Array.of(1, 2, 5, 6));
    expect(context.weights(null, TRAIN)).toBeUndefined();
  });

  it('gives rows that lie one after another where they are, without a copy', () => {
    const { context } = smallWorker();
    const { data } = context.artifact<{ data: Float64Array }>(X);
    const [all, test] = [null, TEST].map((rows) => context.features(featuresOf(rows)));
    expect([listOf(all), listOf(test)]).toEqual([rowsAt([0, 1, 2, 3, 4, 5]), rowsAt(TEST_ROWS)]);
    expect([all, test].map((matrix) => matrix.data.buffer === data.buffer)).toEqual([true, true]);
    expect(test.data.byteOffset).toBe(data.byteOffset + 8 * 2 * TEST_ROWS[0]);
  });

  it('puts rows that lie apart one after another', () => {
    expect(listOf(smallWorker().context.features(featuresOf(TRAIN)))).toEqual(rowsAt(TRAIN_ROWS));
  });

  it('picks columns in the order that is asked for', () => {
    const { context } = smallWorker();
    const turned = context.features(featuresOf(TEST, { select: [1, 2, 0, 1] }));
    expect(listOf(turned)).toEqual(TEST_ROWS.map((row) => [ROWS[row][1], ROWS[row][0]]));
  });

  it('applies a fitted step as rows are asked for: (x − mean) / scale', () => {
    const { context, put } = smallWorker();
    const fitted = { mean: Float64Array.of(1, 20), scale: Float64Array.of(2, 5) };
    put(FIT, [{ ok: true, fitted, warnings: [] }]);
    const expected = TRAIN_ROWS.map((row) => [(ROWS[row][0] - 1) / 2, (ROWS[row][1] - 20) / 5]);
    const scaled = listOf(context.features(featuresOf(TRAIN, SCALED)));
    for (const [i, row] of scaled.entries())
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(expected[i][j], 14);
  });

  it('throws the error of a step that could not be fitted', () => {
    const { context, put } = smallWorker();
    put(FIT, [{ ok: false, error: { code: 'INFEASIBLE_PARAMS', message: 'too few rows' } }]);
    expect(() => context.fitted({ task: FIT, item: 0 })).toThrow('too few rows');
    expect(() => context.features(featuresOf(TRAIN, SCALED))).toThrow('too few rows');
  });

  it('makes the same features once, until their base is released', () => {
    const { context } = smallWorker();
    const first = context.features(featuresOf(TRAIN));
    expect(context.features(featuresOf(TRAIN))).toBe(first);
    context.release([X]);
    expect(context.features(featuresOf(TRAIN))).not.toBe(first);
  });

  it('reads an artifact once where the store is of files, until it is released', () => {
    const { context, put, reads } = smallWorker({ shared: false });
    put(FIT, [1]);
    for (let i = 0; i < 3; i++) expect(context.artifact(FIT)).toEqual([1]);
    expect(reads(FIT)).toBe(1);
    context.release([FIT]);
    context.artifact(FIT);
    expect(reads(FIT)).toBe(2);
  });

  it('asks a store of live values each time: there an artifact may be replaced', () => {
    const { context, put } = smallWorker();
    put(FIT, [1]);
    context.artifact(FIT);
    put(FIT, [2]);
    expect(context.artifact(FIT)).toEqual([2]);
  });

  it('knows mean and variance of the columns of some rows', () => {
    const { mean, variance } = smallWorker().context.spread(featuresOf(TRAIN));
    // 0, 1, 4, 5: mean 2.5, squares 2 (2.5² + 1.5²) over 3 degrees of freedom.
    expect(mean[0]).toBeCloseTo(2.5, 14);
    expect(variance[0]).toBeCloseTo(17 / 3, 13);
  });
});
