// How candidates are measured: cv, scoring, refit and expect of a grid file, checked against the registries.

import type { JsonObject, JsonValue } from '../base/json.js';
import { isList } from './grid-document.js';
import { complain, type Kind, type Reading, readNamed } from './reading.js';
import type { GridFile } from './schema.js';
import type { CvSpec, Expectation, ScoringSpec, SpecDraft } from './spec.js';

/**
 * A splitter, or a number of folds whose splitter depends on the kind of task. Throws GRID_UNKNOWN_SPLITTER and what
 * readNamed throws.
 */
export function readCv(reading: Reading, file: GridFile, randomState: number): CvSpec | number {
  const cv = (file.cv ?? (file.data?.fold === undefined ? DEFAULT_FOLDS : FOLD_COLUMN)) as JsonValue;
  if (typeof cv === 'number') return cv;
  const kind: Kind = {
    registry: reading.registries.splitters,
    code: 'GRID_UNKNOWN_SPLITTER',
    noun: 'splitter',
    example: 'cv: {KFold: {n_splits: 5}}',
  };
  const { name, params } = readNamed(reading, kind, { value: cv, path: ['cv'] });
  // A splitter that draws, and says no seed of its own, draws from the search's: a search can always be repeated.
  const seeded = Object.hasOwn(params, 'random_state') && params.random_state === null && params.shuffle !== false;
  return { splitter: name, params: seeded ? { ...params, random_state: randomState } : params };
}

/**
 * The metrics in order, and whether scikit-learn would call it multimetric. Throws GRID_UNKNOWN_SCORER and what
 * readNamed throws.
 */
export function readScoring(reading: Reading, file: GridFile): Pick<SpecDraft, 'scoring' | 'multimetric'> {
  const scoring = file.scoring as JsonValue | undefined;
  if (scoring === undefined) return { scoring: undefined, multimetric: false };
  const kind: Kind = {
    registry: reading.registries.scorers,
    code: 'GRID_UNKNOWN_SCORER',
    noun: 'metric',
    example: 'scoring: {name: metric} or {name: {metric: {param: value}}}',
  };
  const entries: (readonly [name: string, value: JsonValue, key: string | number | undefined])[] =
    typeof scoring === 'string' && isSeveral(scoring, kind)
      ? scoring.split(',').map((part) => [part.trim(), part.trim(), undefined] as const)
      : typeof scoring === 'string'
        ? [[scoring, scoring, undefined]]
        : isList(scoring)
          ? scoring.map((value, i) => [String(value), value, i] as const)
          : Object.entries(scoring as JsonObject).map(([name, value]) => [name, value, name] as const);
  const specs: ScoringSpec[] = [];
  for (const [name, value, key] of entries) {
    const path = key === undefined ? ['scoring'] : ['scoring', key];
    const { name: scorer, params } = readNamed(reading, kind, { value, path });
    if (specs.some((spec) => spec.name === name)) {
      throw complain(reading, path, {
        code: 'GRID_CONFLICT',
        message: `the metric ${JSON.stringify(name)} stands here twice`,
        help: 'keep one of them',
      });
    }
    specs.push({ name, scorer, params });
  }
  return { scoring: specs, multimetric: typeof scoring !== 'string' || isSeveral(scoring, kind) };
}

/** `scoring: accuracy, f1`: the name of a metric holds no comma. */
function isSeveral(scoring: string, { registry }: Kind): boolean {
  return scoring.includes(',') && !registry.has(scoring);
}

/** A metric's name, or true for the first one, or false. */
export function readRefit({ refit = true }: GridFile): string | boolean {
  return typeof refit === 'object' ? refit.metric : refit;
}

/** The gates in file order. */
export function readExpect({ expect = {} }: GridFile): Expectation[] {
  return Object.entries(expect).map(([metric, { min, max }]) => ({
    metric,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  }));
}

/** scikit-learn's default. */
const DEFAULT_FOLDS = 5;

/** The splitter of a table that brings its own folds. */
const FOLD_COLUMN = 'PredefinedSplit';
