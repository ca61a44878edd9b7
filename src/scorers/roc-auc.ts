// roc_auc: the chance that a row of a class is scored above a row that is not (ties count half).
// By ranks: AUC = (Σ over positive rows of negatives below + ½ negatives tied) / (positives · negatives); sums of
// halves are exact. Undefined (NaN) where the scored rows lack a class, as scikit-learn raises there.

import type { ScoreInput, Scorer } from '../contracts/scorer.js';
import { notBinary, POS_LABEL } from './shared/label-params.js';
import { classesOf, classProbability, scoreOfClass } from './shared/shares.js';
import { average, totalWeight, weightAt } from './shared/weights.js';

/** Two classes. Which one is positive does not matter: the areas are equal by symmetry. */
export const rocAuc: Scorer = {
  name: 'roc_auc',
  version: 1,
  task: 'classification',
  summary: 'area under the ROC curve, two classes',
  params: { pos_label: POS_LABEL },
  reads: 'decision',
  infeasible: (params, classes) => notBinary({ metric: 'roc_auc', instead: 'roc_auc_ovr' }, params, classes),
  score(input) {
    const { codes, prediction } = classesOf(input, 'roc_auc');
    return areaUnder({ codes, scores: scoreOfClass(prediction, 1), weights: input.weights }, 1);
  },
};

/** Each class against the rest, mean over classes; with two classes the same as roc_auc. */
export const rocAucOvr = multiclass('roc_auc_ovr', 'each class against the rest, plain mean', (input) =>
  oneVersusRest(input, () => 1),
);

/** As roc_auc_ovr, weighted by the rows of each class. */
export const rocAucOvrWeighted = multiclass(
  'roc_auc_ovr_weighted',
  'each class against the rest, weighted by rows',
  (input) => oneVersusRest(input, (rows) => rows),
);

/**
 * Each class against each other one, mean over pairs; with two classes the same as roc_auc. Source: Hand and Till 2001.
 */
export const rocAucOvo = multiclass('roc_auc_ovo', 'each class against each other one, plain mean', (input) =>
  oneVersusOne(input, () => 1),
);

/** As roc_auc_ovo, weighted by the rows of each pair. */
export const rocAucOvoWeighted = multiclass(
  'roc_auc_ovo_weighted',
  'each class against each other one, weighted by rows',
  (input) => oneVersusOne(input, (rows) => rows),
);

function multiclass(name: string, how: string, score: Scorer['score']): Scorer {
  return {
    name,
    version: 3,
    task: 'classification',
    summary: `area under the ROC curve, ${how}`,
    params: {},
    reads: 'probabilities',
    score,
  };
}

function oneVersusRest(input: ScoreInput, weigh: (rows: number) => number): number {
  const { codes, nClasses, prediction } = classesOf(input, 'roc_auc_ovr');
  if (nClasses === 2) return areaUnder({ codes, scores: classProbability(prediction, 1), weights: input.weights }, 1);
  const classes = Array.from({ length: nClasses }, (_, k) => k);
  const classWeights = classes.map((k) => weigh(weightOfClass(codes, k, input.weights)));
  const areas = classes.map((k) => {
    // As in scikit-learn, a class that counts nothing cannot make the mean undefined; one that has no row does.
    if (classWeights[k] === 0 && codes.includes(k)) return 0;
    return areaUnder({ codes, scores: classProbability(prediction, k), weights: input.weights }, k);
  });
  return average(areas, classWeights);
}

/** The area of a pair is the mean of its two, each class's rows ranked by that class's probability. */
function oneVersusOne(input: ScoreInput, weigh: (rows: number) => number): number {
  const { codes, nClasses, prediction } = classesOf(input, 'roc_auc_ovo');
  if (nClasses === 2) return areaUnder({ codes, scores: classProbability(prediction, 1), weights: input.weights }, 1);
  const shares = Array.from({ length: nClasses }, (_, k) => classProbability(prediction, k));
  const scores: number[] = [];
  const weights: number[] = [];
  for (let a = 0; a < nClasses; a++) {
    for (let b = a + 1; b < nClasses; b++) {
      const rows = Int32Array.from(codes.keys()).filter((row) => codes[row] === a || codes[row] === b);
      const pairWeights = input.weights && Float64Array.from(rows, (row) => weightAt(input.weights, row));
      const pair = rows.map((row) => codes[row]);
      const area = (k: number): number =>
        areaUnder({ codes: pair, scores: Float64Array.from(rows, (row) => shares[k][row]), weights: pairWeights }, k);
      scores.push((area(a) + area(b)) / 2);
      weights.push(weigh(totalWeight(pairWeights, rows.length)));
    }
  }
  return average(scores, weights);
}

function weightOfClass(codes: Int32Array, k: number, weights: Float64Array | undefined): number {
  let sum = 0;
  for (let row = 0; row < codes.length; row++) if (codes[row] === k) sum += weightAt(weights, row);
  return sum;
}

interface ScoredRows {
  readonly codes: Int32Array;
  readonly scores: Float64Array;
  readonly weights?: Float64Array | undefined;
}

/** Cost: O(rows log rows): two sorts without a comparison function, and a merge. */
function areaUnder({ codes, scores, weights }: ScoredRows, positive: number): number {
  if (weights !== undefined) return weightedArea({ codes, scores, weights }, positive);
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

/** As areaUnder, each row counted as its weight. */
function weightedArea(
  { codes, scores, weights }: ScoredRows & { readonly weights: Float64Array },
  positive: number,
): number {
  if (scores.some(Number.isNaN)) return Number.NaN;
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b] || a - b);
  let area = 0;
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < order.length; ) {
    const score = scores[order[i]];
    let tiedPositive = 0;
    let tiedNegative = 0;
    for (; i < order.length && scores[order[i]] === score; i++) {
      if (codes[order[i]] === positive) tiedPositive += weights[order[i]];
      else tiedNegative += weights[order[i]];
    }
    area += tiedPositive * (negatives + tiedNegative / 2);
    positives += tiedPositive;
    negatives += tiedNegative;
  }
  return area / (positives * negatives);
}
