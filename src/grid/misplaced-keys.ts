// Keys that stand in the wrong place, or are called otherwise elsewhere: what to write in their place.

import { type GridPath, showPath } from './grid-document.js';

/** What to write for a key that is unknown at its place; undefined where nobody knows it. @param shown  its value */
export function misplacedKey(path: GridPath, shown: string): string | undefined {
  const place = showPath(path.slice(0, -1));
  const key = String(path.at(-1));
  return TABLES[place]?.get(key.toLowerCase().replaceAll('-', '_'))?.replace('VALUE', () => shown);
}

type Table = ReadonlyMap<string, string>;

/** @param rows  names with spaces between them, and what is written for them */
function table(rows: readonly (readonly [names: string, write: string])[]): Table {
  return new Map(rows.flatMap(([names, write]) => names.split(' ').map((name) => [name, write] as const)));
}

const DROPPED = 'features: {exclude: VALUE}';
const KEPT = 'features: {include: VALUE}';

const TOP = table([
  ['target label y class response outcome', 'data: {target: VALUE}'],
  ['drop exclude ignore', `data: {${DROPPED}}`],
  ['include features columns', 'data: {features: {include: VALUE}}'],
  ['weight weights sample_weight', 'data: {weight: VALUE}'],
  ['group groups', 'data: {group: VALUE}'],
  ['fold', 'data: {fold: VALUE}'],
  ['id ids', 'data: {id: VALUE}'],
  ['types dtype', 'data: {types: VALUE}'],
  ['na na_values', 'data: {na_values: VALUE}'],
  ['delimiter sep separator', 'data: {delimiter: VALUE}'],
  ['file csv path dataset', 'the data on the command line: gridsearch fit data.csv --grid grid.yaml'],
  ['steps', 'pipeline: VALUE'],
  ['model classifier regressor', 'estimator: VALUE'],
  ['params param parameters hyperparameters grid param_grids parameter_grid search_space', 'param_grid: VALUE'],
  ['distributions', 'param_distributions: VALUE'],
  ['n_iter n_trials', 'search: {method: random, n_iter: VALUE}'],
  ['method strategy', 'search: {method: VALUE}'],
  ['folds n_folds n_splits', 'cv: VALUE'],
  ['metric metrics scorer', 'scoring: VALUE'],
  ['seed', 'random_state: VALUE'],
  ['jobs n_jobs workers cores', 'run: {jobs: VALUE}'],
  ['max_time timeout time_limit', 'run: {max_time: VALUE}'],
  ['task_timeout', 'run: {task_timeout: VALUE}'],
  ['memory_limit memory', 'run: {memory_limit: VALUE}'],
  ['retries', 'run: {retries: VALUE}'],
  ['cache', 'run: {cache: VALUE}'],
  ['fail_under threshold', 'expect: {accuracy: {min: VALUE}}, with the metric that is meant'],
  ['verbose', 'nothing: remove it; on the command line -v tells more'],
  ['pre_dispatch iid', 'nothing: remove it; it has no meaning here'],
]);

const DATA = table([
  ['label y class response outcome', 'target: VALUE'],
  ['drop exclude ignore', DROPPED],
  ['include keep columns usecols', KEPT],
  ['weights sample_weight', 'weight: VALUE'],
  ['groups', 'group: VALUE'],
  ['folds', 'fold: VALUE'],
  ['ids index index_col', 'id: VALUE'],
  ['dtype dtypes type', 'types: VALUE'],
  ['na na_value missing', 'na_values: VALUE'],
  ['sep separator', 'delimiter: VALUE'],
  ['file csv path train', 'the data on the command line: gridsearch fit data.csv --grid grid.yaml'],
]);

const RUN = table([
  ['n_jobs workers cores', 'jobs: VALUE'],
  ['timeout time_limit', 'max_time: VALUE'],
  ['memory', 'memory_limit: VALUE'],
  ['verbose', 'nothing: remove it; on the command line -v tells more'],
]);

const SEARCH = table([
  ['n_trials n_candidates draws', 'n_iter: VALUE'],
  ['random_state seed', 'random_state: VALUE at the top of the file'],
  ['strategy type', 'method: VALUE'],
]);

const FEATURES = table([
  ['drop ignore', 'exclude: VALUE'],
  ['keep use columns', 'include: VALUE'],
]);

const TABLES: Readonly<Record<string, Table>> = {
  '': TOP,
  data: DATA,
  'data.features': FEATURES,
  run: RUN,
  search: SEARCH,
};
