// DummyRegressor: the same number for every row, whatever its columns hold. What any model should beat.

import { assert } from '../base/errors.js';
import type { Predictor } from '../contracts/fitter.js';
import { NUMBER, oneOf, optional, type Params, param, SHARE } from '../contracts/params.js';
import type { FitOutcome, Fitted } from '../contracts/step.js';
import { readVector, writeVector } from './shared/fitted-json.js';
import { inForce, refuseCombination } from './shared/params-in-force.js';

interface DummyFitted extends Fitted {
  readonly constant: number;
}

/** scikit-learn's DummyRegressor. */
export const dummyRegressor: Predictor = {
  role: 'regressor',
  takesWeights: true,
  task: 'regression',
  name: 'DummyRegressor',
  version: 1,
  summary: 'The same number for every row: what a model should beat.',
  params: {
    strategy: param('mean', 'which number of the train target', oneOf(['mean', 'median', 'quantile', 'constant'])),
    quantile: optional('the share of the target below it; in force for strategy "quantile"', SHARE),
    constant: optional('the number; in force for strategy "constant"', NUMBER),
  },
  canonical: (params) => {
    for (const name of ['quantile', 'constant']) {
      if (params.strategy === name && params[name] === null) {
        return refuseCombination(`strategy "${name}" needs a ${name}`, `add ${name}, a number`);
      }
    }
    return inForce(params, { quantile: params.strategy === 'quantile', constant: params.strategy === 'constant' });
  },
  needs: () => ({ rows: false }),
  batch: ['strategy', 'quantile', 'constant'],
  cost: (_params, { rows }) => 1e-6 + 1e-7 * rows,
  fit: ({ target, weights, params }): FitOutcome[] => {
    assert(target.kind === 'values', 'DummyRegressor is fitted from values');
    return params.map((candidate) => ({
      ok: true,
      fitted: { constant: constantOf(candidate, target.values, weights) } satisfies DummyFitted,
      warnings: [],
    }));
  },
  predict: ({ X, items }) =>
    items.map(({ fitted }) => ({
      kind: 'values',
      values: new Float64Array(X.rows).fill((fitted as DummyFitted).constant),
    })),
  toModel: (fitted) => ({ constant_: writeVector([(fitted as DummyFitted).constant], 'constant_') }),
  fromModel: (model): DummyFitted => ({ constant: readVector(model, 'constant_', 1)[0] }),
};

function constantOf(params: Params, values: Float64Array, weights: Float64Array | undefined): number {
  if (params.strategy === 'constant') return Number(params.constant);
  if (params.strategy === 'mean') return meanOf(values, weights);
  const share = params.strategy === 'median' ? 0.5 : Number(params.quantile);
  return weights === undefined ? quantileOf(values, share) : weightedQuantileOf(values, weights, share);
}

function meanOf(values: Float64Array, weights: Float64Array | undefined): number {
  let sum = 0;
  let total = 0;
  for (const [i, value] of values.entries()) {
    const weight = weights === undefined ? 1 : weights[i];
    sum += weight * value;
    total += weight;
  }
  return sum / total;
}

/** numpy's quantile: on the line between the two values that enclose it. */
function quantileOf(values: Float64Array, share: number): number {
  const sorted = values.slice().sort();
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

/**
 * The first value at which the weights of it and all smaller ones reach the share.
 * Source: scikit-learn, utils/stats.py, _weighted_percentile (lower value).
 */
function weightedQuantileOf(values: Float64Array, weights: Float64Array, share: number): number {
  const order = Int32Array.from(values.keys()).sort((i, j) => values[i] - values[j] || i - j);
  const total = order.reduce((sum, i) => sum + weights[i], 0);
  let reached = 0;
  for (const i of order) {
    reached += weights[i];
    // Rows without weight do not count, not even for a share of 0.
    if (reached > 0 && reached >= share * total) return values[i];
  }
  return values[order[order.length - 1]];
}
