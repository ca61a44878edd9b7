// A worker with a few rows at hand: six rows of two columns, two classes, and estimators that do what a test says.

import { memoryStore } from '../../src/artifacts/store.js';
import { type Matrix, matrixOf } from '../../src/base/matrix.js';
import type { Estimator } from '../../src/contracts/estimator.js';
import type { FitInput, Predictor } from '../../src/contracts/fitter.js';
import type { Scorer } from '../../src/contracts/scorer.js';
import type { FitOutcome } from '../../src/contracts/step.js';
import { ESTIMATORS } from '../../src/estimators/index.js';
import type { Features, Key } from '../../src/graph/plan/task.js';
import { createKernels } from '../../src/kernels/index.js';
import { SCORERS } from '../../src/scorers/index.js';
import { WorkerContext } from '../../src/worker/worker-context.js';

export const keyAt = (label: string): Key =>
  `${label}:${Buffer.from(label).toString('hex').padStart(64, '0').slice(-64)}`;
export const [X, TARGET, WEIGHTS, TRAIN, TEST] = ['data:X', 'data:y', 'data:weights', 'rows:4', 'rows:2'].map(keyAt);

/** x₀ is the row's number, x₁ ten times that, squared rows apart: no column is a multiple of another. */
export const ROWS: readonly (readonly [number, number])[] = [0, 1, 2, 3, 4, 5].map((row) => [row, 10 * row * row]);
export const CODES = [0, 1, 0, 1, 1, 0];
/** Train rows lie in two pieces: 0, 1, 4, 5. */
export const TRAIN_ROWS = [0, 1, 4, 5];
export const TEST_ROWS = [2, 3];

export const featuresOf = (rows: Key | null, ...steps: Features['steps']): Features => ({ base: X, rows, steps });

/** The rows of a matrix, as lists. */
export const listOf = ({ rows, cols, stride, data }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => [...data.subarray(i * stride, i * stride + cols)]);

export interface Small {
  readonly context: WorkerContext;
  /** Keeps a value under a key. */
  readonly put: (key: Key, value: unknown) => void;
  /** How often a key was read from the store. */
  readonly reads: (key: Key) => number;
}

/** @param own  estimators and metrics beside those of the program; `shared`: whether the store hands out live values */
export function smallWorker({
  estimators = [],
  scorers = [],
  shared = true,
}: {
  readonly estimators?: readonly Estimator[];
  readonly scorers?: readonly Scorer[];
  readonly shared?: boolean;
} = {}): Small {
  const kernels = createKernels();
  const store = memoryStore(() => {});
  const reads = new Map<Key, number>();
  const context = new WorkerContext({
    kernels,
    shared,
    store: {
      ...store,
      get: (key, allocator) => {
        reads.set(key, (reads.get(key) ?? 0) + 1);
        return store.get(key, allocator);
      },
    },
    estimators: new Map([...ESTIMATORS, ...estimators.map((one) => [one.name, one] as const)]),
    scorers: new Map([...SCORERS, ...scorers.map((one) => [one.name, one] as const)]),
  });
  const data = kernels.heap.f64(12);
  data.set(ROWS.flat());
  store.put(X, matrixOf(6, 2, data));
  store.put(TARGET, { codes: Int32Array.from(CODES), classes: ['a', 'b'] });
  store.put(WEIGHTS, Float64Array.from([1, 2, 3, 4, 5, 6]));
  store.put(TRAIN, { segments: Int32Array.of(0, 2, 4, 6), ids: Int32Array.from(TRAIN_ROWS) });
  store.put(TEST, { segments: Int32Array.of(2, 4), ids: Int32Array.from(TEST_ROWS) });
  return { context, put: store.put, reads: (key) => reads.get(key) ?? 0 };
}

/** A classifier whose fit is the test's, and that predicts the class `fitted.says` for every row. */
export function classifier(name: string, fit: (input: FitInput) => FitOutcome[]): Predictor {
  const predicts: Partial<Predictor> = {
    name,
    version: 1,
    summary: 's',
    role: 'classifier',
    params: {},
    needs: () => ({ rows: true }),
    cost: () => 0,
    fit,
    predict: ({ X: { rows }, items }) =>
      items.map(({ fitted }) => ({ kind: 'classes', codes: new Int32Array(rows).fill(Number(fitted.says)) })),
    toModel: () => ({}),
    fromModel: () => ({}),
  };
  return predicts as Predictor;
}
