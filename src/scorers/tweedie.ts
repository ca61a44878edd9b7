// The deviances of the Tweedie family: of power 0 the squared error, of 1 Poisson, of 2 gamma. Undefined (NaN) where a
// value is outside the domain of its power, as scikit-learn raises there.

import { exp } from '../base/exp.js';
import { log } from '../base/log.js';
import { type ParamSpecs, param } from '../contracts/params.js';
import type { Scorer } from '../contracts/scorer.js';
import { logOfRatio } from './shared/log-ratio.js';
import { meanOf, type Scored, valueScorer } from './shared/values.js';
import { weightedMean } from './shared/weights.js';

const POWER: ParamSpecs = {
  power: param(
    0,
    'the variance of the target grows by this power of its mean: 0 normal, 1 Poisson, 2 gamma, 3 inverse Gaussian',
    { kind: 'number', max: 0 },
    { kind: 'number', min: 1 },
  ),
};

export const negMeanTweedieDeviance: Scorer = {
  ...valueScorer(
    'neg_mean_tweedie_deviance',
    'minus the mean deviance of a Tweedie distribution: 0 squared error, 1 Poisson, 2 gamma',
    (scored) => -meanDeviance(scored, Number(scored.params.power)),
  ),
  params: POWER,
};

/** As r2, of deviances from the mean. NaN below two rows, and of a constant target. */
export const d2TweedieScore: Scorer = {
  ...valueScorer('d2_tweedie_score', 'share of the Tweedie deviance from the mean that is explained', (scored) => {
    const { truth, weights, params } = scored;
    const n = truth.length;
    if (truth.every((y) => y === truth[0])) return Number.NaN;
    const power = Number(params.power);
    const mean = weightedMean(n, weights, (i) => truth[i]);
    const constant = { ...scored, predictions: new Float64Array(n).fill(mean) };
    return 1 - meanDeviance(scored, power) / meanDeviance(constant, power);
  }),
  params: POWER,
};

/**
 * NaN where a value is outside the domain of the power. Source: scikit-learn 1.9, metrics/_regression.py
 * (_mean_tweedie_deviance).
 */
export function meanDeviance(scored: Scored, power: number): number {
  const { truth, predictions } = scored;
  const least = power >= 2 ? Number.MIN_VALUE : power >= 1 ? 0 : Number.NEGATIVE_INFINITY;
  if (truth.some((y) => y < least) || (power !== 0 && predictions.some((p) => p <= 0))) return Number.NaN;
  return meanOf(scored, deviances(power));
}

function deviances(power: number): (y: number, p: number) => number {
  if (power === 0) return (y, p) => (y - p) * (y - p);
  if (power === 1) return (y, p) => 2 * ((y === 0 ? 0 : y * logOfRatio(y, p)) - y + p);
  if (power === 2) return (y, p) => 2 * (logOfRatio(p, y) + y / p - 1);
  const [one, two] = [1 - power, 2 - power];
  return (y, p) => 2 * (raised(Math.max(y, 0), two) / (one * two) - (y * raised(p, one)) / one + raised(p, two) / two);
}

/** x to any power, for x ≥ 0: the whole part by multiplications, which lose less than a logarithm. */
function raised(x: number, power: number): number {
  if (x === 0) return power === 0 ? 1 : power > 0 ? 0 : Number.POSITIVE_INFINITY;
  const whole = Math.trunc(power);
  let product = 1;
  for (let i = 0; i < Math.abs(whole); i++) product *= x;
  return (whole < 0 ? 1 / product : product) * (power === whole ? 1 : exp((power - whole) * log(x)));
}
