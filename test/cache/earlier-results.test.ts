// What a search finds of earlier ones, and what it leaves: by a cache in a folder of the test, with scores of our own.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DISK } from '../../src/cache/disk.js';
import { openCache } from '../../src/cache/durable-cache.js';
import { EarlierResults } from '../../src/cache/earlier-results.js';
import { newPlan, type ScoreSlot } from '../../src/graph/plan/plan-data.js';
import type { Key, Task } from '../../src/graph/plan/task.js';
import type { SplitScore } from '../../src/results/score-book.js';
import type { Engine } from '../../src/schedule/engine.js';
import type { Finished } from '../../src/schedule/finished.js';
import { contextOf } from '../graph/candidates.js';

const folder = mkdtempSync(join(tmpdir(), 'gridsearch-earlier-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hex = (n: number): string => n.toString(16).padStart(64, '0');
const PREDICTION: Key = `predict:GaussianNB:${hex(900)}`;
const FIT: Key = `fit:PCA:${hex(901)}`;
const accuracy = { scorer: 'accuracy', version: 1, params: {} };
const f1 = { scorer: 'f1', version: 1, params: { average: 'macro' } };

/** A search with the cache of some name. */
function search(name: string, scorers = [accuracy]) {
  const warnings: string[] = [];
  const cache = openCache({
    directory: join(folder, name),
    code: hex(1),
    dataset: hex(2),
    limitBytes: 1e9,
    disk: DISK,
    warn: (text) => warnings.push(text),
  });
  if (cache === undefined) throw new Error('this folder is ours');
  return new EarlierResults(cache, scorers);
}

/** A slot of some predictions, each of one candidate. */
function slotOf(...ids: number[]): ScoreSlot {
  return {
    split: 0,
    test: `score:accuracy:${hex(902)}`,
    train: null,
    prediction: PREDICTION,
    trainPrediction: null,
    fit: FIT,
    fitItems: ids.length,
    chain: [],
    predictionIds: ids.map((id) => ({ test: hex(id) })),
    items: ids.map((id, item) => ({
      fitItem: item,
      predicted: item,
      candidates: [item],
      ids: { test: hex(id) },
      isPostprocessed: false,
      learnt: [],
    })),
    stored: false,
  };
}

function scoreOf(scores: readonly (number | null)[], more: Partial<SplitScore> = {}): SplitScore {
  return {
    fitSeconds: 2,
    scoreSeconds: 1,
    outcome: { ok: true, scores },
    warnings: [],
    undefinedScores: [],
    ...more,
  };
}

const failed = (code: string): SplitScore =>
  scoreOf([], { outcome: { ok: false, error: { code: code as 'TASK_FAILED', message: 'm' } } });

/** An engine that holds some artifacts, and keeps what is put. */
function engineOf(artifacts: Readonly<Record<Key, unknown>> = {}) {
  const put = new Map<Key, unknown>();
  const engine = { load: (key: Key) => artifacts[key], put: (key: Key, value: unknown) => put.set(key, value) };
  return { engine: engine as unknown as Engine, put };
}

const task = (key: Key): Task => ({ key, op: 'predict' }) as Task;
const done: Finished = { ok: true, seconds: 3, items: [{ ok: true, warnings: [] }] };

describe('what a search leaves', () => {
  it('is found by the next one, to the last bit, and not by itself', () => {
    const first = search('found');
    expect([first.empty, first.knows(hex(1))]).toEqual([true, false]);
    const score = scoreOf([0.1 + 0.2], { warnings: [{ code: 'NOT_CONVERGED', message: 'no' }] });
    first.keepScores(slotOf(1), 'test', [score]);
    const next = search('found');
    expect([next.empty, next.knows(hex(1)), next.knows(hex(2))]).toEqual([false, true, false]);
    expect(next.splitScoreOf(hex(1))).toEqual(score);
  });

  it('does not do for another metric, nor for the same one with other params', () => {
    search('metrics').keepScores(slotOf(1), 'test', [scoreOf([1])]);
    expect(search('metrics', [accuracy, f1]).knows(hex(1))).toBe(false);
    search('metrics', [f1]).keepScores(slotOf(1), 'test', [scoreOf([0.5])]);
    const both = search('metrics', [f1, accuracy]);
    expect(both.knows(hex(1))).toBe(true);
    expect(both.splitScoreOf(hex(1)).outcome).toEqual({ ok: true, scores: [0.5, 1] });
    expect(search('metrics', [{ ...f1, params: { average: 'micro' } }]).knows(hex(1))).toBe(false);
  });

  it('is the reason too why there can be no score, and that does for any metric', () => {
    const score = failed('INFEASIBLE_PARAMS');
    search('reason').keepScores(slotOf(1), 'test', [score]);
    const next = search('reason', [f1]);
    expect([next.knows(hex(1)), next.splitScoreOf(hex(1)).outcome]).toEqual([true, score.outcome]);
  });

  it.each(['EXTENSION_FAILED', 'TASK_FAILED', 'TASK_TIMEOUT'])('is not %s: that may not happen again', (code) => {
    search(code).keepScores(slotOf(1, 2), 'test', [failed(code), scoreOf([1])]);
    expect([1, 2].map((id) => search(code).knows(hex(id)))).toEqual([false, true]);
  });

  it('tells an undefined score as one again', () => {
    const undefinedScores = [{ code: 'UNDEFINED_SCORE', message: 'whatever' }] as const;
    search('undefined').keepScores(slotOf(1), 'test', [scoreOf([null], { undefinedScores })]);
    const { outcome, undefinedScores: again } = search('undefined').splitScoreOf(hex(1));
    expect([outcome, again.map(({ code }) => code)]).toEqual([{ ok: true, scores: [null] }, ['UNDEFINED_SCORE']]);
  });

  it('is counted by candidate and split: as kept, with what came from the cache', () => {
    const first = search('counted');
    first.keepScores(slotOf(1, 2), 'test', [scoreOf([1]), scoreOf([0])]);
    first.cachedFits += 3;
    expect(first.keptFits()).toBe(5);
  });
});

describe('a stored prediction', () => {
  /** Leaves predictions 1 and 2 in a cache, scored by accuracy. */
  function left(name: string): void {
    const first = search(name);
    const plan = newPlan(contextOf());
    plan.slots.push(slotOf(1, 2));
    first.provide(plan, engineOf().engine, () => {});
    const { engine } = engineOf({ [PREDICTION]: ['one', 'two'] });
    first.keepArtifact(task(PREDICTION), done, { plan, engine, results: new Map() });
    first.keepScores(plan.slots[0], 'test', [scoreOf([1], { fitSeconds: 7 }), scoreOf([0])]);
  }

  it('is at hand for a new metric, and is put where the plan counts on it', () => {
    left('predictions');
    const next = search('predictions', [f1]);
    expect([1, 2, 3].map((id) => next.holds(hex(id)))).toEqual([true, true, false]);
    const plan = newPlan(contextOf());
    plan.cachedPredictions.push({ key: 'predict:stored', ids: [hex(2), hex(1)] });
    const { engine, put } = engineOf();
    next.provide(plan, engine, () => {});
    expect(put.get('predict:stored')).toEqual(['two', 'one']);
  });

  it('brings along the seconds and warnings of the fit that it came from', () => {
    left('seconds');
    const measured = scoreOf([0.5], { fitSeconds: 0, warnings: [{ code: 'NOT_CONVERGED', message: 'other' }] });
    expect(search('seconds', [f1]).completed(hex(1), measured)).toEqual({ ...measured, fitSeconds: 7, warnings: [] });
  });
});

describe('an artifact worth keeping', () => {
  const results = new Map<Key, Finished>();

  it('is put and pinned by the next search, which tells of its task as of one that is done', () => {
    const plan = newPlan(contextOf());
    plan.durable.add(FIT);
    search('artifact').keepArtifact(task(FIT), done, {
      plan,
      engine: engineOf({ [FIT]: { state: 1 } }).engine,
      results,
    });
    const next = search('artifact');
    expect([next.keeps(FIT), next.keeps(`fit:PCA:${hex(5)}`)]).toEqual([true, false]);
    const again = newPlan(contextOf());
    again.cachedArtifacts.push(FIT);
    const { engine, put } = engineOf();
    const told: [Key, Finished][] = [];
    next.provide(again, engine, (key, result) => told.push([key, result]));
    expect([put.get(FIT), again.pinned.has(FIT)]).toEqual([{ state: 1 }, true]);
    expect(told).toMatchObject([[FIT, { ok: true, seconds: 3, items: done.items }]]);
  });

  it.each([
    ['its task failed', { ok: false, seconds: 1, error: { code: 'TASK_FAILED', message: 'm' } }],
    [
      'an item of it failed by chance',
      { ok: true, seconds: 1, items: [{ ok: false, error: { code: 'EXTENSION_FAILED', message: 'm' } }] },
    ],
  ] as [string, Finished][])('is not kept where %s', (name, result) => {
    const plan = newPlan(contextOf());
    plan.durable.add(FIT);
    search(name).keepArtifact(task(FIT), result, { plan, engine: engineOf({ [FIT]: 1 }).engine, results });
    expect(search(name).keeps(FIT)).toBe(false);
  });

  it('is only what the plan names, not every task', () => {
    const plan = newPlan(contextOf());
    search('others').keepArtifact(task(FIT), done, { plan, engine: engineOf({ [FIT]: 1 }).engine, results });
    expect(search('others').keeps(FIT)).toBe(false);
  });
});
