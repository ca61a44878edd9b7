// What Ridge, Lasso and ElasticNet share: one fitted state (coef, intercept), fitted from target moments, and one
// prediction.

import { assert, type TaskWarning } from '../../base/errors.js';
import type { JsonObject } from '../../base/json.js';
import { matrixOf } from '../../base/matrix.js';
import type { TargetMomentStatistic } from '../../base/statistics.js';
import type { FitInput, LinearScores } from '../../contracts/fitter.js';
import { COUNT, type ParamSpecs, type Params, POSITIVE, param } from '../../contracts/params.js';
import type { FitOutcome, Fitted, ReadContext } from '../../contracts/step.js';
import type { CentredRows } from '../../kernels/centred-rows.js';
import type { LineSolution } from '../../kernels/solvers/generalised-linear.js';
import type { RidgeProblem, RidgeSolution } from '../../kernels/solvers/ridge-path.js';
import { failed } from './fit-outcome.js';
import { readVector, writeVector } from './fitted-json.js';

export interface LinearFitted extends Fitted {
  readonly coef: Float64Array;
  readonly intercept: number;
}

/**
 * One candidate's way through a kernel: moments about the means or (no intercept) about zero, and what was found with
 * them.
 */
export interface LinearSolution {
  readonly coef: Float64Array;
  readonly warnings: readonly TaskWarning[];
}

/**
 * Fits every candidate with the moments that its `fit_intercept` asks for.
 * @param solve  coefficients of the candidates of one kind, in their order
 */
export function fitLines(
  { statistic, params, rows, target, weights }: FitInput,
  solve: (
    moments: TargetMomentStatistic,
    params: readonly Params[],
    rows: RidgeProblem['rows'],
  ) => readonly LinearSolution[],
): FitOutcome[] {
  assert(statistic?.kind === 'target-moments', 'linear models are fitted from target moments');
  const outcomes = new Array<FitOutcome>(params.length);
  const all = rows && once(rows);
  for (const intercept of [true, false]) {
    const places = [...params.keys()].filter((at) => (params[at].fit_intercept === true) === intercept);
    if (places.length === 0) continue;
    const moments = intercept ? statistic : momentsAboutZero(statistic);
    const centred = once((): CentredRows => {
      assert(all !== undefined && target.kind === 'values', 'rows are at hand, and a numeric target');
      const residuals = target.values.map((value) => value - moments.targetMean);
      return { X: all(), shift: moments.mean, residuals, weights, centred: intercept };
    });
    const solutions = solve(
      moments,
      places.map((at) => params[at]),
      rows && centred,
    );
    for (const [i, { coef, warnings }] of solutions.entries()) {
      const fitted = lineOf(moments, coef);
      const finite = coef.every(Number.isFinite) && Number.isFinite(fitted.intercept);
      outcomes[places[i]] = finite
        ? { ok: true, fitted, warnings }
        : failed('FIT_NOT_FINITE', 'the coefficients overflow: scale the columns first');
    }
  }
  return outcomes;
}

/** For all candidates: what is made when the first of them asks for it. */
function once<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= make();
    return value;
  };
}

/** Moments about zero instead of about the means. A sum: nothing cancels. Cost: O(p²). */
function momentsAboutZero({
  kind,
  count,
  mean,
  m2,
  targetMean,
  targetM2,
  cross,
  size,
}: TargetMomentStatistic): TargetMomentStatistic {
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
    ...(size && { size }),
  };
}

/** Least squares, or Ridge: what one solution has to say. */
export function tellDoubt(name: string, { coef, doubtful }: RidgeSolution): LinearSolution {
  const what = doubtful === 1 ? 'a combination of columns is' : `${doubtful} combinations of columns are`;
  const message = `${name}: ${what} hardly told from rounding, and so are the coefficients along it`;
  return { coef, warnings: doubtful === 0 ? [] : [{ code: 'ILL_CONDITIONED', message }] };
}

/** The line through the means of the moments (the origin for moments about zero). */
function lineOf({ mean, targetMean }: TargetMomentStatistic, coef: Float64Array): LinearFitted {
  const atMeans = coef.reduce((sum, weight, j) => sum + weight * mean[j], 0);
  return { coef, intercept: targetMean - atMeans };
}

/** When a line that is found by Newton's steps is good enough. */
export const NEWTON_PARAMS: ParamSpecs = {
  tol: param(1e-6, "stop at a Newton decrement of tol × √objective's size", POSITIVE),
  max_iter: param(1000, 'steps of the solver before giving up', COUNT),
};

/** The outcome of a line that some steps have found, and what else its fit knows. */
export function lineOutcome(
  name: string,
  { coef, intercept, converged, iterations }: LineSolution,
  others: Readonly<Record<string, number>> = {},
): FitOutcome {
  if (!coef.every(Number.isFinite) || !Number.isFinite(intercept))
    return failed('FIT_NOT_FINITE', 'the coefficients overflow: scale the columns first');
  const message = `${name} stopped after ${iterations} steps before it converged: scale the columns`;
  const warnings: TaskWarning[] = converged ? [] : [{ code: 'NOT_CONVERGED', message }];
  return { ok: true, fitted: { coef, intercept, ...others }, warnings };
}

/** A line's value is its one score. */
export const LINES: LinearScores = {
  coefficients: (fitted) => {
    const { coef, intercept } = fitted as LinearFitted;
    return { coef: matrixOf(1, coef.length, coef), intercept: Float64Array.of(intercept) };
  },
  fromScores: ({ scores }) => ({ kind: 'values', values: scores }),
};

/** coef_ and intercept_. @throws MODEL_NOT_FINITE */
export function writeLine(fitted: Fitted): JsonObject {
  const { coef, intercept } = fitted as LinearFitted;
  return { coef_: writeVector(coef, 'coef_'), intercept_: writeVector([intercept], 'intercept_') };
}

/** Back from coef_ and intercept_. @throws MODEL_SHAPE, MODEL_NOT_FINITE */
export function readLine(model: JsonObject, { cols }: ReadContext): LinearFitted {
  return { coef: readVector(model, 'coef_', cols), intercept: readVector(model, 'intercept_', 1)[0] };
}
