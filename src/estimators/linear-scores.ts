// Scores of many linear models on the same rows in one multiplication: each model's bits are those it would have alone.

import type { Matrix } from '../base/matrix.js';
import type { Kernels } from '../kernels/index.js';

/**
 * X · coefs' for each model, plus its intercepts.
 * @param coefs       one matrix per model, shape (outputs, columns of X), contiguous
 * @param intercepts  one per model, of length outputs; left out: none
 * @returns           per model, scores of shape (rows, outputs), outside the heap
 * Cost: 2 · rows · columns · all outputs.
 */
export function linearScores(kernels: Kernels, X: Matrix, coefs: readonly Matrix[], intercepts?: readonly Float64Array[]): Float64Array[] {
  const width = coefs.reduce((sum, coef) => sum + coef.rows, 0);
  return kernels.heap.scope(() => {
    const B = kernels.heap.roughMatrix(X.cols, width);
    let at = 0;
    for (const coef of coefs) {
      for (let k = 0; k < coef.rows; k++, at++) {
        for (let j = 0; j < X.cols; j++) B.data[j * B.stride + at] = coef.data[k * coef.stride + j];
      }
    }
    const out = kernels.heap.roughMatrix(X.rows, width);
    kernels.multiply(X, [[0, X.rows]], undefined, B, out);
    at = 0;
    return coefs.map((coef, model) => {
      const scores = cut(out, at, coef.rows, intercepts?.[model]);
      at += coef.rows;
      return scores;
    });
  });
}

function cut(out: Matrix, from: number, width: number, intercept: Float64Array | undefined): Float64Array {
  const scores = new Float64Array(out.rows * width);
  for (let i = 0; i < out.rows; i++) {
    for (let k = 0; k < width; k++) scores[i * width + k] = out.data[i * out.stride + from + k] + (intercept?.[k] ?? 0);
  }
  return scores;
}
