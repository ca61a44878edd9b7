// A small result document for the tests of report/: 3 values of C × 2 penalties on 2 folds, scores given by the test.

import type { JsonObject } from '../../src/base/json.js';
import type { ResultDocument } from '../../src/results/result-document.js';

/** Makes a result whose candidates have these params and mean scores (null = failed); the first best one is chosen. */
export function resultOf(
  candidates: readonly (readonly [params: JsonObject, mean: number | null])[],
  changes: Partial<ResultDocument> = {},
): ResultDocument {
  const means = candidates.map(([, mean]) => mean);
  const best = means.reduce<number>(
    (top, mean, i) => (mean !== null && (means[top] ?? Number.NEGATIVE_INFINITY) < mean ? i : top),
    0,
  );
  const rank = (mean: number | null) =>
    1 + means.filter((other) => (other ?? Number.NEGATIVE_INFINITY) > (mean ?? Number.NEGATIVE_INFINITY)).length;
  return {
    format: 'gridsearch-result',
    format_version: 1,
    status: 'complete',
    best_score_: means[best],
    best_params_: candidates[best][0],
    best_index_: best,
    n_splits_: 2,
    multimetric_: false,
    n_features_in_: 100,
    feature_names_in_: [],
    cv_results_: {
      params: candidates.map(([params]) => params),
      mean_test_score: means,
      std_test_score: means.map((mean) => (mean === null ? null : 0.01)),
      rank_test_score: means.map(rank),
      mean_fit_time: means.map((mean) => (mean === null ? null : 0.5)),
    },
    scoring: 'accuracy',
    refit: 'accuracy',
    spec: {},
    gates: [],
    dropped: [],
    warnings: [],
    errors: [],
    data: { rows: 10, columns: 3, sha256: '' },
    graph: {
      naive: { 'fit:PCA': 12, 'fit:LogisticRegression': 12 },
      merged: { 'fit:PCA': 2, 'fit:LogisticRegression': 12 },
      distinct: { 'fit:PCA': 2, 'fit:LogisticRegression': 12 },
      views: 0,
      blocks: {},
      refit: {},
      cached: 0,
      run: 14,
      failed: 0,
      saved_fraction: 0.5,
    },
    meta: {
      gridsearch: '',
      node: '',
      engine: 'local',
      jobs: 2,
      worker_deaths: 0,
      dropped_messages: 0,
      cached_fits: 0,
      read_seconds: 0.1,
      search_seconds: 1,
      refit_seconds: 0.2,
      total_seconds: 1.3,
    },
    ...changes,
  };
}
