// What was asked, with the place of every part of it: a grid file's text, or a value handed in by a program, laid over
// by flags. Everything downstream reads `value` and, where something is wrong, asks `locate` where that stands.

import { GridsearchError, type SourceLocation } from '../base/errors.js';
import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import { INFINITE } from '../contracts/params.js';

/** Keys and list indices from the top of the document down. */
export type GridPath = readonly (string | number)[];

export interface GridDocument {
  /** The file's name as the user gave it. */
  readonly name: string;
  readonly value: JsonObject;
  /** Where the value at `path` (or its key) stands; of a path that does not exist, where its nearest ancestor does. */
  locate(path: GridPath, part?: 'key' | 'value'): SourceLocation;
}

/** A grid handed in as a value: its places are paths. Throws GRID_VALUE where it is not plain JSON. */
export function gridFromValue(value: unknown, name = 'grid'): GridDocument {
  const locate = (path: GridPath): SourceLocation => ({
    file: path.length === 0 ? name : `${name}, ${showPath(path)}`,
  });
  const plain = plainJson(value, [], locate);
  if (!isMap(plain))
    throw new GridsearchError('GRID_TYPE', `a grid is a map; got ${show(plain)}`, {
      where: locate([]),
      help: GRID_EXAMPLE,
    });
  return { name, value: plain, locate };
}

/** What a part of a document is set to, and the flag that says so. */
export interface Setting {
  readonly value: JsonValue;
  readonly origin: SourceLocation;
}

/**
 * The same document with another value at `path`; that part, and all within it, stands at `origin`. Maps on the way are
 * made. Throws GRID_TYPE where something else than a map (or, for a number, a list) is in the way.
 */
export function withValue(document: GridDocument, path: GridPath, { value, origin }: Setting): GridDocument {
  for (const key of path) if (typeof key === 'string') refuseKey(key, origin);
  const locate = (place: GridPath, part?: 'key' | 'value'): SourceLocation => {
    const within = path.every((key, i) => place[i] === key);
    // A map on the way that only this value made stands where the value stands.
    const onTheWay = place.every((key, i) => path[i] === key) && valueAt(document.value, place) === undefined;
    return within || onTheWay ? origin : document.locate(place, part);
  };
  for (let depth = 1; depth < path.length; depth++) {
    const above = valueAt(document.value, path.slice(0, depth));
    if (above === undefined || above === null || isMap(above) || (isList(above) && typeof path[depth] === 'number'))
      continue;
    const message = `${showPath(path.slice(0, depth))}: expected a map; got ${show(above)}`;
    throw new GridsearchError('GRID_TYPE', message, { where: locate(path.slice(0, depth)) });
  }
  return { name: document.name, value: replaced(document.value, path, value) as JsonObject, locate };
}

/** The value at `path`, or undefined where there is none. */
export function valueAt(value: JsonValue, path: GridPath): JsonValue | undefined {
  let here: JsonValue | undefined = value;
  for (const key of path) {
    if (typeof key === 'number') here = isList(here) ? here[key] : undefined;
    else here = isMap(here) && Object.hasOwn(here, key) ? here[key] : undefined;
    if (here === undefined) return undefined;
  }
  return here;
}

/** Whether a value is a list (a JSON array). */
export function isList(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A path in words: `param_grid[0].pca__n_components`. */
export function showPath(path: GridPath): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}

/** A value in an error message: JSON, cut at 60 characters. */
export function show(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Whether JavaScript gives a meaning to a key. */
export function isRefusedKey(key: string): boolean {
  return PROTOTYPE_KEYS.has(key);
}

/**
 * Fails where a key is one that JavaScript gives a meaning to: no grid needs it, and copying it could reach a
 * prototype.
 */
export function refuseKey(key: string, where: SourceLocation): void {
  if (!isRefusedKey(key)) return;
  throw new GridsearchError('GRID_UNKNOWN_KEY', `unknown key ${JSON.stringify(key)}`, {
    where,
    help: 'remove it: no key of a grid has this name',
  });
}

/** Fails where a number cannot be held as JSON holds it; −0 becomes 0. */
export function checkedNumber(value: number, where: SourceLocation): number {
  if (Number.isFinite(value)) return value + 0;
  throw new GridsearchError(
    'GRID_NOT_FINITE',
    `${Number.isNaN(value) ? 'NaN' : 'an infinite number'} is not a value of a grid`,
    { where, help: 'use null for "none", or a number up to 1.7e308' },
  );
}

/** Shown where something that is no grid was given. */
export const GRID_EXAMPLE =
  'a small grid: {"pipeline": ["LogisticRegression"], "param_grid": {"logisticregression__C": [0.1, 1]}}';

/** Deeper nesting than this is an accident or an attack; real grids need ten levels. */
export const MAX_DEPTH = 100;

const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function plainJson(value: unknown, path: GridPath, locate: (path: GridPath) => SourceLocation): JsonValue {
  if (path.length > MAX_DEPTH)
    throw new GridsearchError('GRID_TOO_DEEP', `nested deeper than ${MAX_DEPTH} levels`, { where: locate([]) });
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value === Number.POSITIVE_INFINITY) return INFINITE;
  if (typeof value === 'number') return checkedNumber(value, locate(path));
  if (Array.isArray(value)) return value.map((entry, i) => plainJson(entry, [...path, i], locate));
  if (typeof value !== 'object' || !isPlain(value)) {
    throw new GridsearchError('GRID_VALUE', `${showPath(path) || 'the grid'} is not a JSON value (${typeof value})`, {
      where: locate(path),
    });
  }
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  for (const [key] of entries) refuseKey(key, locate([...path, key]));
  return Object.fromEntries(entries.map(([key, entry]) => [key, plainJson(entry, [...path, key], locate)]));
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function replaced(target: JsonValue | undefined, path: GridPath, value: JsonValue): JsonValue {
  if (path.length === 0) return value;
  const [key, ...rest] = path;
  if (typeof key === 'number' && isList(target))
    return target.map((entry, i) => (i === key ? replaced(entry, rest, value) : entry));
  const map = isMap(target) ? target : {};
  return { ...map, [key]: replaced(Object.hasOwn(map, key) ? map[key as string] : undefined, rest, value) };
}
