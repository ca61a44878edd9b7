// The scorekeeper: which score goes where, when a candidate is told to be done, and when a failure ends the search.

import { describe, expect, it } from 'vitest';
import type { EarlierResults } from '../../src/cache/earlier-results.js';
import { newPlan, type Plan, type ScoreSlot } from '../../src/graph/plan/plan-data.js';
import type { Key } from '../../src/graph/plan/task.js';
import type { Candidate } from '../../src/grid/candidate.js';
import type { SplitScore } from '../../src/results/score-book.js';
import type { SearchEvent } from '../../src/schedule/events.js';
import type { Finished } from '../../src/schedule/finished.js';
import type { Problem } from '../../src/search/read-problem.js';
import { Scorekeeper } from '../../src/search/scorekeeper.js';
import { stopwatch } from '../../src/search/stopwatch.js';
import { contextOf, REGISTRIES } from '../graph/candidates.js';

const ERROR = { code: 'INFEASIBLE_PARAMS', message: 'too few rows' } as const;

interface Wishes {
  readonly metrics?: readonly string[];
  readonly refit?: string;
  readonly aggregate?: 'mean' | 'rows';
  readonly errorScore?: number | 'raise' | null;
  readonly trainScores?: boolean;
  readonly earlier?: Partial<EarlierResults>;
}

/** A search of two splits (of 5 and 15 test rows, where rows count). */
function keeperOf({ metrics = ['accuracy'], refit = metrics[0], ...wishes }: Wishes = {}) {
  const plan = newPlan(contextOf({ k: 2 }));
  const events: SearchEvent[] = [];
  const failures: string[] = [];
  const { aggregate = 'mean', errorScore = null, trainScores = false, earlier } = wishes;
  const problem = {
    registries: REGISTRIES,
    spec: {
      scoring: metrics.map((name) => ({ name, scorer: name, params: {} })),
      refit,
      aggregate,
      errorScore,
      returnTrainScore: trainScores,
    },
    layout: { splits: [5, 15].map((count) => ({ test: { count } })) },
    dataset: { weights: undefined },
  } as unknown as Problem;
  const keeper = new Scorekeeper(problem, plan, {
    watch: stopwatch((event) => events.push(event)),
    ...(earlier && { earlier: earlier as EarlierResults }),
    onFailure: () => failures.push('told'),
  });
  const told = (): [number, number | null][] =>
    events.flatMap((event) => (event.type === 'candidate' ? [[event.index, event.meanScore]] : []));
  return { keeper, plan, told, failures };
}

const candidate = (index: number): Candidate => ({ index, params: { c: index }, steps: [] }) as unknown as Candidate;
const keyOf = (what: string, split: number): Key => `${what}:${split}`;

/** A slot of a split for some candidates, each of its own fit. */
function addSlot(plan: Plan, split: number, candidates: number[][], more: Partial<ScoreSlot> = {}): void {
  plan.slots.push({
    split,
    test: keyOf('test', split),
    train: null,
    prediction: keyOf('prediction', split),
    trainPrediction: null,
    fit: keyOf('fit', split),
    fitItems: candidates.length,
    chain: [],
    predictionIds: candidates.map((_, i) => ({ test: `id ${split} ${i}` })),
    items: candidates.map((equal, i) => ({
      fitItem: i,
      predicted: i,
      candidates: equal,
      ids: { test: `id ${split} ${i}` },
      isPostprocessed: false,
      learnt: [],
    })),
    stored: false,
    ...more,
  });
}

/** One list of scores for each item. */
const scored = (...items: (number | null)[][]): Finished => ({
  ok: true,
  seconds: 1,
  items: items.map((scores) => ({ ok: true, warnings: [], scores })),
});

describe('the scorekeeper', () => {
  it('tells of a candidate with its last score, with the mean over its splits', () => {
    const { keeper, plan, told } = keeperOf();
    for (const split of [0, 1]) addSlot(plan, split, [[0], [1]]);
    keeper.expect([candidate(0), candidate(1)]);
    keeper.onDone(keyOf('test', 1), scored([0.5], [1]));
    expect(told()).toEqual([]);
    keeper.onDone(keyOf('test', 0), scored([0.25], [0]));
    expect(told()).toEqual([
      [0, 0.375],
      [1, 0.5],
    ]);
  });

  it('gives equal candidates the score of the one that was run', () => {
    const { keeper, plan, told } = keeperOf();
    for (const split of [0, 1]) addSlot(plan, split, [[0, 2], [1]]);
    keeper.expect([0, 1, 2].map(candidate));
    for (const split of [0, 1]) keeper.onDone(keyOf('test', split), scored([0.75], [0.5]));
    expect(told().sort()).toEqual([
      [0, 0.75],
      [1, 0.5],
      [2, 0.75],
    ]);
  });

  it('enters one score for each of equal splits', () => {
    const { keeper, plan, told } = keeperOf();
    for (const split of [0, 1]) addSlot(plan, split, [[0]], { test: 'test:both' });
    keeper.expect([candidate(0)]);
    keeper.onDone('test:both', scored([0.5]));
    expect(told()).toEqual([[0, 0.5]]);
  });

  it('enters what is scored already for candidates that come later', () => {
    const { keeper, plan, told } = keeperOf();
    for (const split of [0, 1]) addSlot(plan, split, [[0]]);
    keeper.expect([candidate(0)]);
    for (const split of [0, 1]) keeper.onDone(keyOf('test', split), scored([0.5]));
    for (const split of [0, 1]) addSlot(plan, split, [[1]]);
    keeper.expect([candidate(1)]);
    expect(told()).toEqual([
      [0, 0.5],
      [1, 0.5],
    ]);
  });

  it('chooses by the metric of the refit, the first where none is named', () => {
    const metrics = ['accuracy', 'f1_macro'];
    for (const [refit, chooser, score] of [
      ['f1_macro', 1, 1],
      ['accuracy', 0, 0],
      ['none', 0, 0],
    ] as const) {
      const { keeper, plan } = keeperOf({ metrics, refit });
      for (const split of [0, 1]) addSlot(plan, split, [[0]]);
      keeper.expect([candidate(0)]);
      for (const split of [0, 1]) keeper.onDone(keyOf('test', split), scored([0, 1]));
      expect([keeper.chooser, keeper.scoresOf([candidate(0)])]).toEqual([chooser, [{ index: 0, score }]]);
    }
  });

  it('weighs splits by their rows where that is asked for', () => {
    const { keeper, plan, told } = keeperOf({ aggregate: 'rows' });
    for (const split of [0, 1]) addSlot(plan, split, [[0]]);
    keeper.expect([candidate(0)]);
    keeper.onDone(keyOf('test', 0), scored([0.2]));
    keeper.onDone(keyOf('test', 1), scored([0.6]));
    // 1 + 9 of 20 rows are right.
    expect(told()).toEqual([[0, 0.5]]);
  });

  it('waits for train scores where they are asked for', () => {
    const { keeper, plan, told } = keeperOf({ trainScores: true });
    for (const split of [0, 1]) addSlot(plan, split, [[0]], { train: keyOf('train', split) });
    keeper.expect([candidate(0)]);
    for (const split of [0, 1]) keeper.onDone(keyOf('test', split), scored([0.5]));
    expect(told()).toEqual([]);
    for (const split of [0, 1]) keeper.onDone(keyOf('train', split), scored([1]));
    expect([told(), keeper.book.train]).toEqual([[[0, 0.5]], [[1, 1]]]);
  });

  it('tells a candidate that failed to have no mean, and that something failed', () => {
    const { keeper, plan, told, failures } = keeperOf();
    for (const split of [0, 1]) addSlot(plan, split, [[0]]);
    keeper.expect([candidate(0)]);
    keeper.onDone(keyOf('test', 0), { ok: false, seconds: 1, error: ERROR });
    keeper.onDone(keyOf('test', 1), scored([1]));
    expect([told(), failures.length > 0]).toEqual([[[0, null]], true]);
    expect(keeper.book.errors).toEqual([{ candidate: 0, split: 0, ...ERROR }]);
  });

  it('ends the search with 3 at a failure where error_score is raise, and names the params', () => {
    const { keeper, plan } = keeperOf({ errorScore: 'raise' });
    for (const split of [0, 1]) addSlot(plan, split, [[0]]);
    keeper.expect([candidate(0)]);
    keeper.onDone(keyOf('test', 0), scored([1]));
    const failed = () => keeper.onDone(keyOf('test', 1), { ok: false, seconds: 1, error: ERROR });
    expect(failed).toThrow(expect.objectContaining({ code: 'FIT_FAILED', exitCode: 3 }));
    const early = keeperOf({ errorScore: 'raise' });
    early.plan.failures.push({ split: 0, candidates: [0], error: ERROR });
    expect(() => early.keeper.expect([candidate(0)])).toThrow(
      expect.objectContaining({ code: 'FIT_FAILED', help: expect.stringContaining('{"c":0}') }),
    );
  });

  it('enters splits that no candidate can be fitted on before anything runs', () => {
    const { keeper, plan, told } = keeperOf();
    for (const split of [0, 1]) plan.failures.push({ split, candidates: [1], error: ERROR });
    keeper.expect([candidate(0), candidate(1)]);
    expect([told(), keeper.book.errors.map(({ split }) => split)]).toEqual([[[1, null]], [0, 1]]);
  });

  it('enters what earlier searches left, and counts it', () => {
    const score = (value: number): SplitScore => ({
      fitSeconds: 1,
      scoreSeconds: 1,
      outcome: { ok: true, scores: [value] },
      warnings: [],
      undefinedScores: [],
    });
    const earlier = { cachedFits: 0, splitScoreOf: (id: string) => score(id === 'zero' ? 0.5 : 1) };
    const { keeper, plan, told } = keeperOf({ earlier });
    plan.cachedScores.push(
      { split: 0, candidates: [0, 1], ids: { test: 'zero' } },
      { split: 1, candidates: [0], ids: { test: 'one' } },
    );
    keeper.expect([candidate(0), candidate(1)]);
    expect([told(), earlier.cachedFits]).toEqual([[[0, 0.75]], 3]);
  });

  it('hands scores on to be kept, those of tasks that failed not', () => {
    const kept: [number, number][] = [];
    const keepScores: EarlierResults['keepScores'] = ({ split }, _side, scores) =>
      void kept.push([split, scores.length]);
    const { keeper, plan } = keeperOf({ earlier: { cachedFits: 0, keepScores } });
    for (const split of [0, 1]) addSlot(plan, split, [[0], [1]]);
    keeper.expect([candidate(0), candidate(1)]);
    keeper.onDone(keyOf('test', 0), scored([1], [0]));
    keeper.onDone(keyOf('test', 1), { ok: false, seconds: 1, error: ERROR });
    expect(kept).toEqual([[0, 2]]);
  });
});
