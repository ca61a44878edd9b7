// Completes a draft once the data say what kind of task it is: the splitter and metric that depend on it, and the check
// that every estimator and metric is for that kind.

import type { Task } from '../base/dataset.js';
import { isMap } from '../base/json.js';
import { didYouMean } from '../base/suggest.js';
import { withDefaults } from '../contracts/params.js';
import type { Registries } from '../contracts/registries.js';
import type { GridPath } from './grid-document.js';
import type { Normalised } from './normalise.js';
import { placesOf } from './places.js';
import { paramKey, paramPath } from './read-params.js';
import { complain, type Reading } from './reading.js';
import type { CvSpec, ScoringSpec, SearchSpec, SpecDraft } from './spec.js';

/**
 * The complete spec for a task. Throws GRID_TASK where an estimator or metric is for the other kind, GRID_REFIT and
 * GRID_EXPECT where a metric is named that is not measured.
 */
export function resolveTask({ draft, document }: Normalised, task: Task, registries: Registries): SearchSpec {
  const reading: Reading = { document, registries };
  checkEstimators(reading, draft, task);
  const scoring = draft.scoring ?? [defaultMetric(registries, task)];
  checkMetrics(reading, scoring, task);
  const names = scoring.map(({ name }) => name);
  if (typeof draft.refit === 'string' && !names.includes(draft.refit)) {
    const path = isMap(document.value.refit) ? ['refit', 'metric'] : ['refit'];
    throw complain(reading, path, {
      code: 'GRID_REFIT',
      message: `refit names ${JSON.stringify(draft.refit)}, which is not measured`,
      note: didYouMean(draft.refit, names),
      help: `metrics of this search: ${names.join(', ')}`,
    });
  }
  for (const { metric } of draft.expect) {
    if (names.includes(metric)) continue;
    throw complain(reading, ['expect', metric], {
      code: 'GRID_EXPECT',
      message: `expect names ${JSON.stringify(metric)}, which is not measured`,
      part: 'key',
      note: didYouMean(metric, names),
      help: `metrics of this search: ${names.join(', ')}`,
    });
  }
  const cv = typeof draft.cv === 'number' ? foldsOf(registries, task, draft.cv) : draft.cv;
  return { ...draft, task, scoring, cv, refit: draft.refit === true ? names[0] : draft.refit };
}

function checkEstimators(reading: Reading, draft: SpecDraft, task: Task): void {
  const { value } = reading.document;
  const spaces = draft.search.method === 'random' ? draft.distributions : draft.grids;
  for (const { address, estimator, path } of placesOf(value, draft.pipeline, reading.registries)) {
    // A swapped step's own estimator never runs.
    if (estimator !== undefined && !spaces.every((space) => Object.hasOwn(space, address)))
      checkEstimator(reading, { name: estimator, path }, task);
    for (const [g, space] of spaces.entries()) {
      const swaps = Object.hasOwn(space, address) ? (space[address] as readonly (string | object)[]) : [];
      for (const [j, swap] of swaps.entries()) {
        const at = [...paramPath(value, { key: paramKey(value), index: g }, address), j];
        checkEstimator(reading, { name: typeof swap === 'string' ? swap : Object.keys(swap)[0], path: at }, task);
      }
    }
  }
}

function checkEstimator(
  reading: Reading,
  { name, path }: { readonly name: string; readonly path: GridPath },
  task: Task,
): void {
  const { estimators } = reading.registries;
  const kind = (estimator: string): Task | undefined => {
    const found = estimators.get(estimator);
    if (found === undefined) return undefined;
    return found.role === 'classifier' ? 'classification' : found.role === 'regressor' ? 'regression' : found.task;
  };
  if ((kind(name) ?? task) === task) return;
  const role = estimators.get(name)?.role;
  const others = [...estimators.values()].filter(
    (other) =>
      (other.role === 'transformer') === (role === 'transformer') &&
      other.role !== 'postprocessor' &&
      kind(other.name) === task,
  );
  throw complain(reading, path, {
    code: 'GRID_TASK',
    message: `${name} is for ${kind(name)}, but this is ${task}`,
    help: `${role === 'postprocessor' ? 'leave it out' : `for ${task}: ${others.map((other) => other.name).join(', ')}`}; or say task: ${kind(name)} in the grid`,
  });
}

function checkMetrics(reading: Reading, scoring: readonly ScoringSpec[], task: Task): void {
  const { scorers } = reading.registries;
  const written = reading.document.value.scoring;
  for (const [i, { name, scorer }] of scoring.entries()) {
    const kind = scorers.get(scorer)?.task;
    if (kind === undefined || kind === task) continue;
    const path = ['scoring', ...(typeof written === 'string' ? [] : isMap(written) ? [name] : [i])];
    const others = [...scorers.values()].filter((other) => other.task === task).map((other) => other.name);
    throw complain(reading, path, {
      code: 'GRID_TASK',
      message: `${scorer} measures ${kind}, but this is ${task}`,
      help: `metrics for ${task}: ${others.join(', ')}`,
    });
  }
}

function defaultMetric({ scorers }: Registries, task: Task): ScoringSpec {
  const name = task === 'classification' ? 'accuracy' : 'r2';
  return { name, scorer: name, params: withDefaults(scorers.get(name)?.params ?? {}, {}) };
}

function foldsOf({ splitters }: Registries, task: Task, folds: number): CvSpec {
  const splitter = task === 'classification' ? 'StratifiedKFold' : 'KFold';
  return { splitter, params: withDefaults(splitters.get(splitter)?.params ?? {}, { n_splits: folds }) };
}
