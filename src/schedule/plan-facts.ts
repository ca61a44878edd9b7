// What a plan comes to, for those who watch it run.

import type { Plan } from '../graph/plan/plan-data.js';
import type { Key } from '../graph/plan/task.js';

/** Tasks, fits and predicted seconds; fits of equal splits share a task, which is run once. */
export function planFacts({ tasks, slots }: Plan): {
  readonly tasks: number;
  readonly fits: number;
  readonly predictedSeconds: number;
} {
  let predictedSeconds = 0;
  let fits = 0;
  for (const { seconds } of tasks.values()) predictedSeconds += seconds;
  const counted = new Set<Key>();
  for (const { test, train, items } of slots) {
    for (const key of [test, train]) {
      if (key === null || counted.has(key)) continue;
      counted.add(key);
      fits += items.length;
    }
  }
  return { tasks: tasks.size, fits, predictedSeconds };
}
