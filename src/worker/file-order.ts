// Rows in the order of the file, for what reads their order: estimators that draw row by row, and all code of the
// user's own. The layout stores rows by blocks; what is said of rows goes back into that order, so that nobody else
// knows of it. Where rows lie as in the file nothing is copied.

import type { TrainTarget } from '../base/dataset.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { ApplyInput, FitInput } from '../contracts/fitter.js';
import type { PackedFeatures } from '../contracts/packed-features.js';
import type { Prediction } from '../contracts/prediction.js';
import type { ScoreInput } from '../contracts/scorer.js';
import type { Kernels } from '../kernels/index.js';
import type { ReadyPredictor } from './projection.js';

/** Where each row of the file's order lies, and where in that order each row is that lies somewhere. */
export interface FileOrder {
  readonly there: Int32Array;
  readonly back: Int32Array;
}

/** The order of rows by their index in the file; undefined where they lie so. Cost: O(rows of the file). */
export function fileOrderOf(ids: Int32Array): FileOrder | undefined {
  if (ids.every((id, i) => i === 0 || ids[i - 1] < id)) return undefined;
  // By counting, not by comparing: each row is there once.
  const placeOf = new Int32Array(ids.reduce((most, id) => Math.max(most, id), 0) + 1).fill(-1);
  for (let i = 0; i < ids.length; i++) placeOf[ids[i]] = i;
  const there = placeOf.filter((place) => place >= 0);
  const back = new Int32Array(there.length);
  for (let i = 0; i < there.length; i++) back[there[i]] = i;
  return { there, back };
}

/** What a fit is given, in the order of the file: rows are copied into the heap. */
export function fitInFileOrder<T extends Omit<FitInput, 'params'>>(input: T): T {
  const { kernels, X, rows, packed, target, weights, rowIds } = input;
  const order = fileOrderOf(rowIds);
  if (order === undefined) return input;
  const { there } = order;
  return {
    ...input,
    X: X && rowsIn(kernels, X, there),
    target: targetIn(target, there),
    rowIds: entriesIn(rowIds, there),
    ...(weights && { weights: entriesIn(weights, there) }),
    ...(rows && { rows: () => rowsIn(kernels, rows(), there) }),
    ...(packed && { packed: { ...packed, rows: panelsIn(kernels, packed.rows, there) } }),
  };
}

/** The same predictor of the same rows, which meets them in the order of the file. */
export function predictInFileOrder(predict: (X: Matrix) => ReadyPredictor, X: Matrix, ids: Int32Array): ReadyPredictor {
  const order = fileOrderOf(ids);
  if (order === undefined) return predict(X);
  return (request, items) => {
    const predictions = predict(rowsIn(request.kernels, X, order.there))(request, items);
    return predictions.map((prediction) => predictionIn(prediction, order.back));
  };
}

/** The output of `apply`, which meets rows in the order of the file. */
export function applyInFileOrder(
  apply: (input: ApplyInput) => Matrix,
  { kernels, X, fitted }: ApplyInput,
  ids: Int32Array,
): Matrix {
  const order = fileOrderOf(ids);
  if (order === undefined) return apply({ kernels, X, fitted });
  const { heap } = kernels;
  return heap.scope((keep) => {
    const output = rowsIn(kernels, apply({ kernels, X: rowsIn(kernels, X, order.there), fitted }), order.back);
    keep(output.data);
    return output;
  });
}

/** What a metric is given, in the order of the file. */
export function scoreInFileOrder(
  { truth, weights, prediction, ...input }: ScoreInput,
  { there }: FileOrder,
): ScoreInput {
  return {
    ...input,
    truth: targetIn(truth, there),
    prediction: predictionIn(prediction, there),
    ...(weights && { weights: entriesIn(weights, there) }),
  };
}

function entriesIn<T extends Float64Array | Int32Array>(entries: T, order: Int32Array): T {
  const ordered = (
    entries instanceof Float64Array ? new Float64Array(order.length) : new Int32Array(order.length)
  ) as T;
  for (let i = 0; i < order.length; i++) ordered[i] = entries[order[i]];
  return ordered;
}

function targetIn(target: TrainTarget, order: Int32Array): TrainTarget {
  return target.kind === 'classes'
    ? { ...target, codes: entriesIn(target.codes, order) }
    : { ...target, values: entriesIn(target.values, order) };
}

function predictionIn(prediction: Prediction, order: Int32Array): Prediction {
  if (prediction.kind === 'values') return { ...prediction, values: entriesIn(prediction.values, order) };
  const { codes, probabilities, decision, decisions } = prediction;
  return {
    ...prediction,
    codes: entriesIn(codes, order),
    ...(probabilities && { probabilities: copied(probabilities, order, inJavaScriptMemory(probabilities)) }),
    ...(decision && { decision: entriesIn(decision, order) }),
    ...(decisions && { decisions: copied(decisions, order, inJavaScriptMemory(decisions)) }),
  };
}

function inJavaScriptMemory({ rows, cols }: Matrix): Matrix {
  return matrixOf(rows, cols, new Float64Array(rows * cols));
}

/** Rows of a matrix in some order, in the heap. */
function rowsIn({ heap }: Kernels, X: Matrix, order: Int32Array): Matrix {
  return copied(X, order, heap.emptyMatrix(X.rows, X.cols));
}

function copied(X: Matrix, order: Int32Array, out: Matrix): Matrix {
  for (let i = 0; i < order.length; i++) {
    const from = order[i] * X.stride;
    out.data.set(X.data.subarray(from, from + X.cols), i * out.stride);
  }
  return out;
}

function panelsIn(kernels: Kernels, packed: PackedFeatures['rows'], order: Int32Array): PackedFeatures['rows'] {
  const { rows, cols } = packed;
  const X = kernels.heap.emptyMatrix(rows, cols);
  kernels.unpackPanels(packed, X);
  const ordered = { rows, cols, data: kernels.heap.empty(rows * cols) };
  kernels.packPanels(rowsIn(kernels, X, order), [[0, rows]], undefined, ordered);
  return ordered;
}
