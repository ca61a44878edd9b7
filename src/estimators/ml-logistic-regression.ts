// ml-logistic-regression: the npm package of that name (fixed-step gradient descent, one against all, no intercept, no
// penalty). Ours are the label encoding, the guard against diverged weights and the probabilities. Its exp is the
// platform's.

import { assert } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { FitInput, LinearScores, Predictor } from '../contracts/fitter.js';
import { COUNT, type Params, POSITIVE, param } from '../contracts/params.js';
import type { FitOutcome, Fitted, ReadContext } from '../contracts/step.js';
import {
  classPrediction,
  largestOf,
  normaliseRows,
  presentClasses,
  renumber,
  sigmoids,
} from './shared/class-scores.js';
import { failed, oneClass } from './shared/fit-outcome.js';
import { readClasses, readMatrix, readValue, writeVector } from './shared/fitted-json.js';
import { predictLinear } from './shared/linear-scores.js';
import { loadLogisticRegression, toMlColumn, toMlMatrix } from './shared/mljs.js';

/** Row i of weights is the package's classifier i, which scores "not class i". */
interface MlLogisticFitted extends Fitted {
  readonly present: Int32Array;
  readonly weights: Matrix;
}

const LINEAR: LinearScores = {
  coefficients: (fitted) => {
    const { weights } = fitted as MlLogisticFitted;
    return { coef: weights, intercept: new Float64Array(weights.rows) };
  },
  fromScores: ({ kernels, scores, classes, fitted }) => {
    const { present } = fitted as MlLogisticFitted;
    const against = scores.map((score) => -score);
    const positions = largestOf(against, present.length);
    sigmoids(kernels, against);
    normaliseRows(against, present.length);
    return classPrediction(present, classes.length, { positions, probabilities: against });
  },
};

/** The npm package ml-logistic-regression as an estimator. */
export const mlLogisticRegression: Predictor = {
  role: 'classifier',
  task: 'classification',
  name: 'ml-logistic-regression',
  version: 1,
  summary: 'Logistic regression of the npm package ml-logistic-regression: no intercept, no penalty.',
  params: {
    numSteps: param(1000, "gradient steps; the package's own default, 50000, takes minutes on a small table", COUNT),
    learningRate: param(5e-4, 'length of a step along the summed gradient', POSITIVE),
  },
  needs: () => ({ rows: true }),
  cost: (params, { rows, cols, classes }) => 1e-8 * Number(params.numSteps) * rows * cols * classes,
  fit: (input) => input.params.map((params) => fit(input, params)),
  predict: predictLinear(LINEAR),
  linear: LINEAR,
  toModel: (fitted, params) => toModel(fitted as MlLogisticFitted, params),
  fromModel,
};

function fit({ kernels, X, target }: FitInput, { numSteps, learningRate }: Params): FitOutcome {
  assert(X && target.kind === 'classes', 'ml-logistic-regression is fitted from rows and classes');
  const present = presentClasses(kernels.classMasses(target.codes, target.classes.length));
  if (present.length < 2) return oneClass(target.classes[present[0]]);
  const LogisticRegression = loadLogisticRegression();
  const model = new LogisticRegression({ numSteps: Number(numSteps), learningRate: Number(learningRate) });
  model.train(toMlMatrix(X), toMlColumn(renumber(target.codes, present, target.classes.length)));
  const weights = Float64Array.from(model.classifiers.flatMap((classifier) => classifier.weights.to1DArray()));
  if (!weights.every(Number.isFinite)) {
    return failed('FIT_NOT_FINITE', 'the weights diverged: scale the columns, or lower learningRate');
  }
  return { ok: true, fitted: { present, weights: matrixOf(present.length, X.cols, weights) }, warnings: [] };
}

/** The package's own JSON at `model`: `LogisticRegression.load(step.model)` works (and changes its argument). */
function toModel({ present, weights }: MlLogisticFitted, { numSteps, learningRate }: Params): JsonObject {
  const classifiers = Array.from(present, (_, k) => {
    const row = weights.data.subarray(k * weights.cols, (k + 1) * weights.cols);
    return { numSteps, learningRate, weights: [writeVector(row, `model.classifiers[${k}].weights[0]`)] };
  });
  return {
    class_indices: [...present],
    model: { name: 'LogisticRegression', numSteps, learningRate, numberClasses: present.length, classifiers },
  };
}

function fromModel(model: JsonObject, { cols, classes }: ReadContext): MlLogisticFitted {
  const present = readClasses(model, classes);
  const rows = Array.from(present, (_, k) =>
    readMatrix({ weights: readValue(model, `model.classifiers.${k}.weights`) }, 'weights', { rows: 1, cols }),
  );
  const weights = matrixOf(present.length, cols, new Float64Array(present.length * cols));
  for (const [k, row] of rows.entries()) weights.data.set(row.data, k * cols);
  return { present, weights };
}
