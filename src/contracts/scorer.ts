// The contract of a metric. A new one is one file and one line in its registry.

import type { Label, Task, TrainTarget } from '../base/dataset.js';
import type { Kernels } from './kernels.js';
import type { ParamSpecs, Params } from './params.js';
import type { Prediction } from './prediction.js';

/** What a scorer is given about the scored rows. */
export interface ScoreInput {
  readonly kernels: Kernels;
  readonly truth: TrainTarget;
  readonly prediction: Prediction;
  readonly params: Params;
  /** Weight of each scored row; undefined: all rows weigh the same. */
  readonly weights?: Float64Array;
}

/** A metric signed so that larger is better. */
export interface Scorer {
  /** scikit-learn's scorer name: `accuracy`, `neg_log_loss`, … */
  readonly name: string;
  readonly version: number;
  readonly task: Task;
  readonly summary: string;
  readonly params: ParamSpecs;
  /** What of a classifier's prediction it reads (regressors: 'values'). */
  readonly reads: 'codes' | 'probabilities' | 'decision' | 'values';
  /** Whether it reads decisions of more than two classes before probabilities, where there are any. */
  readonly readsDecisions?: true;
  /**
   * Whether the order of rows matters: `score` then gets them in that of the file, as a metric of the user's own always
   * does.
   */
  readonly readsOrder?: boolean;
  /** True where the score is a share of rows, so that `aggregate: rows` can count rows. */
  readonly counts?: boolean;
  /** Why it cannot be computed for these classes (e.g. binary f1 on three classes), or undefined. */
  readonly infeasible?: (params: Params, classes: readonly Label[]) => string | undefined;
  /** Why the score is 0/0 on these rows, and counts as 0: a sentence; undefined where it is not. */
  readonly illDefined?: (input: ScoreInput) => string | undefined;
  /** One score; NaN where it is undefined on these rows. Pure. Cost: O(rows) or O(rows log rows). */
  readonly score: (input: ScoreInput) => number;
}
