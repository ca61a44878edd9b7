// Metrics of −log of the probability that was given to the true class: its mean, and the share of it that is explained.
// Undefined (NaN) where the scored rows lack a class, as scikit-learn raises there, unless `labels: all` names all
// classes.

import { log } from '../base/log.js';
import type { ScoreInput, Scorer } from '../contracts/scorer.js';
import { ALL_LABELS, classesOf, classShares, lacksLabels } from './shared/shares.js';
import { totalWeight, weightAt } from './shared/weights.js';

/** Probabilities are kept this far from 0 and 1: numpy's eps of a double. */
const EPSILON = Number.EPSILON;

/** scikit-learn 1.9's log_loss, negated. */
export const negLogLoss: Scorer = {
  name: 'neg_log_loss',
  version: 2,
  task: 'classification',
  summary: 'minus the mean logarithmic loss of the probabilities',
  params: { labels: ALL_LABELS },
  reads: 'probabilities',
  score(input) {
    const losses = summedLosses(input, 'neg_log_loss');
    return -losses.model / totalWeight(input.weights, losses.rows);
  },
};

/** 1 − loss / that of the classes' shares of the scored rows. NaN also below two rows, or of one class only. */
export const d2LogLossScore: Scorer = {
  name: 'd2_log_loss_score',
  version: 1,
  task: 'classification',
  summary: 'share of the logarithmic loss of constant probabilities that is explained',
  params: { labels: ALL_LABELS },
  reads: 'probabilities',
  score(input) {
    const { rows, model, constant } = summedLosses(input, 'd2_log_loss_score');
    return rows < 2 || constant === 0 ? Number.NaN : 1 - model / constant;
  },
};

/** The loss of the probabilities, and of the classes' shares in their place, summed over the rows by weight. */
function summedLosses(input: ScoreInput, metric: string) {
  const { codes, nClasses, prediction } = classesOf(input, metric);
  const P = prediction.probabilities;
  const losses = { rows: codes.length, model: 0, constant: 0 };
  if (P === undefined || lacksLabels(input)) return { ...losses, model: Number.NaN };
  const shares = classShares(codes, nClasses, input.weights);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row];
    const at = row * P.stride;
    // Of two classes only the second one's probability is read.
    const share = nClasses === 2 && code === 0 ? 1 - P.data[at + 1] : P.data[at + code];
    losses.model -= weightAt(input.weights, row) * log(clip(share));
    if (shares[code] < 1) losses.constant -= weightAt(input.weights, row) * log(clip(shares[code]));
  }
  return losses;
}

function clip(p: number): number {
  return Math.min(Math.max(p, EPSILON), 1 - EPSILON);
}
