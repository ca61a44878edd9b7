// What is in a task's key, and what it waits for: all that changes its answer, and nothing else.

import { describe, expect, it } from 'vitest';
import type { Fitter } from '../../../src/contracts/fitter.js';
import { ESTIMATORS } from '../../../src/estimators/index.js';
import { TaskMaker } from '../../../src/graph/plan/make-task.js';
import { newPlan, type PlanContext, targetKey, weightsKey } from '../../../src/graph/plan/plan-data.js';
import type { Features, Key } from '../../../src/graph/plan/task.js';
import { contextOf, DIGEST } from '../candidates.js';

const COST = { seconds: 1, bytes: 8 };
const target = targetKey(DIGEST);
const keyAt = (name: string): Key => `${name}:${name}:${Buffer.from(name).toString('hex').padStart(64, '0')}`;
const [base, rows, statistic, weights, columns] = ['base', 'rows', 'statistic', 'weights', 'columns'].map(keyAt);
const FEATURES: Features = { base, rows, steps: [] };

function maker({ scope = '', ...context }: Partial<PlanContext> & { scope?: string } = {}) {
  const plan = newPlan(contextOf(context));
  return { plan, tasks: new TaskMaker(plan, scope) };
}

const FIT = {
  features: FEATURES,
  targetRows: rows,
  statistic: null,
  needsRows: true,
  weights: null,
  traits: { uncorrelated: false },
  columns: null,
  items: [{ C: 1 }],
} as const;
const logistic = ESTIMATORS.get('LogisticRegression') as Fitter;

/** Key of a fit that differs from FIT in something. */
const fitKey = (more: Partial<Parameters<TaskMaker['fit']>[1]> = {}, estimator = logistic): Key =>
  maker().tasks.fit(estimator, { ...FIT, ...more }, COST).key;

describe('a task', () => {
  it('is one where the same work is asked for twice, in one plan and in another', () => {
    const { plan, tasks } = maker();
    const first = tasks.fit(logistic, FIT, COST);
    expect(tasks.fit(logistic, { ...FIT, items: [{ C: 1 }] }, { seconds: 9, bytes: 9 })).toBe(first);
    expect([plan.tasks.size, fitKey()]).toEqual([1, first.key]);
  });

  it('is another in another scope: nothing is shared with it', () => {
    const plan = newPlan(contextOf());
    const keys = ['', 'candidate 0', 'candidate 1'].map(
      (scope) => new TaskMaker(plan, scope).fit(logistic, FIT, COST).key,
    );
    expect([new Set(keys).size, plan.tasks.size]).toEqual([3, 3]);
  });

  it('has a key that begins with its op and name, and ends with 64 hex digits', () => {
    const { tasks } = maker();
    const block = tasks.block({ kind: 'moments', weights: null }, { base, rows, targetRows: rows }, COST);
    expect(block.key).toMatch(/^block:moments:[0-9a-f]{64}$/);
    expect(fitKey()).toMatch(/^fit:LogisticRegression:[0-9a-f]{64}$/);
    expect(tasks.union([FEATURES], COST).key).toMatch(/^transform:union:[0-9a-f]{64}$/);
  });
});

describe('a fit', () => {
  it('is another for each thing that changes its answer', () => {
    const others = [
      { features: { ...FEATURES, rows: null } },
      { features: { ...FEATURES, steps: [{ select: [0, 3] }] } },
      { targetRows: keyAt('other') },
      { statistic },
      { weights },
      { traits: { uncorrelated: true } },
      { columns },
      { items: [{ C: 2 }] },
      { items: [{ C: 1 }, { C: 1 }] },
    ];
    const keys = [fitKey(), ...others.map((more) => fitKey(more))];
    expect(new Set(keys).size).toBe(others.length + 1);
    expect(fitKey({}, { ...logistic, version: logistic.version + 1 })).not.toBe(fitKey());
  });

  it('of a statistic alone is the same whatever rows it came from', () => {
    const alone = { statistic, needsRows: false };
    expect(fitKey({ ...alone, targetRows: keyAt('other'), features: { ...FEATURES, rows: null } })).toBe(fitKey(alone));
    expect(fitKey({ ...alone, statistic: keyAt('other') })).not.toBe(fitKey(alone));
  });

  it('waits for all that it reads, each once', () => {
    const work = { ...FIT, statistic, weights, columns };
    const { inputs } = maker().tasks.fit(logistic, work, COST);
    expect([...inputs].sort()).toEqual([base, rows, statistic, weights, columns, target].sort());
  });

  it('of a statistic alone does not wait for the rows of its features', () => {
    const { inputs } = maker().tasks.fit(logistic, { ...FIT, statistic, needsRows: false }, COST);
    expect(inputs).not.toContain(base);
  });
});

describe('a statistic', () => {
  const at = { base, rows, targetRows: rows };

  it('of columns reads no target, so that it is the same for any; one of classes does', () => {
    const { tasks } = maker();
    const [moments, classes] = (['moments', 'classes'] as const).map((kind) =>
      tasks.block({ kind, weights: null }, at, COST),
    );
    expect([moments.target, classes.target]).toEqual([null, target]);
    expect([moments.inputs.includes(target), classes.inputs.includes(target)]).toEqual([false, true]);
    const elsewhere = { ...at, targetRows: keyAt('other') };
    expect(tasks.block({ kind: 'moments', weights: null }, elsewhere, COST).key).toBe(moments.key);
    expect(tasks.block({ kind: 'classes', weights: null }, elsewhere, COST).key).not.toBe(classes.key);
  });

  it('of rows with weights is another, and waits for them and for the rows that they are of', () => {
    const { tasks } = maker();
    const [even, weighted] = [null, weights].map((some) => tasks.block({ kind: 'moments', weights: some }, at, COST));
    expect(weighted.key).not.toBe(even.key);
    expect(weighted.inputs).toEqual(expect.arrayContaining([weights, rows]));
  });

  it('merged left before right is another than right before left: sums round differently', () => {
    const { tasks } = maker();
    const merge = (left: Key, right: Key) => tasks.merge('moments', [left, right], COST);
    expect(merge(base, rows).key).not.toBe(merge(rows, base).key);
    expect(merge(base, rows).inputs).toEqual([base, rows]);
  });
});

describe('a union', () => {
  it('of the same branches in another order is another', () => {
    const { tasks } = maker();
    const other: Features = { base: keyAt('other'), rows: null, steps: [] };
    const [one, turned] = [
      [FEATURES, other],
      [other, FEATURES],
    ].map((parts) => tasks.union(parts, COST));
    expect(one.key).not.toBe(turned.key);
    expect(one.inputs).toEqual([base, rows, keyAt('other')]);
  });
});

describe('a score', () => {
  const plain = (length: number) => Array.from({ length }, (_, item) => ({ item, postprocessors: [] }));
  const scored = (items: ReturnType<typeof plain>) => ({ prediction: keyAt('prediction'), targetRows: rows, items });

  it('of predictions in order has one list of items for all of one length', () => {
    const { tasks } = maker();
    const [one, other] = [keyAt('prediction'), keyAt('other')].map((prediction) =>
      tasks.score('accuracy', { ...scored(plain(3)), prediction }, COST),
    );
    expect(one.items).toBe(other.items);
    expect(one.key).not.toBe(other.key);
  });

  it('of some of them is another', () => {
    const { tasks } = maker();
    const lists = [plain(3), plain(2), plain(3).reverse(), plain(3).slice(1)];
    expect(new Set(lists.map((items) => tasks.score('accuracy', scored(items), COST).key)).size).toBe(4);
  });

  it('waits for target and weights, and is another for other metrics', () => {
    const work = scored(plain(1));
    const [even, weighted, other] = [
      {},
      { weighted: true },
      { scorers: [{ scorer: 'f1', version: 1, params: { average: 'macro' } }] },
    ].map((context) => maker(context).tasks.score('accuracy', work, COST));
    expect(even.inputs).toEqual([keyAt('prediction'), rows, target]);
    expect(weighted.inputs).toEqual([keyAt('prediction'), rows, target, weightsKey(DIGEST)]);
    expect(new Set([even.key, weighted.key, other.key]).size).toBe(3);
  });
});
