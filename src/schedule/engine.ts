// Where tasks run, as the schedule sees it: some workers, each doing one task at a time. Engines implement this; the
// loop imports none.

import type { TaskError, TaskWarning } from '../base/errors.js';
import type { Key, Task } from '../graph/plan/task.js';

/** What one item of a task (a candidate's fit, prediction or scores) came to, as plain JSON. */
export type ItemOutcome =
  | {
      readonly ok: true;
      readonly warnings: readonly TaskWarning[] /** One per scorer; null where undefined. */;
      readonly scores?: readonly (number | null)[];
    }
  | { readonly ok: false; readonly error: TaskError };

/** What came of a task. A `died` worker says nothing about the task: it may be tried again. */
export type Outcome =
  | {
      readonly status: 'done';
      readonly seconds: number;
      readonly items: readonly ItemOutcome[];
      /** Bytes of the artifact, where they are known. */
      readonly bytes?: number;
      /** Of what was thrown, for people who ask: they differ from engine to engine. */
      readonly stacks?: readonly string[];
    }
  | {
      readonly status: 'error';
      readonly seconds: number;
      readonly error: TaskError;
      readonly stacks?: readonly string[];
      /** Nothing that this worker says can be relied on: the search ends. */
      readonly ends?: true;
    }
  | {
      readonly status: 'died';
      readonly reason: string /** Whether the worker had begun the task: only then may it be the task's fault. */;
      readonly begun: boolean;
    };

export interface Engine {
  readonly name: string;
  /** How many tasks can run at once. */
  readonly workers: number;
  /**
   * Allocates a matrix that is about to be put, where this engine would otherwise copy it to. Undefined: it keeps
   * none of what it is given.
   */
  readonly allocate?: (length: number) => Float64Array;
  /** Whether an array lies where this engine allocates: then it is put without a copy, and belongs to the engine. */
  readonly owns?: (array: Float64Array) => boolean;
  /** Stores a source (data, rows) where every worker finds it. */
  readonly put: (key: Key, value: unknown) => void;
  /** Runs a task on an idle worker. Rejects only where there can be no worker any more. */
  readonly run: (task: Task, worker: number) => Promise<Outcome>;
  /** Reads the artifact of a finished task that is still held. */
  readonly load: (key: Key) => unknown;
  /** Forgets artifacts that nobody needs any more. */
  readonly release: (keys: readonly Key[]) => void;
  /** Gives up what runs now: its outcomes do not matter any more. */
  readonly abandon: () => void;
  /** Workers that died while they had no task. */
  readonly idleDeaths: () => number;
  /**
   * Messages of workers that were dropped: no answer to a task that was waited for. Undefined: nobody here sends any.
   */
  readonly dropped?: () => number;
  /** Ends the workers and removes what the engine has stored. */
  readonly stop: () => Promise<void>;
}
