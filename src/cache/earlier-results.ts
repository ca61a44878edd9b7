// Between a search and the durable cache: what of this search is known already, what is put in place of tasks that need
// not run, and what is kept of those that did. One per search.

import { canonicalText } from '../base/canonical-text.js';
import { assert, type TaskError, type TaskWarning, undefinedScore } from '../base/errors.js';
import { type KnownResults, type LogicalId, scorerId } from '../graph/plan/known-results.js';
import type { Plan, PlanContext, ScoreSlot } from '../graph/plan/plan-data.js';
import type { Key, Task } from '../graph/plan/task.js';
import type { Side, SplitScore } from '../results/score-book.js';
import { warningsOf } from '../results/split-scores.js';
import type { Engine, ItemOutcome } from '../schedule/engine.js';
import type { Behind, Finished } from '../schedule/finished.js';
import type { DurableCache } from './durable-cache.js';
import type { ScoreRecord } from './score-log.js';

/**
 * A predict task's artifact as it is stored: with the ids of its items, so that no other's prediction can be taken for
 * one's own.
 */
interface StoredPredictions {
  readonly ids: readonly LogicalId[];
  readonly items: readonly unknown[];
}

/** Any other task's artifact as it is stored: with what the driver knows of the task. */
interface StoredArtifact {
  readonly seconds: number;
  readonly items: readonly ItemOutcome[];
  readonly behind?: Behind;
  readonly artifact: unknown;
}

/** What a finished task belongs to. */
interface FinishedWork {
  readonly plan: Plan;
  readonly engine: Engine;
  readonly results: ReadonlyMap<Key, Finished>;
}

/** Stored predictions that are held at once; beyond, fits are made again rather than memory be filled. */
const MOST_BYTES_AT_HAND = 512 * 2 ** 20;

export class EarlierResults implements KnownResults {
  /** Candidates' splits whose scores came from the cache. */
  cachedFits = 0;
  private readonly scorers: readonly { readonly name: string; readonly id: string }[];
  private readonly predictions = new Map<LogicalId, unknown>();
  private bytesAtHand = 0;
  private readonly opened = new Set<string>();
  private readonly artifacts = new Map<Key, StoredArtifact>();
  /** Of predict tasks of this search: ids of their items. */
  private readonly idsOf = new Map<Key, readonly LogicalId[]>();
  private seenSlots = 0;
  /** Candidates' splits that this search has scored and kept. */
  private scoredFits = 0;
  private provided = { predictions: 0, artifacts: 0 };

  constructor(
    private readonly cache: DurableCache,
    scorers: PlanContext['scorers'],
  ) {
    this.scorers = scorers.map(({ scorer, version, params }) => ({
      name: scorer,
      id: scorerId(scorer, version, canonicalText(params)),
    }));
  }

  get empty(): boolean {
    return this.cache.empty;
  }

  knows(id: LogicalId): boolean {
    const record = this.cache.record(id);
    return (
      record !== undefined &&
      (record.error !== undefined || this.scorers.every((scorer) => Object.hasOwn(record.scores, scorer.id)))
    );
  }

  holds(id: LogicalId): boolean {
    const stored = this.cache.record(id)?.stored;
    if (stored === undefined) return false;
    if (!this.opened.has(stored.key)) this.openPredictions(stored.key);
    return this.predictions.has(id);
  }

  keeps(key: Key): boolean {
    const stored = this.cache.load(key) as Partial<StoredArtifact> | undefined;
    if (stored === undefined || !Array.isArray(stored.items)) return false;
    this.artifacts.set(key, stored as StoredArtifact);
    return true;
  }

  /** Puts in place what the plan counts on, and tells of each task that it stands for. */
  provide(plan: Plan, engine: Engine, onDone: (key: Key, result: Finished) => void): void {
    for (; this.seenSlots < plan.slots.length; this.seenSlots++) this.noteIds(plan.slots[this.seenSlots]);
    for (; this.provided.predictions < plan.cachedPredictions.length; this.provided.predictions++) {
      const { key, ids } = plan.cachedPredictions[this.provided.predictions];
      engine.put(
        key,
        ids.map((id) => this.predictions.get(id)),
      );
    }
    for (; this.provided.artifacts < plan.cachedArtifacts.length; this.provided.artifacts++) {
      const key = plan.cachedArtifacts[this.provided.artifacts];
      const stored = this.artifacts.get(key);
      assert(stored !== undefined, `${key} was loaded when the plan was made`);
      engine.put(key, stored.artifact);
      plan.pinned.add(key);
      const { seconds, items, behind } = stored;
      onDone(key, { ok: true, seconds, items, ...(behind === undefined ? {} : { behind }) });
    }
    this.predictions.clear();
    this.artifacts.clear();
    this.opened.clear();
    this.bytesAtHand = 0;
  }

  /** The score of a prediction whose scores are known. */
  splitScoreOf(id: LogicalId): SplitScore {
    const record = this.recordOf(id);
    const { error, scores, remarks = {}, fitSeconds, scoreSeconds, warnings } = record;
    const values = this.scorers.map((scorer) => scores[scorer.id]);
    return {
      fitSeconds,
      scoreSeconds,
      outcome: error === undefined ? { ok: true, scores: values } : { ok: false, error },
      warnings,
      undefinedScores: this.scorers.flatMap(({ name, id }, metric): TaskWarning[] => {
        if (values[metric] === null) return [undefinedScore(name)];
        return remarks[id] === undefined ? [] : [{ code: 'ILL_DEFINED_SCORE', message: remarks[id], metric }];
      }),
    };
  }

  /** A score measured on a stored prediction, with the seconds and warnings of the fit that it came from. */
  completed(id: LogicalId, score: SplitScore): SplitScore {
    const { fitSeconds, warnings } = this.recordOf(id);
    return { ...score, fitSeconds, warnings };
  }

  /** Keeps what was scored. */
  keepScores(slot: ScoreSlot, side: Side, scores: readonly SplitScore[]): void {
    const prediction = side === 'test' ? slot.prediction : slot.trainPrediction;
    const stored = prediction !== null && !slot.stored && this.cache.has(prediction);
    const records = slot.items.flatMap(({ ids, predicted, isPostprocessed }, item): ScoreRecord[] => {
      const id = ids?.[side];
      const { outcome, fitSeconds, scoreSeconds, warnings } = scores[item];
      if (id === undefined || !isKept(scores[item])) return [];
      const values = outcome.ok
        ? Object.fromEntries(this.scorers.map((scorer, metric) => [scorer.id, outcome.scores[metric]]))
        : {};
      const remarks = scores[item].undefinedScores.flatMap(({ metric, message }) =>
        metric === undefined ? [] : [[this.scorers[metric].id, message] as const],
      );
      return [
        {
          id,
          fitSeconds,
          scoreSeconds,
          warnings,
          scores: values,
          ...(remarks.length === 0 ? {} : { remarks: Object.fromEntries(remarks) }),
          ...(outcome.ok ? {} : { error: outcome.error }),
          ...(stored && !isPostprocessed ? { stored: { key: prediction, item: predicted } } : {}),
        },
      ];
    });
    this.cache.append(
      stored ? [...records, ...this.recordsOfUnscored(slot, side, { scores, key: prediction })] : records,
    );
    if (side === 'test' && !slot.stored)
      this.scoredFits += slot.items.reduce((sum, { candidates }) => sum + candidates.length, 0);
  }

  /** Keeps the artifact of a finished task where it is worth it. */
  keepArtifact(task: Task, result: Finished, { plan, engine, results }: FinishedWork): void {
    if (!result.ok || result.items.some((item) => !item.ok && !isCertain(item.error))) return;
    const ids = this.idsOf.get(task.key);
    if (ids !== undefined) this.cache.save(task.key, { ids, items: engine.load(task.key) as readonly unknown[] });
    else if (plan.durable.has(task.key)) {
      const { tasks, inner } = plan.restsOn.get(task.key) ?? { tasks: [], inner: [] };
      const warnings = (keys: readonly Key[]) => keys.flatMap((key) => warningsOf(results, key, 0));
      const behind = { warnings: warnings(tasks), inner: warnings(inner) };
      this.cache.save(task.key, {
        seconds: result.seconds,
        items: result.items,
        behind,
        artifact: engine.load(task.key),
      });
    }
  }

  /** Candidates' splits whose scores a later search will find; undefined where the cache cannot be written. */
  keptFits(): number | undefined {
    return this.cache.isWritable ? this.cachedFits + this.scoredFits : undefined;
  }

  /** Ends the use of the cache: it is cut to its size. */
  close(): void {
    this.cache.close();
  }

  /**
   * Where predictions are kept that are scored only behind postprocessors which learn nothing: for other such steps in
   * a later search.
   */
  private recordsOfUnscored(
    { items, predictionIds }: ScoreSlot,
    side: Side,
    { scores, key }: { readonly scores: readonly SplitScore[]; readonly key: Key },
  ): ScoreRecord[] {
    const scored = new Set(items.flatMap(({ isPostprocessed, predicted }) => (isPostprocessed ? [] : [predicted])));
    return items.flatMap(({ isPostprocessed, learnt, predicted }, place): ScoreRecord[] => {
      const id = predictionIds[predicted]?.[side];
      const { outcome, fitSeconds, warnings } = scores[place];
      if (!isPostprocessed || learnt.length > 0 || !outcome.ok || scored.has(predicted) || id === undefined) return [];
      scored.add(predicted);
      return [{ id, fitSeconds, scoreSeconds: 0, warnings, scores: {}, stored: { key, item: predicted } }];
    });
  }

  private openPredictions(key: string): void {
    this.opened.add(key);
    if (this.bytesAtHand > MOST_BYTES_AT_HAND) return;
    const stored = this.cache.load(key) as Partial<StoredPredictions> | undefined;
    if (!Array.isArray(stored?.ids) || !Array.isArray(stored.items)) return;
    const { ids, items } = stored as StoredPredictions;
    ids.forEach((id, item) => {
      this.predictions.set(id, items[item]);
    });
    this.bytesAtHand += bytesOf(items);
  }

  private noteIds({ prediction, trainPrediction, predictionIds, stored }: ScoreSlot): void {
    if (stored) return;
    const note = (key: Key, ids: readonly LogicalId[]): void => {
      if (ids.length === predictionIds.length) this.idsOf.set(key, ids);
    };
    note(
      prediction,
      predictionIds.flatMap((ids) => ids?.test ?? []),
    );
    if (trainPrediction === null) return;
    note(
      trainPrediction,
      predictionIds.flatMap((ids) => ids?.train ?? []),
    );
  }

  private recordOf(id: LogicalId): ScoreRecord {
    const record = this.cache.record(id);
    assert(record !== undefined, `the log knows ${id}`);
    return record;
  }
}

/**
 * Whether what a score says is certain to be said again. What code of the user's own threw (or we did) may be due to
 * what no key knows of.
 */
function isKept({ outcome, undefinedScores }: SplitScore): boolean {
  return outcome.ok
    ? undefinedScores.every(({ code }) => /^(UNDEFINED|ILL_DEFINED)_SCORE$/.test(code))
    : isCertain(outcome.error);
}

function isCertain({ code }: TaskError): boolean {
  return !/^(EXTENSION_|TASK_)/.test(code);
}

function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce((sum: number, member) => sum + bytesOf(member), 0);
}
