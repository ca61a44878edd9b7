// The library: the same walk that the command line runs, for programs that import gridsearch.

export type { ColumnInfo, Label, TrainTarget } from './base/dataset.js';
export { GridsearchError } from './base/errors.js';
export type { Matrix } from './base/matrix.js';
export type { ColumnMap, Statistic } from './base/statistics.js';
export type {
  ApplyInput,
  FitInput,
  FromScoresInput,
  InputShape,
  LinearScores,
  Needs,
  PredictInput,
} from './contracts/fitter.js';
export type { Kernels } from './contracts/kernels.js';
export type { Domain, ParamSpec, ParamSpecs, Params } from './contracts/params.js';
export type { Prediction } from './contracts/prediction.js';
export type { ScoreInput } from './contracts/scorer.js';
export type { FitOutcome, Fitted } from './contracts/step.js';
export { loadModel, predictRows, scoreRows } from './model/predict-rows.js';
export type { RowsRequest } from './model/read-rows.js';
export type { OwnPredictor, OwnScorer, OwnTransformer } from './plugins/own/index.js';
export type { PlanReport, SearchOutcome, SearchPreview, SearchRequest, SpecOverrides } from './request.js';
export type { CvResults, GraphCounts, ModelDocument, ResultDocument } from './results/result-document.js';
export type { Observer, SearchEvent } from './schedule/events.js';
export { gridSearch } from './search/grid-search.js';
export { planSearch } from './search/plan-search.js';
