// exp, log and softmax of whole arrays: the front of assembly/elementary.ts.

import type { Heap } from '../base/kernel-memory.js';
import { withOutputs } from './memory/operands.js';
import type { KernelFunction, WasmModule } from './memory/wasm.js';

export type ElementaryKernels = ReturnType<typeof createElementary>;

/** Binds the elementwise functions to a module and its heap. */
export function createElementary(wasm: WasmModule, heap: Heap) {
  return {
    exp: elementwise(wasm.exports.expArray, heap),
    log: elementwise(wasm.exports.logArray, heap),
    softmaxRows: (scores: Float64Array, width: number): void =>
      withOutputs(heap, [scores], ([address]) => void wasm.exports.softmaxRows(address, scores.length / width, width)),
  };
}

function elementwise(apply: KernelFunction, heap: Heap): (x: Float64Array, out: Float64Array) => void {
  return (x, out) =>
    heap.scope(() => {
      const target = heap.owns(out) ? out : heap.f64(x.length);
      apply(heap.toKernelMemory(x).byteOffset, target.byteOffset, x.length);
      if (target !== out) out.set(target);
    });
}
