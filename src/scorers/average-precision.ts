// average_precision: the area under the steps of precision over recall, Σ (R_n − R_{n−1}) P_n over falling thresholds.

import type { Scorer } from '../contracts/scorer.js';
import { ratio } from './shared/confusion.js';
import { notBinary, POS_LABEL, positiveCode } from './shared/label-params.js';
import { classesOf, scoreOfClass } from './shared/shares.js';
import { weightAt } from './shared/weights.js';

/** scikit-learn's average_precision_score of two classes; 0 where no scored row is positive. Cost: O(rows log rows). */
export const averagePrecision: Scorer = {
  name: 'average_precision',
  version: 1,
  task: 'classification',
  summary: 'mean precision over the recalls that falling thresholds reach, of the positive class',
  params: { pos_label: POS_LABEL },
  reads: 'decision',
  infeasible: (params, classes) => notBinary({ metric: 'average_precision', instead: 'roc_auc_ovr' }, params, classes),
  score(input) {
    const { codes, classes, prediction } = classesOf(input, 'average_precision');
    const positive = positiveCode(input.params, classes);
    const scores = scoreOfClass(prediction, positive);
    if (scores.some(Number.isNaN)) return Number.NaN;
    const order = Int32Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a] || a - b);
    let hits = 0;
    let total = 0;
    let area = 0;
    for (let i = 0; i < order.length; ) {
      const score = scores[order[i]];
      const before = hits;
      for (; i < order.length && scores[order[i]] === score; i++) {
        const weight = weightAt(input.weights, order[i]);
        total += weight;
        if (codes[order[i]] === positive) hits += weight;
      }
      area += (hits - before) * ratio(hits, total);
    }
    return ratio(area, hits);
  },
};
