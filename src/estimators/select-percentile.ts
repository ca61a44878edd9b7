// SelectPercentile: keeps a share of the columns, those of highest score, in the order of the input. Any share is a
// choice from one fit.

import { GridsearchError } from '../base/errors.js';
import type { FitInput, Transformer } from '../contracts/fitter.js';
import { type Params, param } from '../contracts/params.js';
import type { FitOutcome, Fitted } from '../contracts/step.js';
import { percentile } from './robust-scaler.js';
import { columnsAsTheyAre } from './shared/column-choice.js';
import { readIndices } from './shared/fitted-json.js';
import {
  BY_SCORE,
  constantColumns,
  readScores,
  SCORE_PARAMS,
  scoresOf,
  writeScores,
} from './shared/univariate-scores.js';

interface PercentileFitted extends Fitted {
  /** Score of each input column; NaN for constant ones. */
  readonly scores: Float64Array;
}

/** scikit-learn's SelectPercentile. */
export const selectPercentile: Transformer = {
  ...BY_SCORE,
  name: 'SelectPercentile',
  summary: 'Keeps the share of columns that tell most about the target, each on its own.',
  params: {
    percentile: param(10, 'how many percent of the columns to keep', { kind: 'number', above: 0, max: 100 }),
    ...SCORE_PARAMS,
  },
  applyParams: ['percentile'],
  width: () => undefined,
  fit: (input) => input.params.map((params) => fit(input, params)),
  columnMap: (fitted, params) => columnsAsTheyAre(keptColumns(fitted as PercentileFitted, params)),
  toModel: (fitted, params) => ({
    support_: [...keptColumns(fitted as PercentileFitted, params)],
    scores_: writeScores((fitted as PercentileFitted).scores),
  }),
  fromModel: (model, { cols }): PercentileFitted => {
    readIndices(model, 'support_', { below: cols });
    return { scores: readScores(model, cols) };
  },
};

function fit(input: FitInput, params: Params): FitOutcome {
  const scores = scoresOf(input, params);
  return 'ok' in scores ? scores : { ok: true, fitted: { scores }, warnings: constantColumns(scores) };
}

/**
 * Columns above the percentile of the scores; of those that stand at it, the first few. Source: scikit-learn, as
 * SelectKBest.
 */
function keptColumns({ scores }: PercentileFitted, params: Params): Int32Array {
  const share = params.percentile as number;
  const columns = Int32Array.from(scores.keys());
  if (share === 100) return columns;
  const ranks = scores.map((score) => (Number.isNaN(score) ? -Number.MAX_VALUE : Math.min(score, Number.MAX_VALUE)));
  const threshold = percentile(ranks.toSorted(), 100 - share);
  const above = columns.filter((j) => ranks[j] > threshold);
  const ties = columns.filter((j) => ranks[j] === threshold);
  const most = Math.floor((scores.length * share) / 100);
  const kept = ties.length > 0 ? [...above, ...ties.slice(0, Math.max(0, most - above.length))] : [...above];
  if (kept.length === 0)
    throw new GridsearchError('FIT_NO_COLUMNS', `${share} % of ${scores.length} columns is less than one column`);
  return Int32Array.from(kept).sort();
}
