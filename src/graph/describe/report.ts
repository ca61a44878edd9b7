// What a plan came to: tasks asked for, merged and left, for the result's `graph` and for `gridsearch plan`.

import { countBlocks } from '../expand/statistic-chain.js';
import { count, type Plan } from '../plan/plan-data.js';

/** How many tasks were asked for and how many were left after sharing. */
export interface PlanCounts {
  /** `op:Estimator` → count over all splits, every candidate on its own. */
  readonly naive: Readonly<Record<string, number>>;
  /** The same after equal work was merged. */
  readonly merged: Readonly<Record<string, number>>;
  /** The same after equal work was merged and submodels became views. */
  readonly distinct: Readonly<Record<string, number>>;
  /** Fits that are a view of a wider fit. */
  readonly views: number;
  /** `op:statistic` → number of block and merge tasks. */
  readonly blocks: Readonly<Record<string, number>>;
  /** Tasks of the refit by `op:Estimator`. */
  readonly refit: Readonly<Record<string, number>>;
  /** Share of the predicted work that sharing saved, 0 to 1. */
  readonly saved_fraction: number;
}

/** Counts of the search and of the refit. Taken when the search's tasks are all planned, before the refit's are. */
export function planCounts(plan: Plan): PlanCounts {
  const planned = plannedSeconds(plan);
  const { naiveSeconds } = plan.tally;
  return {
    naive: sorted(plan.tally.naive),
    merged: sorted(plan.tally.merged),
    distinct: sorted(plan.tally.distinct),
    views: plan.tally.views,
    blocks: countBlocks(plan),
    refit: sorted(plan.refitCounts),
    saved_fraction: naiveSeconds > planned ? (naiveSeconds - planned) / naiveSeconds : 0,
  };
}

/** Tasks that are planned, by `op:name`: fewer than what they do where they are batches. */
export function plannedTasks(plan: Plan): Record<string, number> {
  const lines = new Map<string, number>();
  for (const { op, name } of plan.tasks.values()) count(lines, `${op}:${name}`, 1);
  return sorted(lines);
}

/** Predicted seconds of tasks that are planned, by `op:name`. */
export function plannedTaskSeconds(plan: Plan): Record<string, number> {
  const lines = new Map<string, number>();
  for (const { op, name, seconds } of plan.tasks.values()) count(lines, `${op}:${name}`, seconds);
  return sorted(lines);
}

/** Predicted seconds of all tasks that are planned, on one worker that is warm. */
export function plannedSeconds(plan: Plan): number {
  let seconds = 0;
  for (const task of plan.tasks.values()) seconds += task.seconds;
  return seconds;
}

/** Predicted seconds of the longest task. */
export function longestTaskSeconds(plan: Plan): number {
  let longest = 0;
  for (const { seconds } of plan.tasks.values()) longest = Math.max(longest, seconds);
  return longest;
}

/** Counts in the order of their names. */
export function sorted(lines: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...lines].sort(([a], [b]) => (a < b ? -1 : 1)));
}
