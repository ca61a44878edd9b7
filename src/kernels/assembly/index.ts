// The WASM module: every exported function is one kernel. All arguments are addresses (bytes) and counts; nothing is allocated here.
// Only plain f64x2 SIMD is used, so the same inputs give the same bits on every CPU.

export { expArray, logArray } from './elementary';

/** First byte that the module itself does not use: the heap begins here. */
export function heapBase(): usize {
  return __heap_base;
}
