// Elementwise work on whole matrices: the front of assembly/matrices.ts.

import type { Heap } from '../base/kernel-memory.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import { addressOf, operandOf } from './memory/operands.js';
import type { WasmModule } from './memory/wasm.js';

export type MatrixKernels = ReturnType<typeof createMatrices>;

/** Binds them to a module and its heap. */
export function createMatrices({ exports }: Pick<WasmModule, 'exports'>, heap: Heap) {
  /** A matrix outside the heap that `write` fills at an address inside. */
  const filled = (rows: number, cols: number, write: (address: number) => void): Matrix =>
    heap.scope(() => {
      const { data } = heap.emptyMatrix(rows, cols);
      write(data.byteOffset);
      return matrixOf(rows, cols, data.slice());
    });
  return {
    mergeMoments: (a: Matrix, b: Matrix, delta: Float64Array, weight: number): Matrix =>
      filled(delta.length, delta.length, (out) => {
        const { address: left, strideBytes: leftStride } = operandOf(heap, a);
        const { address: right, strideBytes: rightStride } = operandOf(heap, b);
        const shift = addressOf(heap, delta);
        exports.mergeMoments(left, leftStride, right, rightStride, shift, delta.length, weight, out);
      }),
    orientedLoadings: (components: Matrix): Matrix =>
      filled(components.cols, components.rows, (out) => {
        const { address, strideBytes } = operandOf(heap, components);
        exports.orientRows(address, strideBytes, components.rows, components.cols, out);
      }),
  };
}
