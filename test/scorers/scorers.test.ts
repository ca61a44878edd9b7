import { describe, expect, it } from 'vitest';
import { matrixOf } from '../../src/base/matrix.js';
import { type Params, withDefaults } from '../../src/contracts/params.js';
import type { Prediction } from '../../src/contracts/prediction.js';
import type { ScoreInput, Scorer } from '../../src/contracts/scorer.js';
import { createKernels } from '../../src/kernels/index.js';
import { SCORERS } from '../../src/scorers/index.js';
import oracle from '../oracle/scorers.json' with { type: 'json' };

type Scored = Omit<ScoreInput, 'kernels' | 'params'>;

const kernels = createKernels();
const named = (name: string): Scorer => SCORERS.get(name) as Scorer;
const score = (name: string, input: Scored, params: Params = {}) =>
  named(name).score({ ...input, kernels, params: withDefaults(named(name).params, params) });

/** What the names with a remark in the oracle file mean. */
const REMARKS: Readonly<Record<string, Params>> = {
  adjusted: { adjusted: true },
  'pos_label=0': { pos_label: 0 },
  'labels=all': { labels: 'all' },
  linear: { weights: 'linear' },
  quadratic: { weights: 'quadratic' },
  'k=1': { k: 1 },
  'k=3': { k: 3 },
  'beta=2': { beta: 2 },
  'beta=0.5': { beta: 0.5 },
  scale_by_half: { scale_by_half: true },
  scale_by_whole: { scale_by_half: false },
  ...Object.fromEntries([0.1, 0.75, 0, 1].map((alpha) => [`alpha=${alpha}`, { alpha }])),
  ...Object.fromEntries([1, 2, 1.5, 3, -1].map((power) => [`power=${power}`, { power }])),
};

/** Sums are made in another order than numpy's; nothing else differs. */
const TOLERANCE = 1e-13;
/** The terms of a deviance of any power cancel to some of their digits, in either program. */
const CANCELLED = 1e-9;

function expectScores(scores: Readonly<Record<string, number | null | undefined>>, input: Scored): void {
  for (const [entry, expected] of Object.entries(scores)) {
    if (expected === undefined) continue;
    const [name, remark] = entry.split(' ');
    const got = score(name, input, remark === undefined ? {} : REMARKS[remark]);
    if (expected === null) expect(got, entry).toBeNaN();
    else
      expect(Math.abs(got - expected), `${entry}: ${got}, scikit-learn ${expected}`).toBeLessThanOrEqual(
        (name.includes('tweedie') ? CANCELLED : TOLERANCE) * Math.max(1, Math.abs(expected)),
      );
  }
}

function classInput(c: (typeof oracle.classes)[number]): Scored {
  const classes = Array.from({ length: c.classes }, (_, k) => k);
  const prediction: Prediction = {
    kind: 'classes',
    codes: Int32Array.from(c.codes),
    probabilities: matrixOf(c.truth.length, c.classes, Float64Array.from(c.probabilities.flat())),
    ...(c.decision === null ? {} : { decision: Float64Array.from(c.decision) }),
  };
  return { truth: { kind: 'classes', codes: Int32Array.from(c.truth), classes }, prediction };
}

describe('metrics of classes agree with scikit-learn', () => {
  it.each(oracle.classes.map((c) => [c.classes, c.name, c] as const))('%i classes: %s', (_, __, c) => {
    expectScores(c.scores, classInput(c));
  });

  it.each(oracle.classes.map((c) => [c.classes, c.name, c] as const))('%i classes, weighted: %s', (_, __, c) => {
    expectScores(c.weighted, { ...classInput(c), weights: Float64Array.from(c.weights) });
  });

  it('every scorer of classes is covered by the oracle', () => {
    const covered = new Set(oracle.classes.flatMap((c) => Object.keys(c.weighted)));
    for (const scorer of SCORERS.values()) if (scorer.task === 'classification') expect(covered).toContain(scorer.name);
  });
});

describe('metrics of numbers agree with scikit-learn', () => {
  it.each(oracle.values.map((c) => [c.name, c] as const))('%s', (_, c) => {
    const input: Scored = {
      truth: { kind: 'values', values: Float64Array.from(c.truth) },
      prediction: { kind: 'values', values: Float64Array.from(c.values) },
    };
    expectScores(c.scores, input);
    expectScores(c.weighted, { ...input, weights: Float64Array.from(c.weights) });
  });

  it('every scorer of numbers is covered by the oracle', () => {
    for (const scorer of SCORERS.values())
      if (scorer.task === 'regression') expect(oracle.values[0].scores).toHaveProperty(scorer.name);
  });
});

describe('scorers', () => {
  const binary = classInput(oracle.classes[0]);

  it('of the positive class refuse more than two classes, and labels that are not there', () => {
    for (const name of [
      'f1',
      'precision',
      'recall',
      'fbeta',
      'jaccard',
      'roc_auc',
      'average_precision',
      'true_positives',
    ]) {
      const { infeasible } = named(name);
      expect(infeasible?.({ pos_label: null }, [0, 1, 2]), name).toMatch(/is for two classes, and there are 3; use /);
      expect(infeasible?.({ pos_label: 'yes' }, ['no', 'maybe']), name).toBe(
        'pos_label "yes" is not one of the classes "no", "maybe"',
      );
      expect(infeasible?.({ pos_label: 'yes' }, ['no', 'yes']), name).toBeUndefined();
    }
  });

  it('have one area under the curve, whichever class is positive', () => {
    expect(score('roc_auc', binary, { pos_label: 0 })).toBe(score('roc_auc', binary));
  });

  it('rank by probabilities where a classifier has no decision', () => {
    const { probabilities } = binary.prediction as Prediction & { kind: 'classes' };
    const without = {
      ...binary,
      prediction: { kind: 'classes' as const, codes: Int32Array.from(oracle.classes[0].codes), probabilities },
    };
    expect(score('roc_auc', without)).toBe(score('roc_auc_ovr', binary));
  });

  it('are undefined where a classifier gives nothing to read', () => {
    const bare = {
      ...binary,
      prediction: { kind: 'classes' as const, codes: Int32Array.from(oracle.classes[0].codes) },
    };
    for (const name of [
      'roc_auc',
      'roc_auc_ovr',
      'roc_auc_ovo',
      'average_precision',
      'neg_log_loss',
      'neg_brier_score',
      'top_k_accuracy',
    ])
      expect(score(name, bare), name).toBeNaN();
  });

  it('tell numbers far below one apart by their logarithm', () => {
    const truth = { kind: 'values' as const, values: Float64Array.of(1e-17, 3e-17) };
    const prediction = { kind: 'values' as const, values: Float64Array.of(3e-17, 1e-17) };
    expect(score('neg_root_mean_squared_log_error', { truth, prediction })).toBeCloseTo(-2e-17, 30);
  });

  // sklearn.metrics.top_k_accuracy_score(truth, decision, k=1), scikit-learn 1.9.1.
  it.each([
    [[0.1, 0.4, 0.6, 0.7], 0.5],
    [[-0.1, 0.4, 0.6, 0.7], 0.75],
    [[0.1, 0.4, 0.6, 1.7], 0.5],
  ])('take two classes’ decisions for shares where all lie within 0 and 1: %j', (values, expected) => {
    const truth = { kind: 'classes' as const, codes: Int32Array.of(0, 1, 1, 0), classes: ['a', 'b'] };
    const prediction = { kind: 'classes' as const, codes: truth.codes, decision: Float64Array.from(values) };
    expect(score('top_k_accuracy', { truth, prediction }, { k: 1 })).toBe(expected);
  });

  it('do without a class whose rows weigh nothing, where classes are weighted by rows', () => {
    const truth = { kind: 'classes' as const, codes: Int32Array.of(0, 0, 1, 1, 2), classes: ['a', 'b', 'c'] };
    const data = Float64Array.of(0.8, 0.1, 0.1, 0.3, 0.4, 0.3, 0.2, 0.6, 0.2, 0.5, 0.3, 0.2, 0.1, 0.1, 0.8);
    const probabilities = { rows: 5, cols: 3, stride: 3, data };
    const prediction = { kind: 'classes' as const, codes: truth.codes, probabilities };
    const weights = Float64Array.of(1, 1, 1, 1, 0);
    // Each of the two classes that count: three of four pairs are in order.
    expect(score('roc_auc_ovr_weighted', { truth, prediction, weights })).toBe(0.75 * 0.5 + 0.5 * 0.75);
    expect(score('roc_auc_ovr', { truth, prediction, weights })).toBeNaN();
  });

  it('rank infinite decisions', () => {
    const truth = { kind: 'classes' as const, codes: Int32Array.of(0, 1, 1, 0), classes: ['a', 'b'] };
    const decision = Float64Array.of(-Infinity, Infinity, Infinity, Infinity);
    expect(score('roc_auc', { truth, prediction: { kind: 'classes', codes: truth.codes, decision } })).toBe(0.75);
  });

  it('read a view of wider probabilities by its stride', () => {
    const { probabilities: P } = binary.prediction as Prediction & { kind: 'classes' };
    if (P === undefined) throw new Error('the oracle case has probabilities');
    const wide = new Float64Array(P.rows * 3).fill(7);
    for (let i = 0; i < P.rows; i++) wide.set(P.data.subarray(2 * i, 2 * i + 2), 3 * i);
    const view = {
      ...binary,
      prediction: {
        ...binary.prediction,
        probabilities: { rows: P.rows, cols: 2, stride: 3, data: wide },
      } as Prediction,
    };
    for (const name of ['neg_log_loss', 'neg_brier_score', 'top_k_accuracy', 'roc_auc_ovr', 'roc_auc_ovo'])
      expect(score(name, view)).toBe(score(name, binary));
  });
});
