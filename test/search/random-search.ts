// Random searches for the law of sharing: pipelines, grids, splitters and data, all from one seed.

import { RandomState } from '../../src/base/random.js';

export interface RandomSearch {
  readonly csv: string;
  readonly grid: { readonly [key: string]: unknown };
}

type Draw = RandomState;

/** The search of a seed. @param steps  the transformers that its pipeline may have */
export function randomSearch(seed: number, steps: readonly string[] = TRANSFORMERS): RandomSearch {
  const random = new RandomState(seed);
  const classes = random.randint(0, 3) === 0 ? 0 : random.randint(2, 5);
  const rows = random.randint(24, 80);
  const cols = random.randint(2, 13);
  return { csv: csvOf(random, rows, cols, classes), grid: gridOf(random, { cols, classes, steps }) };
}

/** The same search with post-steps behind its classifier; undefined for a regression. */
export function withPostprocessors({ csv, grid }: RandomSearch, seed: number): RandomSearch | undefined {
  if (grid.task !== 'classification') return undefined;
  const random = new RandomState(seed);
  const steps: object[] = [];
  const params: Record<string, readonly unknown[]> = {};
  if (random.randint(0, 4) > 0) {
    steps.push({ cal: { Calibration: { cv: random.randint(2, 4) } } });
    if (random.randint(0, 2) === 0) params.cal__method = someOf(random, ['sigmoid', 'isotonic']);
    if (random.randint(0, 2) === 0) params.cal = ['Calibration', 'passthrough'];
  }
  if (steps.length === 0 || random.randint(0, 2) === 0) {
    steps.push({ cut: { DecisionThreshold: { response: oneOf(random, ['auto', 'auto', 'decision_function']) } } });
    params.cut__threshold = someOf(random, [0.1, 0.4, 'auto', 0.8]);
  }
  const { pipeline, param_grid } = grid as { readonly pipeline: readonly object[]; readonly param_grid: object };
  return { csv, grid: { ...grid, pipeline: [...pipeline, ...steps], param_grid: { ...param_grid, ...params } } };
}

/** The same search of rows that have weights, some of them none. */
export function withWeights({ csv, grid }: RandomSearch, seed: number): RandomSearch {
  const random = new RandomState(seed);
  const [header, ...lines] = csv.trimEnd().split('\n');
  const weighed = lines.map((line) => `${oneOf(random, [0, 0.5, 1, 1, 2.25])},${line}`);
  return {
    csv: `${[`w,${header}`, ...weighed].join('\n')}\n`,
    grid: { ...grid, data: { ...(grid.data as object), weight: 'w' } },
  };
}

function oneOf<T>(random: Draw, values: readonly T[]): T {
  return values[random.randint(0, values.length)];
}

/** One to three different values. */
function someOf<T>(random: Draw, values: readonly T[]): T[] {
  const count = Math.min(values.length, random.randint(1, 4));
  return Array.from(random.permutation(values.length).subarray(0, count), (i) => values[i]);
}

/** Columns on very different scales, far from zero, rounded (ties), constant, or equal to one before. */
function csvOf(random: Draw, rows: number, cols: number, classes: number): string {
  const kinds = Array.from({ length: cols }, () =>
    oneOf(random, ['plain', 'plain', 'scaled', 'far', 'rounded', 'constant', 'copy']),
  );
  const lines = [[...kinds.map((_, j) => `x${j}`), 'y'].join(',')];
  for (let i = 0; i < rows; i++) {
    const label = i % Math.max(1, classes);
    const cells: number[] = [];
    kinds.forEach((kind, j) => {
      const value = random.standardNormal() + (j % 2 === 0 ? label : 0);
      if (kind === 'scaled') cells.push(value * 1e4);
      else if (kind === 'far') cells.push(1e6 + value);
      else if (kind === 'rounded') cells.push(Math.round(value));
      else if (kind === 'constant') cells.push(3);
      else cells.push(kind === 'copy' && j > 0 ? cells[j - 1] : value);
    });
    const y = classes > 0 ? `c${label}` : cells[0] * 0.5 + random.standardNormal();
    lines.push([...cells, y].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** Values to search by estimator; among them some that are impossible for small data. */
const VALUES: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  StandardScaler: { with_mean: [true, false] },
  MinMaxScaler: {},
  Log1p: {},
  RobustScaler: {
    with_centering: [true, false],
    quantile_range: [
      [25, 75],
      [10, 80],
    ],
  },
  Normalizer: { norm: ['l1', 'l2', 'max'] },
  PolynomialFeatures: { degree: [1, 2], interaction_only: [true, false] },
  VarianceThreshold: { threshold: [0, 0.5] },
  SelectPercentile: { percentile: [20, 60, 100] },
  TruncatedSVD: { n_components: [1, 2, 3, 9, 40] },
  SimpleImputer: { strategy: ['mean', 'median', 'most_frequent'], add_indicator: [false, true] },
  OneHotEncoder: { max_categories: [2, 4], drop: [null, 'first', 'if_binary'] },
  OrdinalEncoder: { unknown_value: [-1, -2] },
  PCA: { n_components: [1, 2, 3, 6, 9, 50, null, { variance: 0.8 }], whiten: [false, true] },
  SelectKBest: { k: [1, 2, 4, 'all', 40] },
  LogisticRegression: {
    C: [1e-3, 0.1, 1, 30],
    penalty: ['l1', 'l2', 'elasticnet', 'none'],
    l1_ratio: [0.2, 0.9],
    solver: ['lbfgs', 'saga'],
    class_weight: [null, 'balanced'],
  },
  GaussianNB: { var_smoothing: [1e-9, 1e-3] },
  KNeighborsClassifier: { n_neighbors: [1, 3, 7, 70], weights: ['uniform', 'distance'] },
  KNeighborsRegressor: { n_neighbors: [1, 3, 7, 70], weights: ['uniform', 'distance'] },
  Ridge: { alpha: [1e-3, 1, 100] },
  Lasso: { alpha: [1e-3, 0.1, 1] },
  LinearDiscriminantAnalysis: { solver: ['svd', 'lsqr'], tol: [1e-4, 0.1] },
  QuadraticDiscriminantAnalysis: { reg_param: [0, 0.1, 1] },
  MultinomialNB: { alpha: [0, 1, 3], fit_prior: [true, false] },
  BernoulliNB: { alpha: [0.5, 1], binarize: [0, 1, null] },
  DummyClassifier: { strategy: ['prior', 'most_frequent', 'stratified', 'uniform'], random_state: [0, 5] },
  DummyRegressor: { strategy: ['mean', 'median'] },
  LinearSVC: { C: [0.01, 1], loss: ['hinge', 'squared_hinge'] },
  SVC: { C: [0.1, 1, 10], kernel: ['rbf', 'linear'], max_iter: [500] },
  SGDClassifier: { loss: ['hinge', 'log_loss'], alpha: [1e-3, 0.1], max_iter: [20] },
  SGDRegressor: { alpha: [1e-4, 0.1], max_iter: [20] },
  LinearRegression: { fit_intercept: [true, false] },
  ElasticNet: { alpha: [1e-2, 1], l1_ratio: [0.1, 0.5] },
};
/**
 * The same steps with logistic regressions of several C at the end, which are fitted in batches; undefined for a
 * regression.
 */
export function withLogistic({ csv, grid }: RandomSearch): RandomSearch | undefined {
  if (grid.task !== 'classification') return undefined;
  const { pipeline: steps, param_grid } = grid as { readonly pipeline: readonly object[]; readonly param_grid: object };
  const last = `s${steps.length - 1}`;
  const others = Object.entries(param_grid).filter(([name]) => name !== last && !name.startsWith(`${last}__`));
  const pipeline = [...steps.slice(0, -1), { [last]: 'LogisticRegression' }];
  return {
    csv,
    grid: { ...grid, pipeline, param_grid: { ...Object.fromEntries(others), [`${last}__C`]: [0.01, 1, 100] } },
  };
}

/** Steps that are no affine maps, among some that are. */
export const OTHER_STEPS = [
  'union',
  'union',
  'union',
  'Log1p',
  'RobustScaler',
  'Normalizer',
  'PolynomialFeatures',
  'VarianceThreshold',
  'SelectPercentile',
  'TruncatedSVD',
  'SimpleImputer',
  'OneHotEncoder',
  'OrdinalEncoder',
  'StandardScaler',
  'MinMaxScaler',
  'PCA',
  'SelectKBest',
];
const BRANCH_STEPS = ['PCA', 'PCA', 'SelectKBest', 'StandardScaler', 'MinMaxScaler', 'SimpleImputer', 'Log1p'];
const TRANSFORMERS = ['StandardScaler', 'MinMaxScaler', 'PCA', 'SelectKBest'];
const CLASSIFIERS = [
  'LogisticRegression',
  'LogisticRegression',
  'GaussianNB',
  'KNeighborsClassifier',
  'LinearDiscriminantAnalysis',
  'QuadraticDiscriminantAnalysis',
  'MultinomialNB',
  'BernoulliNB',
  'LinearSVC',
  'SVC',
  'SGDClassifier',
  'DummyClassifier',
];
const REGRESSORS = [
  'Ridge',
  'Lasso',
  'ElasticNet',
  'KNeighborsRegressor',
  'LinearRegression',
  'SGDRegressor',
  'DummyRegressor',
];

function gridOf(
  random: Draw,
  { cols, classes, steps }: { cols: number; classes: number; steps: readonly string[] },
): RandomSearch['grid'] {
  const transformers = Array.from({ length: random.randint(0, 4) }, () => oneOf(random, steps));
  const names = [...transformers, oneOf(random, classes > 0 ? CLASSIFIERS : REGRESSORS)];
  const unions = names.map((name, i) => (name === 'union' ? unionOf(random, { classes, named: i === 0 }) : undefined));
  const pipeline = names.map((estimator, i) => ({
    [`s${i}`]: unions[i]?.step ?? { [estimator]: fixed(estimator, classes, random) },
  }));
  const param_grid: Record<string, unknown[]> = {};
  let candidates = 1;
  const search = (name: string, all: readonly unknown[]): void => {
    const values = someOf(random, all);
    if (candidates * values.length > 24) return;
    candidates *= values.length;
    param_grid[name] = values;
  };
  unions.forEach((union, i) => {
    for (const [name, all] of union?.params ?? []) if (random.randint(0, 3) > 0) search(`s${i}__${name}`, all);
  });
  names.forEach((estimator, i) => {
    // A step that is swapped in has its defaults, and SelectKBest's are for classes.
    const swap =
      i < names.length - 1 &&
      random.randint(0, 6) === 0 &&
      (classes > 0 || !estimator.startsWith('Select')) &&
      estimator !== 'union';
    if (swap) param_grid[`s${i}`] = [estimator, 'passthrough'];
    if (swap) candidates *= 2;
    for (const [param, all] of Object.entries(VALUES[estimator] ?? {})) {
      if (random.randint(0, 3) > 0) search(`s${i}__${param}`, all);
    }
  });
  const metrics = classes > 0 ? ['accuracy', 'neg_log_loss'] : ['r2', 'neg_mean_squared_error'];
  return {
    task: classes > 0 ? 'classification' : 'regression',
    pipeline,
    param_grid,
    cv: splitterOf(random, classes),
    scoring: oneOf(random, [metrics[0], metrics]),
    refit: metrics[0],
    return_train_score: random.randint(0, 2) === 0,
    data: cols > 3 && random.randint(0, 4) === 0 ? { features: { exclude: ['x1'] } } : {},
  };
}

/** A union, and what can be searched in it. */
function unionOf(random: Draw, { classes, named }: { classes: number; named: boolean }) {
  const params: [string, readonly unknown[]][] = [];
  const choices = named ? ['all', 'numeric', ['x0'], ['x*'], ['x0', 'x*']] : ['all', 'numeric'];
  const branches = Array.from({ length: random.randint(1, 4) }, (_, b) => {
    const inside = Array.from({ length: random.randint(0, 3) }, () => oneOf(random, BRANCH_STEPS));
    inside.forEach((estimator, i) => {
      for (const [param, all] of Object.entries(VALUES[estimator])) params.push([`b${b}__t${i}__${param}`, all]);
      if (random.randint(0, 4) === 0 && estimator !== 'SelectKBest')
        params.push([`b${b}__t${i}`, [estimator, 'passthrough']]);
    });
    if (b > 0) params.push([`b${b}`, ['steps', 'passthrough', 'drop']]);
    const steps = inside.map((estimator, i) => ({ [`t${i}`]: { [estimator]: fixed(estimator, classes, random) } }));
    return { [`b${b}`]: { columns: oneOf(random, choices), steps } };
  });
  return { step: { union: branches }, params };
}

/** Params outside the grid. Solvers stop early in some searches: what is not converged must be the same too. */
function fixed(estimator: string, classes: number, random: Draw): object {
  if (estimator === 'SelectKBest' || estimator === 'SelectPercentile') {
    return {
      score_func: oneOf(
        random,
        classes > 0 ? ['f_classif', 'mutual_info_classif'] : ['f_regression', 'mutual_info_regression'],
      ),
    };
  }
  if (estimator === 'OneHotEncoder') return { handle_unknown: 'infrequent_if_exist', max_categories: 3 };
  if (estimator === 'OrdinalEncoder') return { handle_unknown: 'use_encoded_value', unknown_value: -1 };
  if (estimator !== 'LogisticRegression') return {};
  return { l1_ratio: 0.4, ...(random.randint(0, 4) === 0 ? { max_iter: random.randint(1, 20) } : {}) };
}

function splitterOf(random: Draw, classes: number): unknown {
  const random_state = random.randint(0, 100);
  const choices: unknown[] = [
    random.randint(2, 5),
    { KFold: { n_splits: random.randint(2, 7), shuffle: true, random_state } },
    { ShuffleSplit: { n_splits: 3, test_size: { fraction: 0.25 }, random_state } },
    { TimeSeriesSplit: { n_splits: 3 } },
  ];
  if (classes > 0) choices.push({ StratifiedKFold: { n_splits: 3, shuffle: true, random_state } });
  return oneOf(random, choices);
}
