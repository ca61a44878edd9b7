// param_grid and param_distributions of a grid file: every name is a param of some step (or a step, which it swaps), every listed
// value one that its estimator takes. Ranges become lists of numbers.

import type { Estimator } from '../base/contracts.js';
import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import { nearestName } from '../base/suggest.js';
import { type GridPath, isList, show } from './document.js';
import { RANGES } from './ranges.js';
import { readDistribution } from './read-distribution.js';
import { checkRole, readStepEstimator } from './read-pipeline.js';
import { checkParam, checkValue, complain, type Plugin, type Reading } from './reading.js';
import type { GridFile } from './schema.js';
import { type Distribution, PASSTHROUGH, type ParamSpace, type StepSpec } from './spec.js';

export type ParamKey = 'param_grid' | 'param_distributions';

/** A step of the pipeline in one grid, with every estimator that this grid puts there. */
interface Place {
  readonly name: string;
  readonly last: boolean;
  readonly estimators: readonly Estimator[];
}

/**
 * The grids of one key in file order, at least one.
 * @throws GRID_UNKNOWN_STEP, GRID_UNKNOWN_PARAM, GRID_PARAM_LIST, GRID_PARAM_VALUE, GRID_RANGE, GRID_SWAP and what readPipeline throws
 */
export function readParams(reading: Reading, file: GridFile, key: ParamKey, pipeline: readonly StepSpec[]): ParamSpace[] {
  const value = (file[key] ?? {}) as JsonValue;
  const maps = isList(value) ? value : [value];
  return maps.map((map, i) => readSpace(reading, map as JsonObject, isList(value) ? [key, i] : [key], pipeline));
}

/** Which of the two keys a document uses. */
export function paramKey(document: JsonObject): ParamKey {
  return document.param_distributions === undefined ? 'param_grid' : 'param_distributions';
}

/** The path of one name of the i-th grid in a document. */
export function paramPath(document: JsonObject, key: ParamKey, index: number, name: string): GridPath {
  return isList(document[key]) ? [key, index, name] : [key, name];
}

/** Takes `step__param` apart; a bare step name has no param. */
export function splitName(name: string): { readonly step: string; readonly param: string | undefined } {
  const at = name.indexOf('__');
  return at < 0 ? { step: name, param: undefined } : { step: name.slice(0, at), param: name.slice(at + 2) };
}

function readSpace(reading: Reading, map: JsonObject, path: GridPath, pipeline: readonly StepSpec[]): ParamSpace {
  const names = Object.keys(map);
  for (const name of names)
    if (!pipeline.some((step) => step.name === splitName(name).step)) throw unknownStep(reading, name, [...path, name], pipeline);
  const space: Record<string, readonly JsonValue[] | Distribution> = {};
  const swapped = new Map<string, readonly JsonValue[]>();
  for (const name of names.filter((candidate) => splitName(candidate).param === undefined)) {
    const values = readList(reading, map[name], [...path, name]);
    swapped.set(name, values.values);
  }
  const places = pipeline.map((step, i) =>
    placeOf(reading, step, { last: i === pipeline.length - 1, swapped: swapped.get(step.name), path: [...path, step.name] }),
  );
  for (const name of names) {
    const { step, param } = splitName(name);
    const place = places.find((candidate) => candidate.name === step) as Place;
    space[name] =
      param === undefined
        ? (swapped.get(name) ?? [])
        : readValues(reading, { name, param, place, value: map[name], path: [...path, name], swapped: swapped.has(step) });
  }
  return space;
}

/** Which estimators stand at a step: those swapped in, else the pipeline's own. */
function placeOf(
  reading: Reading,
  step: StepSpec,
  { last, swapped, path }: { last: boolean; swapped: readonly JsonValue[] | undefined; path: GridPath },
): Place {
  const { estimators } = reading.registries;
  const named = (swapped ?? []).map((value, i) => {
    const { estimator } = readStepEstimator(reading, value, [...path, i]);
    checkRole(reading, estimator, { last, path: [...path, i] });
    return estimator;
  });
  const real = [...new Set(named)].filter((name) => name !== PASSTHROUGH);
  const names = real.length > 0 ? real : [step.estimator];
  return { name: step.name, last, estimators: names.flatMap((name) => estimators.get(name) ?? []) };
}

interface Asked {
  readonly name: string;
  readonly param: string;
  readonly place: Place;
  readonly value: JsonValue;
  readonly path: GridPath;
  readonly swapped: boolean;
}

function readValues(reading: Reading, { name, param, place, value, path, swapped }: Asked): readonly JsonValue[] | Distribution {
  if (place.estimators.length === 0) {
    const message = `the step ${JSON.stringify(place.name)} is ${PASSTHROUGH}: it has no parameter ${JSON.stringify(param)}`;
    throw complain(reading, 'GRID_UNKNOWN_PARAM', message, path, {
      part: 'key',
      help: `swap an estimator in: ${place.name}: [ClassName, ${PASSTHROUGH}]`,
    });
  }
  for (const estimator of place.estimators) {
    if (swapped && place.estimators.length > 1) refuseLacking(reading, estimator, { name, param, place, path });
    checkParam(reading, estimator, param, path, (near) => `${place.name}__${near}`);
  }
  const distribution = readDistribution(reading, value, path);
  if (distribution !== undefined) return distribution;
  const { values, pathOf } = readList(reading, value, path);
  for (const [i, entry] of values.entries()) {
    for (const estimator of place.estimators) checkValue(reading, estimator as Plugin, { param, value: entry }, pathOf(i));
  }
  return values;
}

/** A param that only some of the swapped-in estimators have belongs in a grid of its own. */
function refuseLacking(
  reading: Reading,
  estimator: Estimator,
  { name, param, place, path }: Pick<Asked, 'name' | 'param' | 'place' | 'path'>,
): void {
  if (Object.hasOwn(estimator.params, param)) return;
  const having = place.estimators.filter(({ params }) => Object.hasOwn(params, param));
  if (having.length === 0) return;
  throw complain(
    reading,
    'GRID_SWAP',
    `${estimator.name} has no parameter ${JSON.stringify(param)}, but this grid swaps it in for ${JSON.stringify(place.name)}`,
    path,
    {
      part: 'key',
      help: `use a list of grids: one with ${place.name}: [${having.map((other) => other.name).join(', ')}] and ${name}, one with ${place.name}: [${estimator.name}]`,
    },
  );
}

interface List {
  readonly values: readonly JsonValue[];
  /** Where the i-th value stands. */
  readonly pathOf: (i: number) => GridPath;
}

/** Reads a list of values: a list, {choice: list}, or a range. */
function readList(reading: Reading, value: JsonValue, path: GridPath): List {
  if (isList(value)) {
    if (value.length === 0)
      throw complain(reading, 'GRID_PARAM_LIST', `${String(path.at(-1))} lists no value`, path, {
        help: 'give at least one, or remove the line',
      });
    return { values: value, pathOf: (i) => [...path, i] };
  }
  const keys = isMap(value) ? Object.keys(value) : [];
  if (isMap(value) && keys.length === 1) {
    const [word] = keys;
    if (word === 'choice') return readList(reading, value.choice, [...path, word]);
    // {variance: 0.9} is a value that lacks its list; only {word: [...]} can be a misspelt range.
    const near = isList(value[word]) ? nearestName(word, RANGES.keys()) : undefined;
    if (RANGES.has(word)) return { values: readRange(reading, word, value[word], [...path, word]), pathOf: () => path };
    if (near !== undefined) {
      throw complain(reading, 'GRID_RANGE', `no range is called ${JSON.stringify(word)}`, [...path, word], {
        part: 'key',
        note: `did you mean ${JSON.stringify(near)}?`,
      });
    }
  }
  throw complain(reading, 'GRID_PARAM_LIST', `${String(path.at(-1))}: expected a list of values or a range; got ${show(value)}`, path, {
    help: `write ${String(path.at(-1))}: [${show(value)}]`,
  });
}

function readRange(reading: Reading, word: string, value: JsonValue, path: GridPath): readonly JsonValue[] {
  const helper = RANGES.get(word);
  const numbers =
    isList(value) && value.length === 3 && value.every((entry) => typeof entry === 'number') ? (value as readonly number[]) : undefined;
  const help = `write ${helper?.usage}`;
  if (helper === undefined || numbers === undefined)
    throw complain(reading, 'GRID_RANGE', `${word} takes three numbers; got ${show(value)}`, path, { help });
  const range = helper.expand(numbers[0], numbers[1], numbers[2]);
  if ('reason' in range) throw complain(reading, 'GRID_RANGE', `${word}: ${range.reason}`, path, { help });
  return range.values.map((entry) => entry + 0);
}

function unknownStep(reading: Reading, name: string, path: GridPath, pipeline: readonly StepSpec[]) {
  const { step, param } = splitName(name);
  const steps = pipeline.map((entry) => entry.name);
  const near = nearestName(step, steps);
  const owner = pipeline.find(({ params }) => Object.hasOwn(params, name));
  const suggestion =
    owner !== undefined ? `${owner.name}__${name}` : near === undefined ? undefined : param === undefined ? near : `${near}__${param}`;
  return complain(reading, 'GRID_UNKNOWN_STEP', `the pipeline has no step ${JSON.stringify(step)}`, path, {
    part: 'key',
    note: suggestion === undefined ? undefined : `did you mean ${JSON.stringify(suggestion)}?`,
    help: `steps: ${steps.join(', ')}; a param is written step__param`,
  });
}
