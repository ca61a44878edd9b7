// The plan: every task of a search, which score belongs to which candidate and split, and what sharing saved. It can
// grow while it runs.

import type { ColumnInfo } from '../../base/dataset.js';
import type { TaskError } from '../../base/errors.js';
import type { Params } from '../../contracts/params.js';
import type { InnerFold, SourceRows } from './inner-folds.js';
import { keyOf } from './key.js';
import type { KnownResults, LogicalId } from './known-results.js';
import type { Layout } from './layout.js';
import { ParamTexts } from './param-texts.js';
import type { FitRef, Key, ScoreTask, Task } from './task.js';

/** What the graph must know of the search; the same for every candidate. */
export interface PlanContext {
  readonly layout: Layout;
  readonly datasetDigest: string;
  /** Columns of X. */
  readonly columns: number;
  /** What they hold. */
  readonly columnInfos: readonly ColumnInfo[];
  /** Number of classes; 0 for regression. */
  readonly classes: number;
  /** Class of each row of the file, for folds within train rows; undefined for a regression. */
  readonly codes?: Int32Array;
  /** Whether rows have weights. */
  readonly weighted: boolean;
  readonly scorers: readonly { readonly scorer: string; readonly version: number; readonly params: Params }[];
  /** Whether a metric reads decisions of more than two classes. */
  readonly decisions?: boolean;
  readonly returnTrainScore: boolean;
  /** False: every candidate on its own (`--no-share`). */
  readonly share: boolean;
  /** Most candidates in one final fit; undefined: a rule (build.ts). */
  readonly batchWidth?: number;
  /** What earlier searches left; undefined where nothing is kept. */
  readonly knownResults?: KnownResults;
}

/** The place in cv_results_ that a score task fills. */
export interface ScoreSlot {
  readonly split: number;
  /** Score task on the test rows, and on the train rows where they are asked for. */
  readonly test: Key;
  readonly train: Key | null;
  /**
   * Predict task of the test rows, item by item that of `items`; that of the train rows where their scores are asked
   * for.
   */
  readonly prediction: Key;
  readonly trainPrediction: Key | null;
  readonly fit: Key;
  /** Number of fits that the fit task makes side by side: its time is divided among them. */
  readonly fitItems: number;
  /** Tasks of the earlier steps, whose time counts in full for every candidate that uses them (shared or not). */
  readonly chain: readonly Key[];
  /** Ids, among known results, of the items of `prediction`. */
  readonly predictionIds: readonly (PredictionIds | undefined)[];
  /** For each item of the score task: what it stands for. */
  readonly items: readonly ScoreSlotItem[];
  /** Whether `prediction` was put together from stored ones: nothing was fitted for it. */
  readonly stored: boolean;
}

export interface ScoreSlotItem {
  /** Its fit's place in the fit task. */
  readonly fitItem: number;
  /** Its place in the predictions. */
  readonly predicted: number;
  readonly candidates: readonly number[];
  /** Id, among known results, of what is scored: of the prediction itself where no postprocessor stands behind it. */
  readonly ids: PredictionIds | undefined;
  /** Whether postprocessors stand behind the prediction. */
  readonly isPostprocessed: boolean;
  /** What its postprocessors learnt from. */
  readonly learnt: readonly LearntFrom[];
}

/** A task that a postprocessor rests on: an item of it, and the share of its seconds that is this item's. */
export interface LearntFrom {
  readonly task: Key;
  readonly item: number;
  readonly share: number;
  /** Whether it is a fit on an inner fold: one of several that warn of the same. */
  readonly inner: boolean;
}

/** Ids of one pipeline's predictions of one split's rows; `train` only where train scores are asked for. */
export interface PredictionIds {
  readonly test: LogicalId;
  readonly train?: LogicalId;
}

/** Candidates whose scores on a split are known: nothing is to be run for them. */
export interface CachedScores {
  readonly split: number;
  readonly candidates: readonly number[];
  readonly ids: PredictionIds;
}

/** Stored predictions of some rows, put together as the input of a score task. */
export interface CachedPredictions {
  readonly key: Key;
  readonly ids: readonly LogicalId[];
}

/** A candidate that cannot be fitted on a split, known before anything runs. */
export interface PlannedFailure {
  readonly split: number;
  readonly candidates: readonly number[];
  readonly error: TaskError;
}

/** Where a step of the refit's pipeline will be found. */
export type RefitStep =
  /** Without a fit: a postprocessor that learns nothing. */
  | { readonly name: string; readonly estimator: string; readonly params: Params; readonly fit: FitRef | null }
  | {
      readonly name: string;
      readonly branches: readonly {
        readonly name: string;
        /** Places of its columns, null for all; and the names that they have. */
        readonly columns: readonly number[] | null;
        readonly names: readonly string[];
        readonly steps: readonly RefitStep[];
      }[];
    };

/** Where each step of the refit's pipeline will be found. */
export interface RefitPlan {
  readonly steps: readonly RefitStep[];
  /** Tasks that count for refit_time_. */
  readonly chain: readonly Key[];
  /** Of these, fits on inner folds. */
  readonly inner: ReadonlySet<Key>;
  /** Why it is impossible, where that is known before anything runs; then nothing else is there. */
  readonly refusal?: TaskError;
}

/** Tasks whose warnings a durable artifact brings along: where it need not be made, they need not run. */
export interface RestsOn {
  readonly tasks: readonly Key[];
  readonly inner: readonly Key[];
}

export interface Tally {
  readonly naive: Map<string, number>;
  readonly merged: Map<string, number>;
  readonly distinct: Map<string, number>;
  readonly blocks: Map<string, number>;
  views: number;
  naiveSeconds: number;
}

export interface Plan {
  readonly context: PlanContext;
  readonly tasks: Map<Key, Task>;
  readonly slots: ScoreSlot[];
  readonly cachedScores: CachedScores[];
  /** Sources to be put in place before the plan runs. */
  readonly cachedPredictions: CachedPredictions[];
  /** Sources likewise: what the columns of some step's input hold. */
  readonly columnSources: Map<Key, readonly ColumnInfo[]>;
  /** Sources likewise: rows of inner folds. */
  readonly rowSources: Map<Key, SourceRows>;
  /** Inner folds made so far, by the rows that they cut and their number. */
  readonly innerFolds: Map<string, readonly InnerFold[]>;
  /** Sources likewise: artifacts whose tasks need not run. */
  readonly cachedArtifacts: Key[];
  readonly failures: PlannedFailure[];
  readonly tally: Tally;
  /** Fits of the refit and what they learn from, by `op:name`. */
  readonly refitCounts: Map<string, number>;
  readonly texts: ParamTexts;
  /** What score tasks score that take predictions in order, as they are: one list for all of one length. */
  readonly plainScores: Map<number, ScoreTask['items']>;
  /** Artifacts to keep after their last dependant: the refit reuses or reads them. */
  readonly pinned: Set<Key>;
  /** Artifacts worth keeping for the next search. */
  readonly durable: Set<Key>;
  /** What some of them rest on and is not kept itself, though it may warn. */
  readonly restsOn: Map<Key, RestsOn>;
}

export function newPlan(context: PlanContext): Plan {
  return {
    context,
    tasks: new Map(),
    slots: [],
    cachedScores: [],
    cachedPredictions: [],
    cachedArtifacts: [],
    columnSources: new Map(),
    rowSources: new Map(),
    innerFolds: new Map(),
    failures: [],
    tally: newTally(),
    refitCounts: new Map(),
    texts: new ParamTexts(),
    plainScores: new Map(),
    pinned: new Set(),
    durable: new Set(),
    restsOn: new Map(),
  };
}

/** A tally of nothing. */
export function newTally(): Tally {
  return { naive: new Map(), merged: new Map(), distinct: new Map(), blocks: new Map(), views: 0, naiveSeconds: 0 };
}

/** Adds `amount` to one line of a tally. */
export function count(lines: Map<string, number>, label: string, amount: number): void {
  lines.set(label, (lines.get(label) ?? 0) + amount);
}

/** Key of the matrix of all numeric features. */
export function matrixKey(datasetDigest: string): Key {
  return keyOf('data', 'X', datasetDigest);
}

/** Key of the weight of every row, in the order of X. */
export function weightsKey(datasetDigest: string): Key {
  return keyOf('data', 'weights', datasetDigest);
}

/** Key of the target of every row, in the order of X. */
export function targetKey(datasetDigest: string): Key {
  return keyOf('data', 'y', datasetDigest);
}
