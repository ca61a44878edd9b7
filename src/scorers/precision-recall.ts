// precision, recall and f1, each of one class (binary) or averaged over classes (macro, weighted, micro).
// A share whose denominator is zero is 0, as scikit-learn's zero_division=0.

import type { ScoreInput, Scorer } from '../base/contracts.js';
import { assertNever } from '../base/errors.js';
import { type ClassCounts, countClasses, ratio } from './confusion.js';
import { notBinary, POS_LABEL, positiveCode } from './label-params.js';

type Measure = 'precision' | 'recall' | 'f1';
type Average = 'macro' | 'weighted' | 'micro';

const MEASURES: readonly Measure[] = ['f1', 'precision', 'recall'];
const AVERAGES: Readonly<Record<Average, string>> = {
  macro: 'plain mean over classes',
  weighted: 'mean over classes, weighted by their rows',
  micro: 'counts of all classes pooled',
};
const ABOUT: Readonly<Record<Measure, string>> = {
  precision: 'share of the rows said to be of a class that are',
  recall: 'share of the rows of a class that are found',
  f1: 'harmonic mean of precision and recall',
};

/** f1, precision, recall and their averages under scikit-learn's names. */
export const precisionRecallScorers: readonly Scorer[] = MEASURES.flatMap((measure) => [
  binaryScorer(measure),
  ...(Object.keys(AVERAGES) as Average[]).map((average) => averagedScorer(measure, average)),
]);

function binaryScorer(measure: Measure): Scorer {
  return {
    name: measure,
    version: 1,
    task: 'classification',
    summary: `${ABOUT[measure]}, of the positive class`,
    params: { pos_label: POS_LABEL },
    reads: 'codes',
    infeasible: (params, classes) => notBinary(measure, `${measure}_macro, ${measure}_weighted or ${measure}_micro`, params, classes),
    score(input) {
      const code = positiveCode(input.params, classesOf(input));
      const { hits, predicted, actual } = countClasses(input);
      return measureOf(measure, hits[code], predicted[code], actual[code]);
    },
  };
}

function averagedScorer(measure: Measure, average: Average): Scorer {
  return {
    name: `${measure}_${average}`,
    version: 1,
    task: 'classification',
    summary: `${ABOUT[measure]}, ${AVERAGES[average]}`,
    params: {},
    reads: 'codes',
    score: (input) => averageOf(measure, average, countClasses(input)),
  };
}

function averageOf(measure: Measure, average: Average, { hits, predicted, actual, rows }: ClassCounts): number {
  // Every row is said to be of one class and is of one: pooled over classes, all three measures are the accuracy.
  if (average === 'micro') return ratio(total(hits), rows);
  let sum = 0;
  let weights = 0;
  for (let k = 0; k < actual.length; k++) {
    // Classes that neither occur nor are predicted on these rows do not count.
    if (actual[k] === 0 && predicted[k] === 0) continue;
    const weight = average === 'macro' ? 1 : actual[k];
    sum += weight * measureOf(measure, hits[k], predicted[k], actual[k]);
    weights += weight;
  }
  return sum / weights;
}

function measureOf(measure: Measure, hits: number, predicted: number, actual: number): number {
  switch (measure) {
    case 'precision':
      return ratio(hits, predicted);
    case 'recall':
      return ratio(hits, actual);
    case 'f1':
      return ratio(2 * hits, predicted + actual);
    default:
      return assertNever(measure);
  }
}

function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function classesOf({ truth }: ScoreInput) {
  return truth.kind === 'classes' ? truth.classes : [];
}
