// SelectKBest: keeps the columns of highest score. The fit scores every column and holds them in rank order, so that
// any k is a prefix; columns come out in rank order, and the model says which input column each output column is.

import { GridsearchError } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import type { ColumnMap } from '../base/statistics.js';
import type { FitInput, InputShape, Transformer } from '../contracts/fitter.js';
import { COUNT, oneOf, type Params, param } from '../contracts/params.js';
import type { FitOutcome, Fitted, ReadContext } from '../contracts/step.js';
import { columnsAsTheyAre } from './shared/column-choice.js';
import { tooMany } from './shared/fit-outcome.js';
import { readIndices } from './shared/fitted-json.js';
import {
  BY_SCORE,
  constantColumns,
  readScores,
  SCORE_PARAMS,
  scoresOf,
  writeScores,
} from './shared/univariate-scores.js';

interface SelectFitted extends Fitted {
  /** Score of each input column; NaN for constant ones. */
  readonly scores: Float64Array;
  /** Input columns, best first. */
  readonly order: Int32Array;
}

/** scikit-learn's SelectKBest. Columns come out in rank order. */
export const selectKBest: Transformer = {
  ...BY_SCORE,
  name: 'SelectKBest',
  summary: 'Keeps the k columns that tell most about the target, each on its own.',
  params: { k: param(10, 'how many columns to keep; "all" keeps every one', COUNT, oneOf(['all'])), ...SCORE_PARAMS },
  applyParams: ['k'],
  infeasible: (params, shape) => tooWide(params, shape) ?? BY_SCORE.infeasible(params, shape),
  width: ({ k }, { cols }) => (typeof k === 'number' ? k : cols),
  fit: (input) => input.params.map((params) => fit(input, params)),
  columnMap: (fitted, params) => columnMap(fitted as SelectFitted, params),
  toModel: (fitted, params) => toModel(fitted as SelectFitted, params),
  fromModel,
};

function tooWide({ k }: Params, { cols }: InputShape): string | undefined {
  return typeof k === 'number' && cols !== undefined && k > cols ? `k ${k} exceeds the ${cols} columns` : undefined;
}

function fit(input: FitInput, params: Params): FitOutcome {
  const scores = scoresOf(input, params);
  if ('ok' in scores) return scores;
  const order = Int32Array.from(scores.keys()).sort((a, b) => rank(scores[b]) - rank(scores[a]) || b - a);
  return { ok: true, fitted: { scores, order }, warnings: constantColumns(scores) };
}

/** NaN ranks below every score; of equal scores the later column wins (the sort above), as in scikit-learn. */
function rank(score: number): number {
  return Number.isNaN(score) ? -1 : Math.min(score, Number.MAX_VALUE);
}

function columnMap({ order, scores }: SelectFitted, params: Params): ColumnMap {
  const kept = typeof params.k === 'number' ? params.k : scores.length;
  if (kept > order.length) throw tooMany('k', kept, order.length);
  return columnsAsTheyAre(order.slice(0, kept));
}

function toModel(fitted: SelectFitted, params: Params): JsonObject {
  const columns = columnMap(fitted, params).columns;
  return {
    support_: [...columns].sort((a, b) => a - b),
    output_columns: [...columns],
    scores_: writeScores(fitted.scores),
  };
}

function fromModel(model: JsonObject, { params, cols }: ReadContext): Fitted {
  const order = readIndices(model, 'output_columns', {
    length: typeof params.k === 'number' ? params.k : cols,
    below: cols,
  });
  const support = readIndices(model, 'support_', { length: order.length, below: cols });
  if (order.toSorted().some((column, at) => column !== support[at])) {
    throw new GridsearchError('MODEL_SHAPE', 'output_columns and support_ must hold the same columns');
  }
  return { scores: readScores(model, cols), order };
}
