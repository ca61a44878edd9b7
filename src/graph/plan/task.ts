// A task is plain data: what to do (op, name, params) to which inputs (keys of other tasks or of sources). It can be
// sent to any process. A view is not a task: it is a way of naming an input (see Features and Applied).

import type { StatisticKind } from '../../base/statistics.js';
import type { InputTraits } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';

export type Op = 'block' | 'merge' | 'fit' | 'transform' | 'predict' | 'post' | 'score';

/**
 * `op:name:` and 64 hex digits of SHA-256: equal keys mean equal results. Sources (data, rows) have keys of the same
 * form.
 */
export type Key = string;

/** One fitted state inside the artifact of a fit task, which may hold several (a batch). */
export interface FitRef {
  readonly task: Key;
  readonly item: number;
}

/**
 * A fitted transformer in use: with `params` (apply params decide how many columns are kept and how they are scaled).
 */
export interface Applied {
  readonly fit: FitRef;
  readonly estimator: string;
  readonly params: Params;
}

/** Columns picked from those of an input, in this order: start, end, start, end, … */
export interface Selected {
  readonly select: readonly number[];
}

/**
 * Rows and columns as some step sees them: rows of `base` (null: all of them), with `steps` applied lazily. Where
 * `base` is the output of a projection, the first of `steps` is that transformer, for its cut and its map by columns.
 */
export interface Features {
  readonly base: Key;
  readonly rows: Key | null;
  readonly steps: readonly (Applied | Selected)[];
}

interface TaskBase {
  readonly key: Key;
  /** Estimator, statistic or metric: what a person reads. */
  readonly name: string;
  /** Every key that must exist before this task can run; derived from the fields below. */
  readonly inputs: readonly Key[];
  /** Predicted seconds. */
  readonly seconds: number;
  /** Predicted bytes of the artifact. */
  readonly bytes: number;
}

/** A statistic of one block of rows, centred at its own mean. */
export interface BlockTask extends TaskBase {
  readonly op: 'block';
  readonly statistic: StatisticKind;
  readonly base: Key;
  /** Rows of the base; null: all. */
  readonly rows: Key | null;
  /** The rows of the data set that they are, for target and weights. */
  readonly targetRows: Key;
  /** The target source, or null where the statistic does not read it. */
  readonly target: Key | null;
  /** The weights source, or null where rows all weigh the same. */
  readonly weights: Key | null;
}

/** Two statistics merged by Chan's formula, left before right. */
export interface MergeTask extends TaskBase {
  readonly op: 'merge';
  readonly statistic: StatisticKind;
  readonly left: Key;
  readonly right: Key;
}

/** One estimator fitted for one or several params side by side. */
export interface FitTask extends TaskBase {
  readonly op: 'fit';
  readonly estimator: string;
  readonly features: Features;
  readonly target: Key;
  readonly targetRows: Key;
  /** Key of the merged statistic of the features' base (before `steps`), or null. */
  readonly statistic: Key | null;
  readonly needsRows: boolean;
  /** The weights source, or null where the data have none or the estimator takes none. */
  readonly weights: Key | null;
  readonly traits: InputTraits;
  /** The source that says what the columns hold, for an estimator that reads it; else null. */
  readonly columns: Key | null;
  readonly items: readonly Params[];
  /** Whether the fit reads its rows in panels: a copy of its own where they do not lie so. */
  readonly packs: boolean;
  /** The rows of the data set that it is fitted on, where the estimator reads their order; else null. */
  readonly ordered: Key | null;
}

/** The output of a transformer that is a matrix of its own (a projection, an encoder), made once for some rows. */
export interface TransformTask extends TaskBase {
  readonly op: 'transform';
  readonly features: Features;
  readonly fit: FitRef;
  readonly estimator: string;
  /**
   * Params of the widest view that anybody has of these rows, where it is narrower than the fit; else null: all columns
   * are made.
   */
  readonly cut: Params | null;
  /** Whether it is made in panels, because nobody but fits that read panels reads it. */
  readonly panels: boolean;
  /** Predicted bytes of the features where they must be gathered for it. */
  readonly gatheredBytes: number;
  /** The rows of the data set that they are, where the estimator reads their order; else null. */
  readonly ordered: Key | null;
}

/** The outputs of a union's branches side by side, for some rows. */
export interface UnionTask extends TaskBase {
  readonly op: 'transform';
  readonly parts: readonly Features[];
}

/** Predictions of several fitted states for the same rows. */
export interface PredictTask extends TaskBase {
  readonly op: 'predict';
  readonly estimator: string;
  readonly features: Features;
  /**
   * The projection behind `features` that coefficients go through in place of rows (see through-projection.ts); null:
   * there is none.
   */
  readonly through: Applied | null;
  /** Predicted bytes of the features where a projection is fused and they must be gathered for it. */
  readonly gatheredBytes: number;
  /** The target source of a classification, for its classes; null for a regression. */
  readonly target: Key | null;
  /** The rows of the data set that they are, where the estimator reads their order; else null. */
  readonly ordered: Key | null;
  /** Whether decisions of more than two classes are to be told. */
  readonly decisions: boolean;
  readonly items: readonly { readonly fit: FitRef; readonly params: Params }[];
}

/** A postprocessor that learns from out-of-fold predictions. Its artifact is that of a fit of one item. */
export interface PostprocessorTask extends TaskBase {
  readonly op: 'post';
  readonly estimator: string;
  readonly params: Params;
  readonly target: Key;
  /** The weights source, or null where the data have none. */
  readonly weights: Key | null;
  /** Inner fold by fold: an item of its predictions, and their rows. */
  readonly folds: readonly { readonly prediction: Key; readonly item: number; readonly targetRows: Key }[];
}

/** A postprocessor in use: `fit` is null where it learns nothing. */
export interface AppliedPostprocessor {
  readonly fit: FitRef | null;
  readonly estimator: string;
  readonly version: number;
  readonly params: Params;
}

/** Every metric of the search on predictions of one predict task. */
export interface ScoreTask extends TaskBase {
  readonly op: 'score';
  readonly prediction: Key;
  readonly target: Key;
  readonly targetRows: Key;
  /** The weights source, or null where the data have none. */
  readonly weights: Key | null;
  readonly scorers: readonly { readonly scorer: string; readonly params: Params }[];
  /** What is scored: an item of the predictions, as the postprocessors behind it leave it. */
  readonly items: readonly { readonly item: number; readonly postprocessors: readonly AppliedPostprocessor[] }[];
}

export type Task =
  | BlockTask
  | MergeTask
  | FitTask
  | TransformTask
  | UnionTask
  | PredictTask
  | PostprocessorTask
  | ScoreTask;

/** The fitted transformers among the lazy steps of some features. */
export function appliedIn({ steps }: Features): Applied[] {
  return steps.filter((step) => 'fit' in step);
}
