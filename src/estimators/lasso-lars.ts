// LassoLars: Lasso, as the end of scikit-learn's path by least angles; the optimum is one, and is found as Lasso's.

import type { Predictor } from '../contracts/fitter.js';
import { fitPenalised, lasso } from './elastic-net.js';

/** scikit-learn's LassoLars, which takes no weights. */
export const lassoLars: Predictor = {
  ...lasso,
  takesWeights: false,
  name: 'LassoLars',
  summary: 'Lasso by least angles: the same optimum.',
  params: { alpha: lasso.params.alpha, fit_intercept: lasso.params.fit_intercept },
  batch: ['alpha', 'fit_intercept'],
  fit: (input) =>
    fitPenalised('LassoLars', {
      ...input,
      params: input.params.map((params) => ({ ...params, tol: 1e-9, max_iter: 10_000 })),
    }),
};
