// The library: the same walk that the command line runs, for programs that import gridsearch.

export type {
  ApplyInput,
  FitInput,
  FitOutcome,
  Fitted,
  InputShape,
  LinearScores,
  Needs,
  PredictInput,
  SayInput,
  ScoreInput,
  TrainTarget,
} from './base/contracts.js';
export type { ColumnInfo, Label } from './base/dataset.js';
export { GridsearchError } from './base/errors.js';
export type { Matrix } from './base/matrix.js';
export type { Domain, ParamSpec, ParamSpecs, Params } from './base/params.js';
export type { Prediction } from './base/prediction.js';
export type { ColumnMap, Statistic } from './base/statistics.js';
export type { OwnPredictor, OwnScorer, OwnTransformer } from './extensions/index.js';
export { loadModel, predictRows, type RowsRequest, scoreRows } from './predict.js';
export type { CvResults, GraphCounts, ModelDocument, ResultDocument } from './results/document.js';
export type { Observer, SearchEvent } from './schedule/events.js';
export { gridSearch, planSearch } from './search.js';
export type { PlanReport, SearchOutcome, SearchRequest, SpecOverrides } from './search-request.js';
