// What the metrics of probabilities and decisions read of a classifier's prediction.

import { assert } from '../../base/errors.js';
import type { Prediction } from '../../contracts/prediction.js';
import type { ScoreInput } from '../../contracts/scorer.js';

export type ClassPrediction = Prediction & { readonly kind: 'classes' };

/** Truth and prediction of a classification. */
export function classesOf({ truth, prediction }: ScoreInput, metric: string) {
  assert(truth.kind === 'classes' && prediction.kind === 'classes', `${metric} reads classes`);
  return { codes: truth.codes, nClasses: truth.classes.length, classes: truth.classes, prediction };
}

/** Probability of one class for each row; NaN where the classifier gives none. */
export function classProbability(prediction: ClassPrediction, k: number): Float64Array {
  const P = prediction.probabilities;
  if (P === undefined) return new Float64Array(prediction.codes.length).fill(Number.NaN);
  const shares = new Float64Array(prediction.codes.length);
  for (let row = 0; row < shares.length; row++) shares[row] = P.data[row * P.stride + k];
  return shares;
}

/** How much each row of a two-class problem is of class `code`: its decision, else its probability. */
export function scoreOfClass(prediction: ClassPrediction, code: number): Float64Array {
  const { decision } = prediction;
  if (decision === undefined) return classProbability(prediction, code);
  return code === 1 ? decision : decision.map((value) => -value);
}
