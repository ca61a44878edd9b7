// LogisticRegression: penalised maximum likelihood, binary, multinomial, or (liblinear) one class against the rest. All
// candidates of one split are solved side by side, and predicted by one multiplication.
// Fitted state: the present classes, coef (1 or K × p), intercept, and whether classes are one against the rest.

import { assert, GridsearchError, type TaskWarning } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import { matrixOf } from '../base/matrix.js';
import type { FitInput, FromScoresInput, LinearScores, Predictor } from '../contracts/fitter.js';
import type { Params } from '../contracts/params.js';
import { type Prediction, scoresPerRow } from '../contracts/prediction.js';
import type { FitOutcome, ReadContext } from '../contracts/step.js';
import { fitLogistic, type LogisticOptions, type LogisticSolution } from '../kernels/solvers/logistic.js';
import { denseAffordable } from '../kernels/solvers/preconditioner.js';
import {
  binaryPrediction,
  classPrediction,
  largestOf,
  normaliseRows,
  presentClasses,
  renumber,
  sigmoids,
} from './shared/class-scores.js';
import { failed, oneClass } from './shared/fit-outcome.js';
import { readValue } from './shared/fitted-json.js';
import {
  type LinearClassifierFitted,
  linearOutcome,
  readLinearClassifier,
  writeLinearClassifier,
} from './shared/linear-classifier.js';
import { predictLinear } from './shared/linear-scores.js';
import { canonicalLogistic, classWeights, LOGISTIC_PARAMS } from './shared/logistic-params.js';

interface LogisticFitted extends LinearClassifierFitted {
  readonly multiClass: 'multinomial' | 'ovr';
}

const LINEAR: LinearScores = {
  coefficients: (fitted) => fitted as LogisticFitted,
  fromScores: predictionOf,
};

/** scikit-learn's LogisticRegression, solved to its optimum. */
export const logisticRegression: Predictor = {
  role: 'classifier',
  takesWeights: true,
  task: 'classification',
  name: 'LogisticRegression',
  version: 6,
  summary: 'Penalised logistic regression, binary or multinomial.',
  params: LOGISTIC_PARAMS,
  canonical: canonicalLogistic,
  // The second moments pay where the solver can afford their factor; then blocks give them almost free.
  needs: (_params, { uncorrelated }, { rows, cols }) =>
    uncorrelated || cols === undefined || !denseAffordable(rows, cols)
      ? { rows: true }
      : { rows: true, statistic: 'moments' },
  batch: Object.keys(LOGISTIC_PARAMS),
  vectors: scoresPerRow,
  packs: true,
  cost: (params, { rows, cols, classes }) =>
    relativeCost(params, scoresPerRow(classes)) * solverSeconds(rows, cols, scoresPerRow(classes)),
  fit,
  predict: predictLinear(LINEAR),
  linear: LINEAR,
  toModel: (fitted) => {
    const { class_indices, ...lines } = writeLinearClassifier(fitted);
    return { class_indices, multi_class: (fitted as LogisticFitted).multiClass, ...lines };
  },
  fromModel,
};

/**
 * How much longer than others a fit takes: by the decade, a weaker penalty takes more passes, most of all one that
 * selects columns, and more where several vectors depend on each other. Measured on digits and 10,000 × 100, both
 * standardised.
 */
function relativeCost({ penalty, C, l1_ratio: share }: Params, vectors: number): number {
  const selects = penalty === 'l1' || (penalty === 'elasticnet' && Number(share) > 0);
  const byDecade = vectors > 1 ? (selects ? 2.5 : 1.6) : selects ? 1.3 : 1.05;
  const decades = Math.log10(Math.min(Math.max(Number(C ?? 10), 0.01), 10)) + 2;
  return byDecade ** (decades - 1.5);
}

/**
 * A dozen passes, in which a row costs as much again as 15 of its entries; and the solver's own work on so many
 * weights.
 */
function solverSeconds(rows: number, cols: number, vectors: number): number {
  return vectors * (1.5e-4 + 3.5e-9 * rows * (cols + 15)) + 3e-7 * (vectors * cols) ** 2;
}

function fit({ kernels, packed, statistic, target, weights, traits, params }: FitInput): FitOutcome[] {
  assert(packed && target.kind === 'classes', 'LogisticRegression is fitted from rows in panels and classes');
  const { codes, classes } = target;
  const masses = kernels.classMasses(codes, classes.length, weights);
  const present = presentClasses(masses);
  if (present.length < 2) {
    return params.map(() => oneClass(classes[present[0]]));
  }
  const outcomes = new Array<FitOutcome>(params.length);
  const places: number[] = [];
  const options: LogisticOptions[] = [];
  for (const [at, candidate] of params.entries()) {
    const weights = classWeights(candidate.class_weight, { classes, counts: masses, present });
    if (weights instanceof Float64Array) {
      places.push(at);
      options.push(optionsOf(candidate, weights));
    } else {
      outcomes[at] = failed(
        'FIT_CLASS_WEIGHT',
        `class_weight names ${JSON.stringify(weights.unknown)}, which is not a class of the target`,
      );
    }
  }
  if (options.length === 0) return outcomes;
  const { rows } = packed;
  // Where the plan could not know how many columns there would be, it asked for no statistic.
  const dense = !traits.uncorrelated && denseAffordable(rows.rows, rows.cols);
  const moments = statistic?.kind === 'moments' ? statistic : dense ? packed.moments() : undefined;
  const problem = {
    kernels,
    rows,
    codes: renumber(codes, present, classes.length),
    nClasses: present.length,
    ...(weights && { weights }),
    ...traits,
    ...(moments === undefined ? { spread: packed.spread() } : { moments }),
  };
  const solutions = fitLogistic(problem, options);
  for (const [i, solution] of solutions.entries())
    outcomes[places[i]] = outcomeOf(present, solution, params[places[i]]);
  return outcomes;
}

function optionsOf(params: Params, weights: Float64Array): LogisticOptions {
  const liblinear = params.solver === 'liblinear';
  return {
    penalty: params.penalty as LogisticOptions['penalty'],
    C: Number(params.C ?? 1),
    l1Ratio: Number(params.l1_ratio ?? 0),
    fitIntercept: params.fit_intercept === true,
    penalisedIntercept: liblinear && params.fit_intercept === true ? Number(params.intercept_scaling) : undefined,
    multiclass: liblinear ? 'ovr' : 'multinomial',
    classWeights: weights,
    tol: Number(params.tol),
    maxIter: Number(params.max_iter),
  };
}

function outcomeOf(present: Int32Array, solution: LogisticSolution, params: Params): FitOutcome {
  const { rows, cols } = solution.coef;
  const coef = matrixOf(rows, cols, new Float64Array(rows * cols));
  for (let k = 0; k < rows; k++) {
    coef.data.set(solution.coef.data.subarray(k * solution.coef.stride, k * solution.coef.stride + cols), k * cols);
  }
  const multiClass = params.solver === 'liblinear' ? 'ovr' : 'multinomial';
  const fitted: LogisticFitted = { present, coef, intercept: Float64Array.from(solution.intercept), multiClass };
  return linearOutcome(fitted, warningsOf(solution));
}

/**
 * Passes above which a fit counts as slow, and the ratio of the columns' scales above which that is the likely cause.
 */
const SLOW_PASSES = 30;
const WIDE_SCALES = 1e4;

function warningsOf({ converged, iterations, reason, scaleRatio, separable }: LogisticSolution): TaskWarning[] {
  const warnings: TaskWarning[] = [];
  if (separable) {
    const message = 'LogisticRegression has no optimum without a penalty: the rows are separable: use a penalty';
    warnings.push({ code: 'NOT_CONVERGED', message });
  } else if (!converged) {
    warnings.push({
      code: 'NOT_CONVERGED',
      message: `LogisticRegression stopped after ${iterations} passes before it converged: ${reason}`,
    });
  }
  if (iterations > SLOW_PASSES && scaleRatio > WIDE_SCALES) {
    const message = `LogisticRegression took ${iterations} passes: the columns' standard deviations differ by a factor of ${scaleRatio.toExponential(0)}`;
    warnings.push({ code: 'ILL_CONDITIONED', message });
  }
  return warnings;
}

function predictionOf(input: FromScoresInput): Prediction {
  const { kernels, fitted, scores, classes, decisions } = input;
  const { present, coef, multiClass } = fitted as LogisticFitted;
  if (coef.rows === 1) return binaryPrediction(input, present);
  const raw = decisions ? scores.slice() : undefined;
  const positions = largestOf(scores, coef.rows);
  if (multiClass === 'multinomial') {
    kernels.softmaxRows(scores, coef.rows);
  } else {
    sigmoids(kernels, scores);
    normaliseRows(scores, coef.rows);
  }
  return classPrediction(present, classes.length, { positions, probabilities: scores, scores: raw });
}

function fromModel(model: JsonObject, context: ReadContext): LogisticFitted {
  const multiClass = readValue(model, 'multi_class');
  if (multiClass !== 'multinomial' && multiClass !== 'ovr') {
    throw new GridsearchError(
      'MODEL_SHAPE',
      `multi_class is ${JSON.stringify(multiClass)}, but must be "multinomial" or "ovr"`,
    );
  }
  return { ...readLinearClassifier(model, context), multiClass };
}
