// Second moments by plain loops, for the tests of the solvers that work from them.

import { type Matrix, matrixOf } from '../../src/base/matrix.js';

export interface PlainMoments {
  readonly count: number;
  readonly gram: Matrix;
  readonly cross: Float64Array;
  readonly targetM2: number;
}

/** X'X, X'y and y'y of centred columns, or of raw ones. */
export function plainMoments(
  n: number,
  p: number,
  X: ArrayLike<number>,
  y: ArrayLike<number>,
  centred: boolean,
): PlainMoments {
  const mean = (values: (i: number) => number) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values(i);
    return centred ? sum / n : 0;
  };
  const means = Array.from({ length: p }, (_, j) => mean((i) => X[i * p + j]));
  const targetMean = mean((i) => y[i]);
  const gram = new Float64Array(p * p);
  const cross = new Float64Array(p);
  let targetM2 = 0;
  for (let i = 0; i < n; i++) {
    targetM2 += (y[i] - targetMean) ** 2;
    for (let a = 0; a < p; a++) {
      cross[a] += (X[i * p + a] - means[a]) * (y[i] - targetMean);
      for (let b = 0; b < p; b++) gram[a * p + b] += (X[i * p + a] - means[a]) * (X[i * p + b] - means[b]);
    }
  }
  return { count: n, gram: matrixOf(p, p, gram), cross, targetM2 };
}
