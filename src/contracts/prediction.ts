// What a predictor says of rows: the value that goes from predict tasks to postprocessors, metrics and the command
// `predict`.

import type { Matrix } from '../base/matrix.js';

/**
 * Scores that a linear model gives a row, and so its weight vectors: two classes are told apart by one. @param classes
 * 0 for a regression
 */
export function scoresPerRow(classes: number): number {
  return classes > 2 ? classes : 1;
}

/** What a predictor says of some rows; a classifier fills codes and, where it can, probabilities and decision. */
export type Prediction =
  | {
      readonly kind: 'classes';
      /** Predicted class of each row, an index into `classes`. */
      readonly codes: Int32Array;
      /** Shape (rows, classes); rows sum to 1. Absent classes have probability 0. */
      readonly probabilities?: Matrix;
      /** Two classes: score of classes[1], monotone in its probability; used for roc_auc. */
      readonly decision?: Float64Array;
      /** Probabilities are left out because `decision` tells them: it is the log-odds of classes[1]. */
      readonly logOdds?: true;
      /**
       * More than two classes, where they are asked for: scikit-learn's decision_function, shape (rows, classes);
       * absent classes have 0.
       */
      readonly decisions?: Matrix;
    }
  | { readonly kind: 'values'; readonly values: Float64Array };
