// Params that scikit-learn 1.9 has and we have not, name by name: with which values they change nothing here (then they
// are accepted, and told once), and what to write where they would. What is in neither table nor registry is unknown.
// Checked against inspect.signature: test/grid/signatures.test.ts.

import type { JsonValue } from '../base/json.js';

/** What becomes of a param that only scikit-learn has. */
export interface Elsewhere {
  /** Values that change nothing here; undefined: none does, whatever it is. */
  readonly same: readonly JsonValue[] | undefined;
  /** Why it changes nothing, or what to write instead. */
  readonly why: string;
}

type Rules = Readonly<Record<string, Elsewhere>>;

const idle = (why: string): Elsewhere => ({ same: undefined, why });
const only = (same: readonly JsonValue[], why: string): Elsewhere => ({ same, why });

const COPY: Rules = { copy: idle('data are never changed') };
const COPY_X: Rules = { copy_X: idle('data are never changed') };
const N_JOBS: Rules = { n_jobs: idle('--jobs says how much of the whole search runs at once') };
const VERBOSE: Rules = { verbose: idle('progress is shown for the whole search') };
const UNDRAWN: Rules = { random_state: idle('nothing is drawn') };
const COLD: Rules = { warm_start: only([false], 'every fit starts anew, so that it depends on its candidate alone') };
const POSITIVE: Rules = { positive: only([false], 'coefficients have no bounds here') };
const EXACT_SVD: Rules = {
  ...UNDRAWN,
  tol: idle('components are exact'),
  n_oversamples: idle('components are exact'),
  power_iteration_normalizer: idle('components are exact'),
};
const DESCENT: Rules = {
  ...UNDRAWN,
  ...COPY_X,
  ...COLD,
  ...POSITIVE,
  precompute: idle('the optimum is the same'),
  selection: idle('the optimum is the same'),
};
const EXACT_RIDGE: Rules = {
  ...COPY_X,
  ...UNDRAWN,
  ...POSITIVE,
  max_iter: idle('the line is exact'),
  tol: idle('the line is exact'),
  solver: idle('the line is exact'),
};
const BY_NEWTON: Rules = { ...VERBOSE, ...COLD, solver: idle('the optimum is the same') };
const PRIORS: Rules = { priors: only([null], 'shares of classes are those of the train rows') };
const COUNTS: Rules = {
  force_alpha: only([true], 'alpha is taken as it is, as by default'),
  class_prior: only([null], 'shares of classes are those of the train rows'),
};
const COVARIANCES: Rules = {
  ...PRIORS,
  store_covariance: idle('the model is the same'),
  covariance_estimator: only([null], 'use shrinkage (of LinearDiscriminantAnalysis) or reg_param'),
};
const STOCHASTIC: Rules = {
  ...VERBOSE,
  ...COLD,
  early_stopping: only([false], 'epochs end by tol on the train rows; search max_iter'),
  validation_fraction: idle('there is no early stopping'),
  average: only([false], 'the last weights are the model'),
};
const NEIGHBOURS: Rules = {
  ...N_JOBS,
  algorithm: idle('the neighbours are the same'),
  leaf_size: idle('the neighbours are the same'),
  p: only([2], 'distances are Euclidean'),
  metric: only(['minkowski', 'euclidean', 'l2'], 'distances are Euclidean'),
  metric_params: only([null], 'distances are Euclidean'),
};
const CATEGORIES: Rules = {
  categories: only(['auto'], 'categories are those of the train rows'),
  dtype: only(['float64'], 'numbers are doubles'),
};
const INSIDE: Rules = { estimator: only([null], 'the classifier is the step before it in the pipeline') };

const ESTIMATORS: Readonly<Record<string, Rules>> = {
  StandardScaler: COPY,
  MinMaxScaler: { ...COPY, clip: only([false], 'new rows may lie outside the range') },
  MaxAbsScaler: { ...COPY, clip: only([false], 'new rows may lie outside the range') },
  RobustScaler: COPY,
  QuantileTransformer: {
    ...COPY,
    ...UNDRAWN,
    subsample: idle('ranks are those of all train rows'),
    ignore_implicit_zeros: idle('tables are dense'),
  },
  PowerTransformer: COPY,
  Normalizer: COPY,
  PolynomialFeatures: { order: idle('the order in memory changes no number') },
  OneHotEncoder: {
    ...CATEGORIES,
    sparse_output: idle('the numbers are the same'),
    feature_name_combiner: only(['concat'], 'columns are called column_category'),
  },
  OrdinalEncoder: {
    ...CATEGORIES,
    min_frequency: only([null], 'use OneHotEncoder, which puts rare categories together'),
    max_categories: only([null], 'use OneHotEncoder, which puts rare categories together'),
  },
  SimpleImputer: {
    ...COPY,
    missing_values: only(['nan'], 'missing is an empty cell; data.na_values names other words for it'),
    keep_empty_features: only([false], 'a column without any value is left out'),
  },
  TruncatedSVD: { ...EXACT_SVD, algorithm: idle('components are exact'), n_iter: idle('components are exact') },
  PCA: {
    ...COPY,
    ...EXACT_SVD,
    svd_solver: idle('components are exact'),
    iterated_power: idle('components are exact'),
  },
  LogisticRegression: { ...UNDRAWN, ...VERBOSE, ...COLD, ...N_JOBS, dual: idle('the optimum is the same') },
  LinearRegression: { ...COPY_X, ...N_JOBS, ...POSITIVE, tol: idle('the line is exact') },
  Ridge: EXACT_RIDGE,
  RidgeClassifier: EXACT_RIDGE,
  Lasso: DESCENT,
  ElasticNet: DESCENT,
  LassoLars: {
    ...UNDRAWN,
    ...VERBOSE,
    ...COPY_X,
    ...POSITIVE,
    precompute: idle('the optimum is the same'),
    max_iter: idle('the path is not walked'),
    eps: idle('the path is not walked'),
    fit_path: idle('the path is not walked'),
    jitter: only([null], 'the target is taken as it is'),
  },
  SGDRegressor: STOCHASTIC,
  SGDClassifier: { ...STOCHASTIC, ...N_JOBS },
  KNeighborsClassifier: NEIGHBOURS,
  KNeighborsRegressor: NEIGHBOURS,
  GaussianNB: PRIORS,
  MultinomialNB: COUNTS,
  BernoulliNB: COUNTS,
  ComplementNB: {
    force_alpha: only([true], 'alpha is taken as it is, as by default'),
    fit_prior: idle('shares of classes have no part in it'),
    class_prior: idle('shares of classes have no part in it'),
  },
  LinearDiscriminantAnalysis: { ...COVARIANCES, n_components: idle('it says classes, and transforms nothing') },
  QuadraticDiscriminantAnalysis: {
    ...COVARIANCES,
    solver: only(['svd', 'eigen'], 'use svd or eigen, which are one here'),
    shrinkage: only([null], 'use reg_param'),
  },
  LinearSVC: {
    ...UNDRAWN,
    ...VERBOSE,
    penalty: only(['l2'], 'use LogisticRegression with l1_ratio: 1, or SGDClassifier with penalty: l1'),
    dual: idle('the optimum is the same'),
    multi_class: only(['ovr'], 'classes are told apart one against the rest'),
  },
  LinearSVR: { ...UNDRAWN, ...VERBOSE, dual: idle('the optimum is the same') },
  HuberRegressor: COLD,
  PoissonRegressor: BY_NEWTON,
  GammaRegressor: BY_NEWTON,
  TweedieRegressor: BY_NEWTON,
  SVC: {
    ...UNDRAWN,
    ...VERBOSE,
    shrinking: idle('the optimum is the same'),
    cache_size: idle('the optimum is the same'),
    probability: only([false, 'deprecated'], 'put a step Calibration behind it, as scikit-learn 1.9 advises'),
    decision_function_shape: only(['ovr'], 'decisions are one against the rest'),
    break_ties: only([false], 'of equal votes the first class wins'),
  },
  Calibration: {
    ...INSIDE,
    ...N_JOBS,
    ensemble: only([false], 'one classifier is calibrated on out-of-fold decisions: ensemble=False'),
  },
  DecisionThreshold: {
    ...INSIDE,
    pos_label: only([null], 'the threshold is that of the second class'),
    response_method: only(['auto'], 'it is called response here'),
  },
};

const SPLITTERS: Readonly<Record<string, Rules>> = {
  PredefinedSplit: { test_fold: only([], 'data.fold names a column that holds it') },
};

const LABELS: Rules = { labels: only([null], 'all classes of the target count') };
const AVERAGE: Rules = { average: only([], 'it is part of the name: f1, f1_macro, f1_weighted, f1_micro') };
const OF_LABELS: Rules = { ...LABELS, ...AVERAGE, zero_division: only(['warn', 0], 'a share of nothing is 0') };
const OF_CURVES: Rules = {
  ...LABELS,
  average: only([], 'it is part of the name: roc_auc_ovr, roc_auc_ovr_weighted'),
  multi_class: only([], 'it is part of the name: roc_auc_ovr, roc_auc_ovo'),
  max_fpr: only([null], 'the area is that of the whole curve'),
};
const ONE_TARGET: Rules = { multioutput: only(['uniform_average'], 'there is one target') };
const SHARE: Rules = { normalize: only([true], 'the score is a mean') };
const FINITE: Rules = { force_finite: only([true], 'a constant target has the score 1 or 0') };
const BY_CLASS: Rules = { ...OF_LABELS, pos_label: idle('every class counts') };
const ERRORS = [
  'd2_absolute_error_score neg_mean_squared_error neg_root_mean_squared_error neg_mean_absolute_error',
  'neg_median_absolute_error neg_mean_absolute_percentage_error neg_mean_squared_log_error',
  'neg_root_mean_squared_log_error neg_mean_pinball_loss d2_pinball_score',
].flatMap((line) => line.split(' '));
const LABEL_METRICS = ['f1', 'precision', 'recall', 'fbeta', 'jaccard'];

const METRICS: Readonly<Record<string, Rules>> = {
  ...Object.fromEntries(ERRORS.map((name) => [name, ONE_TARGET])),
  ...Object.fromEntries(LABEL_METRICS.map((name) => [name, OF_LABELS])),
  ...Object.fromEntries(
    LABEL_METRICS.flatMap((name) => ['macro', 'weighted', 'micro'].map((average) => [`${name}_${average}`, BY_CLASS])),
  ),
  ...Object.fromEntries(
    ['', '_ovr', '_ovr_weighted', '_ovo', '_ovo_weighted'].map((kind) => [`roc_auc${kind}`, OF_CURVES]),
  ),
  accuracy: SHARE,
  top_k_accuracy: { ...SHARE, ...LABELS },
  cohen_kappa: { ...LABELS, replace_undefined_by: only(['nan'], 'it is null where it is undefined') },
  average_precision: { average: only(['macro'], 'there are two classes') },
  neg_log_loss: SHARE,
  neg_brier_score: { ...LABELS, pos_label: idle('of two classes either gives the same score') },
  d2_brier_score: { pos_label: idle('of two classes either gives the same score') },
  r2: { ...ONE_TARGET, ...FINITE },
  explained_variance: { ...ONE_TARGET, ...FINITE },
};

const ALL: ReadonlyMap<string, Rules> = new Map(
  [ESTIMATORS, SPLITTERS, METRICS].flatMap((table) => Object.entries(table)),
);

/** What becomes of a param of scikit-learn's that `plugin` lacks here; undefined: there is no such param. */
export function elsewhere(plugin: string, param: string): Elsewhere | undefined {
  const rules = ALL.get(plugin);
  return rules !== undefined && Object.hasOwn(rules, param) ? rules[param] : undefined;
}

/** Whether a value of such a param changes nothing here. */
export function isSameHere({ same }: Elsewhere, value: JsonValue): boolean {
  return same === undefined || same.some((one) => one === value);
}

/** All rules, by plug-in. */
export const PARAMS_ELSEWHERE = ALL;
