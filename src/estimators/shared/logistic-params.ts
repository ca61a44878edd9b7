// The params of LogisticRegression: what they may be, which of them are in force, and what they mean for one data set.
// `solver` chooses the objective, not the algorithm: 'liblinear' penalises the intercept and fits one class against the
// rest; every other name means a free intercept and multinomial classes.

import type { Label } from '../../base/dataset.js';
import type { JsonValue } from '../../base/json.js';
import type { Kernels } from '../../contracts/kernels.js';
import {
  BOOLEAN,
  COUNT,
  INFINITE,
  NULL,
  oneOf,
  optional,
  type ParamSpec,
  type ParamSpecs,
  type Params,
  POSITIVE,
  param,
  SHARE,
} from '../../contracts/params.js';
import type { FitOutcome } from '../../contracts/step.js';
import { presentClasses } from './class-scores.js';
import { failed, oneClass } from './fit-outcome.js';
import { inForce, refuseCombination } from './params-in-force.js';

const SOLVERS = ['lbfgs', 'liblinear', 'newton-cg', 'newton-cholesky', 'sag', 'saga'] as const;

/** The param `class_weight` of all classifiers that have one. */
export const CLASS_WEIGHT: ParamSpec = optional(
  'weights of the classes: a map, or "balanced" by their frequencies',
  oneOf(['balanced']),
  { kind: 'class-weights' },
);

export const LOGISTIC_PARAMS: ParamSpecs = {
  penalty: param(
    'auto',
    'norm of the coefficients that is penalised: auto = l1_ratio chooses it (l2 where it is not given); null and "none" are one',
    oneOf(['auto', 'l1', 'l2', 'elasticnet', 'none']),
    NULL,
  ),
  C: param(
    1,
    'inverse of the penalty: small values penalise more; infinite (.inf, in JSON "inf") = no penalty',
    POSITIVE,
    oneOf([INFINITE]),
  ),
  l1_ratio: optional(
    'share of l1 in the penalty: 0 or null is l2, 1 is l1, between them elasticnet; with a penalty given, in force for elasticnet only',
    SHARE,
  ),
  fit_intercept: param(true, 'add a constant to the scores', BOOLEAN),
  intercept_scaling: param(1, 'liblinear only: value of the constant feature whose weight is penalised', POSITIVE),
  class_weight: CLASS_WEIGHT,
  solver: param(
    'lbfgs',
    'the objective, not the algorithm: liblinear penalises the intercept, one class against the rest; all others are one',
    oneOf(SOLVERS),
  ),
  tol: param(
    1e-6,
    'stop at a violation of optimality of tol × C × Σ weights, if the next step promises less than tol × objective',
    POSITIVE,
  ),
  max_iter: param(1000, 'passes over the rows before giving up', COUNT),
};

/** One spelling for what means the same, and only the params that are in force. @throws GRID_PARAM_COMBINATION */
export function canonicalLogistic(params: Params): Params {
  if (params.penalty === 'elasticnet' && params.l1_ratio === null) {
    return refuseCombination('penalty "elasticnet" needs an l1_ratio', 'add l1_ratio, a number from 0 to 1');
  }
  const penalty = penaltyOf(params);
  const liblinear = params.solver === 'liblinear';
  if (liblinear && (penalty === 'elasticnet' || penalty === 'none')) refuseLiblinear(params, penalty);
  return inForce(
    { ...params, penalty, solver: liblinear ? 'liblinear' : 'lbfgs' },
    {
      C: penalty !== 'none',
      l1_ratio: penalty === 'elasticnet',
      intercept_scaling: liblinear && params.fit_intercept === true,
    },
  );
}

/**
 * The penalty that is meant. Source: scikit-learn 1.8, linear_model/_logistic.py (`penalty` left out, `C` infinite).
 */
function penaltyOf({ penalty, l1_ratio: ratio, C }: Params): string {
  if (C === INFINITE || penalty === null) return 'none';
  if (penalty !== 'auto') return String(penalty);
  return ratio === null || ratio === 0 ? 'l2' : ratio === 1 ? 'l1' : 'elasticnet';
}

function refuseLiblinear({ penalty, l1_ratio: ratio, C }: Params, meant: string): never {
  const choice =
    C === INFINITE ? 'infinite C' : penalty === 'auto' ? `l1_ratio ${ratio}` : `penalty ${JSON.stringify(penalty)}`;
  return refuseCombination(
    `solver "liblinear" has no ${choice}`,
    meant === 'none'
      ? 'it always penalises: use penalty "l1" or "l2" and a finite C with it, or another solver'
      : 'use penalty "l1" or "l2" (or l1_ratio 1 or 0) with it, or another solver',
  );
}

/** The classes of some train rows. */
interface TrainClasses {
  readonly classes: readonly Label[];
  /** Train rows of each of them, or their weight. */
  readonly counts: Float64Array;
  /** Codes of those that have some. */
  readonly present: Int32Array;
}

/**
 * The weight of each present class.
 * @returns        one weight per present class, or why the map does not fit the data
 * Source: scikit-learn 1.9, utils/class_weight.py ('balanced' = n / (K n_k)): LogisticRegression and LinearSVC count rows
 * by their weight (since 1.7), SVC and SGDClassifier each as one.
 */
export function classWeights(
  classWeight: JsonValue,
  { classes, counts, present }: TrainClasses,
): Float64Array | { readonly unknown: string } {
  if (classWeight === 'balanced') {
    const rows = counts.reduce((sum, n) => sum + n, 0);
    return Float64Array.from(present, (k) => rows / (present.length * counts[k]));
  }
  const weights = new Float64Array(classes.length).fill(1);
  for (const [key, weight] of Object.entries(classWeight ?? {})) {
    const at = classes.findIndex((label) =>
      typeof label === 'number' ? key.trim() !== '' && Number(key) === label : key === label,
    );
    if (at < 0) return { unknown: key };
    weights[at] = Number(weight);
  }
  return Float64Array.from(present, (k) => weights[k]);
}

interface WeighedTarget {
  readonly codes: Int32Array;
  readonly classes: readonly Label[];
  /** Of rows, where "balanced" counts by them. */
  readonly weights?: Float64Array | undefined;
}

/**
 * What a fit for one `class_weight` must know of its classes: those that have train rows, and the weight of each; or
 * why there is no fit.
 */
export function weighedClasses(
  kernels: Kernels,
  { codes, classes, weights }: WeighedTarget,
  classWeight: JsonValue,
): { readonly present: Int32Array; readonly factors: Float64Array } | FitOutcome {
  const counts = kernels.classMasses(codes, classes.length, weights);
  const present = presentClasses(counts);
  if (present.length < 2) return oneClass(classes[present[0]]);
  const factors = classWeights(classWeight, { classes, counts, present });
  if (factors instanceof Float64Array) return { present, factors };
  return failed(
    'FIT_CLASS_WEIGHT',
    `class_weight names ${JSON.stringify(factors.unknown)}, which is not a class of the target`,
  );
}
