// The contract of an estimator that is fitted on features: transformers and predictors. One is one file and one line in
// its registry.

import type { ColumnInfo, Label, TrainTarget } from '../base/dataset.js';
import type { TaskWarning } from '../base/errors.js';
import type { JsonValue } from '../base/json.js';
import type { Matrix } from '../base/matrix.js';
import type { ColumnMap, Statistic, StatisticKind } from '../base/statistics.js';
import type { Kernels } from './kernels.js';
import type { PackedFeatures } from './packed-features.js';
import type { Params } from './params.js';
import type { Prediction } from './prediction.js';
import type { FitOutcome, Fitted, StepBase } from './step.js';

/** What is known of an estimator's input before anything runs. */
export interface InputShape {
  /** Train rows of this split. */
  readonly rows: number;
  /** Columns, or undefined where an earlier step decides it while it is fitted (PCA with {variance}). */
  readonly cols: number | undefined;
}

/** An input's shape, and how it compares with that of the other splits. */
export interface SearchShape extends InputShape {
  /** Train rows of the smallest split of the search. */
  readonly fewestRows: number;
}

/** How one split's input came about; a function of the pipeline, and of whether the data have weights. */
export interface InputTraits {
  /** True where columns are uncorrelated on the train rows (straight out of a PCA). */
  readonly uncorrelated: boolean;
  /** Present where rows have weights and the estimator `takesWeights`. */
  readonly weighted?: true;
}

/** What `fit` must be given. */
export interface Needs {
  /** Train rows as a matrix. */
  readonly rows: boolean;
  /** A merged statistic of the train rows. */
  readonly statistic?: StatisticKind;
}

/** What `fit` is given. */
export interface FitInput {
  readonly kernels: Kernels;
  /**
   * Train rows, shape (rows, cols), contiguous (stride = cols) and in WASM memory; present where `needs` says rows.
   * Read only.
   */
  readonly X: Matrix | undefined;
  /**
   * The statistic that `needs` names, of the same columns as X; of weighted rows where they have weights. Read only.
   */
  readonly statistic: Statistic | undefined;
  /** Target of the train rows, in the order of X. Codes index all classes of the data set, also those absent here. */
  readonly target: TrainTarget;
  /**
   * Weight of each row of X, in its order, some above 0; undefined: all rows weigh the same. Only for a predictor that
   * `takesWeights`.
   */
  readonly weights?: Float64Array;
  /** The train rows in place of X, for an estimator that `packs`. Read only. */
  readonly packed?: PackedFeatures;
  /** Makes what X would be, for an estimator that reads it `seldom`; it stays until the fit has ended. */
  readonly rows?: () => Matrix;
  /**
   * What the columns of X hold, for an estimator that `readsColumns`; plain numbers where it is undefined, and past its
   * end.
   */
  readonly columns?: readonly ColumnInfo[];
  /**
   * Row of the file that each row of X is: the order of X is the layout's, which need not be the file's (ascending
   * where it `readsOrder`).
   */
  readonly rowIds: Int32Array;
  readonly traits: InputTraits;
  /**
   * Canonical params of the candidates to fit side by side: at least one; more only where they differ in `batch` params
   * alone.
   */
  readonly params: readonly Params[];
}

/** What an input may hold besides plain numbers. */
export interface Accepted {
  readonly missing?: boolean;
  readonly categorical?: boolean;
}

interface EstimatorBase extends StepBase {
  /** What `fit` is to be given. Of params, traits and shape alone, so that the route taken is part of the plan. */
  readonly needs: (params: Params, traits: InputTraits, shape: InputShape) => Needs;
  /** Predicted seconds of one fit, from shapes alone (`cols` guessed where unknown); for the order of tasks. */
  readonly cost: (
    params: Params,
    shape: { readonly rows: number; readonly cols: number; readonly classes: number },
  ) => number;
  /**
   * Fits every params of the batch (one, where there are no `batch` params); each outcome's bits are those it would
   * have alone. Deterministic. Does not keep or change its inputs.
   */
  readonly fit: (input: FitInput) => FitOutcome[];

  // ---- where its data or params ask for it ------------------------------------------------------------------------
  /** Why these params are impossible for this input (only this candidate fails), or undefined. */
  readonly infeasible?: (params: Params, shape: InputShape) => string | undefined;
  /**
   * Replaces values that stand for something in the search's shape (all components) by what they come to. Default:
   * nothing changes.
   */
  readonly resolve?: (params: Params, shape: SearchShape) => Params;
  /**
   * What its input may hold besides plain numbers; anything else is refused before the search runs. Default: nothing.
   */
  readonly accepts?: Accepted | ((params: Params) => Accepted);
  /** Whether `fit` must be told what its columns hold (encoders, imputers). */
  readonly readsColumns?: boolean;
  /**
   * Whether the order of rows matters: `fit`, `apply` and `predict` then get them in that of the file, as code of the
   * user's own always does.
   */
  readonly readsOrder?: boolean;

  // ---- for speed: leave these out until a search is slow ----------------------------------------------------------
  /**
   * Params that `fit` does not read: they act when the fitted state is used, so candidates that differ in them share
   * one fit. Worth it wherever a param is such a one.
   */
  readonly applyParams?: readonly string[];
  /**
   * Warnings that depend on apply params: told per candidate, so that a wide fit never warns for a narrow view of it.
   */
  readonly applyWarnings?: (fitted: Fitted, params: Params) => readonly TaskWarning[];
  /**
   * An apply param for which one fit at the widest value serves all others as a prefix (components, selected columns).
   * Worth it where people search that param: ten values then cost one fit.
   */
  readonly submodel?: {
    readonly param: string;
    /** The value to fit so that all of `values` can be viewed in it. `values` are feasible for the shape. */
    readonly widest: (values: readonly JsonValue[]) => JsonValue;
  };
  /**
   * Params in which candidates may differ and still be fitted side by side in one task. Worth it where such fits share
   * work (a Gram matrix, passes over the rows).
   */
  readonly batch?: readonly string[];
  /**
   * Weight vectors that each member of a batch brings: the more, the fewer make a batch. Worth it where a batch holds
   * much memory. Default: 1. @param classes of the data set; 0 for a regression
   */
  readonly vectors?: (classes: number) => number;
  /** Whether `fit` reads its rows in panels (`packed`). Worth it where it passes over them many times. */
  readonly packs?: boolean;
  /**
   * Whether `fit` reads its rows in rare cases only: they are then gathered when it asks for them (`rows`), in place of
   * X. Worth it where a statistic answers nearly always.
   */
  readonly seldom?: boolean;
}

/**
 * Most transformers are affine: an optional projection out = (x − shift) · weights, cut to its first `kept` columns,
 * then an optional map by columns. Both are applied lazily by the worker, several steps at once. One that is not affine
 * has `apply`. One of `columnMap`, `projection` and `apply` is required.
 */
export interface Transformer extends EstimatorBase {
  readonly role: 'transformer';
  /** Output columns, where they are known before the fit. */
  readonly width: (params: Params, shape: InputShape) => number | undefined;
  /** The map by columns (after the cut), or undefined for the identity. */
  readonly columnMap?: (fitted: Fitted, params: Params) => ColumnMap | undefined;
  /** shift has the length of the input, weights shape (input columns, widest output). */
  readonly projection?: (fitted: Fitted) => { readonly shift: Float64Array; readonly weights: Matrix };
  /**
   * How rows go through where that is not affine: the output, shape (rows, widest output), contiguous, in a matrix of
   * the heap. It is materialised once for all its views; `kept` and `columnMap` act on it.
   */
  readonly apply?: (input: ApplyInput) => Matrix;
  /** How many of the projection's columns these apply params keep; how many columns `apply` gives, where required. */
  readonly kept?: (fitted: Fitted, params: Params) => number;

  // ---- where its output asks for it -------------------------------------------------------------------------------
  /**
   * What the output columns hold, where an encoder or an imputer may follow; undefined: plain numbers, none missing.
   */
  readonly outputColumns?: (params: Params, columns: readonly ColumnInfo[]) => readonly ColumnInfo[] | undefined;
  /**
   * Output columns as predicted, where `width` cannot tell before the fit. Default: no more than there are rows or
   * input columns.
   */
  readonly likelyWidth?: (params: Params, shape: InputShape, columns: readonly ColumnInfo[] | undefined) => number;

  // ---- for speed: what a fit behind it is spared ------------------------------------------------------------------
  /** Whether output columns are uncorrelated on the train rows: a solver then needs no second moments. */
  readonly uncorrelated?: boolean;
  /** Of a projection of centred rows: the variance (n − 1) of each of its columns on the train rows. */
  readonly variances?: (fitted: Fitted) => Float64Array;
}

/** Whether its output is a matrix of its own, made once for all its views; else rows are read through `columnMap`. */
export function makesMatrix({ projection, apply }: Transformer): boolean {
  return projection !== undefined || apply !== undefined;
}

/** What `apply` is given. */
export interface ApplyInput {
  readonly kernels: Kernels;
  /** Rows to transform, contiguous and in WASM memory. Read only. */
  readonly X: Matrix;
  readonly fitted: Fitted;
}

/** What `predict` is given. */
export interface PredictInput {
  readonly kernels: Kernels;
  /** Rows to predict, contiguous and in WASM memory. */
  readonly X: Matrix;
  /** All classes of the data set, in the order of codes; [] for a regression. */
  readonly classes: readonly Label[];
  /** Whether a classifier that has decisions of more than two classes is to give them. */
  readonly decisions?: boolean;
  /** False where probabilities may be left out if the decision tells them (`logOdds`). Default: true. */
  readonly probabilities?: boolean;
  /** One prediction each; items may share one fitted state (the same object) and differ in apply params. */
  readonly items: readonly { readonly fitted: Fitted; readonly params: Params }[];
}

/**
 * Of a predictor that sees of rows nothing but scores x · coef' + intercept: so a projection before it can be folded
 * into coef.
 */
export interface LinearScores {
  /** coef has the shape (scores, columns) and is contiguous; intercept has one entry for each score. */
  readonly coefficients: (fitted: Fitted) => { readonly coef: Matrix; readonly intercept: Float64Array };
  /** The prediction of rows of these scores. */
  readonly fromScores: (input: FromScoresInput) => Prediction;
}

/** Scores of some rows, in place of these rows: shape (rows, scores), outside the heap; `fromScores` may change them. */
export type FromScoresInput = Omit<PredictInput, 'X' | 'items'> &
  PredictInput['items'][number] & { readonly scores: Float64Array };

/** Predicts a class or a number of each row. */
export interface Predictor extends EstimatorBase {
  readonly role: 'classifier' | 'regressor';
  /** One prediction for each item, each of all rows of X in their order. Deterministic; does not change its inputs. */
  readonly predict: (input: PredictInput) => Prediction[];
  /**
   * Whether `fit` reads the weights of rows. Where not, rows are fitted as if all weighed the same, and the user is
   * told.
   */
  readonly takesWeights?: boolean;

  // ---- for speed: leave these out until a search is slow ----------------------------------------------------------
  /**
   * Predicted seconds that a prediction takes once per fitted state, beyond one multiplication for each item. Worth it
   * where it takes as long as a fit (neighbours, kernels). Default: none.
   */
  readonly predictCost?: (shape: {
    readonly rows: number;
    readonly trainRows: number;
    readonly cols: number;
  }) => number;
  /**
   * Where all that it predicts follows from linear scores: `predict` gives of rows what `fromScores` gives of their
   * scores. Worth it for every linear model: test rows behind a projection need not be projected.
   */
  readonly linear?: LinearScores;
}

/** A step that is fitted on features. */
export type Fitter = Transformer | Predictor;
