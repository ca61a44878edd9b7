// Registries for the tests of grid/ and strategies/: scikit-learn's names and params, no arithmetic.

import type { Task } from '../../src/base/dataset.js';
import { GridsearchError } from '../../src/base/errors.js';
import type { JsonValue } from '../../src/base/json.js';
import type { Estimator } from '../../src/contracts/estimator.js';
import type { Domain, ParamSpec, Params } from '../../src/contracts/params.js';
import type { Registries } from '../../src/contracts/registries.js';
import type { Scorer } from '../../src/contracts/scorer.js';
import type { Splitter } from '../../src/contracts/splitter.js';

const NULL: Domain = { kind: 'null' };
const COUNT: Domain = { kind: 'number', integer: true, min: 1 };
const POSITIVE: Domain = { kind: 'number', above: 0 };
const BOOLEAN: Domain = { kind: 'boolean' };

function param(value: JsonValue, ...accepts: Domain[]): ParamSpec {
  return { default: value, accepts, about: 'about this param' };
}

function estimator(
  name: string,
  role: Estimator['role'],
  params: Record<string, ParamSpec>,
  more: { canonical?: (params: Params) => Params; task?: Task; folds?: () => number } = {},
): Estimator {
  const fake = {
    name,
    version: 1,
    summary: name,
    role,
    params,
    needs: () => ({ rows: true }),
    cost: () => 1,
    fit: () => [],
    ...more,
  };
  return fake as unknown as Estimator;
}

/** As the real one: `none` and null are one, C is not in force without a penalty, liblinear needs a penalty. */
function canonicalLogistic(params: Params): Params {
  const penalty = params.penalty ?? 'none';
  if (params.solver === 'liblinear' && penalty === 'none') {
    throw new GridsearchError('GRID_PARAM_COMBINATION', 'solver liblinear needs a penalty', {
      help: 'use another solver',
    });
  }
  const { C, ...rest } = params;
  return penalty === 'none' ? { ...rest, penalty } : { C, ...rest, penalty };
}

const ESTIMATORS = [
  estimator('StandardScaler', 'transformer', { with_mean: param(true, BOOLEAN), with_std: param(true, BOOLEAN) }),
  estimator('PCA', 'transformer', {
    n_components: param(null, COUNT, { kind: 'share', key: 'variance', above: 0, max: 1 }, NULL),
    whiten: param(false, BOOLEAN),
  }),
  estimator('SelectKBest', 'transformer', { k: param(10, COUNT, { kind: 'choice', values: ['all'] }) }),
  estimator(
    'LogisticRegression',
    'classifier',
    {
      C: param(1, POSITIVE),
      penalty: param('l2', { kind: 'choice', values: ['l1', 'l2', 'none'] }, NULL),
      solver: param('lbfgs', { kind: 'choice', values: ['lbfgs', 'liblinear'] }),
      max_iter: param(1000, COUNT),
      class_weight: param(null, NULL, { kind: 'choice', values: ['balanced'] }, { kind: 'class-weights' }),
    },
    { canonical: canonicalLogistic },
  ),
  estimator('KNeighborsClassifier', 'classifier', { n_neighbors: param(5, COUNT) }),
  estimator('Ridge', 'regressor', { alpha: param(1, POSITIVE) }),
  estimator('Calibration', 'postprocessor', { cv: param(5, COUNT) }, { task: 'classification', folds: () => 5 }),
  estimator(
    'DecisionThreshold',
    'postprocessor',
    { threshold: param(0.5, { kind: 'number' }) },
    { task: 'classification' },
  ),
];

function scorer(name: string, task: Task, params: Record<string, ParamSpec> = {}): Scorer {
  return { name, version: 1, task, summary: name, params, reads: 'codes', score: () => 0 };
}

const SCORERS = [
  scorer('accuracy', 'classification'),
  scorer('f1', 'classification', { pos_label: param(null, NULL, { kind: 'number' }) }),
  scorer('roc_auc', 'classification'),
  scorer('r2', 'regression'),
];

function splitter(name: string, params: Record<string, ParamSpec>): Splitter {
  return { name, version: 1, summary: name, params, split: () => [] };
}

const FOLDS = param(5, { kind: 'number', integer: true, min: 2 });
const SEED = param(null, NULL, { kind: 'number', integer: true, min: 0 });
const SPLITTERS = [
  splitter('KFold', { n_splits: FOLDS, shuffle: param(false, BOOLEAN), random_state: SEED }),
  splitter('StratifiedKFold', { n_splits: FOLDS, shuffle: param(false, BOOLEAN), random_state: SEED }),
  splitter('ShuffleSplit', { n_splits: FOLDS, random_state: SEED }),
  splitter('PredefinedSplit', {}),
];

function byName<T extends { readonly name: string }>(plugins: readonly T[]): ReadonlyMap<string, T> {
  return new Map(plugins.map((plugin) => [plugin.name, plugin]));
}

export const FAKES: Registries = {
  estimators: byName(ESTIMATORS),
  scorers: byName(SCORERS),
  splitters: byName(SPLITTERS),
};
