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
  return Float64Array.from(prediction.codes, (_, row) => P.data[row * P.stride + k]);
}

/** Cost: O(rows log rows). */
function areaUnder(codes: Int32Array, positive: number, scores: Float64Array): number {
  if (scores.some(Number.isNaN)) return Number.NaN;
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => compare(scores[a], scores[b]));
  let below = 0;
  let positives = 0;
  let area = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let tiedPositives = 0;
    for (; end < order.length && scores[order[end]] === scores[order[start]]; end++) if (codes[order[end]] === positive) tiedPositives++;
    const tiedNegatives = end - start - tiedPositives;
    area += tiedPositives * (below + tiedNegatives / 2);
    below += tiedNegatives;
    positives += tiedPositives;
    start = end;
  }
  return area / (positives * below);
}

/** Ascending; safe for infinities, whose difference is NaN. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
