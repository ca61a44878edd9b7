// One task at a time, as a worker does it: what comes of it, and what is stored.

import { describe, expect, it } from 'vitest';
import type { MomentStatistic } from '../../src/base/statistics.js';
import type { FitInput } from '../../src/contracts/fitter.js';
import type { Scorer } from '../../src/contracts/scorer.js';
import type { FitOutcome } from '../../src/contracts/step.js';
import type { FitTask, PredictTask, ScoreTask, Task } from '../../src/graph/plan/task.js';
import { SCORERS } from '../../src/scorers/index.js';
import { execute } from '../../src/worker/execute.js';
import {
  CODES,
  classifier,
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

const BASE = { name: 'n', inputs: [], seconds: 0, bytes: 0 } as const;
const [FIT, PREDICT, SCORE] = ['fit:Own', 'predict:Own', 'score:accuracy'].map(keyAt);

const fitTask = (more: Partial<FitTask> = {}): FitTask => ({
  ...BASE,
  op: 'fit',
  key: FIT,
  estimator: 'Own',
  features: featuresOf(TRAIN),
  target: TARGET,
  targetRows: TRAIN,
  statistic: null,
  needsRows: true,
  weights: null,
  traits: { uncorrelated: false },
  columns: null,
  items: [{ says: 0 }, { says: 1 }],
  packs: false,
  ordered: null,
  ...more,
});

const predictTask = (items: number, more: Partial<PredictTask> = {}): PredictTask => ({
  ...BASE,
  op: 'predict',
  key: PREDICT,
  estimator: 'Own',
  features: featuresOf(TEST),
  through: null,
  gatheredBytes: 0,
  target: TARGET,
  ordered: null,
  decisions: false,
  items: Array.from({ length: items }, (_, item) => ({ fit: { task: FIT, item }, params: {} })),
  ...more,
});

const scoreTask = (...scorers: string[]): ScoreTask => ({
  ...BASE,
  op: 'score',
  key: SCORE,
  prediction: PREDICT,
  target: TARGET,
  targetRows: TEST,
  weights: null,
  scorers: scorers.map((scorer) => ({ scorer, params: {} })),
  items: [0, 1].map((item) => ({ item, postprocessors: [] })),
});

const blockTask = (label: string, rows: string): Task => ({
  ...BASE,
  op: 'block',
  key: keyAt(label),
  statistic: 'moments',
  base: X,
  rows,
  targetRows: rows,
  target: null,
  weights: null,
});

const fitted = ({ says }: { says?: unknown }): FitOutcome => ({
  ok: true,
  fitted: { says: Number(says) },
  warnings: [],
});
/** Fits as it is told: each state says its own class. */
const plain = ({ params }: FitInput): FitOutcome[] => params.map(fitted);
const workerThat = (fit: (input: FitInput) => FitOutcome[] = plain, scorers: readonly Scorer[] = []) =>
  smallWorker({ estimators: [classifier('Own', fit)], scorers });

describe('a statistic', () => {
  it('of two blocks merged is that of all their rows', () => {
    const { context } = smallWorker();
    const [left, right] = [blockTask('block:left', TRAIN), blockTask('block:right', TEST)];
    for (const task of [left, right]) expect(execute(task, context).status).toBe('done');
    const key = keyAt('merge:moments');
    execute({ ...BASE, op: 'merge', key, statistic: 'moments', left: left.key, right: right.key }, context);
    const { count, mean, m2 } = context.artifact<MomentStatistic>(key);
    // 0 … 5 and ten times their squares: Σ (x − 2.5)² = 17.5, mean of the squares 55 / 6.
    expect([count, mean[0], m2.data[0]].map((value) => value.toFixed(9))).toEqual([
      '6.000000000',
      '2.500000000',
      '17.500000000',
    ]);
    expect(mean[1]).toBeCloseTo(550 / 6, 10);
  });
});

describe('a fit', () => {
  it('is given the train rows, their target, weights and numbers in the file, in one order', () => {
    const seen: Partial<FitInput>[] = [];
    const { context } = workerThat((input) => {
      seen.push({ ...input, target: { ...input.target } });
      expect(listOf(input.X as NonNullable<FitInput['X']>)).toEqual(TRAIN_ROWS.map((row) => [...ROWS[row]]));
      return plain(input);
    });
    expect(execute(fitTask({ weights: WEIGHTS }), context).status).toBe('done');
    expect(seen[0]).toMatchObject({
      target: { kind: 'classes', codes: Int32Array.from(TRAIN_ROWS, (row) => CODES[row]) },
      weights: Float64Array.from(TRAIN_ROWS, (row) => row + 1),
      rowIds: Int32Array.from(TRAIN_ROWS),
    });
  });

  it('stores one outcome for each of its params, and tells their warnings', () => {
    const warnings = [{ code: 'NOT_CONVERGED', message: 'no' }] as const;
    const { context } = workerThat(({ params }) => params.map((one) => ({ ...fitted(one), warnings }) as FitOutcome));
    expect(execute(fitTask(), context)).toMatchObject({
      status: 'done',
      items: [
        { ok: true, warnings },
        { ok: true, warnings },
      ],
    });
    expect(context.artifact(FIT)).toMatchObject([{ fitted: { says: 0 } }, { fitted: { says: 1 } }]);
  });

  it('that throws for one of its params fails there alone', () => {
    const { context } = workerThat(({ params }) =>
      params.map((one) => {
        if (one.says === 0) throw new Error('mine');
        return fitted(one);
      }),
    );
    expect(execute(fitTask(), context)).toMatchObject({
      status: 'done',
      items: [{ ok: false, error: { code: 'TASK_FAILED', message: 'mine' } }, { ok: true }],
    });
  });

  it('of rows that all weigh nothing fails, and the estimator is not asked', () => {
    const { context, put } = workerThat(() => expect.fail('it is asked'));
    put(WEIGHTS, new Float64Array(6));
    expect(execute(fitTask({ weights: WEIGHTS }), context)).toMatchObject({
      items: Array(2).fill({ ok: false, error: { code: 'FIT_NO_WEIGHT' } }),
    });
  });

  it('that answers for fewer params than it was given is a failure of each', () => {
    const { context } = workerThat(() => []);
    expect(execute(fitTask(), context)).toMatchObject({
      status: 'done',
      items: Array(2).fill({
        ok: false,
        error: { code: 'TASK_FAILED', message: expect.stringContaining('answers for each of its params') },
      }),
    });
  });

  it('on a step that could not be fitted ends with that step’s error', () => {
    const { context, put } = workerThat();
    const task = keyAt('fit:StandardScaler');
    put(task, [{ ok: false, error: { code: 'INFEASIBLE_PARAMS', message: 'too few' } }]);
    const step = { fit: { task, item: 0 }, estimator: 'StandardScaler', params: { with_mean: true, with_std: true } };
    expect(execute(fitTask({ features: featuresOf(TRAIN, step) }), context)).toMatchObject({
      status: 'error',
      error: { code: 'INFEASIBLE_PARAMS', message: 'too few' },
    });
  });

  it('by an estimator that nobody knows is an error, not a throw', () => {
    expect(execute(fitTask({ estimator: 'None' }), workerThat().context).status).toBe('error');
  });
});

describe('a transform', () => {
  it('of branches puts their columns side by side, and tells its bytes', () => {
    const { context } = smallWorker();
    const key = keyAt('transform:union');
    const parts = [featuresOf(TEST, { select: [1, 2] }), featuresOf(TEST)];
    const outcome = execute({ ...BASE, op: 'transform', key, parts }, context);
    expect(outcome).toMatchObject({ status: 'done', bytes: 8 * 2 * 3 });
    expect(listOf(context.artifact(key))).toEqual(TEST_ROWS.map((row) => [ROWS[row][1], ...ROWS[row]]));
  });
});

describe('a prediction', () => {
  it('is made for each fitted state, and is its error where there is none', () => {
    const { context, put } = workerThat();
    const error = { code: 'INFEASIBLE_PARAMS', message: 'too few' };
    put(FIT, [fitted({ says: 1 }), { ok: false, error }, fitted({ says: 0 })]);
    expect(execute(predictTask(3), context)).toMatchObject({
      status: 'done',
      items: [{ ok: true, warnings: [] }, { ok: false, error }, { ok: true }],
    });
    expect(context.artifact(PREDICT)).toMatchObject([
      { ok: true, prediction: { kind: 'classes', codes: Int32Array.of(1, 1) } },
      { ok: false, error },
      { ok: true, prediction: { codes: Int32Array.of(0, 0) } },
    ]);
  });
});

describe('a score', () => {
  /** A worker with the fits of class 0 and 1 predicted: of the test rows, one is of each class. */
  function predicted(scorers: readonly Scorer[] = []) {
    const worker = workerThat(plain, scorers);
    for (const task of [fitTask(), predictTask(2)]) execute(task, worker.context);
    return worker;
  }

  it('is one for each metric and prediction', () => {
    expect(execute(scoreTask('accuracy'), predicted().context)).toMatchObject({
      items: [
        { ok: true, scores: [0.5], warnings: [] },
        { ok: true, scores: [0.5] },
      ],
    });
  });

  it('weighs rows where they have weights', () => {
    const { items } = execute({ ...scoreTask('accuracy'), weights: WEIGHTS }, predicted().context) as Extract<
      ReturnType<typeof execute>,
      { status: 'done' }
    >;
    // Row 2 (class a) weighs 3, row 3 (class b) 4.
    expect(items.map((item) => item.ok && item.scores?.[0])).toEqual([3 / 7, 4 / 7]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('mine');
      },
      'TASK_FAILED',
    ],
    ['is no number', () => Number.NaN, 'UNDEFINED_SCORE'],
  ] as [string, () => number, string][])(
    'of a metric that %s is null with the reason, and the others stay',
    (_, score, code) => {
      const own: Scorer = { ...(SCORERS.get('accuracy') as Scorer), name: 'own', score };
      expect(execute(scoreTask('own', 'accuracy'), predicted([own]).context)).toMatchObject({
        status: 'done',
        items: Array(2).fill({ ok: true, scores: [null, 0.5], warnings: [{ code }] }),
      });
    },
  );

  it('of a prediction that failed is its error', () => {
    const { context, put } = predicted();
    const error = { code: 'INFEASIBLE_PARAMS', message: 'too few' };
    put(PREDICT, [
      { ok: false, error },
      { ok: true, prediction: { kind: 'classes', codes: Int32Array.of(0, 1) } },
    ]);
    expect(execute(scoreTask('accuracy'), context)).toMatchObject({ items: [{ ok: false, error }, { scores: [1] }] });
  });
});
