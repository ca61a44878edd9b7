// The registry of estimators: one line each.

import type { Estimator } from '../contracts/estimator.js';
import { calibration } from './calibration.js';
import { complementNB } from './complement-nb.js';
import { decisionThreshold } from './decision-threshold.js';
import { bernoulliNB, multinomialNB } from './discrete-naive-bayes.js';
import { dummyClassifier } from './dummy-classifier.js';
import { dummyRegressor } from './dummy-regressor.js';
import { elasticNet, lasso } from './elastic-net.js';
import { gaussianNB } from './gaussian-nb.js';
import { gammaRegressor, poissonRegressor, tweedieRegressor } from './generalised-linear.js';
import { huberRegressor } from './huber-regressor.js';
import { kNeighborsClassifier } from './k-neighbors-classifier.js';
import { kNeighborsRegressor } from './k-neighbors-regressor.js';
import { lassoLars } from './lasso-lars.js';
import { linearDiscriminantAnalysis } from './linear-discriminant-analysis.js';
import { linearRegression } from './linear-regression.js';
import { linearSVC } from './linear-svc.js';
import { linearSVR } from './linear-svr.js';
import { log1p } from './log1p.js';
import { logisticRegression } from './logistic-regression.js';
import { maxAbsScaler } from './max-abs-scaler.js';
import { minMaxScaler } from './min-max-scaler.js';
import { mlLogisticRegression } from './ml-logistic-regression.js';
import { mlPca } from './ml-pca.js';
import { nearestCentroid } from './nearest-centroid.js';
import { normalizer } from './normalizer.js';
import { oneHotEncoder } from './one-hot-encoder.js';
import { ordinalEncoder } from './ordinal-encoder.js';
import { pca } from './pca.js';
import { polynomialFeatures } from './polynomial-features.js';
import { powerTransformer } from './power-transformer.js';
import { quadraticDiscriminantAnalysis } from './quadratic-discriminant-analysis.js';
import { quantileTransformer } from './quantile-transformer.js';
import { ridge } from './ridge.js';
import { ridgeClassifier } from './ridge-classifier.js';
import { robustScaler } from './robust-scaler.js';
import { selectKBest } from './select-k-best.js';
import { selectPercentile } from './select-percentile.js';
import { sgdClassifier, sgdRegressor } from './sgd.js';
import { simpleImputer } from './simple-imputer.js';
import { standardScaler } from './standard-scaler.js';
import { svc } from './svc.js';
import { tableVectorizer } from './table-vectorizer.js';
import { truncatedSvd } from './truncated-svd.js';
import { varianceThreshold } from './variance-threshold.js';

const ALL: readonly Estimator[] = [
  standardScaler,
  minMaxScaler,
  maxAbsScaler,
  log1p,
  robustScaler,
  quantileTransformer,
  powerTransformer,
  normalizer,
  polynomialFeatures,
  varianceThreshold,
  truncatedSvd,
  simpleImputer,
  oneHotEncoder,
  ordinalEncoder,
  tableVectorizer,
  pca,
  selectKBest,
  selectPercentile,
  logisticRegression,
  linearRegression,
  ridge,
  lasso,
  lassoLars,
  elasticNet,
  linearSVR,
  huberRegressor,
  poissonRegressor,
  gammaRegressor,
  tweedieRegressor,
  sgdRegressor,
  dummyRegressor,
  kNeighborsClassifier,
  kNeighborsRegressor,
  gaussianNB,
  multinomialNB,
  bernoulliNB,
  complementNB,
  nearestCentroid,
  ridgeClassifier,
  linearDiscriminantAnalysis,
  quadraticDiscriminantAnalysis,
  linearSVC,
  svc,
  sgdClassifier,
  dummyClassifier,
  mlPca,
  mlLogisticRegression,
  calibration,
  decisionThreshold,
];

/** Every estimator by its name in the grid. */
export const ESTIMATORS: ReadonlyMap<string, Estimator> = new Map(ALL.map((estimator) => [estimator.name, estimator]));
