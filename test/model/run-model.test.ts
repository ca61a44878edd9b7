// The fitted steps of a model on rows: expected values by algebra, from states that the test writes down.

import { describe, expect, it } from 'vitest';
import type { ColumnInfo, Label } from '../../src/base/dataset.js';
import { matrixOf } from '../../src/base/matrix.js';
import type { Estimator } from '../../src/contracts/estimator.js';
import type { Postprocessor } from '../../src/contracts/postprocessor.js';
import type { Fitted } from '../../src/contracts/step.js';
import { inlineEngine } from '../../src/engines/inline.js';
import { ESTIMATORS } from '../../src/estimators/index.js';
import { createKernels } from '../../src/kernels/index.js';
import type { FittedEstimator, FittedStep } from '../../src/model/fitted-steps.js';
import { planModel, predictMatrix } from '../../src/model/run-model.js';
import { REGISTRIES } from '../../src/plugins/all-plugins.js';
import { SCORERS } from '../../src/scorers/index.js';
import { classifier } from '../worker/small-worker.js';

const ROWS = [
  [1, 2],
  [3, -4],
  [0, 5],
];

/** A regressor whose prediction is Σ j · xⱼ with j from 1 on: tells the columns and their order. */
const digits = {
  ...classifier('Digits', () => []),
  role: 'regressor',
  predict: ({
    X: { rows, cols, stride, data },
    items,
  }: Parameters<NonNullable<ReturnType<typeof classifier>['predict']>>[0]) =>
    items.map(() => ({
      kind: 'values',
      values: Float64Array.from({ length: rows }, (_, i) =>
        Array.from({ length: cols }, (_, j) => (j + 1) * data[i * stride + j]).reduce((a, b) => a + b, 0),
      ),
    })),
} as unknown as Estimator;

const real = (name: string): Estimator => ESTIMATORS.get(name) as Estimator;
const step = (estimator: Estimator, fitted: Fitted = {}, params: FittedEstimator['params'] = {}): FittedEstimator => ({
  name: estimator.name.toLowerCase(),
  estimator,
  params,
  fitted,
});
const numeric = (name: string): ColumnInfo => ({ name, kind: 'numeric', dictionary: [], missing: false });
const COLUMNS = [numeric('a'), numeric('b')];

async function predict(steps: readonly FittedStep[], classes: readonly Label[] | null = null, columns = COLUMNS) {
  const kernels = createKernels();
  const own = steps.flatMap((one) => ('estimator' in one ? [[one.estimator.name, one.estimator] as const] : []));
  const engine = inlineEngine(kernels, {
    ...REGISTRIES,
    scorers: SCORERS,
    estimators: new Map([...ESTIMATORS, ...own]),
  });
  const data = kernels.heap.f64(ROWS.length * 2);
  data.set(ROWS.flat());
  const plan = planModel(steps, { rows: ROWS.length, columns, classes });
  return predictMatrix({ engine, kernels }, plan, matrixOf(ROWS.length, 2, data));
}

const valuesOf = async (...steps: FittedStep[]): Promise<number[]> => {
  const prediction = await predict(steps);
  return prediction.kind === 'values' ? [...prediction.values] : expect.fail('a regression has values');
};

const scaler = (mean: number[], scale: number[]): FittedEstimator =>
  step(
    real('StandardScaler'),
    { mean: Float64Array.from(mean), scale: Float64Array.from(scale) },
    { with_mean: true, with_std: true },
  );

describe('a model', () => {
  it('of a predictor alone predicts from the rows as they are', async () => {
    expect(await valuesOf(step(digits))).toEqual(ROWS.map(([a, b]) => a + 2 * b));
  });

  it('applies its transformers in order, each as it was fitted', async () => {
    const twice = [scaler([1, 2], [2, 4]), scaler([10, 0], [1, 0.5])];
    expect(await valuesOf(...twice, step(digits))).toEqual(
      ROWS.map(([a, b]) => (a - 1) / 2 - 10 + 2 * ((b - 2) / 4 / 0.5)),
    );
  });

  it('puts the branches of a union side by side, each with its own columns and steps', async () => {
    const union: FittedStep = {
      name: 'u',
      branches: [
        { name: 'second', columns: [1], names: ['b'], steps: [] },
        { name: 'both', columns: null, names: ['a', 'b'], steps: [scaler([1, 1], [1, 1])] },
      ],
    };
    expect(await valuesOf(union, step(digits))).toEqual(ROWS.map(([a, b]) => b + 2 * (a - 1) + 3 * (b - 1)));
  });

  it('gives a classifier its classes', async () => {
    const seen: unknown[] = [];
    const own = classifier('Own', () => []);
    const watched: Estimator = {
      ...own,
      predict: (input) => {
        seen.push(input.classes);
        return own.predict(input);
      },
    } as Estimator;
    expect(await predict([step(watched, { says: 1 })], ['x', 'y'])).toMatchObject({ codes: Int32Array.of(1, 1, 1) });
    expect(seen).toEqual([['x', 'y']]);
  });

  /** A postprocessor that adds a number to every code. */
  const adds = (name: string, apply: Postprocessor['apply']): Estimator =>
    ({ ...classifier(name, () => []), role: 'postprocessor', apply }) as unknown as Estimator;

  it('applies its postprocessors in order to what was predicted', async () => {
    const add = (by: number) =>
      step(
        adds(`Add${by}`, ({ prediction }) => ({
          ok: true,
          prediction: {
            ...prediction,
            codes: (prediction as { codes: Int32Array }).codes.map((code) => 2 * code + by),
          } as never,
        })),
      );
    const own = step(
      classifier('Own', () => []),
      { says: 0 },
    );
    // ((0 · 2 + 1) · 2) + 0, and the other way round.
    expect(await predict([own, add(1), add(0)], ['x', 'y', 'z'])).toMatchObject({ codes: Int32Array.of(2, 2, 2) });
    expect(await predict([own, add(0), add(1)], ['x', 'y', 'z'])).toMatchObject({ codes: Int32Array.of(1, 1, 1) });
  });

  it('whose postprocessor cannot be applied is damaged, with its reason', async () => {
    const error = { code: 'FIT_NO_PROBABILITIES', message: 'it needs probabilities' } as const;
    const steps = [
      step(
        classifier('Own', () => []),
        { says: 0 },
      ),
      step(adds('No', () => ({ ok: false, error }))),
    ];
    await expect(predict(steps, ['x', 'y'])).rejects.toMatchObject({ ...error, help: /the model is damaged/ });
  });

  it('refuses a column of text that a step of it cannot read, before it runs', async () => {
    const text: ColumnInfo = { name: 'b', kind: 'categorical', dictionary: ['p', 'q'], missing: false };
    await expect(predict([scaler([0, 0], [1, 1]), step(digits)], null, [COLUMNS[0], text])).rejects.toMatchObject({
      code: 'DATA_TEXT_FEATURE',
    });
  });

  it('refuses missing values that no step of it fills', async () => {
    const holes = { ...COLUMNS[1], missing: true };
    await expect(predict([step(digits)], null, [COLUMNS[0], holes])).rejects.toMatchObject({
      code: 'DATA_MISSING_VALUES',
    });
  });
});
