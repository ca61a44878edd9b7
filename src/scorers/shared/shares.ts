// What the metrics of probabilities and decisions read of a classifier's prediction.

import { assert } from '../../base/errors.js';
import { oneOf, optional, type ParamSpec } from '../../contracts/params.js';
import type { Prediction } from '../../contracts/prediction.js';
import type { ScoreInput } from '../../contracts/scorer.js';
import { totalWeight, weightAt } from './weights.js';

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

/** The param `labels` of metrics that scikit-learn refuses where the scored rows lack a class. */
export const ALL_LABELS: ParamSpec = optional(
  'all: defined also where the scored rows lack a class; null: undefined there, as in scikit-learn',
  oneOf(['all']),
);

/** Whether the scored rows lack a class that must be there. */
export function lacksLabels({ truth, params }: ScoreInput): boolean {
  return truth.kind === 'classes' && params.labels !== 'all' && new Set(truth.codes).size < truth.classes.length;
}

/** The share of the weight that each class has. */
export function classShares(codes: Int32Array, nClasses: number, weights: Float64Array | undefined): Float64Array {
  const shares = new Float64Array(nClasses);
  for (let row = 0; row < codes.length; row++) shares[codes[row]] += weightAt(weights, row);
  const total = totalWeight(weights, codes.length);
  return shares.map((share) => share / total);
}
