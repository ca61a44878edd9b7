// What Ridge, Lasso and ElasticNet share: one fitted state (coef, intercept), fitted from target moments, and one prediction.

import type { FitInput, Fitted, PredictInput, Prediction } from '../base/contracts.js';
import { assert } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import { matrixOf } from '../base/matrix.js';
import type { Params } from '../base/params.js';
import type { TargetMomentStatistic } from '../base/statistics.js';
import { linearScores } from './linear-scores.js';
import { readVector, writeVector } from './model.js';

export interface LinearFitted extends Fitted {
  readonly coef: Float64Array;
  readonly intercept: number;
}

/** The target moments that a linear model is fitted from. */
export function targetMoments({ statistic }: FitInput): TargetMomentStatistic {
  assert(statistic?.kind === 'target-moments', 'linear models are fitted from target moments');
  return statistic;
}

/** Moments about zero instead of about the means: what a fit without intercept needs. A sum: nothing cancels. Cost: O(p²). */
export function momentsAboutZero({ kind, count, mean, m2, targetMean, targetM2, cross }: TargetMomentStatistic): TargetMomentStatistic {
  const p = mean.length;
  const raw = matrixOf(p, p, new Float64Array(p * p));
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) raw.data[i * p + j] = m2.data[i * m2.stride + j] + count * (mean[i] * mean[j]);
  }
  return {
    kind,
    count,
    mean: new Float64Array(p),
    m2: raw,
    targetMean: 0,
    targetM2: targetM2 + count * targetMean * targetMean,
    cross: cross.map((sum, j) => sum + count * (mean[j] * targetMean)),
  };
}

/** The fitted line through the means of the moments (at the origin for moments about zero). */
export function fittedLine({ mean, targetMean }: TargetMomentStatistic, coef: Float64Array): LinearFitted {
  const atMeans = coef.reduce((sum, weight, j) => sum + weight * mean[j], 0);
  return { coef: Float64Array.from(coef), intercept: targetMean - atMeans };
}

/** X · coef + intercept for every item, in one multiplication. */
export function predictLines({ kernels, X, items }: PredictInput): Prediction[] {
  const lines = items.map(({ fitted }) => fitted as LinearFitted);
  const coefs = lines.map(({ coef }) => matrixOf(1, coef.length, coef));
  const intercepts = lines.map(({ intercept }) => Float64Array.of(intercept));
  return linearScores(kernels, X, coefs, intercepts).map((values) => ({ kind: 'values', values }));
}

/** coef_ and intercept_. @throws MODEL_NOT_FINITE */
export function writeLine(fitted: Fitted): JsonObject {
  const { coef, intercept } = fitted as LinearFitted;
  return { coef_: writeVector(coef, 'coef_'), intercept_: writeVector([intercept], 'intercept_') };
}

/** Back from coef_ and intercept_. @throws MODEL_SHAPE, MODEL_NOT_FINITE */
export function readLine(model: JsonObject, _params: Params, cols: number): LinearFitted {
  return { coef: readVector(model, 'coef_', cols), intercept: readVector(model, 'intercept_', 1)[0] };
}
