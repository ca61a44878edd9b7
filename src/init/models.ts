// The model of a draft: a linear one that is quick and hard to fool, what of it is worth tuning, how it is scored; and
// what else to try.

import type { Draft } from './draft.js';

export interface Model {
  readonly estimator: string;
  readonly about: string;
  /** Lines of param_grid, with a comment each. */
  readonly params: readonly (readonly [text: string, comment: string])[];
  readonly candidates: number;
  /** Grids of other models, each a list of lines. */
  readonly alternatives: readonly (readonly string[])[];
  readonly scoring: readonly string[];
  readonly refit: string;
  /** What else could stand at scoring. */
  readonly others: string;
}

const C = 'model__C: {logspace: [-3, 3, 7]}';
const ALPHA = 'model__alpha: {logspace: [-3, 3, 7]}';

/** The model for a draft. */
export function modelFor(draft: Draft): Model {
  return draft.task === 'regression' ? regressor() : classifier(draft);
}

function regressor(): Model {
  return {
    estimator: 'Ridge',
    about: 'linear, with a penalty on large coefficients',
    params: [[ALPHA, '0.001, 0.01, … 1000: how strong the penalty is']],
    candidates: 7,
    alternatives: [
      ['model: [Ridge]', ALPHA],
      ['model: [Lasso]', 'model__alpha: {logspace: [-3, 1, 5]}'],
      ['model: [KNeighborsRegressor]', 'model__n_neighbors: [2, 5, 10, 20]'],
    ],
    scoring: ['r2'],
    refit: 'r2',
    others: 'or neg_mean_absolute_error, neg_root_mean_squared_error',
  };
}

function classifier(draft: Draft): Model {
  const skew = skewOf(draft);
  const binary = draft.classes.length === 2;
  const weights: Model['params'] =
    skew === undefined
      ? []
      : [['model__class_weight: [null, balanced]', 'balanced: rare classes count as much as frequent ones']];
  return {
    estimator: 'LogisticRegression',
    about: 'linear, and tells probabilities',
    params: [[C, '0.001, 0.01, … 1000: small means a strong penalty'], ...weights],
    candidates: 7 * 2 ** weights.length,
    alternatives: [
      ['model: [LogisticRegression]', C],
      ['model: [LinearSVC]', C],
      ['model: [KNeighborsClassifier]', 'model__n_neighbors: [2, 5, 10, 20]'],
      ['model: [GaussianNB]'],
    ],
    scoring: skew === undefined ? ['accuracy'] : ['balanced_accuracy', binary ? 'roc_auc' : 'f1_macro'],
    refit: skew === undefined ? 'accuracy' : 'balanced_accuracy',
    others: skew ?? (binary ? 'or roc_auc, f1, neg_log_loss' : 'or f1_macro, roc_auc_ovr, neg_log_loss'),
  };
}

/** Why plain accuracy would flatter a model of classes of very different size. */
function skewOf({ classes, rows }: Draft): string | undefined {
  const share = classes[0].rows / rows;
  if (share < SKEWED_SHARE && classes[0].rows < SKEWED_RATIO * classes[classes.length - 1].rows) return undefined;
  return `the largest class has ${Math.round(100 * share)} % of the rows: accuracy alone would flatter`;
}

const SKEWED_SHARE = 0.75;
const SKEWED_RATIO = 5;
