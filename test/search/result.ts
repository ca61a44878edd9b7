// What of a result document must not depend on how it was computed.

import type { JsonObject } from '../../src/base/json.js';

/** The document without meta, times, and what was run or cached; without the graph too where sharing itself differs. */
export function comparable(text: string, options: { readonly graph?: boolean } = {}): string {
  const {
    meta: _meta,
    refit_time_: _time,
    graph,
    cv_results_,
    ...rest
  } = JSON.parse(text) as Record<string, JsonObject>;
  const { cached: _cached, run: _run, ...counts } = graph;
  const scores = Object.fromEntries(Object.entries(cv_results_).filter(([column]) => !column.endsWith('_time')));
  return JSON.stringify({ ...rest, cv_results_: scores, ...(options.graph === false ? {} : { graph: counts }) });
}
