// The score book: what every candidate scored on every split, filled in while the search runs.

import type { TaskError, TaskWarning } from '../base/errors.js';
import type { PlannedFailure, ScoreSlot } from '../graph/plan.js';
import type { Key } from '../graph/task.js';
import type { CandidateIssue } from './document.js';

export type Side = 'test' | 'train';

/** What came of a score task. */
export type ScoreResult =
  | {
      readonly ok: true;
      readonly seconds: number;
      readonly items: readonly (
        | { readonly ok: true; readonly warnings: readonly TaskWarning[]; readonly scores?: readonly (number | null)[] }
        | { readonly ok: false; readonly error: TaskError }
      )[];
    }
  | { readonly ok: false; readonly seconds: number; readonly error: TaskError };

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
  /** Splits of each candidate that are done or failed. */
  private readonly settled: number[] = [];

  constructor(readonly shape: BookShape) {
    const lists = (): number[][] => Array.from({ length: shape.metrics }, () => []);
    this.test = lists();
    this.train = lists();
  }

  /** How many candidates have a place. */
  get candidates(): number {
    return this.settled.length;
  }

  /** Makes room for candidates up to `count`. */
  grow(count: number): void {
    const { splits } = this.shape;
    for (let index = this.settled.length; index < count; index++) {
      this.settled.push(0);
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
    return this.settle(candidates);
  }

  /**
   * Fills in what a score task found.
   * @param secondsOf how long a task took
   * @param warningsOf warnings of everything behind an item's score
   * @returns candidates whose last split this was
   */
  fill(
    slot: ScoreSlot,
    side: Side,
    result: ScoreResult,
    secondsOf: (key: Key) => number,
    warningsOf: (fitItem: number, item: number) => readonly TaskWarning[],
  ): number[] {
    const { splits } = this.shape;
    const shared = slot.chain.reduce((sum, key) => sum + secondsOf(key), 0);
    const fitSeconds = shared + secondsOf(slot.fit) / slot.fitItems;
    const settled: number[] = [];
    slot.items.forEach(({ fitItem, candidates }, i) => {
      const item = result.ok ? result.items[i] : result;
      for (const candidate of candidates) {
        const at = candidate * splits + slot.split;
        if (item.ok && 'scores' in item) {
          item.scores?.forEach((score, metric) => {
            this[side][metric][at] = score ?? Number.NaN;
          });
        }
        if (side === 'train') continue;
        this.fitSeconds[at] = fitSeconds;
        this.scoreSeconds[at] = result.seconds / slot.items.length;
        const issue = { candidate, split: slot.split };
        if (!item.ok) this.errors.push({ ...issue, code: item.error.code, message: item.error.message });
        else if ('warnings' in item) {
          for (const warning of warningsOf(fitItem, i)) this.warnings.push({ ...issue, ...warning });
          // A score that is null is an error of that candidate, not a remark about its fit.
          for (const warning of item.warnings) this.errors.push({ ...issue, ...warning });
        }
      }
      if (side === 'test') settled.push(...this.settle(candidates));
    });
    return settled;
  }

  /** Whether every split of a candidate is done or failed. */
  isSettled(candidate: number): boolean {
    return this.settled[candidate] === this.shape.splits;
  }

  private settle(candidates: readonly number[]): number[] {
    return candidates.filter((candidate) => ++this.settled[candidate] === this.shape.splits);
  }
}
