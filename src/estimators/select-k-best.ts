// SelectKBest: keeps the columns of highest score. The fit scores every column and holds them in rank order, so that any k is
// a prefix; columns come out in rank order, and the model says which input column each output column is.

import type { FitInput, FitOutcome, Fitted, Transformer } from '../base/contracts.js';
import { assert, GridsearchError, type TaskWarning } from '../base/errors.js';
import type { JsonObject, JsonValue } from '../base/json.js';
import type { Params } from '../base/params.js';
import type { ClassStatistic, ColumnMap, TargetColumnStatistic } from '../base/statistics.js';
import { poolClasses } from './class-sums.js';
import { isConstant } from './constant-columns.js';
import { readIndices, readValue } from './model.js';
import { tooMany } from './outcome.js';

interface SelectFitted extends Fitted {
  /** Score of each input column; NaN for constant ones. */
  readonly scores: Float64Array;
  /** Input columns, best first. */
  readonly order: Int32Array;
}

/** scikit-learn's SelectKBest. Columns come out in rank order. */
export const selectKBest: Transformer = {
  role: 'transformer',
  name: 'SelectKBest',
  version: 1,
  summary: 'Keeps the k columns that tell most about the target, each on its own.',
  params: {
    k: {
      default: 10,
      accepts: [
        { kind: 'number', integer: true, min: 1 },
        { kind: 'choice', values: ['all'] },
      ],
      about: 'how many columns to keep; "all" keeps every one',
    },
    score_func: {
      default: 'f_classif',
      accepts: [{ kind: 'choice', values: ['f_classif', 'f_regression'] }],
      about: 'the score of a column: F of an analysis of variance by class, or of a linear regression',
    },
  },
  taskOf: (params) => (params.score_func === 'f_regression' ? 'regression' : 'classification'),
  needs: (params) => ({ rows: false, statistic: params.score_func === 'f_regression' ? 'target-columns' : 'classes' }),
  late: ['k'],
  infeasible: ({ k }, { cols }) =>
    typeof k === 'number' && cols !== undefined && k > cols ? `k ${k} exceeds the ${cols} columns` : undefined,
  cost: (_params, { cols, classes }) => 1e-8 * cols * classes,
  projects: false,
  width: ({ k }, { cols }) => (typeof k === 'number' ? k : cols),
  fit: (input) => input.params.map(() => fit(input)),
  columnMap: (fitted, params) => columnMap(fitted as SelectFitted, params),
  toModel: (fitted, params) => toModel(fitted as SelectFitted, params),
  fromModel,
};

function fit({ statistic }: FitInput): FitOutcome {
  assert(statistic?.kind === 'classes' || statistic?.kind === 'target-columns', 'SelectKBest is fitted from target statistics');
  const scores = statistic.kind === 'classes' ? classScores(statistic) : regressionScores(statistic);
  const order = Int32Array.from(scores.keys()).sort((a, b) => rank(scores[b]) - rank(scores[a]) || b - a);
  return { ok: true, fitted: { scores, order }, warnings: constantColumns(scores) };
}

/** NaN ranks below every score; of equal scores the later column wins (the sort above), as in scikit-learn. */
function rank(score: number): number {
  return Number.isNaN(score) ? -1 : Math.min(score, Number.MAX_VALUE);
}

/** F = (between / (K − 1)) / (within / (n − K)). Source: scikit-learn, feature_selection/_univariate_selection.py, f_oneway. */
function classScores(statistic: ClassStatistic): Float64Array {
  const { present, mean, between, within } = poolClasses(statistic);
  const { count } = statistic;
  return between.map((sum, j) =>
    isConstant(count, mean[j], (sum + within[j]) / count) ? Number.NaN : sum / (present - 1) / (within[j] / (count - present)),
  );
}

/** F = r² / (1 − r²) · (n − 2), with 1 − r² from the residual sum of squares. Source: as above, f_regression (centred). */
function regressionScores({ count, mean, m2, targetM2, targetMean, cross }: TargetColumnStatistic): Float64Array {
  const flat = isConstant(count, targetMean, targetM2 / count);
  return m2.map((sum, j) => {
    if (flat || isConstant(count, mean[j], sum / count)) return Number.NaN;
    const r = cross[j] / (Math.sqrt(sum) * Math.sqrt(targetM2));
    const share = Math.min(r * r, 1);
    return (share / (1 - share)) * (count - 2);
  });
}

function constantColumns(scores: Float64Array): TaskWarning[] {
  const constant = [...scores.keys()].filter((j) => Number.isNaN(scores[j])).map((j) => j + 1);
  if (constant.length === 0) return [];
  const listed = constant.slice(0, 5).join(', ') + (constant.length > 5 ? `, … (${constant.length} in all)` : '');
  return [{ code: 'CONSTANT_COLUMN', message: `input columns without a score (constant), ranked last: ${listed}` }];
}

function columnMap({ order, scores }: SelectFitted, params: Params): ColumnMap {
  const kept = typeof params.k === 'number' ? params.k : scores.length;
  if (kept > order.length) throw tooMany('k', kept, order.length);
  return {
    columns: order.slice(0, kept),
    shift: new Float64Array(kept),
    scale: new Float64Array(kept).fill(1),
    offset: new Float64Array(kept),
  };
}

function toModel(fitted: SelectFitted, params: Params): JsonObject {
  const columns = columnMap(fitted, params).columns;
  const scores = Array.from(fitted.scores, (score) => (Number.isFinite(score) ? score : String(score)));
  return { support_: [...columns].sort((a, b) => a - b), output_columns: [...columns], scores_: scores };
}

function fromModel(model: JsonObject, params: Params, cols: number): Fitted {
  const order = readIndices(model, 'output_columns', typeof params.k === 'number' ? params.k : cols, cols);
  const support = readIndices(model, 'support_', order.length, cols);
  if (order.toSorted().some((column, at) => column !== support[at])) {
    throw new GridsearchError('MODEL_SHAPE', 'output_columns and support_ must hold the same columns');
  }
  const written = readValue(model, 'scores_');
  if (!Array.isArray(written) || written.length !== cols) {
    throw new GridsearchError('MODEL_SHAPE', `scores_ must be an array of ${cols} scores`);
  }
  return { scores: Float64Array.from(written, readScore), order };
}

/** A score may be undefined ("NaN", a constant column) or "Infinity": JSON has no numbers for these, so they are words. */
function readScore(value: JsonValue, j: number): number {
  if (typeof value === 'number' || value === 'NaN' || value === 'Infinity') return Number(value);
  throw new GridsearchError('MODEL_NOT_FINITE', `scores_[${j}] is ${JSON.stringify(value)}, not a score`);
}
