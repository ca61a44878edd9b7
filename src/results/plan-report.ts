// What `plan` tells of a search that has not run: the counts of its graph, what it is predicted to take, and its
// outline for drawings.

import type { CriticalPath } from '../graph/describe/critical-path.js';
import type { Outline, OutlineNode } from '../graph/describe/outline.js';
import type { GraphCounts, SearchWarning } from './result-document.js';

export type { CriticalPath, Outline, OutlineNode };

export interface PlanReport extends GraphCounts {
  readonly candidates: number;
  readonly splits: number;
  /** `op:Estimator` → tasks that are really made: a batch is one task for several fits. */
  readonly tasks: Readonly<Record<string, number>>;
  /** `op:Estimator` → predicted seconds of those tasks together. */
  readonly task_seconds: Readonly<Record<string, number>>;
  readonly predicted: PredictedSearch;
  /** The longest chain of tasks by predicted seconds. */
  readonly critical_path: CriticalPath;
  readonly warnings?: readonly SearchWarning[];
}

/** What the search itself (without reading the data, and without the refit) is predicted to take. */
export interface PredictedSearch {
  /** From the first task to the last on `jobs` workers. */
  readonly seconds: number;
  /** Of all tasks one after another. */
  readonly work_seconds: number;
  /** Workers that `fit` would use with the same flags. */
  readonly jobs: number;
  /** Resident bytes of all processes together at their most. */
  readonly peak_bytes: number;
}
