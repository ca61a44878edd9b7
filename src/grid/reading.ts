// What every part of the normalisation holds in its hand: the document with its places, and the registries; and how it
// complains.

import { GridsearchError } from '../base/errors.js';
import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import { didYouMean, nearestName } from '../base/suggest.js';
import { INFINITE, type ParamSpecs, type Params, rejectParam, withDefaults } from '../contracts/params.js';
import type { Registries } from '../contracts/registries.js';
import { type GridDocument, type GridPath, show } from './grid-document.js';

export interface Reading {
  readonly document: GridDocument;
  readonly registries: Registries;
}

/** What a complaint says beside its message. */
export interface Complaint {
  /** Whether the caret stands under the key or the value. */
  readonly part?: 'key' | 'value';
  readonly help?: string;
  /** Beside the caret. */
  readonly note?: string;
}

/** The error for something wrong at `path`. */
export function complain(
  { document }: Pick<Reading, 'document'>,
  code: string,
  message: string,
  path: GridPath,
  more: Complaint = {},
): GridsearchError {
  const place = document.locate(path, more.part ?? 'value');
  return new GridsearchError(code, message, {
    where: more.note === undefined ? place : { ...place, note: more.note },
    help: more.help,
  });
}

/** What is read of an estimator, scorer or splitter here. */
export interface Plugin {
  readonly name: string;
  readonly params: ParamSpecs;
}

/** A plug-in as the file names it, with its params checked and complete. */
export interface Named {
  readonly name: string;
  readonly params: Params;
}

/** How a kind of plug-in is looked up and what a wrong name is called. */
export interface Kind {
  readonly registry: ReadonlyMap<string, Plugin>;
  readonly code: string;
  /** "estimator", "splitter", "metric". */
  readonly noun: string;
  /** How a right one is written. */
  readonly example: string;
}

/**
 * Reads `ClassName` or `{ClassName: {param: value}}` at `path`. Throws the kind's code, GRID_TYPE, GRID_UNKNOWN_PARAM
 * or GRID_PARAM_VALUE.
 */
export function readNamed(reading: Reading, kind: Kind, value: JsonValue, path: GridPath): Named {
  if (typeof value === 'string')
    return { name: value, params: withDefaults(known(reading, kind, value, path, 'value').params, {}) };
  const keys = isMap(value) ? Object.keys(value) : [];
  if (keys.length !== 1) {
    const message = `expected one ${kind.noun} with its params; got ${show(value)}`;
    throw complain(reading, 'GRID_TYPE', message, path, { help: `write ${kind.example}` });
  }
  const [name] = keys;
  const plugin = known(reading, kind, name, [...path, name], 'key');
  const given = (value as JsonObject)[name];
  if (given !== null && !isMap(given)) {
    const message = `the params of ${name} are a map; got ${show(given)}`;
    throw complain(reading, 'GRID_TYPE', message, [...path, name], { help: `write ${kind.example}` });
  }
  const params = given ?? {};
  for (const [param, entry] of Object.entries(params)) {
    checkParam(reading, plugin, param, [...path, name, param]);
    checkValue(reading, plugin, { param, value: entry }, [...path, name, param]);
  }
  return { name, params: withDefaults(plugin.params, params) };
}

/** Fails with GRID_UNKNOWN_PARAM where the plug-in has no such param; `written` is what the file calls a param. */
export function checkParam(
  reading: Reading,
  plugin: Plugin,
  param: string,
  path: GridPath,
  written: (param: string) => string = (name) => name,
): void {
  if (Object.hasOwn(plugin.params, param)) return;
  const names = Object.keys(plugin.params);
  const near = nearestName(param, names);
  throw complain(reading, 'GRID_UNKNOWN_PARAM', `${plugin.name} has no parameter ${JSON.stringify(param)}`, path, {
    part: 'key',
    note: near === undefined ? undefined : `did you mean ${JSON.stringify(written(near))}?`,
    help: names.length === 0 ? `${plugin.name} has no parameters` : `parameters of ${plugin.name}: ${names.join(', ')}`,
  });
}

/** Fails with GRID_PARAM_VALUE where no data could make the value acceptable. */
export function checkValue(
  reading: Reading,
  plugin: Plugin,
  { param, value }: { readonly param: string; readonly value: JsonValue },
  path: GridPath,
): void {
  const reason = rejectParam(plugin.params[param], value);
  if (reason === undefined) return;
  if (value === INFINITE) {
    throw complain(
      reading,
      'GRID_NOT_FINITE',
      `${param} of ${plugin.name} cannot be an infinite number; ${reason}`,
      path,
      {
        help: plugin.params[param].about,
      },
    );
  }
  throw complain(reading, 'GRID_PARAM_VALUE', `${param} of ${plugin.name}: ${reason}`, path, {
    help: plugin.params[param].about,
  });
}

function known(reading: Reading, kind: Kind, name: string, path: GridPath, part: 'key' | 'value'): Plugin {
  const plugin = kind.registry.get(name);
  if (plugin !== undefined) return plugin;
  const names = [...kind.registry.keys()];
  throw complain(reading, kind.code, `no ${kind.noun} is called ${JSON.stringify(name)}`, path, {
    part,
    note: didYouMean(name, names),
    help:
      names.length > MANY
        ? `docs/estimators.md lists all ${names.length} ${kind.noun}s`
        : `${kind.noun}s: ${names.join(', ')}`,
  });
}

/** More names than this are no help on a terminal. */
const MANY = 40;
