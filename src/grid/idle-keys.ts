// Keys of a grid file, beside params of estimators, that a user wrote and that change nothing in this search.

import { isMap, type JsonValue } from '../base/json.js';
import type { Registries } from '../contracts/registries.js';
import { type GridDocument, valueAt } from './grid-document.js';
import type { Idle } from './idle-params.js';
import { elsewhere } from './params-elsewhere.js';
import { isAccepted } from './reading.js';
import type { SearchSpec, StepSpec } from './spec.js';

export interface IdleKeysSearch {
  readonly spec: SearchSpec;
  readonly document: GridDocument;
  readonly registries: Registries;
  readonly targetName: string;
}

/** What each of them is, and why it has no effect. @param candidates  how many there are */
export function idleKeys({ spec, document, registries, targetName }: IdleKeysSearch, candidates: number): Idle[] {
  const { search, cv, data, scoring, pipeline } = spec;
  const splitter = registries.splitters.get(cv.splitter);
  const messages: (string | false)[] = [
    search.method === 'random' &&
      search.n_iter > candidates &&
      `search.n_iter ${search.n_iter} has no effect beyond ${candidates}: there are no more different candidates`,
    !drawsFromSeed(spec, document, splitter?.params !== undefined && Object.hasOwn(splitter.params, 'random_state')) &&
      spec.randomState !== 0 &&
      `random_state has no effect: a ${search.method} search with ${cv.splitter} draws nothing from it (that of an estimator is a param of its own)`,
    data.fold !== undefined &&
      cv.splitter !== 'PredefinedSplit' &&
      `data.fold has no effect: ${cv.splitter} does not read it, PredefinedSplit does`,
    data.types !== undefined &&
      Object.hasOwn(data.types, targetName) &&
      `data.types of ${JSON.stringify(targetName)} has no effect: it is the target; task says how that is read`,
    ...pipeline.map(
      (step) =>
        changesNoScore(step, spec, registries) &&
        `${step.name} changes no score: ${namesOf(scoring)} not read predicted classes`,
    ),
  ];
  const accepted = acceptedIn([document.value], registries);
  return [...messages, ...new Set(accepted)].flatMap((message) =>
    message === false ? [] : [{ code: 'PARAM_IDLE' as const, message }],
  );
}

/** Params of scikit-learn's that were accepted because they change nothing here, wherever a plug-in stands. */
function acceptedIn(values: readonly JsonValue[], registries: Registries): string[] {
  return values.flatMap((value) => {
    if (Array.isArray(value)) return acceptedIn(value, registries);
    if (!isMap(value)) return [];
    const messages = Object.entries(value).flatMap(([name, params]) => {
      const { estimators, splitters, scorers } = registries;
      const plugin = estimators.get(name) ?? splitters.get(name) ?? scorers.get(name);
      if (plugin === undefined || !isMap(params)) return [];
      const accepted = Object.entries(params).filter(([param, entry]) => isAccepted(plugin, param, entry));
      return accepted.map(([param]) => `${param} of ${name} has no effect: ${elsewhere(name, param)?.why}`);
    });
    return [...messages, ...acceptedIn(Object.values(value), registries)];
  });
}

/** Whether the search's own seed decides anything: which candidates are drawn, or the splits. */
function drawsFromSeed({ search, cv, randomState }: SearchSpec, { value }: GridDocument, hasSeed: boolean): boolean {
  if (search.method === 'random') return true;
  const written = valueAt(value, ['cv', cv.splitter, 'random_state']);
  return hasSeed && cv.params.random_state === randomState && (written === undefined || written === null);
}

/** Whether a step changes only what is predicted, and no metric reads that. */
function changesNoScore(
  { estimator: name }: StepSpec,
  { scoring }: SearchSpec,
  { estimators, scorers }: Registries,
): boolean {
  const estimator = estimators.get(name);
  return (
    estimator?.role === 'postprocessor' &&
    estimator.changes === 'codes' &&
    scoring.every(({ scorer }) => scorers.get(scorer)?.reads !== 'codes')
  );
}

function namesOf(scoring: SearchSpec['scoring']): string {
  return `${scoring.map(({ name }) => name).join(', ')} ${scoring.length === 1 ? 'does' : 'do'}`;
}
