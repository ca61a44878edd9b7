// The contract of a step behind the predictor, which changes what it says and never its fit.

import type { Label } from '../base/dataset.js';
import type { TaskError } from '../base/errors.js';
import type { Kernels } from './kernels.js';
import type { Params } from './params.js';
import type { Prediction } from './prediction.js';
import type { FitOutcome, Fitted, StepBase } from './step.js';

/** Out-of-fold predictions of one inner fold's rows, and the classes of these rows. */
export interface OutOfFold {
  readonly prediction: Prediction;
  readonly codes: Int32Array;
  /** Weight of each row; undefined: all rows weigh the same. */
  readonly weights?: Float64Array;
}

export interface PostprocessorFitInput {
  readonly kernels: Kernels;
  readonly folds: readonly OutOfFold[];
  readonly classes: readonly Label[];
  readonly params: Params;
}

export interface PostprocessorInput {
  readonly kernels: Kernels;
  readonly prediction: Prediction;
  readonly classes: readonly Label[];
  readonly fitted: Fitted;
  readonly params: Params;
}

export type PredictionOutcome =
  | { readonly ok: true; readonly prediction: Prediction }
  | { readonly ok: false; readonly error: TaskError };

/**
 * Stands behind a classifier and changes what it says, never its fit: so whatever is searched in it costs no fit. One
 * that learns (calibration) has `folds` and `fit`, and stands directly behind the classifier, of which it is given
 * out-of-fold predictions.
 */
export interface Postprocessor extends StepBase {
  readonly role: 'postprocessor';
  readonly task: 'classification';
  /** Present where it changes the predicted classes alone: then no other score knows of it. */
  readonly changes?: 'codes';
  /**
   * How many inner folds (stratified, in the order of the file) of the train rows it learns from; undefined: nothing is
   * learnt.
   */
  readonly folds?: (params: Params) => number;
  /** Present where `folds` is. Codes index `classes`, of which some may have no row. Deterministic. */
  readonly fit?: (input: PostprocessorFitInput) => FitOutcome;
  /** Why these params are impossible for train rows with so many rows of each class of the data set, or undefined. */
  readonly infeasible?: (params: Params, classCounts: readonly number[]) => string | undefined;
  /** What is said in place of a prediction. `fitted` is {} where nothing is learnt. Does not change its input. */
  readonly apply: (input: PostprocessorInput) => PredictionOutcome;
}
