// What is known of a task that is done, now or by an earlier search.

import type { TaskError, TaskWarning } from '../base/errors.js';
import type { ItemOutcome } from './engine.js';

/** Warnings of tasks that another rests on; `inner`: of fits on inner folds. */
export interface Behind {
  readonly warnings: readonly TaskWarning[];
  readonly inner: readonly TaskWarning[];
}

/** What is known of a task that is done. */
export type Finished =
  | {
      readonly ok: true;
      readonly seconds: number;
      readonly items: readonly ItemOutcome[];
      /** Where the task was done by an earlier search: what those warned of that it rests on. */
      readonly behind?: Behind;
    }
  | { readonly ok: false; readonly seconds: number; readonly error: TaskError };
