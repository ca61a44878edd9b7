// The four cells of a binary confusion as metrics: rows (or their weight) rightly and wrongly said to be of the
// positive class or not.

import type { ScoreInput, Scorer } from '../contracts/scorer.js';
import { type ClassCounts, countClasses } from './shared/confusion.js';
import { notBinary, POS_LABEL, positiveCode } from './shared/label-params.js';

/** Hits grow with quality, misses are negated. */
export const confusionCounts: readonly Scorer[] = [
  cell('true_positives', 'rows rightly said to be of the positive class', ({ hits }, k) => hits[k]),
  cell('true_negatives', 'rows rightly said not to be of the positive class', ({ hits }, k) => hits[1 - k]),
  cell(
    'neg_false_positives',
    'minus the rows wrongly said to be of the positive class',
    ({ hits, predicted }, k) => hits[k] - predicted[k],
  ),
  cell(
    'neg_false_negatives',
    'minus the rows of the positive class that are missed',
    ({ hits, actual }, k) => hits[k] - actual[k],
  ),
];

function cell(name: string, summary: string, of: (counts: ClassCounts, positive: number) => number): Scorer {
  return {
    name,
    version: 1,
    task: 'classification',
    summary,
    params: { pos_label: POS_LABEL },
    reads: 'codes',
    infeasible: (params, classes) =>
      notBinary({ metric: name, instead: 'recall_macro or precision_macro' }, params, classes),
    score(input: ScoreInput) {
      const classes = input.truth.kind === 'classes' ? input.truth.classes : [];
      return of(countClasses(input), positiveCode(input.params, classes));
    },
  };
}
