// What becomes of what is thrown in a task: an error of the task, or of one of its items alone.

import { EXIT, GridsearchError, type TaskError } from '../base/errors.js';
import { noteStack } from '../base/stacks.js';
import { StepFailed } from './worker-context.js';

/**
 * Answers for all items at once; where that throws, for each alone: one that cannot be done takes none of those with it
 * that it happens to be at work with. One that is alone ends its task.
 */
export function severally<T, R>(
  items: readonly T[],
  answer: (items: readonly T[]) => readonly R[],
  failed: (error: TaskError) => R,
): readonly R[] {
  try {
    return answer(items);
  } catch (thrown) {
    if (items.length === 1 || endsAll(thrown)) throw thrown;
    return items.map((item) => {
      try {
        return answer([item])[0];
      } catch (alone) {
        if (endsAll(alone)) throw alone;
        return failed(errorOf(alone));
      }
    });
  }
}

/** Whether it is the environment's fault: then no item is to blame. */
export function endsAll(thrown: unknown): boolean {
  return thrown instanceof GridsearchError && thrown.exitCode === EXIT.environment;
}

/** What a task tells of something that was thrown. */
export function errorOf(thrown: unknown): TaskError {
  if (thrown instanceof StepFailed) return thrown.taskError;
  if (thrown instanceof GridsearchError) return { code: thrown.code, message: thrown.message };
  if (!(thrown instanceof Error)) return { code: 'TASK_FAILED', message: String(thrown) };
  // Where in the program it was differs from engine to engine.
  noteStack(thrown.stack ?? thrown.message);
  return { code: 'TASK_FAILED', message: thrown.message };
}
