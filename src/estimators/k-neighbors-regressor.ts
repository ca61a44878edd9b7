// KNeighborsRegressor: the (weighted) mean target of the nearest train rows.

import { assert } from '../base/errors.js';
import type { Predictor } from '../contracts/fitter.js';
import { readVector, writeMatrix, writeVector } from './shared/fitted-json.js';
import {
  copyRows,
  eachVotes,
  fileOrder,
  NEIGHBOURS,
  type NeighboursFitted,
  readTrainRows,
  type Votes,
} from './shared/nearest-rows.js';

interface RegressorFitted extends NeighboursFitted {
  readonly y: Float64Array;
}

/** scikit-learn's KNeighborsRegressor with the Euclidean metric. */
export const kNeighborsRegressor: Predictor = {
  ...NEIGHBOURS,
  role: 'regressor',
  task: 'regression',
  name: 'KNeighborsRegressor',
  summary: 'The mean target of the nearest train rows.',
  fit: ({ X, target, rowIds, params }) => {
    assert(X && target.kind === 'values', 'KNeighborsRegressor is fitted from rows and values');
    const order = fileOrder(rowIds);
    const fitted: RegressorFitted = { X: copyRows(X, order), y: Float64Array.from(order, (i) => target.values[i]) };
    return params.map(() => ({ ok: true, fitted, warnings: [] }));
  },
  predict: (input) =>
    eachVotes(input, (votes, fitted) => ({
      kind: 'values',
      values: meanTargets(votes, (fitted as RegressorFitted).y),
    })),
  toModel: (fitted) => {
    const { X, y } = fitted as RegressorFitted;
    return { fit_X: writeMatrix(X, 'fit_X'), fit_y: writeVector(y, 'fit_y') };
  },
  fromModel: (model, context) => {
    const X = readTrainRows(model, context);
    return { X, y: readVector(model, 'fit_y', X.rows) };
  },
};

function meanTargets({ k, neighbours, weights }: Votes, y: Float64Array): Float64Array {
  return Float64Array.from({ length: neighbours.length / k }, (_, i) => {
    let sum = 0;
    let total = 0;
    for (let m = i * k; m < (i + 1) * k; m++) {
      sum += weights[m] * y[neighbours[m]];
      total += weights[m];
    }
    return sum / total;
  });
}
