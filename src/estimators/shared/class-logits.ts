// What temperature scaling reads of a prediction: one logit for each present class.

import { log } from '../../base/log.js';
import type { Prediction } from '../../contracts/prediction.js';

/** Keeps the logarithm of a probability of 0 finite. */
const EPSILON = 1e-12;

/**
 * Decisions as they are, of two classes (−d, d); probabilities, where a classifier has no decisions, by their
 * logarithms. Undefined where it has neither. Shape (rows, present classes). Source: scikit-learn 1.9, calibration.py
 * (_convert_to_logits).
 */
export function classLogits(prediction: Prediction, present: Int32Array): Float64Array | undefined {
  if (prediction.kind !== 'classes') return undefined;
  const { decision, decisions, probabilities } = prediction;
  const rows = prediction.codes.length;
  const K = present.length;
  const logits = new Float64Array(rows * K);
  const second = decision ?? columnOf(decisions, present[1]);
  if (K === 2 && second !== undefined && !isSameAs(second, columnOf(probabilities, present[1]))) {
    for (let i = 0; i < rows; i++) {
      logits[2 * i] = -second[i];
      logits[2 * i + 1] = second[i];
    }
    return logits;
  }
  const scores = (K === 2 ? undefined : decisions) ?? probabilities;
  if (scores === undefined) return undefined;
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < K; k++) {
      const at = i * scores.stride;
      // Of two classes only the second one's probability is read.
      const score = K === 2 && k === 0 ? 1 - scores.data[at + present[1]] : scores.data[at + present[k]];
      logits[i * K + k] = scores === decisions ? score : log(score + EPSILON);
    }
  }
  return logits;
}

type Columns = { readonly rows: number; readonly stride: number; readonly data: Float64Array } | undefined;

function columnOf(scores: Columns, code: number): Float64Array | undefined {
  return scores && Float64Array.from({ length: scores.rows }, (_, i) => scores.data[i * scores.stride + code]);
}

/** A classifier without decisions says its probability in their place. */
function isSameAs(scores: Float64Array, probabilities: Float64Array | undefined): boolean {
  return probabilities?.every((share, i) => share === scores[i]) ?? false;
}
