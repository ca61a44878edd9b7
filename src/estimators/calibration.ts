// Calibration: probabilities from a classifier's decisions, by Platt's sigmoid or by isotonic regression, each class
// against the rest, or by one temperature for all classes. Fitted state: the classes that it has seen, and one
// calibrator for each of them, or (two classes) one for the second, or the temperature.

import { GridsearchError } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import { largest } from '../base/lists.js';
import { oneOf, param } from '../contracts/params.js';
import type {
  Postprocessor,
  PostprocessorFitInput,
  PostprocessorInput,
  PredictionOutcome,
} from '../contracts/postprocessor.js';
import type { Prediction } from '../contracts/prediction.js';
import type { FitOutcome, Fitted, ReadContext } from '../contracts/step.js';
import { fitIsotonic, type Isotonic, isotonicAt } from '../kernels/solvers/isotonic.js';
import { fitSigmoid, type Sigmoid, sigmoidOf } from '../kernels/solvers/sigmoid-fit.js';
import { fitTemperature } from '../kernels/solvers/temperature.js';
import { classLogits } from './shared/class-logits.js';
import { classPrediction, largestOf, normaliseRows, presentClasses } from './shared/class-scores.js';
import { failed, oneClass } from './shared/fit-outcome.js';
import { readClasses, readNumber, readVector, writeVector } from './shared/fitted-json.js';

interface CalibrationFitted extends Fitted {
  readonly present: Int32Array;
  /** Sigmoids: a and b of each calibrator; else empty. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Isotonic: corners of each calibrator; else empty. */
  readonly x: readonly Float64Array[];
  readonly y: readonly Float64Array[];
  /** Temperature: the factor of the logits; else 0. */
  readonly beta: number;
}

/**
 * scikit-learn's CalibratedClassifierCV with ensemble=False: the classifier is fitted on all train rows, its
 * calibrators on out-of-fold decisions.
 */
export const calibration: Postprocessor = {
  role: 'postprocessor',
  task: 'classification',
  name: 'Calibration',
  version: 2,
  summary: 'Probabilities that mean what they say, learnt from out-of-fold decisions of the classifier before it.',
  params: {
    method: param(
      'sigmoid',
      "Platt's sigmoid, any rising step function (for a thousand rows and more), or one factor for the scores of all classes",
      oneOf(['sigmoid', 'isotonic', 'temperature']),
    ),
    cv: param(5, 'inner folds of the train rows: stratified, in the order of the file', {
      kind: 'number',
      integer: true,
      min: 2,
    }),
  },
  folds: ({ cv }) => Number(cv),
  infeasible: ({ cv }, classCounts) => {
    const fewest = -largest(classCounts.flatMap((count) => (count > 0 ? -count : [])));
    return fewest < Number(cv)
      ? `Calibration with cv ${cv} needs ${cv} train rows of each class; one has ${fewest}`
      : undefined;
  },
  fit,
  apply,
  toModel: (fitted) => {
    const { present, a, b, x, y, beta } = fitted as CalibrationFitted;
    if (beta > 0) return { class_indices: [...present], calibrators: [{ beta_: beta }] };
    const corners = x.map((_, k): JsonObject => ({ X_thresholds_: vector(x[k]), y_thresholds_: vector(y[k]) }));
    const sigmoids = [...a].map((_, k): JsonObject => ({ a_: vector(a)[k], b_: vector(b)[k] }));
    return { class_indices: [...present], calibrators: [...corners, ...sigmoids] };
  },
  fromModel,
};

function vector(values: Float64Array): number[] {
  return writeVector(values, 'calibrators');
}

function fit({ kernels, folds, classes, params }: PostprocessorFitInput): FitOutcome {
  const codes = joined(folds, ({ codes }) => codes, Int32Array);
  const weights = folds.every((fold) => fold.weights)
    ? joined(folds, (fold) => fold.weights as Float64Array, Float64Array)
    : undefined;
  const present = presentClasses(kernels.classMasses(codes, classes.length, weights));
  if (present.length < 2) return oneClass(classes[present[0]]);
  if (params.method === 'temperature') return fitOneTemperature(folds, present, weights);
  const scoresByFold = folds.map(({ prediction }) => responses(prediction, present));
  if (scoresByFold.some((one) => one === undefined)) return failed(NOTHING_SAID.code, NOTHING_SAID.message);
  const positives = present.length === 2 ? [present[1]] : [...present];
  const sigmoids: Sigmoid[] = [];
  const steps: Isotonic[] = [];
  for (const [k, code] of positives.entries()) {
    const scores = joined(scoresByFold as Float64Array[][], (one) => one[k], Float64Array);
    if (!scores.every(Number.isFinite)) return failed('FIT_NOT_FINITE', OVERFLOW);
    const positive = Uint8Array.from(codes, (rowCode) => (rowCode === code ? 1 : 0));
    if (params.method === 'isotonic') steps.push(fitIsotonic(scores, positive, weights));
    else sigmoids.push(fitSigmoid(scores, positive, weights));
  }
  const fitted: CalibrationFitted = {
    present,
    a: Float64Array.from(sigmoids, ({ a }) => a),
    b: Float64Array.from(sigmoids, ({ b }) => b),
    x: steps.map(({ x }) => x),
    y: steps.map(({ y }) => y),
    beta: 0,
  };
  return { ok: true, fitted, warnings: [] };
}

const NOTHING_SAID = {
  code: 'FIT_NO_PROBABILITIES',
  message: 'Calibration needs a classifier with decisions or probabilities',
} as const;
const OVERFLOW = 'the decisions overflow: scale the columns first';

function withTemperature(present: Int32Array, beta: number): CalibrationFitted {
  return { present, a: new Float64Array(0), b: new Float64Array(0), x: [], y: [], beta };
}

function fitOneTemperature(
  folds: PostprocessorFitInput['folds'],
  present: Int32Array,
  weights: Float64Array | undefined,
): FitOutcome {
  const parts = folds.map(({ prediction }) => classLogits(prediction, present));
  if (parts.some((part) => part === undefined)) return failed(NOTHING_SAID.code, NOTHING_SAID.message);
  const logits = joined(parts as Float64Array[], (part) => part, Float64Array);
  if (!logits.every(Number.isFinite)) return failed('FIT_NOT_FINITE', OVERFLOW);
  const positions = joined(folds, ({ codes }) => codes.map((code) => present.indexOf(code)), Int32Array);
  // Rows that weigh nothing may be of a class that is not present.
  const counted = { logits, width: present.length, positions: positions.map((at) => Math.max(at, 0)), weights };
  return { ok: true, fitted: withTemperature(present, fitTemperature(counted)), warnings: [] };
}

/** What calibrators read of a prediction: the score of the second of two classes, else one score of each. */
function responses(prediction: Prediction, present: Int32Array): Float64Array[] | undefined {
  if (prediction.kind !== 'classes') return undefined;
  const { decision, decisions, probabilities } = prediction;
  const positives = present.length === 2 ? [present[1]] : [...present];
  if (decision !== undefined) return positives.length === 1 ? [decision] : undefined;
  const scores = decisions ?? probabilities;
  if (scores === undefined) return undefined;
  return positives.map((code) =>
    Float64Array.from({ length: scores.rows }, (_, i) => scores.data[i * scores.stride + code]),
  );
}

function joined<T, A extends Float64Array | Int32Array>(
  parts: readonly T[],
  valuesOf: (part: T) => A,
  make: new (length: number) => A,
): A {
  const all = parts.map(valuesOf);
  const values = new make(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    values.set(part, at);
    at += part.length;
  }
  return values;
}

function apply({ kernels, prediction, classes, fitted }: PostprocessorInput): PredictionOutcome {
  const { present, a, b, x, y, beta } = fitted as CalibrationFitted;
  if (beta > 0) {
    const shares = classLogits(prediction, present)?.map((logit) => beta * logit);
    if (shares === undefined) return { ok: false, error: NOTHING_SAID };
    kernels.softmaxRows(shares, present.length);
    return saidOf(present, classes.length, shares);
  }
  const scores = responses(prediction, present);
  if (scores === undefined) return { ok: false, error: NOTHING_SAID };
  const rows = scores[0].length;
  const K = present.length;
  const shares = new Float64Array(rows * K);
  for (const [k, decisions] of scores.entries()) {
    const step = x.length > 0 ? { x: x[k], y: y[k] } : undefined;
    const share = (score: number): number =>
      step === undefined ? sigmoidOf(a[k] * score + b[k]) : isotonicAt(step, score);
    for (let i = 0; i < rows; i++) {
      if (K > 2) shares[i * K + k] = share(decisions[i]);
      else {
        shares[2 * i + 1] = share(decisions[i]);
        shares[2 * i] = 1 - shares[2 * i + 1];
      }
    }
  }
  if (K > 2) normaliseRows(shares, K);
  return saidOf(present, classes.length, shares);
}

function saidOf(present: Int32Array, classes: number, shares: Float64Array): PredictionOutcome {
  const positions = largestOf(shares, present.length);
  return { ok: true, prediction: classPrediction(present, classes, { positions, probabilities: shares }) };
}

function fromModel(model: JsonObject, { params: { method }, classes }: ReadContext): CalibrationFitted {
  const present = readClasses(model, classes);
  const count = present.length === 2 || method === 'temperature' ? 1 : present.length;
  const { calibrators } = model;
  if (present.length < 2 || !Array.isArray(calibrators) || calibrators.length !== count) {
    throw new GridsearchError('MODEL_SHAPE', `calibrators must be a list of ${count}, for at least two classes`);
  }
  const each = (name: string, length?: number): Float64Array[] =>
    calibrators.map((_, k) => readVector(model, `calibrators.${k}.${name}`, length));
  if (method === 'temperature') {
    const beta = readNumber(model, 'calibrators.0.beta_');
    if (!(beta > 0)) throw new GridsearchError('MODEL_SHAPE', 'beta_ must be above 0');
    return withTemperature(present, beta);
  }
  if (method === 'isotonic') {
    const x = each('X_thresholds_');
    const y = x.map(({ length }, k) => readVector(model, `calibrators.${k}.y_thresholds_`, length));
    for (const corners of x) {
      if (corners.length > 0 && corners.every((at, i) => i === 0 || at > corners[i - 1])) continue;
      throw new GridsearchError(
        'MODEL_SHAPE',
        'X_thresholds_ must hold at least one number, each larger than the one before',
      );
    }
    return { ...withTemperature(present, 0), x, y };
  }
  const numbers = (name: string): Float64Array =>
    Float64Array.from(calibrators, (_, k) => readNumber(model, `calibrators.${k}.${name}`));
  return { present, a: numbers('a_'), b: numbers('b_'), x: [], y: [], beta: 0 };
}
