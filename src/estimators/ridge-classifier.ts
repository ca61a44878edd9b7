// RidgeClassifier: a Ridge line of +1 and −1 for each class against the rest (of two classes, for the second); the
// largest wins. Source: scikit-learn, linear_model/_ridge.py. Balanced class weights count each row as one, whatever
// its weight.

import { assert } from '../base/errors.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { FitInput, Predictor } from '../contracts/fitter.js';
import { scoresPerRow } from '../contracts/prediction.js';
import type { FitOutcome } from '../contracts/step.js';
import { computeStatistic } from '../kernels/statistics/block-statistics.js';
import { fitRidgeLines, RIDGE_PARAMS } from './ridge.js';
import { presentClasses } from './shared/class-scores.js';
import { failed, oneClass } from './shared/fit-outcome.js';
import {
  type LinearClassifierFitted,
  MARGINS,
  readLinearClassifier,
  writeLinearClassifier,
} from './shared/linear-classifier.js';
import type { LinearFitted } from './shared/linear-model.js';
import { predictLinear } from './shared/linear-scores.js';
import { CLASS_WEIGHT, classWeights } from './shared/logistic-params.js';

/** scikit-learn's RidgeClassifier, solved exactly. */
export const ridgeClassifier: Predictor = {
  role: 'classifier',
  takesWeights: true,
  task: 'classification',
  name: 'RidgeClassifier',
  version: 1,
  summary: 'Least squares with a squared penalty, of classes as numbers.',
  params: { ...RIDGE_PARAMS, class_weight: CLASS_WEIGHT },
  needs: () => ({ rows: true }),
  batch: ['alpha', 'fit_intercept'],
  cost: (_params, { rows, cols, classes }) =>
    scoresPerRow(classes) * (1e-5 + 2e-10 * rows * cols * cols + 2e-10 * cols ** 3),
  fit,
  predict: predictLinear(MARGINS),
  linear: MARGINS,
  toModel: writeLinearClassifier,
  fromModel: readLinearClassifier,
};

function fit(input: FitInput): FitOutcome[] {
  const { kernels, X, target, params } = input;
  assert(X && target.kind === 'classes', 'RidgeClassifier is fitted from rows and classes');
  const { codes, classes } = target;
  const present = presentClasses(kernels.classMasses(codes, classes.length, input.weights));
  const counts = kernels.classMasses(codes, classes.length);
  if (present.length < 2) return params.map(() => oneClass(classes[present[0]]));
  const factors = classWeights(params[0].class_weight, { classes, counts, present });
  if (!(factors instanceof Float64Array)) {
    const message = `class_weight names ${JSON.stringify(factors.unknown)}, which is not a class of the target`;
    return params.map(() => failed('FIT_CLASS_WEIGHT', message));
  }
  const weights = params[0].class_weight === null ? input.weights : rowWeights(input, codes, { present, factors });
  const sides = present.length === 2 ? [present[1]] : [...present];
  const lines = sides.map((side) => {
    const values = Float64Array.from(codes, (code) => (code === side ? 1 : -1));
    return fitSide({ ...input, ...(weights && { weights }) }, X, values);
  });
  return params.map((_, at) =>
    outcomeOf(
      present,
      X,
      lines.map((outcomes) => outcomes[at]),
    ),
  );
}

/** Weights of the rows times those of their classes. */
function rowWeights(
  { weights }: FitInput,
  codes: Int32Array,
  { present, factors }: { readonly present: Int32Array; readonly factors: Float64Array },
): Float64Array {
  const ofClass = new Map([...present].map((code, at) => [code, factors[at]]));
  return Float64Array.from(codes, (code, i) => (ofClass.get(code) ?? 0) * (weights?.[i] ?? 1));
}

/** The lines of all candidates for one class. */
function fitSide(input: FitInput, X: Matrix, values: Float64Array): FitOutcome[] {
  const { kernels, weights } = input;
  const target = { kind: 'values', values } as const;
  const statistic = computeStatistic(kernels, 'target-moments', X, [[0, X.rows]], target, weights);
  return fitRidgeLines('RidgeClassifier', { ...input, target, statistic, rows: () => X });
}

function outcomeOf(present: Int32Array, X: Matrix, lines: readonly FitOutcome[]): FitOutcome {
  const coef = matrixOf(lines.length, X.cols, new Float64Array(lines.length * X.cols));
  const intercept = new Float64Array(lines.length);
  for (const [k, line] of lines.entries()) {
    if (!line.ok) return line;
    const fitted = line.fitted as LinearFitted;
    coef.data.set(fitted.coef, k * X.cols);
    intercept[k] = fitted.intercept;
  }
  const warnings = lines.flatMap((line) => (line.ok ? line.warnings : [])).slice(0, 1);
  return { ok: true, fitted: { present, coef, intercept } satisfies LinearClassifierFitted, warnings };
}
