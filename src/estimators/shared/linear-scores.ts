// Scores of many linear models on the same rows in one multiplication: each model's bits are those it would have alone.

import type { Matrix } from '../../base/matrix.js';
import type { LinearScores, Predictor } from '../../contracts/fitter.js';
import type { Kernels } from '../../kernels/index.js';

/** `predict` of an estimator that says everything from linear scores. */
export function predictLinear({ coefficients, fromScores }: LinearScores): Predictor['predict'] {
  return ({ X, items, ...asked }) => {
    const lines = items.map(({ fitted }) => coefficients(fitted));
    const coefs = lines.map(({ coef }) => coef);
    const intercepts = lines.map(({ intercept }) => intercept);
    const scores = linearScores(asked.kernels, X, coefs, intercepts);
    return items.map((item, at) => fromScores({ ...asked, ...item, scores: scores[at] }));
  };
}

/**
 * X · coefs' for each model, plus its intercepts.
 * @param coefs       one matrix per model, shape (outputs, columns of X), contiguous
 * @param intercepts  one per model, of length outputs
 * @returns           per model, scores of shape (rows, outputs), outside the heap
 * Cost: 2 · rows · columns · all outputs.
 */
export function linearScores(
  kernels: Kernels,
  X: Matrix,
  coefs: readonly Matrix[],
  intercepts: readonly Float64Array[],
): Float64Array[] {
  return kernels.heap.scope(() => {
    const B = asColumns(kernels, coefs, X.cols);
    const out = kernels.heap.emptyMatrix(X.rows, B.cols);
    kernels.multiply(X, [[0, X.rows]], undefined, B, out);
    return cutScores(kernels, out, intercepts);
  });
}

/** The coefficients of all models as columns of one matrix, in the heap. */
function asColumns(kernels: Kernels, coefs: readonly Matrix[], cols: number): Matrix {
  const width = coefs.reduce((sum, coef) => sum + coef.rows, 0);
  const B = kernels.heap.emptyMatrix(cols, width);
  let at = 0;
  for (const coef of coefs) {
    for (let k = 0; k < coef.rows; k++, at++) {
      for (let j = 0; j < cols; j++) B.data[j * B.stride + at] = coef.data[k * coef.stride + j];
    }
  }
  return B;
}

/** Scores of each model out of those of all side by side, each with its intercept. */
export function cutScores(kernels: Kernels, all: Matrix, intercepts: readonly Float64Array[]): Float64Array[] {
  let from = 0;
  return intercepts.map((intercept) => {
    const scores = kernels.shiftedColumns(all, from, intercept);
    from += intercept.length;
    return scores;
  });
}
