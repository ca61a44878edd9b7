// Cholesky's factorisation: the front of assembly/cholesky.ts.

import type { Heap } from '../base/kernel-memory.js';
import type { Matrix } from '../base/matrix.js';
import { operandOf, withOutputs } from './memory/operands.js';
import type { WasmModule } from './memory/wasm.js';

export type FactorKernels = ReturnType<typeof createFactors>;

/** Binds the factorisation to a module and its heap. */
export function createFactors(wasm: WasmModule, heap: Heap) {
  return {
    choleskyFactor(A: Matrix): boolean {
      let done = 0;
      withOutputs(heap, [A.data], ([a]) => {
        // A pivot of n roundings of its own diagonal element is nothing but rounding.
        done = wasm.exports.choleskyFactor(a, A.rows, A.stride * 8, A.rows * Number.EPSILON);
      });
      return done === 1;
    },
    choleskySolve(L: Matrix, x: Float64Array): void {
      withOutputs(heap, [x], ([address]) => {
        const l = operandOf(heap, L);
        wasm.exports.choleskySolve(l.address, L.rows, l.strideBytes, address);
      });
    },
  };
}
