// Scores of columns, each on its own against the target: what SelectKBest and SelectPercentile choose by.
// Source: scikit-learn, feature_selection/_univariate_selection.py.

import type { Task } from '../../base/dataset.js';
import { assert, GridsearchError, type TaskWarning } from '../../base/errors.js';
import type { JsonObject, JsonValue } from '../../base/json.js';
import type { Matrix } from '../../base/matrix.js';
import type { ClassStatistic, TargetColumnStatistic } from '../../base/statistics.js';
import type { FitInput, InputShape, Needs, Transformer } from '../../contracts/fitter.js';
import { oneOf, type ParamSpecs, type Params, param, SEED } from '../../contracts/params.js';
import type { FitOutcome } from '../../contracts/step.js';
import { poolClasses } from './class-sums.js';
import { isConstant } from './constant-columns.js';
import type { FitErrorCode } from './fit-outcome.js';
import { readValue } from './fitted-json.js';
import { mutualInformation, NEIGHBOURS } from './mutual-info-scores.js';

const INFORMATION: ReadonlySet<JsonValue> = new Set(['mutual_info_classif', 'mutual_info_regression']);

/** The params of a selection by score. */
export const SCORE_PARAMS: ParamSpecs = {
  score_func: param(
    'f_classif',
    'the score of a column: F of an analysis of variance by class, F of a linear regression, chi² of counts by class, or mutual information',
    oneOf(['f_classif', 'f_regression', 'chi2', 'mutual_info_classif', 'mutual_info_regression']),
  ),
  random_state: param(0, 'seed of the noise that parts repeated values; in force for mutual information', SEED),
};

/** What both selections declare alike. */
export const BY_SCORE = {
  role: 'transformer',
  version: 1,
  canonical: canonicalScore,
  taskOf: scoreTask,
  needs: scoreNeeds,
  infeasible: scoreInfeasible,
  cost: scoreCost,
} satisfies Partial<Transformer>;

/** Only params in force. */
function canonicalScore(params: Params): Params {
  const { random_state: _seed, ...inForce } = params;
  return INFORMATION.has(params.score_func) ? params : inForce;
}

/** The kind of task that a score is for. */
function scoreTask({ score_func: score }: Params): Task {
  return score === 'f_regression' || score === 'mutual_info_regression' ? 'regression' : 'classification';
}

/** What a score is computed from. */
function scoreNeeds({ score_func: score }: Params): Needs {
  if (INFORMATION.has(score)) return { rows: true };
  return { rows: score === 'chi2', statistic: score === 'f_regression' ? 'target-columns' : 'classes' };
}

/** Why there can be no score for so few rows. */
function scoreInfeasible({ score_func: score }: Params, { rows }: InputShape): string | undefined {
  if (score !== 'mutual_info_regression' || rows > NEIGHBOURS) return undefined;
  return `mutual_info_regression needs more than ${NEIGHBOURS} train rows, there are ${rows}`;
}

/** Predicted seconds of the scores. */
function scoreCost({ score_func: score }: Params, { rows, cols, classes }: Parameters<Transformer['cost']>[1]): number {
  if (score === 'mutual_info_classif') return 1e-6 * cols * rows * Math.log2(rows + 2);
  if (score === 'mutual_info_regression') return 1e-6 * cols * rows * (Math.log2(rows + 2) + Math.sqrt(rows));
  return 1e-8 * cols * Math.max(1, classes);
}

/** The score of each column, NaN for constant ones; or why there is none. */
export function scoresOf(input: FitInput, params: Params): Float64Array | Extract<FitOutcome, { ok: false }> {
  const { statistic, X } = input;
  if (INFORMATION.has(params.score_func)) {
    return (
      mutualInformation(input, Number(params.random_state)) ?? refused('FIT_CLASS_SIZE', 'no class has two train rows')
    );
  }
  assert(
    statistic?.kind === 'classes' || statistic?.kind === 'target-columns',
    'columns are scored by target statistics',
  );
  if (statistic.kind === 'target-columns') return regressionScores(statistic);
  if (params.score_func !== 'chi2') return classScores(statistic);
  assert(X, 'chi2 looks at the rows');
  const negative = columnBelowZero(X);
  if (negative < 0) return chiSquares(statistic);
  return refused('FIT_NEGATIVE', `chi2 needs counts or amounts; input column ${negative + 1} holds values below zero`);
}

function refused(code: FitErrorCode, message: string): Extract<FitOutcome, { ok: false }> {
  return { ok: false, error: { code, message } };
}

function columnBelowZero(X: Matrix): number {
  for (let i = 0; i < X.rows; i++) {
    for (let j = 0; j < X.cols; j++) if (X.data[i * X.stride + j] < 0) return j;
  }
  return -1;
}

/**
 * Σ (observed − expected)² / expected over classes: observed sums of a column against shares of its total by class
 * size.
 */
function chiSquares({ count, counts, means }: ClassStatistic): Float64Array {
  return Float64Array.from({ length: means.cols }, (_, j) => {
    const observed = Array.from(counts, (rows, k) => (rows === 0 ? 0 : rows * means.data[k * means.stride + j]));
    const total = observed.reduce((sum, value) => sum + value, 0);
    let chi = 0;
    for (const [k, rows] of counts.entries()) {
      const expected = (rows / count) * total;
      if (rows > 0) chi += (observed[k] - expected) ** 2 / expected;
    }
    return chi;
  });
}

/** F = (between / (K − 1)) / (within / (n − K)). Source: as above, f_oneway. */
function classScores(statistic: ClassStatistic): Float64Array {
  const { present, mean, between, within } = poolClasses(statistic);
  const { count } = statistic;
  return between.map((sum, j) =>
    isConstant(count, mean[j], (sum + within[j]) / count)
      ? Number.NaN
      : sum / (present - 1) / (within[j] / (count - present)),
  );
}

/**
 * F = r² / (1 − r²) · (n − 2), with 1 − r² from the residual sum of squares. Source: as above, f_regression (centred).
 */
function regressionScores({ count, mean, m2, targetM2, targetMean, cross }: TargetColumnStatistic): Float64Array {
  const flat = isConstant(count, targetMean, targetM2 / count);
  return m2.map((sum, j) => {
    if (flat || isConstant(count, mean[j], sum / count)) return Number.NaN;
    const r = cross[j] / (Math.sqrt(sum) * Math.sqrt(targetM2));
    const share = Math.min(r * r, 1);
    return (share / (1 - share)) * (count - 2);
  });
}

/** Tells of columns without a score. */
export function constantColumns(scores: Float64Array): TaskWarning[] {
  const constant = [...scores.keys()].filter((j) => Number.isNaN(scores[j])).map((j) => j + 1);
  if (constant.length === 0) return [];
  const listed = constant.slice(0, 5).join(', ') + (constant.length > 5 ? `, … (${constant.length} in all)` : '');
  return [{ code: 'CONSTANT_COLUMN', message: `input columns without a score (constant), ranked last: ${listed}` }];
}

/** Scores for the model document. */
export function writeScores(scores: Float64Array): JsonValue {
  return Array.from(scores, (score) => (Number.isFinite(score) ? score : String(score)));
}

/** Scores from the model document. @throws MODEL_SHAPE, MODEL_NOT_FINITE */
export function readScores(model: JsonObject, cols: number): Float64Array {
  const written = readValue(model, 'scores_');
  if (!Array.isArray(written) || written.length !== cols) {
    throw new GridsearchError('MODEL_SHAPE', `scores_ must be an array of ${cols} scores`);
  }
  return Float64Array.from(written, readScore);
}

/**
 * A score may be undefined ("NaN", a constant column) or "Infinity": JSON has no numbers for these, so they are words.
 */
function readScore(value: JsonValue, j: number): number {
  if (typeof value === 'number' || value === 'NaN' || value === 'Infinity') return Number(value);
  throw new GridsearchError('MODEL_NOT_FINITE', `scores_[${j}] is ${JSON.stringify(value)}, not a score`);
}
