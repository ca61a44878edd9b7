// KNeighborsClassifier: the class that most of the nearest train rows have; of equal votes the first class.

import { assert } from '../base/errors.js';
import type { Predictor } from '../contracts/fitter.js';
import { classPrediction, largestOf, normaliseRows } from './shared/class-scores.js';
import { readIndices, writeMatrix } from './shared/fitted-json.js';
import {
  copyRows,
  eachVotes,
  fileOrder,
  NEIGHBOURS,
  type NeighboursFitted,
  readTrainRows,
  type Votes,
} from './shared/nearest-rows.js';

interface ClassifierFitted extends NeighboursFitted {
  readonly codes: Int32Array;
}

/** scikit-learn's KNeighborsClassifier with the Euclidean metric. */
export const kNeighborsClassifier: Predictor = {
  ...NEIGHBOURS,
  role: 'classifier',
  task: 'classification',
  name: 'KNeighborsClassifier',
  summary: 'The class of most of the nearest train rows.',
  fit: ({ X, target, rowIds, params }) => {
    assert(X && target.kind === 'classes', 'KNeighborsClassifier is fitted from rows and classes');
    const order = fileOrder(rowIds);
    const fitted: ClassifierFitted = { X: copyRows(X, order), codes: order.map((i) => target.codes[i]) };
    return params.map(() => ({ ok: true, fitted, warnings: [] }));
  },
  predict: (input) => {
    const classes = input.classes.length;
    const everyClass = Int32Array.from({ length: classes }, (_, k) => k);
    return eachVotes(input, (votes, fitted) => {
      const shares = countVotes(votes, (fitted as ClassifierFitted).codes, classes);
      const positions = largestOf(shares, classes);
      normaliseRows(shares, classes);
      return classPrediction(everyClass, classes, { positions, probabilities: shares });
    });
  },
  toModel: (fitted) => {
    const { X, codes } = fitted as ClassifierFitted;
    return { fit_X: writeMatrix(X, 'fit_X'), fit_y: [...codes] };
  },
  fromModel: (model, context) => {
    const X = readTrainRows(model, context);
    return { X, codes: readIndices(model, 'fit_y', { length: X.rows, below: context.classes }) };
  },
};

function countVotes({ k, neighbours, weights }: Votes, codes: Int32Array, classes: number): Float64Array {
  const rows = neighbours.length / k;
  const shares = new Float64Array(rows * classes);
  for (let i = 0; i < rows; i++) {
    for (let m = i * k; m < (i + 1) * k; m++) shares[i * classes + codes[neighbours[m]]] += weights[m];
  }
  return shares;
}
