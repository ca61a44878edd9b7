// param_grid and param_distributions of a grid file: every name is a param of some step (or a step, which it swaps),
// every listed value one that its estimator takes. Ranges become lists of numbers.

import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import { nearestName } from '../base/suggest.js';
import type { Estimator } from '../contracts/estimator.js';
import { type GridPath, isList, show } from './grid-document.js';
import { type PipelinePlace, placesOf, splitName } from './places.js';
import { cutCallHelp, wordHelp } from './python-words.js';
import { RANGES } from './range-helpers.js';
import { readDistribution } from './read-distribution.js';
import { checkRole, readStepEstimator } from './read-pipeline.js';
import { checkParam, checkValue, complain, type Plugin, type Reading, type Written } from './reading.js';
import type { GridFile } from './schema.js';
import { type Distribution, DROP, PASSTHROUGH, type ParamSpace, STEPS, type StepSpec, UNION } from './spec.js';

export type ParamKey = 'param_grid' | 'param_distributions';

/** A place of the pipeline in one grid, with every estimator that this grid puts there. */
interface ParamPlace {
  /** Its address. */
  readonly name: string;
  readonly kind: PipelinePlace['kind'];
  readonly estimators: readonly Estimator[];
}

/**
 * The grids of one key in file order, at least one.
 * @throws GRID_UNKNOWN_STEP, GRID_UNKNOWN_PARAM, GRID_PARAM_LIST, GRID_PARAM_VALUE, GRID_RANGE, GRID_SWAP and what
 * readPipeline throws
 */
export function readParams(
  reading: Reading,
  { file, key }: { readonly file: GridFile; readonly key: ParamKey },
  pipeline: readonly StepSpec[],
): ParamSpace[] {
  const value = (file[key] ?? {}) as JsonValue;
  const maps = isList(value) ? value : [value];
  return maps.map((map, i) =>
    readSpace(reading, { map: map as JsonObject, path: isList(value) ? [key, i] : [key] }, pipeline),
  );
}

/** Which of the two keys a document uses. */
export function paramKey(document: JsonObject): ParamKey {
  return document.param_distributions === undefined ? 'param_grid' : 'param_distributions';
}

/** The path of one name of the i-th grid in a document. */
export function paramPath(
  document: JsonObject,
  { key, index }: { readonly key: ParamKey; readonly index: number },
  name: string,
): GridPath {
  return isList(document[key]) ? [key, index, name] : [key, name];
}

function readSpace(
  reading: Reading,
  { map, path }: { readonly map: JsonObject; readonly path: GridPath },
  pipeline: readonly StepSpec[],
): ParamSpace {
  const standing = new Map(
    placesOf(reading.document.value, pipeline, reading.registries).map((place) => [place.address, place]),
  );
  const names = Object.keys(map).map((name) => ({ name, ...splitName(name, standing) }));
  for (const { name, address } of names)
    if (!standing.has(address)) throw unknownStep(reading, { name, path: [...path, name] }, { pipeline, standing });
  const space: Record<string, readonly JsonValue[] | Distribution> = {};
  const swapped = new Map<string, readonly JsonValue[]>();
  for (const { name, param } of names) {
    if (param === undefined) swapped.set(name, readList(reading, map[name], [...path, name]).values);
  }
  const places = new Map(
    [...standing.values()].map((place) => [
      place.address,
      placeOf(reading, place, { swaps: swapped.get(place.address), path: [...path, place.address] }),
    ]),
  );
  for (const { name, address, param } of names) {
    const place = places.get(address) as ParamPlace;
    space[name] =
      param === undefined
        ? (swapped.get(name) ?? [])
        : readValues(reading, {
            name,
            param,
            place,
            value: map[name],
            path: [...path, name],
            swapped: swapped.has(address),
          });
  }
  return space;
}

/** Which estimators stand at a place: those swapped in, else the pipeline's own. */
function placeOf(
  reading: Reading,
  standing: PipelinePlace,
  { swaps = [], path }: { readonly swaps: readonly JsonValue[] | undefined; readonly path: GridPath },
): ParamPlace {
  const { estimators } = reading.registries;
  const { address: name, kind, place, estimator: written } = standing;
  const words = kind === 'union' ? [UNION] : kind === 'branch' ? [DROP, STEPS] : [];
  const named = swaps.flatMap((value, i) => {
    if (words.some((word) => word === value)) return [];
    const { estimator, branches } = readStepEstimator(reading, value, [...path, i]);
    if (branches !== undefined) {
      throw complain(reading, [...path, i], {
        code: 'GRID_PARAM_VALUE',
        message: 'a union is written in the pipeline; a value cannot hold one',
        help: `in the pipeline: {${name}: {union: [...]}}; then swap it: ${name}: [union, passthrough]`,
      });
    }
    checkRole(reading, estimator, { place, path: [...path, i] });
    return [estimator];
  });
  const real = [...new Set(named)].filter((estimator) => estimator !== PASSTHROUGH);
  const names = real.length > 0 ? real : written === undefined ? [] : [written];
  return { name, kind, estimators: names.flatMap((estimator) => estimators.get(estimator) ?? []) };
}

interface ParamValues {
  readonly name: string;
  readonly param: string;
  readonly place: ParamPlace;
  readonly value: JsonValue;
  readonly path: GridPath;
  readonly swapped: boolean;
}

function readValues(
  reading: Reading,
  { name, param, place, value, path, swapped }: ParamValues,
): readonly JsonValue[] | Distribution {
  if (place.estimators.length === 0) {
    const what =
      place.kind === 'step'
        ? `the step ${JSON.stringify(place.name)} is ${PASSTHROUGH}`
        : `${JSON.stringify(place.name)} is a ${place.kind}`;
    throw complain(reading, path, {
      code: 'GRID_UNKNOWN_PARAM',
      message: `${what}: it has no parameter ${JSON.stringify(param)}`,
      part: 'key',
      help: HELP[place.kind].replaceAll('NAME', place.name),
    });
  }
  for (const estimator of place.estimators) {
    if (swapped && place.estimators.length > 1) refuseLacking(reading, estimator, { name, param, place, path });
    checkParam(reading, estimator, { param, path, written: (near) => `${place.name}__${near}` });
  }
  const distribution = readDistribution(reading, value, path);
  if (distribution !== undefined) return distribution;
  const { values, pathOf } = readList(reading, value, path);
  for (const [i, entry] of values.entries()) {
    for (const estimator of place.estimators)
      checkValue(reading, estimator as Plugin, { param, value: entry, path: pathOf(i) });
  }
  return values;
}

/** A param that only some of the swapped-in estimators have belongs in a grid of its own. */
function refuseLacking(
  reading: Reading,
  estimator: Estimator,
  { name, param, place, path }: Pick<ParamValues, 'name' | 'param' | 'place' | 'path'>,
): void {
  if (Object.hasOwn(estimator.params, param)) return;
  const having = place.estimators.filter(({ params }) => Object.hasOwn(params, param));
  if (having.length === 0) return;
  throw complain(reading, path, {
    code: 'GRID_SWAP',
    message: `${estimator.name} has no parameter ${JSON.stringify(param)}, but this grid swaps it in for ${JSON.stringify(place.name)}`,
    part: 'key',
    help: `use a list of grids: one with ${place.name}: [${having.map((other) => other.name).join(', ')}] and ${name}, one with ${place.name}: [${estimator.name}]`,
  });
}

interface ValueList {
  readonly values: readonly JsonValue[];
  /** Where the i-th value stands. */
  readonly pathOf: (i: number) => GridPath;
}

/** Reads a list of values: a list, {choice: list}, or a range. */
function readList(reading: Reading, value: JsonValue, path: GridPath): ValueList {
  if (isList(value)) {
    if (value.length === 0)
      throw complain(reading, path, {
        code: 'GRID_PARAM_LIST',
        message: `${String(path.at(-1))} lists no value`,
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
    if (RANGES.has(word))
      return { values: readRange(reading, word, { value: value[word], path: [...path, word] }), pathOf: () => path };
    if (near !== undefined) {
      throw complain(reading, [...path, word], {
        code: 'GRID_RANGE',
        message: `no range is called ${JSON.stringify(word)}`,
        part: 'key',
        note: `did you mean ${JSON.stringify(near)}?`,
      });
    }
  }
  throw complain(reading, path, {
    code: 'GRID_PARAM_LIST',
    message: `${String(path.at(-1))}: expected a list of values or a range; got ${show(value)}`,
    help: wordHelp(reading.document, path) ?? `write ${String(path.at(-1))}: [${show(value)}]`,
  });
}

function readRange(reading: Reading, word: string, { value, path }: Written): readonly JsonValue[] {
  const helper = RANGES.get(word);
  const numbers =
    isList(value) && value.length === 3 && value.every((entry) => typeof entry === 'number')
      ? (value as readonly number[])
      : undefined;
  const help = `write ${helper?.usage}`;
  if (helper === undefined || numbers === undefined)
    throw complain(reading, path, {
      code: 'GRID_RANGE',
      message: `${word} takes three numbers; got ${show(value)}`,
      help,
    });
  const range = helper.expand(numbers[0], numbers[1], numbers[2]);
  if ('reason' in range)
    throw complain(reading, path, { code: 'GRID_RANGE', message: `${word}: ${range.reason}`, help });
  return range.values.map((entry) => entry + 0);
}

/** What to write of a place that has no params. */
const HELP: Readonly<Record<PipelinePlace['kind'], string>> = {
  step: `swap an estimator in: NAME: [ClassName, ${PASSTHROUGH}]`,
  union:
    'a param of a step in it is written NAME__branch__step__param; it swaps as a whole: NAME: [union, passthrough]',
  branch: 'a param of a step in it is written NAME__step__param; it swaps as a whole: NAME: [steps, passthrough, drop]',
};

interface KnownSteps {
  readonly pipeline: readonly StepSpec[];
  readonly standing: ReadonlyMap<string, PipelinePlace>;
}

function unknownStep(
  reading: Reading,
  { name, path }: { readonly name: string; readonly path: GridPath },
  { pipeline, standing }: KnownSteps,
) {
  const { address, param } = splitName(name, standing);
  const near = nearestName(address, standing.keys());
  const owner = pipeline.find(({ params }) => Object.hasOwn(params, name));
  const suggestion =
    owner !== undefined
      ? `${owner.name}__${name}`
      : near === undefined
        ? undefined
        : param === undefined
          ? near
          : `${near}__${param}`;
  return complain(reading, path, {
    code: 'GRID_UNKNOWN_STEP',
    message: `the pipeline has no step ${JSON.stringify(address)}`,
    part: 'key',
    note: suggestion === undefined ? undefined : `did you mean ${JSON.stringify(suggestion)}?`,
    help:
      cutCallHelp(reading.document, path) ??
      `steps: ${pipeline.map((step) => step.name).join(', ')}; a param is written step__param`,
  });
}
