// The pace of a search: how long tasks of each kind (op and estimator) really take beside what was predicted, and how
// much work is left by that measure. It steers the order of tasks and the time that people are told; no result, key or
// width of a batch knows of it.

import type { Task } from '../graph/plan/task.js';

/**
 * So many latest tasks of a kind are looked at: their median forgets an outlier, and the slow first ones of a cold
 * process.
 */
const RECENT = 9;
/** However far off a prediction was, it is not taken for more wrong than this. */
const LARGEST_RATIO = 20;
/** Ranks are worth computing anew when some kind's ratio has changed by this factor. */
const NOTABLE = 1.25;

interface TaskKind {
  /** Predicted seconds of its tasks that are not done. */
  open: number;
  readonly recent: number[];
  /** Tasks measured so far. */
  measured: number;
  /** Median of the recent ratios measured ÷ predicted; undefined until one is known. */
  ratio: number | undefined;
  /** The ratio by which ranks were computed last. */
  ranked: number;
}

export class Pace {
  private readonly kinds = new Map<string, TaskKind>();
  private predictedDone = 0;
  private measuredDone = 0;

  /** These are all the tasks that are not done. */
  expect(tasks: Iterable<Task>): void {
    for (const kind of this.kinds.values()) kind.open = 0;
    for (const task of tasks) this.kindOf(task).open += task.seconds;
  }

  /** A task will not be done. */
  drop(task: Task): void {
    const kind = this.kindOf(task);
    kind.open = Math.max(0, kind.open - task.seconds);
  }

  /** A task was done in so many seconds. */
  measure(task: Task, seconds: number): void {
    this.drop(task);
    if (task.seconds <= 0) return;
    const kind = this.kindOf(task);
    kind.recent[kind.measured++ % RECENT] = withinReason(seconds / task.seconds);
    kind.ratio = median(kind.recent);
    this.predictedDone += task.seconds;
    this.measuredDone += seconds;
  }

  /** Seconds that a task is expected to take, by the tasks of its kind so far; where there is none, by all of them. */
  secondsOf(task: Task): number {
    return task.seconds * (this.kindOf(task).ratio ?? this.overall());
  }

  /** Seconds of work that are left, on one worker. Cost: O(kinds). */
  remainingSeconds(): number {
    const overall = this.overall();
    return this.sumOpen(({ ratio }) => ratio ?? overall);
  }

  /** The same by the ratios by which ranks were computed, to compare them with. */
  remainingAsRanked(): number {
    return this.sumOpen(({ ranked }) => ranked);
  }

  /** Whether some kind of task that is left has shown to be so much slower or faster that another path may be due. */
  get hasShifted(): boolean {
    const overall = this.overall();
    for (const { open, ratio, ranked } of this.kinds.values()) {
      const change = (ratio ?? overall) / ranked;
      if (open > 0 && (change > NOTABLE || change < 1 / NOTABLE)) return true;
    }
    return false;
  }

  /** Notes that the ranks of all tasks are computed by what is known now. */
  ranked(): void {
    const overall = this.overall();
    for (const kind of this.kinds.values()) kind.ranked = kind.ratio ?? overall;
  }

  private sumOpen(ratioOf: (kind: TaskKind) => number): number {
    let seconds = 0;
    for (const kind of this.kinds.values()) seconds += kind.open * ratioOf(kind);
    return seconds;
  }

  private overall(): number {
    return this.predictedDone > 0 ? withinReason(this.measuredDone / this.predictedDone) : 1;
  }

  private kindOf({ op, name }: Task): TaskKind {
    const text = `${op}:${name}`;
    let kind = this.kinds.get(text);
    if (kind === undefined) {
      kind = { open: 0, recent: [], measured: 0, ratio: undefined, ranked: 1 };
      this.kinds.set(text, kind);
    }
    return kind;
  }
}

function withinReason(ratio: number): number {
  return Math.min(LARGEST_RATIO, Math.max(1 / LARGEST_RATIO, ratio));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
