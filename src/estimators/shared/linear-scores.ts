// Scores of many linear models on the same rows in one multiplication: each model's bits are those it would have alone.

import type { Matrix } from '../../base/matrix.js';
import type { LinearScores, Predictor } from '../../contracts/fitter.js';
import type { Kernels } from '../../contracts/kernels.js';

/** `predict` of an estimator that says everything from linear scores. */
export function predictLinear({ coefficients, fromScores }: LinearScores): Predictor['predict'] {
  return ({ X, items, ...request }) => {
    const models = items.map(({ fitted }) => coefficients(fitted));
    const scores = linearScores(request.kernels, X, models);
    return items.map((item, at) => fromScores({ ...request, ...item, scores: scores[at] }));
  };
}

/** The lines of one model: `coef` of shape (outputs, columns), contiguous, and `intercept` of length outputs. */
export type Coefficients = ReturnType<LinearScores['coefficients']>;

/**
 * X · coef' + intercept of each model.
 * @returns  per model, scores of shape (rows, outputs), outside the heap
 * Cost: 2 · rows · columns · all outputs.
 */
export function linearScores(kernels: Kernels, X: Matrix, models: readonly Coefficients[]): Float64Array[] {
  return kernels.heap.scope(() => {
    const coefs = models.map(({ coef }) => coef);
    const B = asColumns(kernels, coefs, X.cols);
    const out = kernels.heap.emptyMatrix(X.rows, B.cols);
    kernels.multiply(X, [[0, X.rows]], undefined, B, out);
    return cutScores(
      kernels,
      out,
      models.map(({ intercept }) => intercept),
    );
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
