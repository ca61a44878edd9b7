// From scores per row and class to a prediction: what the classifiers share. Scores are plain arrays of shape (rows, width).

import type { Prediction } from '../base/contracts.js';
import { matrixOf } from '../base/matrix.js';
import type { Kernels } from '../kernels/index.js';

/** Codes of the classes that have train rows, ascending; fits see these alone, renumbered from 0. */
export function presentClasses(codes: Int32Array, classes: number): Int32Array {
  const seen = new Uint8Array(classes);
  for (const code of codes) seen[code] = 1;
  return Int32Array.from(seen.keys()).filter((k) => seen[k] === 1);
}

/** Codes renumbered to positions in `present`. */
export function renumber(codes: Int32Array, present: Int32Array, classes: number): Int32Array {
  const position = new Int32Array(classes).fill(-1);
  for (const [at, k] of present.entries()) position[k] = at;
  return codes.map((code) => position[code]);
}

/** Σ-normalised exp of each row's scores, shifted by the row's largest: in place. */
export function softmaxRows(kernels: Kernels, scores: Float64Array, width: number): void {
  for (let at = 0; at < scores.length; at += width) {
    let top = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < width; k++) if (scores[at + k] > top) top = scores[at + k];
    for (let k = 0; k < width; k++) scores[at + k] -= top;
  }
  kernels.exp(scores, scores);
  normaliseRows(scores, width);
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
 * @param probabilities  shape (rows, present classes)
 * @param decision       for two classes in all: score of the second; left out, its probability serves
 */
export function classPrediction(
  present: Int32Array,
  classes: number,
  said: { readonly positions: Int32Array; readonly probabilities: Float64Array; readonly decision?: Float64Array },
): Prediction {
  const rows = said.positions.length;
  const width = present.length;
  const all = new Float64Array(rows * classes);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < width; k++) all[i * classes + present[k]] = said.probabilities[i * width + k];
  }
  const prediction = {
    kind: 'classes' as const,
    codes: said.positions.map((at) => present[at]),
    probabilities: matrixOf(rows, classes, all),
  };
  if (classes !== 2) return prediction;
  return { ...prediction, decision: said.decision ?? Float64Array.from({ length: rows }, (_, i) => all[i * 2 + 1]) };
}
