// The critical path of a plan: the longest chain of tasks by predicted seconds. However many workers there are, a
// search takes no less.

import type { Plan } from '../plan/plan-data.js';
import type { Key, Task } from '../plan/task.js';

export interface CriticalPath {
  /** Predicted seconds from its first task to the end of its last. */
  readonly seconds: number;
  readonly tasks: readonly { readonly op: string; readonly name: string; readonly seconds: number }[];
}

/** Finds it in one pass, as inputs come before users in a plan. Of equally long ones the first. Cost: O(tasks). */
export function criticalPath(plan: Plan): CriticalPath {
  const ends = new Map<Key, { readonly task: Task; readonly seconds: number; readonly before: Key | undefined }>();
  let last: Key | undefined;
  for (const task of plan.tasks.values()) {
    let [latest, before]: [number, Key | undefined] = [0, undefined];
    for (const input of task.inputs) {
      const seconds = ends.get(input)?.seconds ?? 0;
      if (seconds > latest) [latest, before] = [seconds, input];
    }
    ends.set(task.key, { task, seconds: latest + task.seconds, before });
    if (last === undefined || latest + task.seconds > (ends.get(last)?.seconds ?? 0)) last = task.key;
  }
  const tasks: CriticalPath['tasks'][number][] = [];
  for (let end = last === undefined ? undefined : ends.get(last); end !== undefined; ) {
    const { op, name, seconds } = end.task;
    tasks.unshift({ op, name, seconds });
    end = end.before === undefined ? undefined : ends.get(end.before);
  }
  return { seconds: last === undefined ? 0 : (ends.get(last)?.seconds ?? 0), tasks };
}
