// What the functions that expand one split's pattern into tasks hand to each other.

import type { TaskError } from '../../base/errors.js';
import type { Fitter, Predictor } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
import type { Postprocessor } from '../../contracts/postprocessor.js';
import type { Layout } from '../plan/layout.js';
import type { TaskMaker } from '../plan/make-task.js';
import { count, type LearntFrom, type Plan, type PredictionIds, type Tally } from '../plan/plan-data.js';
import type { AppliedPostprocessor, FitRef, Key, Op } from '../plan/task.js';
import { candidatesBelow, type PatternNode, type StepTexts } from './pattern.js';
import type { StepInput } from './step-input.js';

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
  /**
   * Told of a pipeline that is fitted and predicts nothing (the refit). Whether its fits are possible they say
   * themselves.
   */
  readonly onFitted?: (pipeline: FittedPipeline) => void;
  /** Where one candidate is expanded on its own: texts that keep its steps apart, so that none is a view of another. */
  readonly apart?: StepTexts;
  /** Fits that are there already (a model's), by estimator: each step has one of its own. */
  readonly given?: ReadonlyMap<Fitter, GivenFit>;
}

/** A fit that is there already, and how many columns leave its step, by those that enter it. */
export interface GivenFit {
  readonly task: Key;
  readonly cols: (before: number) => number;
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

/** A predictor that is asked for, and the uses of its predictions. */
export interface PredictorRequest extends FitRequest {
  readonly uses: readonly PredictionUse[];
  /** Of its predictions, among known results where there are any. */
  readonly ids?: PredictionIds;
}

/** Requests of one batch by their fits: those of one list differ in apply params alone. */
export type Fits = readonly (readonly PredictorRequest[])[];

/** A predictor on its input. */
export interface PredictorWork {
  readonly expansion: Expansion;
  readonly input: StepInput;
  readonly estimator: Predictor;
}

/** The fits of one pipeline: those before the predictor are in its input. */
export interface FittedPipeline {
  readonly input: StepInput;
  readonly request: FitRequest;
  readonly fit: FitRef;
  readonly applied: readonly AppliedPostprocessor[];
  readonly learnt: readonly LearntFrom[];
}

export type Repeats = 'all' | 'train' | 'none';

interface Countable {
  readonly op: Op;
  readonly name: string;
  /** Whether they know train rows alone. */
  readonly reads?: 'train' | 'both';
  readonly amount?: number;
}

/** Counts tasks that remain when equal ones are merged: not those of an equal split, which are there already. */
export function countTasks({ tally, repeats }: Expansion, lines: 'merged' | 'distinct', tasks: Countable): void {
  const { op, name, reads = op === 'fit' || op === 'post' ? 'train' : 'both', amount = 1 } = tasks;
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
