// The fitted state of a linear classifier, and how the model document holds it. Source of the shapes: scikit-learn's
// `coef_` and `intercept_`.

import type { TaskWarning } from '../../base/errors.js';
import type { JsonObject } from '../../base/json.js';
import type { Matrix } from '../../base/matrix.js';

import type { LinearScores } from '../../contracts/fitter.js';
import type { FitOutcome, Fitted, ReadContext } from '../../contracts/step.js';
import { classPrediction, largestOf } from './class-scores.js';
import { failed } from './fit-outcome.js';

import { readClasses, readMatrix, readVector, writeMatrix, writeVector } from './fitted-json.js';

/** One linear score for each class that the train rows have; of two such classes, the score of the second alone. */
export interface LinearClassifierFitted extends Fitted {
  /** Codes of these classes, ascending. */
  readonly present: Int32Array;
  /** Shape (scores, columns). */
  readonly coef: Matrix;
  readonly intercept: Float64Array;
}

/** What a fit found, or FIT_NOT_FINITE. */
export function linearOutcome(fitted: LinearClassifierFitted, warnings: readonly TaskWarning[]): FitOutcome {
  return fitted.coef.data.every(Number.isFinite) && fitted.intercept.every(Number.isFinite)
    ? { ok: true, fitted, warnings }
    : failed('FIT_NOT_FINITE', 'the coefficients overflow: scale the columns first');
}

/** The largest score wins, of two classes the sign of the second's; no probabilities. */
export const MARGINS: LinearScores = {
  coefficients: (fitted) => fitted as LinearClassifierFitted,
  fromScores: ({ scores, classes, decisions, fitted }) => {
    const { present, coef } = fitted as LinearClassifierFitted;
    const extras = { scores: decisions ? scores : undefined };
    if (coef.rows > 1)
      return classPrediction(present, classes.length, { positions: largestOf(scores, coef.rows), ...extras });
    const positions = Int32Array.from(scores, (score) => (score > 0 ? 1 : 0));
    return classPrediction(present, classes.length, { positions, decision: scores, ...extras });
  },
};

/** class_indices, coef_ and intercept_. @throws MODEL_NOT_FINITE */
export function writeLinearClassifier(fitted: Fitted) {
  const { present, coef, intercept } = fitted as LinearClassifierFitted;
  return {
    class_indices: [...present],
    coef_: writeMatrix(coef, 'coef_'),
    intercept_: writeVector(intercept, 'intercept_'),
  };
}

/** Back from class_indices, coef_ and intercept_. @throws MODEL_SHAPE, MODEL_NOT_FINITE */
export function readLinearClassifier(model: JsonObject, { cols, classes }: ReadContext): LinearClassifierFitted {
  const present = readClasses(model, classes);
  const rows = present.length === 2 ? 1 : present.length;
  return {
    present,
    coef: readMatrix(model, 'coef_', { rows, cols }),
    intercept: readVector(model, 'intercept_', rows),
  };
}
