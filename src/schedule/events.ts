// What the scheduler tells its observers. It knows none of them: progress, summary, trace and tests listen here.
// Times are seconds since the search began.

import type { TaskError } from '../base/errors.js';
import type { Op } from '../graph/plan/task.js';

export type ScheduleEvent =
  /**
   * The plan has grown (at the start, by a strategy's next candidates, by the refit). Totals are over the whole plan so
   * far.
   */
  | {
      readonly type: 'planned';
      readonly at: number;
      readonly tasks: number;
      readonly fits: number;
      readonly predictedSeconds: number;
    }
  | {
      readonly type: 'started';
      readonly at: number;
      readonly key: string;
      readonly op: Op;
      readonly name: string;
      readonly worker: number;
    }
  | {
      readonly type: 'finished';
      readonly at: number;
      readonly key: string;
      readonly op: Op;
      readonly name: string;
      readonly worker: number;
      readonly seconds: number;
      readonly predictedSeconds: number;
      /**
       * Work that is left in the plan, in seconds of one worker: predictions corrected by what tasks of each kind have
       * taken.
       */
      readonly remainingSeconds: number;
      /** Candidate fits (of a final estimator, on one split) that this task completed. */
      readonly fits: number;
    }
  | {
      readonly type: 'failed';
      readonly at: number;
      readonly key: string;
      readonly op: Op;
      readonly name: string;
      readonly predictedSeconds: number;
      /** Candidate fits that this task would have completed. */
      readonly fits: number;
      readonly error: TaskError;
    }
  /** The stack of something that was thrown in a task, whether or not the task failed with it. */
  | { readonly type: 'thrown'; readonly at: number; readonly op: Op; readonly name: string; readonly stack: string }
  | { readonly type: 'released'; readonly at: number; readonly keys: readonly string[] }
  /** A worker process died; `task` is what it was doing and will be tried again unless `final`. */
  | {
      readonly type: 'worker-lost';
      readonly at: number;
      readonly worker: number;
      readonly reason: string;
      readonly task?: string;
      readonly deaths: number;
      readonly final: boolean;
    };

/**
 * What engines tell besides: a message of a worker that was no answer to a task that was waited for. It counts for
 * nothing.
 */
export type EngineEvent = { readonly type: 'message-dropped'; readonly at: number; readonly what: string };

/**
 * What a whole search tells besides: which phase it is in, notes for people, each candidate as its last split is
 * scored.
 */
export type SearchEvent =
  | ScheduleEvent
  | EngineEvent
  | {
      readonly type: 'phase';
      readonly at: number;
      readonly phase: 'read' | 'plan' | 'search' | 'verify' | 'refit' | 'done';
    }
  | { readonly type: 'note'; readonly at: number; readonly text: string }
  | {
      readonly type: 'search';
      readonly at: number;
      readonly candidates: number;
      readonly splits: number;
      readonly jobs: number;
      readonly engine: string;
      readonly metric: string;
    }
  | {
      readonly type: 'candidate';
      readonly at: number;
      readonly index: number;
      /** Mean test score by the refit metric, or null where it failed. */
      readonly meanScore: number | null;
    }
  /**
   * `--verify`: so many results were computed again with nothing shared, and so many of them were equal to the last
   * bit.
   */
  | { readonly type: 'verified'; readonly at: number; readonly equal: number; readonly of: number };

export type Observer = (event: SearchEvent) => void;
