// Post-steps in whole searches: scikit-learn's calibrated scores and probabilities, thresholds by algebra, and what
// they cost in fits.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.js';
import { predictRows } from '../../src/model/predict-rows.js';
import { toResultText } from '../../src/output/json-text.js';
import { gridSearch } from '../../src/search/grid-search.js';
import { planSearch } from '../../src/search/plan-search.js';
import { fixture, scratch } from '../cli/run.js';
import { comparable } from './result.js';

interface Case {
  readonly data: string;
  readonly model: string;
  readonly method: string;
  /** Accuracy and negated log loss of each split. */
  readonly scores: readonly (readonly [number, number])[];
  /** Of every 15th row, when all rows were fitted. */
  readonly probabilities: readonly (readonly number[])[];
}

const { cases } = JSON.parse(readFileSync(new URL('../oracle/post.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};
const { put } = scratch();

const PARAMS: Readonly<Record<string, JsonObject>> = {
  LogisticRegression: { tol: 1e-10 },
  LinearSVC: { C: 0.1, tol: 1e-10 },
  SVC: { kernel: 'linear', tol: 1e-10 },
};

async function search(
  data: string,
  grid: object,
  options: { readonly share?: boolean; readonly jobs?: number; readonly verify?: number } = {},
) {
  const { document } = await gridSearch({
    data: fixture(data),
    grid: { cv: 3, ...grid } as never,
    jobs: 1,
    ...options,
  });
  const cv = document.cv_results_ as unknown as Record<string, readonly number[]>;
  return { document, cv };
}

/** Tasks that a search ran, by `op:name`. */
async function tasksRun(data: string, grid: object, options: { readonly cache?: string; readonly jobs?: number } = {}) {
  const counts: Record<string, number> = {};
  const { document } = await gridSearch({
    data: fixture(data),
    grid: { cv: 3, ...grid } as never,
    jobs: 1,
    ...options,
    observer: (event) => {
      if (event.type !== 'finished') return;
      const kind = event.key.slice(0, -65);
      counts[kind] = (counts[kind] ?? 0) + 1;
    },
  });
  return { counts, document };
}

describe('Calibration', () => {
  it.each(cases)('of $model by $method on $data has the scores and probabilities of scikit-learn', async (oracle) => {
    const { document, cv } = await search(oracle.data, {
      task: 'classification',
      pipeline: [
        'StandardScaler',
        { [oracle.model]: PARAMS[oracle.model] ?? {} },
        { Calibration: { method: oracle.method, cv: 4 } },
      ].map((step, i) => ({
        [`s${i}`]: step,
      })),
      scoring: ['accuracy', 'neg_log_loss'],
      refit: 'accuracy',
    });
    // A temperature reads log(p + 1e-12): of a p within 1e-12 of 1 its other class has four digits.
    const tolerance = oracle.method === 'temperature' && oracle.model === 'GaussianNB' ? 2e-5 : 1e-6;
    oracle.scores.forEach(([accuracy, loss], split) => {
      expect(cv[`split${split}_test_accuracy`][0]).toBeCloseTo(accuracy, 12);
      expect(Math.abs(cv[`split${split}_test_neg_log_loss`][0] - loss)).toBeLessThan(tolerance);
    });
    const model = put('model.json', JSON.stringify(document.best_estimator_));
    const { probabilities } = await predictRows({ model, data: fixture(oracle.data) });
    oracle.probabilities.forEach((row, i) => {
      row.forEach(
        (share, k) =>
          void expect(Math.abs((probabilities?.data[15 * i * row.length + k] ?? 2) - share)).toBeLessThan(tolerance),
      );
    });
  });
});

const CALIBRATED = {
  pipeline: [
    { scale: 'StandardScaler' },
    { lr: 'LogisticRegression' },
    { cal: 'Calibration' },
    { cut: 'DecisionThreshold' },
  ],
  scoring: ['accuracy', 'recall', 'neg_log_loss'],
  refit: 'accuracy',
};

describe('post-steps', () => {
  it('cost no fit and no prediction, however many thresholds there are', async () => {
    const plain = { pipeline: CALIBRATED.pipeline.slice(0, 2), param_grid: { lr__C: [0.1, 1] } };
    const thresholds = Array.from({ length: 20 }, (_, i) => (i + 1) / 21);
    const cut = {
      pipeline: [...plain.pipeline, { cut: 'DecisionThreshold' }],
      param_grid: { lr__C: [0.1, 1], cut__threshold: thresholds },
    };
    const [without, tuned] = [await tasksRun('breast_cancer.csv', plain), await tasksRun('breast_cancer.csv', cut)];
    expect(tuned.counts).toEqual(without.counts);
    const { distinct, naive } = tuned.document.graph;
    expect(distinct).toMatchObject({
      'fit:LogisticRegression': 6,
      'predict:LogisticRegression': 6,
      'score:accuracy': 120,
    });
    expect(naive).toMatchObject({
      'fit:LogisticRegression': 120,
      'predict:LogisticRegression': 120,
      'score:accuracy': 120,
    });
  });

  it('that calibrate share the classifier with candidates that do not, and the inner fits with each other', async () => {
    const grid = { ...CALIBRATED, pipeline: CALIBRATED.pipeline.slice(0, 3) };
    const param_grid = [
      { lr__C: [0.1, 1], cal__method: ['sigmoid', 'isotonic'] },
      { lr__C: [0.1, 1], cal: ['passthrough'] },
    ];
    const { distinct } = (await search('breast_cancer.csv', { ...grid, param_grid })).document.graph;
    expect(distinct).toMatchObject({ 'fit:LogisticRegression': 2 * 3 * (1 + 5), 'post:Calibration': 2 * 2 * 3 });
    const { report } = await planSearch({
      data: fixture('breast_cancer.csv'),
      grid: { cv: 3, ...grid, param_grid } as never,
      jobs: 1,
    });
    expect(report.distinct).toEqual(distinct);
  });

  it('predict the second class from the threshold on, and leave probabilities alone', async () => {
    const grid = { ...CALIBRATED, param_grid: { cut__threshold: [0.25] } };
    const { document } = await search('breast_cancer.csv', grid);
    const model = put('cut.json', JSON.stringify(document.best_estimator_));
    const { predictions, probabilities } = await predictRows({ model, data: fixture('breast_cancer.csv') });
    const second = Array.from(predictions, (_, i) => probabilities?.data[2 * i + 1] ?? Number.NaN);
    expect(Array.from(predictions)).toEqual(second.map((share) => (share >= 0.25 ? 'malignant' : 'benign')));
    expect(second.some((share) => share >= 0.25 && share < 0.5)).toBe(true);
  });

  it('never lower recall where the threshold falls', async () => {
    const { cv } = await search('breast_cancer.csv', {
      ...CALIBRATED,
      param_grid: { cut__threshold: [0, 0.1, 0.5, 0.9, 1.1] },
    });
    const recalls = Array.from(cv.mean_test_recall);
    expect(recalls).toEqual([...recalls].sort((a, b) => b - a));
    expect([recalls[0], recalls[4]]).toEqual([1, 0]);
    expect(new Set(cv.mean_test_neg_log_loss).size).toBe(1);
  });

  it('with both halves of the data give the same bytes shared, alone, on two workers, and verified', async () => {
    const grid = {
      ...CALIBRATED,
      pipeline: [CALIBRATED.pipeline[0], { pca: 'PCA' }, ...CALIBRATED.pipeline.slice(1)],
      param_grid: [
        {
          pca__n_components: [2, 5],
          lr__C: [0.1, 1],
          cal__cv: [2, 3],
          cal__method: ['sigmoid', 'isotonic'],
          cut__threshold: [0.3, 'auto'],
        },
        { pca: ['passthrough'], cal: ['Calibration', 'passthrough'], cut: ['DecisionThreshold', 'passthrough'] },
      ],
      return_train_score: true,
    };
    const bytesOf = async (options: Parameters<typeof search>[2]) =>
      comparable(toResultText((await search('breast_cancer.csv', grid, options)).document), { graph: false });
    const shared = await bytesOf({});
    expect(await bytesOf({ share: false })).toBe(shared);
    expect(await bytesOf({ jobs: 2 })).toBe(shared);
    expect(await bytesOf({ verify: 30 })).toBe(shared);
  });

  it('that an earlier search did not have are scored from its predictions, where they learn nothing', async () => {
    const cache = put('cache', '').replace(/cache$/, 'kept');
    const pipeline = [{ scale: 'StandardScaler' }, { lr: 'LogisticRegression' }, { cut: 'DecisionThreshold' }];
    const grid = (values: readonly number[]) => ({
      pipeline,
      param_grid: { cut__threshold: [...values] },
      refit: false,
    });
    await tasksRun('breast_cancer.csv', grid([0.4, 0.5]), { cache });
    const wider = await tasksRun('breast_cancer.csv', grid([0.3, 0.4, 0.5, 0.6]), { cache });
    expect(wider.counts).toEqual({ 'score:accuracy': 3 });
    const fresh = await tasksRun('breast_cancer.csv', grid([0.3, 0.4, 0.5, 0.6]));
    expect(comparable(toResultText(wider.document))).toBe(comparable(toResultText(fresh.document)));
  });

  it('that have been scored are not computed again', async () => {
    const cache = put('scored', '').replace(/scored$/, 'again');
    const grid = {
      ...CALIBRATED,
      param_grid: { cal__method: ['sigmoid', 'isotonic'], cut__threshold: [0.3, 0.5] },
      refit: false,
    };
    const first = await tasksRun('breast_cancer.csv', grid, { cache });
    const again = await tasksRun('breast_cancer.csv', grid, { cache });
    expect(again.counts).toEqual({});
    expect(comparable(toResultText(again.document))).toBe(comparable(toResultText(first.document)));
  });

  it('that are impossible fail alone', async () => {
    const { document, cv } = await search('iris.csv', {
      pipeline: CALIBRATED.pipeline,
      param_grid: [{ cal__cv: [3, 40], cut: ['passthrough'] }, { cut__threshold: [0.5] }],
    });
    expect(Array.from(cv.mean_test_score, (score) => score === null)).toEqual([false, true, true]);
    const messages = [...new Set(document.errors.map(({ message }) => message))];
    expect(messages).toEqual([
      expect.stringMatching(/^Calibration with cv 40 needs 40 train rows of each class; one has 3[34]$/),
      'DecisionThreshold is for two classes, but the target has 3',
    ]);
  });

  it('say what they lack where a classifier has no probabilities', async () => {
    const { document } = await search('breast_cancer.csv', {
      pipeline: ['StandardScaler', 'LinearSVC', { cut: { DecisionThreshold: { response: 'predict_proba' } } }],
    });
    expect(document.errors[0]).toMatchObject({
      code: 'FIT_NO_PROBABILITIES',
      message: 'DecisionThreshold needs a classifier with probabilities',
    });
  });
});
