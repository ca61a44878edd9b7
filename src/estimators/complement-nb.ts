// ComplementNB: naive Bayes on counts, in which a class is told by how little the other classes look like a row. The fit
// counts as MultinomialNB's does; alpha and norm act when rows are predicted.
//   score_k = −Σ_j x_j log((A_j − N_kj + α) / Σ_j (A_j − N_kj + α)),  A_j = Σ_k N_kj
// Source: scikit-learn, naive_bayes.py (Rennie et al. 2003).

import { assert } from '../base/errors.js';
import { matrixOf } from '../base/matrix.js';
import type { FitInput, Predictor } from '../contracts/fitter.js';
import type { Kernels } from '../contracts/kernels.js';
import { BOOLEAN, type Params, param } from '../contracts/params.js';
import {
  alphaOf,
  type ClassLines,
  COUNT_PARAMS,
  COUNTING,
  type CountsFitted,
  countClasses,
  predictByLines,
  refuseNegative,
} from './discrete-naive-bayes.js';

/** scikit-learn's ComplementNB. */
export const complementNB: Predictor = {
  ...COUNTING,
  name: 'ComplementNB',
  summary: 'Naive Bayes on counts for classes of unequal size: by what the other classes count.',
  params: {
    alpha: COUNT_PARAMS.alpha,
    norm: param(false, 'divide the weights of a class by their sum', BOOLEAN),
  },
  applyParams: ['alpha', 'norm'],
  fit,
  predict: (input) => predictByLines(input, input.X, complementLines),
};

function fit(input: FitInput) {
  assert(input.X, 'ComplementNB is fitted from rows');
  const outcome = refuseNegative('ComplementNB', input.X) ?? countClasses(input, (value) => value);
  return input.params.map(() => outcome);
}

function complementLines(kernels: Kernels, { featureCount }: CountsFitted, params: Params): ClassLines {
  const { rows, cols, data } = featureCount;
  const alpha = alphaOf(params);
  const all = new Float64Array(cols);
  for (let at = 0; at < data.length; at++) all[at % cols] += data[at];
  const coef = data.map((count, at) => all[at % cols] + alpha - count);
  const totals = new Float64Array(rows);
  for (let at = 0; at < coef.length; at++) totals[Math.floor(at / cols)] += coef[at];
  kernels.log(coef, coef);
  kernels.log(totals, totals);
  const sums = new Float64Array(rows);
  for (let at = 0; at < coef.length; at++) {
    const k = Math.floor(at / cols);
    coef[at] = totals[k] - coef[at];
    sums[k] += coef[at];
  }
  // scikit-learn divides logarithms by their sum, both negative: their sign is that of the weights here.
  if (params.norm === true) for (let at = 0; at < coef.length; at++) coef[at] /= sums[Math.floor(at / cols)];
  return { coef: matrixOf(rows, cols, coef), intercept: new Float64Array(rows) };
}
