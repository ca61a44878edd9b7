// Classes and scores of rows, counted and cut: the front of assembly/labels.ts. Everything returned lies outside the
// heap.

import type { Heap } from '../base/kernel-memory.js';
import type { Matrix } from '../base/matrix.js';
import type { LabelTally } from '../base/statistics.js';
import { addressOf, operandOf } from './memory/operands.js';
import type { WasmModule } from './memory/wasm.js';

export type LabelKernels = ReturnType<typeof createLabels>;

/** What an estimator of somebody's own says may be any list: what is no code is of no class. */
function codesOf(predictions: ArrayLike<number>, rows: number): Int32Array {
  if (predictions instanceof Int32Array && predictions.length >= rows) return predictions;
  return Int32Array.from({ length: rows }, (_, i) => (Number.isInteger(predictions[i]) ? predictions[i] : -1));
}

/** Binds them to a module and its heap. */
export function createLabels({ exports }: Pick<WasmModule, 'exports'>, heap: Heap) {
  const weightsAt = (weights: Float64Array | undefined): number =>
    weights === undefined ? 0 : addressOf(heap, weights);
  return {
    classMasses: (codes: Int32Array, classes: number, weights?: Float64Array): Float64Array =>
      heap.scope(() => {
        const masses = heap.f64(classes);
        exports.tallyClasses(addressOf(heap, codes), codes.length, classes, weightsAt(weights), masses.byteOffset);
        return masses.slice();
      }),
    labelTally: (truth: Int32Array, predictions: Int32Array, classes: number, weights?: Float64Array): LabelTally =>
      heap.scope(() => {
        const [hits, predicted, actual] = [heap.f64(classes), heap.f64(classes), heap.f64(classes)];
        const occurs = heap.i32(classes);
        const truthAddress = addressOf(heap, truth);
        const predictionsAddress = addressOf(heap, codesOf(predictions, truth.length));
        const weightsAddress = weightsAt(weights);
        exports.tallyLabels(
          truthAddress,
          predictionsAddress,
          truth.length,
          classes,
          weightsAddress,
          hits.byteOffset,
          predicted.byteOffset,
          actual.byteOffset,
          occurs.byteOffset,
        );
        return { hits: hits.slice(), predicted: predicted.slice(), actual: actual.slice(), occurs: occurs.slice() };
      }),
    positives: (scores: Float64Array): Int32Array =>
      heap.scope(() => {
        const positive = heap.i32(scores.length);
        exports.signsOf(addressOf(heap, scores), scores.length, positive.byteOffset);
        return positive.slice();
      }),
    shiftedColumns: (X: Matrix, first: number, offsets: Float64Array): Float64Array =>
      heap.scope(() => {
        const { address, strideBytes } = operandOf(heap, X);
        const out = heap.empty(X.rows * offsets.length);
        const shifts = addressOf(heap, offsets);
        exports.shiftedColumns(address + 8 * first, strideBytes, X.rows, offsets.length, shifts, out.byteOffset);
        return out.slice();
      }),
  };
}
