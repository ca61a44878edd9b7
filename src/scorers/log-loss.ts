// neg_log_loss: minus the mean of −log of the probability that was given to the true class.
// Undefined (NaN) where the scored rows lack a class, as scikit-learn raises there, unless `labels: all` names all
// classes.

import { assert } from '../base/errors.js';
import { log } from '../base/log.js';
import type { Matrix } from '../base/matrix.js';
import type { ScoreInput, Scorer } from '../contracts/scorer.js';
import { totalWeight, weightAt } from './shared/weights.js';

/** Probabilities are kept this far from 0 and 1: numpy's eps of a double. */
const EPSILON = Number.EPSILON;

/** scikit-learn 1.2's log_loss with eps="auto", negated. */
export const negLogLoss: Scorer = {
  name: 'neg_log_loss',
  version: 1,
  task: 'classification',
  summary: 'minus the mean logarithmic loss of the probabilities',
  params: {
    labels: {
      default: null,
      accepts: [{ kind: 'choice', values: ['all'] }, { kind: 'null' }],
      about: 'all: defined also where the scored rows lack a class; null: undefined there, as in scikit-learn',
    },
  },
  reads: 'probabilities',
  score(input) {
    return -meanLoss(input);
  },
};

function meanLoss({ truth, prediction, params, weights }: ScoreInput): number {
  assert(truth.kind === 'classes' && prediction.kind === 'classes', 'neg_log_loss reads classes');
  const P = prediction.probabilities;
  const nClasses = truth.classes.length;
  if (P === undefined || (params.labels !== 'all' && new Set(truth.codes).size < nClasses)) return Number.NaN;
  let loss = 0;
  for (let row = 0; row < truth.codes.length; row++) {
    loss -= weightAt(weights, row) * log(clippedShare(P, row, truth.codes[row]));
  }
  return loss / totalWeight(weights, truth.codes.length);
}

/**
 * The true class's probability, clipped and divided by the sum of the clipped ones; of two classes only the second
 * one's is read.
 */
function clippedShare({ data, stride, cols }: Matrix, row: number, code: number): number {
  const from = row * stride;
  if (cols === 2) {
    const second = clip(data[from + 1]);
    const first = 1 - second;
    return (code === 1 ? second : first) / (first + second);
  }
  let sum = 0;
  for (let k = 0; k < cols; k++) sum += clip(data[from + k]);
  return clip(data[from + code]) / sum;
}

function clip(p: number): number {
  return Math.min(Math.max(p, EPSILON), 1 - EPSILON);
}
