// From scores per row and class to a prediction: what the classifiers share. Scores are plain arrays of shape (rows,
// width).

import { matrixOf } from '../../base/matrix.js';
import type { FromScoresInput } from '../../contracts/fitter.js';
import type { Kernels } from '../../contracts/kernels.js';
import type { Prediction } from '../../contracts/prediction.js';

/** Codes of the classes that have train rows, or weight on them, ascending; fits see these alone, renumbered from 0. */
export function presentClasses(masses: Float64Array): Int32Array {
  return Int32Array.from(masses.keys()).filter((k) => masses[k] > 0);
}

/** Codes renumbered to positions in `present`. */
export function renumber(codes: Int32Array, present: Int32Array, classes: number): Int32Array {
  if (present.length === classes) return codes;
  const position = new Int32Array(classes).fill(-1);
  for (const [at, k] of present.entries()) position[k] = at;
  return codes.map((code) => position[code]);
}

/** 1 / (1 + exp(−score)), in place. */
export function sigmoids(kernels: Kernels, scores: Float64Array): void {
  for (let i = 0; i < scores.length; i++) scores[i] = -scores[i];
  kernels.exp(scores, scores);
  for (let i = 0; i < scores.length; i++) scores[i] = 1 / (1 + scores[i]);
}

/** Rows divided by their sums: in place. A row of zeros becomes equal shares. */
export function normaliseRows(shares: Float64Array, width: number): void {
  for (let at = 0; at < shares.length; at += width) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += shares[at + k];
    for (let k = 0; k < width; k++) shares[at + k] = sum > 0 ? shares[at + k] / sum : 1 / width;
  }
}

/** Position of each row's largest score, the first of equals. */
export function largestOf(scores: Float64Array, width: number): Int32Array {
  const best = new Int32Array(scores.length / width);
  for (let i = 0; i < best.length; i++) {
    for (let k = 1; k < width; k++) if (scores[i * width + k] > scores[i * width + best[i]]) best[i] = k;
  }
  return best;
}

/**
 * A classifier's prediction from what it says of the present classes; absent classes get probability 0.
 * @param positions      predicted class of each row, as a position in `present`
 * @param probabilities  shape (rows, present classes); left out where there are none
 * @param decision       where two classes are present: score of the second; left out, its probability serves
 * @param scores where decisions of more than two classes are asked for: of the present ones, shape (rows, present
 * classes), or
 *                       (two present) of the second; left out where there are none
 */
export function classPrediction(
  present: Int32Array,
  classes: number,
  answer: {
    readonly positions: Int32Array;
    readonly probabilities?: Float64Array;
    readonly decision?: Float64Array;
    readonly scores?: Float64Array | undefined;
  },
): Prediction {
  const { positions, probabilities, decision, scores } = answer;
  const rows = positions.length;
  const codes = new Int32Array(rows);
  for (let i = 0; i < rows; i++) codes[i] = present[positions[i]];
  const second = classes === 2 && present.length === 2 ? decision : undefined;
  const extras =
    classes > 2 && scores ? { decisions: matrixOf(rows, classes, decisionsOf(present, classes, scores)) } : {};
  if (probabilities === undefined) return { kind: 'classes', codes, ...(second && { decision: second }), ...extras };
  const all = present.length === classes ? probabilities : spread(present, classes, probabilities);
  const prediction = { kind: 'classes' as const, codes, probabilities: matrixOf(rows, classes, all), ...extras };
  return classes === 2 ? { ...prediction, decision: second ?? secondOf(all) } : prediction;
}

/** Scores of the present classes among those of all classes; the first of two has the score of the second negated. */
function decisionsOf(present: Int32Array, classes: number, scores: Float64Array): Float64Array {
  const both = (second: Float64Array): Float64Array =>
    Float64Array.from({ length: 2 * second.length }, (_, i) => (i % 2 ? 1 : -1) * second[i >> 1]);
  const raw = present.length === 2 ? both(scores) : scores;
  return present.length === classes ? raw.slice() : spread(present, classes, raw);
}

/** A prediction from scores that are the log-odds of the second of two present classes. */
export function binaryPrediction(input: FromScoresInput, present: Int32Array): Prediction {
  const { kernels, scores: decision, decisions } = input;
  const classes = input.classes.length;
  const positions = kernels.positives(decision);
  // Both classes are present: positions are codes.
  if (input.probabilities === false && classes === 2)
    return { kind: 'classes', codes: positions, decision, logOdds: true };
  const probabilities = probabilitiesOf(kernels, decision);
  return classPrediction(present, classes, {
    positions,
    probabilities,
    decision,
    scores: decisions ? decision : undefined,
  });
}

/** Probabilities of two classes, shape (rows, 2), from the log-odds of the second. */
function probabilitiesOf(kernels: Kernels, logOdds: Float64Array): Float64Array {
  const second = logOdds.slice();
  sigmoids(kernels, second);
  const probabilities = new Float64Array(2 * second.length);
  for (let i = 0; i < second.length; i++) {
    probabilities[2 * i] = 1 - second[i];
    probabilities[2 * i + 1] = second[i];
  }
  return probabilities;
}

/** The prediction with the probabilities that its log-odds tell: the same bits as if they had been given at once. */
export function withProbabilities(kernels: Kernels, prediction: Prediction): Prediction {
  if (prediction.kind !== 'classes' || prediction.logOdds !== true || prediction.decision === undefined)
    return prediction;
  const { codes, decision } = prediction;
  return {
    kind: 'classes',
    codes,
    probabilities: matrixOf(codes.length, 2, probabilitiesOf(kernels, decision)),
    decision,
  };
}

/** Shares or scores of the present classes among those of all classes. */
function spread(present: Int32Array, classes: number, probabilities: Float64Array): Float64Array {
  const width = present.length;
  const all = new Float64Array((probabilities.length / width) * classes);
  for (let from = 0, to = 0; from < probabilities.length; from += width, to += classes) {
    for (let k = 0; k < width; k++) all[to + present[k]] = probabilities[from + k];
  }
  return all;
}

function secondOf(pairs: Float64Array): Float64Array {
  const second = new Float64Array(pairs.length / 2);
  for (let i = 0; i < second.length; i++) second[i] = pairs[2 * i + 1];
  return second;
}
