// The score book: what every candidate scored on every split, filled in while the search runs.

import type { TaskError, TaskWarning } from '../base/errors.js';
import type { PlannedFailure } from '../graph/plan/plan-data.js';
import type { CandidateIssue } from './result-document.js';

export type Side = 'test' | 'train';

/** What one pipeline scored on one split's rows, measured now or by an earlier search. */
export interface SplitScore {
  readonly fitSeconds: number;
  readonly scoreSeconds: number;
  /** By metric, null where it is undefined on these rows; or why there is no score. */
  readonly outcome:
    | { readonly ok: true; readonly scores: readonly (number | null)[] }
    | { readonly ok: false; readonly error: TaskError };
  /** Of everything that the score rests on. */
  readonly warnings: readonly TaskWarning[];
  /** One for each score that is undefined, or 0/0. */
  readonly undefinedScores: readonly TaskWarning[];
}

/** Where scores of a split belong. */
export interface ScoredSplit {
  readonly split: number;
  readonly candidates: readonly number[];
  readonly side: Side;
}

export interface BookShape {
  readonly splits: number;
  readonly metrics: number;
  readonly trainScores: boolean;
}

export class ScoreBook {
  /** By metric: scores[candidate × splits + split]; NaN where there is none. */
  readonly test: number[][];
  readonly train: number[][];
  /** By candidate × splits + split. */
  readonly fitSeconds: number[] = [];
  readonly scoreSeconds: number[] = [];
  readonly warnings: CandidateIssue[] = [];
  readonly errors: CandidateIssue[] = [];
  /** Sides of each candidate's splits that are done or failed. */
  private readonly sidesDone: number[] = [];

  constructor(readonly shape: BookShape) {
    const lists = (): number[][] => Array.from({ length: shape.metrics }, () => []);
    this.test = lists();
    this.train = lists();
  }

  /** How many candidates have a place. */
  get candidates(): number {
    return this.sidesDone.length;
  }

  /** Makes room for candidates up to `count`. */
  grow(count: number): void {
    const { splits } = this.shape;
    for (let index = this.sidesDone.length; index < count; index++) {
      this.sidesDone.push(0);
      for (let split = 0; split < splits; split++) {
        for (const list of [...this.test, ...this.train]) list.push(Number.NaN);
        this.fitSeconds.push(Number.NaN);
        this.scoreSeconds.push(Number.NaN);
      }
    }
  }

  /** Notes candidates that were impossible from the start. Returns those whose last split this was. */
  noteFailure({ split, candidates, error }: PlannedFailure): number[] {
    for (const candidate of candidates) this.errors.push({ candidate, split, ...error });
    return this.count(candidates, this.sides);
  }

  /** Fills in the scores of a split. Returns candidates whose last ones these were. */
  enter(
    { split, candidates, side }: ScoredSplit,
    { fitSeconds, scoreSeconds, outcome, warnings, undefinedScores }: SplitScore,
  ): number[] {
    for (const candidate of candidates) {
      const at = candidate * this.shape.splits + split;
      if (outcome.ok) {
        outcome.scores.forEach((score, metric) => {
          this[side][metric][at] = score ?? Number.NaN;
        });
      }
      if (side === 'train') continue;
      this.fitSeconds[at] = fitSeconds;
      this.scoreSeconds[at] = scoreSeconds;
      const issue = { candidate, split };
      if (!outcome.ok) {
        this.errors.push({ ...issue, code: outcome.error.code, message: outcome.error.message });
        continue;
      }
      for (const warning of warnings) this.warnings.push({ ...issue, ...warning });
      // A score that is null is an error of that candidate, not a remark about its fit.
      for (const { code, message } of undefinedScores)
        (code === 'ILL_DEFINED_SCORE' ? this.warnings : this.errors).push({ ...issue, code, message });
    }
    return this.count(candidates, 1);
  }

  /** Whether every split of a candidate is done or failed. */
  isComplete(candidate: number): boolean {
    return this.sidesDone[candidate] === this.shape.splits * this.sides;
  }

  private get sides(): number {
    return this.shape.trainScores ? 2 : 1;
  }

  private count(candidates: readonly number[], sides: number): number[] {
    return candidates.filter((candidate) => {
      this.sidesDone[candidate] += sides;
      return this.isComplete(candidate);
    });
  }
}
