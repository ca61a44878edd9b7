// The scorekeeper: fills the score book from finished score tasks, and tells when a candidate has its last score.

import { assert, EXIT, GridsearchError, type TaskWarning } from './base/errors.js';
import type { Plan, ScoreSlot } from './graph/plan.js';
import type { Key, Task } from './graph/task.js';
import type { Candidate } from './grid/candidate.js';
import type { Problem } from './problem.js';
import { aggregate, type SplitWeights } from './results/aggregate.js';
import { ScoreBook, type Side } from './results/score-book.js';
import type { Finished } from './schedule/loop.js';
import { SCORERS } from './scorers/index.js';
import type { Stopwatch } from './stopwatch.js';
import type { CandidateScore } from './strategies/strategy.js';

export class Scorekeeper {
  readonly book: ScoreBook;
  readonly candidates: Candidate[] = [];
  private readonly slots = new Map<Key, { readonly slot: ScoreSlot; readonly side: Side }>();
  private readonly results = new Map<Key, Finished>();
  private seenSlots = 0;
  private seenFailures = 0;

  constructor(
    private readonly problem: Problem,
    private readonly plan: Plan,
    private readonly watch: Stopwatch,
    /** Told when a candidate has failed. */
    private readonly onFailure: () => void = () => {},
  ) {
    const { spec, layout } = problem;
    this.book = new ScoreBook({ splits: layout.splits.length, metrics: spec.scoring.length, trainScores: spec.returnTrainScore });
  }

  /** Makes room for candidates whose tasks the plan has just gained. */
  expect(proposed: readonly Candidate[]): void {
    this.candidates.push(...proposed);
    this.book.grow(this.candidates.length);
    for (; this.seenSlots < this.plan.slots.length; this.seenSlots++) {
      const slot = this.plan.slots[this.seenSlots];
      assert(!this.slots.has(slot.test), 'a score task fills one slot');
      this.slots.set(slot.test, { slot, side: 'test' });
      if (slot.train !== null) this.slots.set(slot.train, { slot, side: 'train' });
    }
    for (; this.seenFailures < this.plan.failures.length; this.seenFailures++) {
      const failure = this.plan.failures[this.seenFailures];
      this.refuseWhereAsked(failure.candidates[0], failure.error.message);
      this.tell(this.book.noteFailure(failure));
    }
  }

  /** Takes in what the schedule has finished. */
  readonly onDone = (task: Task, result: Finished): void => {
    this.results.set(task.key, result);
    const place = this.slots.get(task.key);
    if (place === undefined) return;
    const { slot, side } = place;
    const settled = this.book.fill(
      slot,
      side,
      result,
      (key) => this.results.get(key)?.seconds ?? 0,
      (fitItem, item) => this.warningsBehind(slot, fitItem, item),
    );
    const failed = this.book.errors.at(-1);
    if (failed !== undefined && settled.includes(failed.candidate)) this.refuseWhereAsked(failed.candidate, failed.message);
    this.tell(settled);
  };

  /** Mean scores by the metric that chooses, for a strategy. */
  scoresOf(proposed: readonly Candidate[]): CandidateScore[] {
    return proposed.map(({ index }) => ({ index, score: this.meanOf(index) }));
  }

  /** How splits are weighed in a mean. */
  get weights(): SplitWeights {
    return { rule: this.problem.spec.aggregate, testRows: this.problem.layout.splits.map(({ test }) => test.count) };
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
    const { mean } = aggregate(scores, this.weights, SCORERS.get(scorer)?.counts === true);
    return Number.isNaN(mean) ? null : mean;
  }

  /** Warnings of everything that an item's score rests on. */
  private warningsBehind(slot: ScoreSlot, fitItem: number, item: number): readonly TaskWarning[] {
    const steps = slot.chain.flatMap((key) => this.warningsOf(key, 0));
    return [...steps, ...this.warningsOf(slot.fit, fitItem), ...this.warningsOf(slot.prediction, item)];
  }

  private warningsOf(key: Key, item: number): readonly TaskWarning[] {
    const result = this.results.get(key);
    const outcome = result?.ok === true ? result.items[item] : undefined;
    return outcome?.ok === true ? outcome.warnings : [];
  }

  private tell(settled: readonly number[]): void {
    if (this.book.errors.length > 0) this.onFailure();
    for (const index of settled) this.watch.emit({ type: 'candidate', at: this.watch.now(), index, meanScore: this.meanOf(index) });
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
