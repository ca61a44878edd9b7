// What the functions that expand one split's pattern into tasks hand to each other.

import type { Fitter, PostStep } from '../base/contracts.js';
import type { TaskError } from '../base/errors.js';
import type { Params } from '../base/params.js';
import type { TaskMaker } from './make-task.js';
import { candidatesBelow, type PatternNode } from './pattern.js';
import type { Plan, PredictionIds, Tally } from './plan.js';

/** What stays the same while one split is expanded. */
export interface Expansion {
  readonly plan: Plan;
  readonly maker: TaskMaker;
  readonly tally: Tally;
  readonly split: number;
  /** Most candidates that one final fit of an estimator solves side by side. @param seconds  predicted for one of them alone */
  readonly batchWidth: (estimator: Fitter, seconds: number) => number;
  /** Told of a node that is impossible on this split, known before anything runs. */
  readonly refuse: (node: PatternNode, error: TaskError) => void;
}

/** One way on from a stage: the next step, its params resolved for the stage's shape, and the pipelines that take it. */
export interface Member {
  readonly node: PatternNode;
  readonly estimator: Fitter;
  readonly params: Params;
}

/** A post-step with canonical params. */
export interface ActivePost {
  readonly estimator: PostStep;
  readonly params: Params;
}

/** One way in which predictions are used: with the post-steps behind them (none: as they are), and the candidates that end there. */
export interface Use {
  readonly posts: readonly ActivePost[];
  readonly candidates: readonly number[];
  /** Of what is scored, in the memory where there is one. */
  readonly ids?: PredictionIds;
}

/** A predictor and the uses of its predictions. */
export interface UsedMember extends Member {
  readonly uses: readonly Use[];
  /** Of its predictions, in the memory where there is one. */
  readonly ids?: PredictionIds;
}

/** With nothing shared, no two candidates are fitted side by side. */
export const ALONE: Expansion['batchWidth'] = () => 1;

/** What is impossible is noted in the plan as a failure of the candidates below. */
export function refusalsOf(plan: Plan, split: number): Expansion['refuse'] {
  return (node, error) => void plan.failures.push({ split, candidates: candidatesBelow(node), error });
}
