// Takes out of a plan what need not run: tasks whose artifact an earlier search left, and everything that only they
// needed.

import type { KnownResults } from './plan/known-results.js';
import type { Plan } from './plan/plan-data.js';
import type { Key } from './plan/task.js';

/** What a plan has gained: its tasks behind the first `from`, and those of them that results are read from. */
export interface Gained {
  readonly from: number;
  readonly results: readonly Key[];
}

/**
 * Culls the tasks that a plan has gained.
 * @returns keys of artifacts that must be put in place before the plan runs: their tasks are no longer in it
 */
export function cullPlan(plan: Plan, { from, results }: Gained, knownResults: Pick<KnownResults, 'keeps'>): Key[] {
  const needed = new Set(results);
  const kept: Key[] = [];
  // Inputs were added before their users: walking backwards, all users of a task have been seen before it.
  for (const task of [...plan.tasks.values()].slice(from).reverse()) {
    const isKept = needed.has(task.key) && plan.durable.has(task.key) && knownResults.keeps(task.key);
    if (isKept) kept.push(task.key);
    if (isKept || !needed.has(task.key)) plan.tasks.delete(task.key);
    else for (const input of task.inputs) needed.add(input);
  }
  return kept;
}
