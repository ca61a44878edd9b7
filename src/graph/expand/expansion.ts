// What the functions that expand one split's pattern into tasks hand to each other.

import type { TaskError } from '../../base/errors.js';
import type { Fitter } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
import type { Postprocessor } from '../../contracts/postprocessor.js';
import type { Layout } from '../plan/layout.js';
import type { TaskMaker } from '../plan/make-task.js';
import { count, type Plan, type PredictionIds, type Tally } from '../plan/plan-data.js';
import type { Key, Op } from '../plan/task.js';
import { candidatesBelow, type PatternNode } from './pattern.js';

/** What stays the same while one split is expanded. */
export interface Expansion {
  readonly plan: Plan;
  readonly maker: TaskMaker;
  readonly tally: Tally;
  readonly split: number;
  /** What of this split has been expanded for an equal one: all tasks, those that know train rows alone, or none. */
  readonly repeats: Repeats;
  /**
   * Most candidates that one final fit of an estimator solves side by side. @param seconds predicted for one of them
   * alone
   */
  readonly batchWidth: (estimator: Fitter, seconds: number) => number;
  /** Told of a node that is impossible on this split, known before anything runs. */
  readonly refuse: (node: PatternNode, error: TaskError) => void;
}

/**
 * What pipelines ask of an input: the next step to be fitted on it, with params as they are for the input's shape, and
 * the pipelines that take it.
 */
export interface FitRequest {
  readonly node: PatternNode;
  readonly estimator: Fitter;
  readonly params: Params;
}

/** A postprocessor with canonical params. */
export interface ActivePostprocessor {
  readonly estimator: Postprocessor;
  readonly params: Params;
}

/**
 * One way in which predictions are used: with the postprocessors behind them (none: as they are), and the candidates
 * that end there.
 */
export interface PredictionUse {
  readonly postprocessors: readonly ActivePostprocessor[];
  readonly candidates: readonly number[];
  /** Of what is scored, among known results where there are any. */
  readonly ids?: PredictionIds;
}

/** A predictor and the uses of its predictions. */
export interface PredictorRequest extends FitRequest {
  readonly uses: readonly PredictionUse[];
  /** Of its predictions, among known results where there are any. */
  readonly ids?: PredictionIds;
}

export type Repeats = 'all' | 'train' | 'none';

/**
 * Counts tasks that remain when equal ones are merged: not those of an equal split, which are there already.
 * @param reads  whether they know train rows alone
 */
export function countTasks(
  { tally, repeats }: Expansion,
  lines: 'merged' | 'distinct',
  {
    op,
    name,
    reads = op === 'fit' || op === 'post' ? 'train' : 'both',
  }: { op: Op; name: string; reads?: 'train' | 'both' },
  amount: number,
): void {
  if (repeats === 'none' || (repeats === 'train' && reads === 'both')) count(tally[lines], `${op}:${name}`, amount);
}

export function countViews({ tally, repeats }: Expansion, amount: number): void {
  if (repeats === 'none') tally.views += amount;
}

/** What of each split is repeated of an earlier one. */
export function repeatsOf({ splits }: Layout): Repeats[] {
  const [pairs, trains] = [new Set<string>(), new Set<Key>()];
  return splits.map(({ train, test }): Repeats => {
    const pair = `${train.rows.key} ${test.key}`;
    const repeats = pairs.has(pair) ? 'all' : trains.has(train.rows.key) ? 'train' : 'none';
    pairs.add(pair);
    trains.add(train.rows.key);
    return repeats;
  });
}

/** With nothing shared, no two candidates are fitted side by side. */
export const ALONE: Expansion['batchWidth'] = () => 1;

/** What is impossible is noted in the plan as a failure of the candidates below. */
export function refusalsOf(plan: Plan, split: number): Expansion['refuse'] {
  return (node, error) => void plan.failures.push({ split, candidates: candidatesBelow(node), error });
}
