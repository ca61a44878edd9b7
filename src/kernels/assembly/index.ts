// The WASM module: every exported function is one kernel. All arguments are addresses (bytes) and counts; nothing is
// allocated here. Only plain f64x2 SIMD is used, so the same inputs give the same bits on every CPU.

export { diagonalBase, finishBlocks, gramBase } from './base';
export * from './cholesky';
export * from './columns';
export * from './eigen';
export { descend } from './descent';
export * from './labels';
export { logisticLink } from './links';
export { expArray, logArray, softmaxRows } from './elementary';
export * from './gemm';
export { hessianDoubles } from './hessian';
export { curvatureSweep, lossSweep, scaledRows } from './logistic';
export { advanceProblems, openProblem, resumeProblem } from './minimiser';
export * from './matrices';
export * from './neighbours';
export { problemBytes, recordBytes, wordsOffset } from './problem';
export { isPlain, scanLines } from './scanner';
export { faceDoubles, layFace, solveFace } from './signs';
export * from './syrk';
export { dotPanels1, dotPanels2, packPanels, rankPanels1, rankPanels2, unpackRows } from './tiles';
export * from './tridiagonal';

/** First byte that the module itself does not use: the heap begins here. */
export function heapBase(): usize {
  return __heap_base;
}
