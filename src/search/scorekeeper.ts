// The scorekeeper: fills the score book from finished score tasks, and tells when a candidate has its last score.

import { assert, EXIT, GridsearchError } from '../base/errors.js';
import type { EarlierResults } from '../cache/earlier-results.js';
import type { CachedScores, Plan, PredictionIds, ScoreSlot } from '../graph/plan/plan-data.js';
import type { Key } from '../graph/plan/task.js';
import type { Candidate } from '../grid/candidate.js';
import { aggregate, type SplitWeights } from '../results/aggregate.js';
import { ScoreBook, type ScoredSplit, type Side, type SplitScore } from '../results/score-book.js';
import { splitScoresOf } from '../results/split-scores.js';
import type { Finished } from '../schedule/finished.js';
import type { CandidateScore } from '../strategies/strategy.js';
import type { Problem } from './read-problem.js';
import type { Stopwatch } from './stopwatch.js';

export interface ScorekeeperHelpers {
  readonly watch: Stopwatch;
  /** What earlier searches left, and where to keep what this one scores. */
  readonly earlier?: EarlierResults | undefined;
  /** Told when a candidate has failed. */
  readonly onFailure?: () => void;
}

/** A slot that a score task fills, and which of its sides. */
interface ScorePlace {
  readonly slot: ScoreSlot;
  readonly side: Side;
}

export class Scorekeeper {
  readonly book: ScoreBook;
  /** How splits are weighed in a mean. */
  readonly weights: SplitWeights;
  readonly candidates: Candidate[] = [];
  /** What each score task fills: equal splits, and equal train rows, have one task. */
  private readonly places = new Map<Key, ScorePlace[]>();
  private readonly results = new Map<Key, Finished>();
  private seenSlots = 0;
  private seenFailures = 0;
  private seenCached = 0;

  constructor(
    private readonly problem: Problem,
    private readonly plan: Plan,
    private readonly helpers: ScorekeeperHelpers,
  ) {
    const { spec, layout } = problem;
    const testRows = layout.splits.map(({ test }) => test.count);
    this.weights = { rule: spec.aggregate, testRows, evenRows: problem.dataset.weights === undefined };
    this.book = new ScoreBook({
      splits: layout.splits.length,
      metrics: spec.scoring.length,
      trainScores: spec.returnTrainScore,
    });
  }

  /** Makes room for candidates whose tasks the plan has just gained. What is scored already is entered for them too. */
  expect(proposed: readonly Candidate[]): void {
    for (const candidate of proposed) this.candidates.push(candidate);
    this.book.grow(this.candidates.length);
    for (; this.seenSlots < this.plan.slots.length; this.seenSlots++) {
      const slot = this.plan.slots[this.seenSlots];
      if (slot.train !== null) this.expectPlace(slot.train, { slot, side: 'train' });
      this.expectPlace(slot.test, { slot, side: 'test' });
    }
    for (; this.seenFailures < this.plan.failures.length; this.seenFailures++) {
      const failure = this.plan.failures[this.seenFailures];
      this.refuseWhereAsked(failure.candidates[0], failure.error.message);
      this.tell(this.book.noteFailure(failure));
    }
    for (; this.seenCached < this.plan.cachedScores.length; this.seenCached++)
      this.enterCached(this.plan.cachedScores[this.seenCached]);
  }

  /** Takes in what the schedule has finished. */
  readonly onDone = (key: Key, result: Finished): void => {
    this.results.set(key, result);
    for (const place of this.places.get(key) ?? []) this.fill(place, result);
  };

  private expectPlace(key: Key, place: ScorePlace): void {
    const places = this.places.get(key);
    if (places === undefined) this.places.set(key, [place]);
    else places.push(place);
    const result = this.results.get(key);
    if (result !== undefined) this.fill(place, result);
  }

  private fill({ slot, side }: ScorePlace, result: Finished): void {
    const { earlier } = this.helpers;
    const measured = splitScoresOf(slot, result, this.results);
    const scores =
      slot.stored && earlier
        ? measured.map((score, i) => earlier.completed(idOf(slot.predictionIds[slot.items[i].predicted], side), score))
        : measured;
    slot.items.forEach(({ candidates }, i) => {
      if (slot.stored && side === 'test' && earlier) earlier.cachedFits += candidates.length;
      this.enter({ split: slot.split, candidates, side }, scores[i]);
    });
    if (result.ok) earlier?.keepScores(slot, side, scores);
  }

  /** Mean scores by the metric that chooses, for a strategy. */
  scoresOf(proposed: readonly Candidate[]): CandidateScore[] {
    return proposed.map(({ index }) => ({ index, score: this.meanOf(index) }));
  }

  /** Index of the metric that chooses the best candidate. */
  get chooser(): number {
    const { scoring, refit } = this.problem.spec;
    return Math.max(
      0,
      scoring.findIndex(({ name }) => name === refit),
    );
  }

  private meanOf(candidate: number): number | null {
    const { splits } = this.book.shape;
    const scores = this.book.test[this.chooser].slice(candidate * splits, (candidate + 1) * splits);
    const { scorer } = this.problem.spec.scoring[this.chooser];
    const { mean } = aggregate(scores, this.weights, this.problem.registries.scorers.get(scorer)?.counts === true);
    return Number.isNaN(mean) ? null : mean;
  }

  /** Enters scores that an earlier search left. */
  private enterCached({ split, candidates, ids }: CachedScores): void {
    const { earlier } = this.helpers;
    assert(earlier !== undefined, 'what is cached is known');
    earlier.cachedFits += candidates.length;
    if (ids.train !== undefined) this.enter({ split, candidates, side: 'train' }, earlier.splitScoreOf(ids.train));
    this.enter({ split, candidates, side: 'test' }, earlier.splitScoreOf(ids.test));
  }

  private enter(place: ScoredSplit, score: SplitScore): void {
    const complete = this.book.enter(place, score);
    const failed = this.book.errors.at(-1);
    if (failed !== undefined && complete.includes(failed.candidate))
      this.refuseWhereAsked(failed.candidate, failed.message);
    this.tell(complete);
  }

  private tell(complete: readonly number[]): void {
    if (this.book.errors.length > 0) this.helpers.onFailure?.();
    const { watch } = this.helpers;
    for (const index of complete)
      watch.emit({ type: 'candidate', at: watch.now(), index, meanScore: this.meanOf(index) });
  }

  /** `error_score: raise`: the first failed fit ends the search. */
  private refuseWhereAsked(candidate: number, message: string): void {
    if (this.problem.spec.errorScore !== 'raise') return;
    throw new GridsearchError('FIT_FAILED', `candidate ${candidate} could not be scored: ${message}`, {
      exitCode: EXIT.noScore,
      help: `its params: ${JSON.stringify(this.candidates[candidate]?.params ?? {})}; without error_score: raise it would only get a null score`,
    });
  }
}

function idOf(ids: PredictionIds | undefined, side: Side): string {
  const id = ids?.[side];
  assert(id !== undefined, 'stored predictions have ids');
  return id;
}
