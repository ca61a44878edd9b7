// What `plan` tells of a search that has not run: the counts of its graph, what it is predicted to take, and its outline for drawings.

import type { CriticalPath } from '../graph/critical-path.js';
import type { Outline, OutlineNode } from '../graph/outline.js';
import type { GraphCounts } from './document.js';

export type { CriticalPath, Outline, OutlineNode };

export interface PlanReport extends GraphCounts {
  readonly candidates: number;
  readonly splits: number;
  /** `op:Estimator` → tasks that are really made: a batch is one task for several fits. */
  readonly tasks: Readonly<Record<string, number>>;
  readonly predicted: { readonly seconds: number; readonly peak_bytes: number };
  /** The longest chain of tasks by predicted seconds. */
  readonly critical_path: CriticalPath;
}
