// How many tasks of a plan can run side by side at the most: more workers than that would have nothing to do, whenever.

import type { Plan } from './plan/plan-data.js';
import type { Key } from './plan/task.js';

/** In larger plans a task keeps the first that can follow it: they are wider than any machine. */
const MOST_REARRANGED = 2000;

/**
 * The number of chains, each a task followed by one that reads what it made, that all tasks are cut into. Tasks of one
 * chain run one after another, so no more run at once. Chains are as few as can be, in small plans (a maximum matching,
 * by augmenting paths). Cost: one look at each input; in small plans at most tasks × inputs, as a rule little more.
 */
export function planWidth({ tasks }: Pick<Plan, 'tasks'>): number {
  /** The task that follows a task in its chain. */
  const next = new Map<Key, Key>();
  const mayRearrange = tasks.size <= MOST_REARRANGED;
  const follow = (task: Key, seen: Set<Key>): boolean => {
    const before = (tasks.get(task)?.inputs ?? []).filter((key) => tasks.has(key) && !seen.has(key));
    const free = before.find((key) => !next.has(key));
    if (free !== undefined) {
      next.set(free, task);
      return true;
    }
    if (!mayRearrange) return false;
    for (const key of before) {
      if (seen.has(key)) continue;
      seen.add(key);
      if (!follow(next.get(key) as Key, seen)) continue;
      next.set(key, task);
      return true;
    }
    return false;
  };
  let chains = 0;
  for (const key of tasks.keys()) if (!follow(key, new Set())) chains++;
  return chains;
}
