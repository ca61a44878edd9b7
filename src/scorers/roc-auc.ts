// roc_auc: the chance that a row of a class is scored above a row that is not (ties count half).
// By ranks: AUC = (Σ over positive rows of negatives below + ½ negatives tied) / (positives · negatives); sums of halves are exact.
// Undefined (NaN) where the scored rows lack a class, as scikit-learn raises there.

import type { Prediction, ScoreInput, Scorer } from '../base/contracts.js';
import { assert } from '../base/errors.js';
import { notBinary, POS_LABEL } from './label-params.js';

/** Two classes. Which one is positive does not matter: the areas are equal by symmetry. */
export const rocAuc: Scorer = {
  name: 'roc_auc',
  version: 1,
  task: 'classification',
  summary: 'area under the ROC curve, two classes',
  params: { pos_label: POS_LABEL },
  reads: 'decision',
  infeasible: (params, classes) => notBinary('roc_auc', 'roc_auc_ovr', params, classes),
  score: binaryAuc,
};

/** Each class against the rest, mean over classes; with two classes the same as roc_auc. */
export const rocAucOvr: Scorer = {
  name: 'roc_auc_ovr',
  version: 1,
  task: 'classification',
  summary: 'area under the ROC curve, each class against the rest, plain mean',
  params: {},
  reads: 'probabilities',
  score: (input) => oneVersusRest(input, () => 1),
};

/** As roc_auc_ovr, weighted by the rows of each class. */
export const rocAucOvrWeighted: Scorer = {
  name: 'roc_auc_ovr_weighted',
  version: 1,
  task: 'classification',
  summary: 'area under the ROC curve, each class against the rest, weighted by rows',
  params: {},
  reads: 'probabilities',
  score: (input) => oneVersusRest(input, (rows) => rows),
};

function binaryAuc({ truth, prediction }: ScoreInput): number {
  assert(truth.kind === 'classes' && prediction.kind === 'classes', 'roc_auc reads classes');
  return areaUnder(truth.codes, 1, prediction.decision ?? classProbability(prediction, 1));
}

function oneVersusRest(input: ScoreInput, weigh: (rows: number) => number): number {
  const { truth, prediction } = input;
  assert(truth.kind === 'classes' && prediction.kind === 'classes', 'roc_auc_ovr reads classes');
  if (truth.classes.length === 2) return areaUnder(truth.codes, 1, classProbability(prediction, 1));
  let sum = 0;
  let weights = 0;
  for (let k = 0; k < truth.classes.length; k++) {
    const weight = weigh(truth.codes.reduce((count, code) => count + (code === k ? 1 : 0), 0));
    sum += weight * areaUnder(truth.codes, k, classProbability(prediction, k));
    weights += weight;
  }
  return sum / weights;
}

function classProbability(prediction: Prediction & { kind: 'classes' }, k: number): Float64Array {
  const P = prediction.probabilities;
  if (P === undefined) return new Float64Array(prediction.codes.length).fill(Number.NaN);
  const shares = new Float64Array(prediction.codes.length);
  for (let row = 0; row < shares.length; row++) shares[row] = P.data[row * P.stride + k];
  return shares;
}

/** Cost: O(rows log rows): two sorts without a comparison function, and a merge. */
function areaUnder(codes: Int32Array, positive: number, scores: Float64Array): number {
  const above = new Float64Array(scores.length);
  const rest = new Float64Array(scores.length);
  let positives = 0;
  let negatives = 0;
  for (let row = 0; row < scores.length; row++) {
    if (Number.isNaN(scores[row])) return Number.NaN;
    if (codes[row] === positive) above[positives++] = scores[row];
    else rest[negatives++] = scores[row];
  }
  const high = above.subarray(0, positives).sort();
  const low = rest.subarray(0, negatives).sort();
  let area = 0;
  for (let i = 0, below = 0, notAbove = 0; i < positives; i++) {
    while (below < negatives && low[below] < high[i]) below++;
    while (notAbove < negatives && low[notAbove] <= high[i]) notAbove++;
    area += (below + notAbove) / 2;
  }
  return area / (positives * negatives);
}
