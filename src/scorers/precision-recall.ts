// precision, recall, f1, fbeta and jaccard, each of one class (binary) or averaged over classes (macro, weighted,
// micro). A share whose denominator is zero is 0, as scikit-learn's zero_division=0.

import { assertNever } from '../base/errors.js';
import { type ParamSpecs, type Params, POSITIVE, param } from '../contracts/params.js';
import type { ScoreInput, Scorer } from '../contracts/scorer.js';
import { type ClassCounts, countClasses, ratio, sumOf } from './shared/confusion.js';
import { notBinary, POS_LABEL, positiveCode } from './shared/label-params.js';
import { average } from './shared/weights.js';

type Measure = 'precision' | 'recall' | 'f1' | 'fbeta' | 'jaccard';
type Average = 'macro' | 'weighted' | 'micro';

/** Of one class, or of all pooled: rows hit, said, there. */
interface Counts {
  readonly hits: number;
  readonly predicted: number;
  readonly actual: number;
}

const MEASURES: readonly Measure[] = ['f1', 'precision', 'recall', 'fbeta', 'jaccard'];
const AVERAGES: Readonly<Record<Average, string>> = {
  macro: 'plain mean over classes',
  weighted: 'mean over classes, weighted by their rows',
  micro: 'counts of all classes pooled',
};
const ABOUT: Readonly<Record<Measure, string>> = {
  precision: 'share of the rows said to be of a class that are',
  recall: 'share of the rows of a class that are found',
  f1: 'harmonic mean of precision and recall',
  fbeta: 'weighted harmonic mean of precision and recall',
  jaccard: 'share of the rows that are or are said to be of a class that are both',
};
const BETA: ParamSpecs = {
  beta: param(1, 'how many times as much recall counts as precision', POSITIVE),
};

/** All measures and their averages, under scikit-learn's names where it has one. */
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
    params: { ...(measure === 'fbeta' ? BETA : {}), pos_label: POS_LABEL },
    reads: 'codes',
    infeasible: (params, classes) =>
      notBinary(
        { metric: measure, instead: `${measure}_macro, ${measure}_weighted or ${measure}_micro` },
        params,
        classes,
      ),
    illDefined(input) {
      const classes = classesOf(input);
      const code = positiveCode(input.params, classes);
      const lack = lacking(measure, ofClass(countClasses(input), code));
      return lack && `${measure} is 0/0 on these rows and counts as 0: no row ${lack} ${JSON.stringify(classes[code])}`;
    },
    score(input) {
      const code = positiveCode(input.params, classesOf(input));
      return measureOf(measure, ofClass(countClasses(input), code), input.params);
    },
  };
}

function averagedScorer(measure: Measure, how: Average): Scorer {
  return {
    name: `${measure}_${how}`,
    version: 2,
    task: 'classification',
    summary: `${ABOUT[measure]}, ${AVERAGES[how]}`,
    params: measure === 'fbeta' ? BETA : {},
    reads: 'codes',
    illDefined(input) {
      const counts = countClasses(input);
      const classes = how === 'micro' ? [] : [...counts.actual.keys()].filter((k) => counts.occurs[k]);
      const lack = classes.map((k) => lacking(measure, ofClass(counts, k))).find(Boolean);
      return lack && `${measure}_${how} counts 0/0 as 0: of some class, no row ${lack} it`;
    },
    score: (input) => averageOf({ measure, how }, countClasses(input), input.params),
  };
}

function averageOf(
  { measure, how }: { readonly measure: Measure; readonly how: Average },
  counts: ClassCounts,
  params: Params,
): number {
  // Every row is said to be of one class and is of one: pooled over classes, all measures but jaccard are the accuracy.
  const { hits, actual, occurs, total } = counts;
  if (how === 'micro') return measureOf(measure, { hits: sumOf(hits), predicted: total, actual: total }, params);
  // Classes that neither occur nor are predicted on these rows do not count.
  const classes = [...actual.keys()].filter((k) => occurs[k]);
  const scores = classes.map((k) => measureOf(measure, ofClass(counts, k), params));
  return average(scores, how === 'macro' ? undefined : classes.map((k) => actual[k]));
}

function ofClass({ hits, predicted, actual }: ClassCounts, k: number): Counts {
  return { hits: hits[k], predicted: predicted[k], actual: actual[k] };
}

function measureOf(measure: Measure, { hits, predicted, actual }: Counts, { beta }: Params): number {
  switch (measure) {
    case 'precision':
      return ratio(hits, predicted);
    case 'recall':
      return ratio(hits, actual);
    case 'f1':
      return ratio(2 * hits, predicted + actual);
    case 'fbeta': {
      const square = (beta as number) * (beta as number);
      return ratio((1 + square) * hits, predicted + square * actual);
    }
    case 'jaccard':
      return ratio(hits, predicted + actual - hits);
    default:
      return assertNever(measure);
  }
}

/** What there is none of, where a measure is 0/0. */
function lacking(measure: Measure, { predicted, actual }: Counts): string | undefined {
  const none = { precision: predicted === 0, recall: actual === 0 }[measure as string] ?? predicted + actual === 0;
  if (!none) return undefined;
  return measure === 'precision' ? 'is predicted to be' : measure === 'recall' ? 'is' : 'is, or is predicted to be,';
}

function classesOf({ truth }: ScoreInput) {
  return truth.kind === 'classes' ? truth.classes : [];
}
