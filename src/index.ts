// The library: the same walk that the command line runs, for programs that import gridsearch.

export { GridsearchError } from './base/errors.js';
export { loadModel, predictRows, type RowsRequest, scoreRows } from './predict.js';
export type { CvResults, GraphCounts, ModelDocument, ResultDocument } from './results/document.js';
export type { Observer, SearchEvent } from './schedule/events.js';
export { gridSearch, planSearch } from './search.js';
export type { PlanReport, SearchOutcome, SearchRequest, SpecOverrides } from './search-request.js';
