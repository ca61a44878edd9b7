// What every part of the normalisation holds in its hand: the document with its places, and the registries; and how it
// complains.

import { GridsearchError } from '../base/errors.js';
import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import { nearestName } from '../base/suggest.js';
import { INFINITE, type ParamSpecs, type Params, rejectParam, withDefaults } from '../contracts/params.js';
import type { Registries } from '../contracts/registries.js';
import { type GridDocument, type GridPath, show } from './grid-document.js';
import { nameElsewhere } from './names-elsewhere.js';
import { type Elsewhere, elsewhere, isSameHere } from './params-elsewhere.js';
import { wordHelp } from './python-words.js';

export interface Reading {
  readonly document: GridDocument;
  readonly registries: Registries;
}

/** A value of the file, and where it stands. */
export interface Written {
  readonly value: JsonValue;
  readonly path: GridPath;
}

/** What a complaint says. */
export interface Complaint {
  readonly code: string;
  readonly message: string;
  /** Whether the caret stands under the key or the value. */
  readonly part?: 'key' | 'value';
  readonly help?: string;
  /** Beside the caret. */
  readonly note?: string;
}

/** The error for something wrong at `path`. */
export function complain(
  { document }: Pick<Reading, 'document'>,
  path: GridPath,
  { code, message, part = 'value', note, help }: Complaint,
): GridsearchError {
  const place = document.locate(path, part);
  return new GridsearchError(code, message, { where: note === undefined ? place : { ...place, note }, help });
}

/** What is read of an estimator, scorer or splitter here. */
export interface Plugin {
  readonly name: string;
  readonly params: ParamSpecs;
  /** Of an estimator: what it does in a pipeline. */
  readonly role?: string;
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
  readonly noun: 'estimator' | 'splitter' | 'metric';
  /** How a right one is written. */
  readonly example: string;
}

/**
 * Reads `ClassName` or `{ClassName: {param: value}}` at `path`. Throws the kind's code, GRID_TYPE, GRID_UNKNOWN_PARAM
 * or GRID_PARAM_VALUE.
 */
export function readNamed(reading: Reading, kind: Kind, { value, path }: Written): Named {
  if (typeof value === 'string')
    return {
      name: value,
      params: withDefaults(pluginNamed(reading, kind, { name: value, path, part: 'value' }).params, {}),
    };
  const keys = isMap(value) ? Object.keys(value) : [];
  if (keys.length !== 1) {
    const message = `expected one ${kind.noun} with its params; got ${show(value)}`;
    throw complain(reading, path, { code: 'GRID_TYPE', message, help: `write ${kind.example}` });
  }
  const [name] = keys;
  const plugin = pluginNamed(reading, kind, { name, path: [...path, name], part: 'key' });
  const given = (value as JsonObject)[name];
  if (given !== null && !isMap(given)) {
    const message = `the params of ${name} are a map; got ${show(given)}`;
    throw complain(reading, [...path, name], { code: 'GRID_TYPE', message, help: `write ${kind.example}` });
  }
  const params = given ?? {};
  for (const [param, entry] of Object.entries(params)) {
    if (isAccepted(plugin, param, entry)) continue;
    checkParam(reading, plugin, { param, path: [...path, name, param] });
    checkValue(reading, plugin, { param, value: entry, path: [...path, name, param] });
  }
  return { name, params: withDefaults(plugin.params, params) };
}

/** Whether a param that only scikit-learn has changes nothing here, with this value. */
export function isAccepted({ name, params }: Plugin, param: string, value: JsonValue): boolean {
  if (Object.hasOwn(params, param)) return false;
  const rule = elsewhere(name, param);
  return rule !== undefined && isSameHere(rule, value);
}

interface ParamName {
  readonly param: string;
  readonly path: GridPath;
  /** What the file calls a param. */
  readonly written?: (param: string) => string;
}

/** Fails with GRID_UNKNOWN_PARAM where the plug-in has no such param. */
export function checkParam(
  reading: Reading,
  plugin: Plugin,
  { param, path, written = (name) => name }: ParamName,
): void {
  if (Object.hasOwn(plugin.params, param)) return;
  const names = Object.keys(plugin.params);
  const rule = elsewhere(plugin.name, param);
  if (rule !== undefined) throw hasNoSuch(reading, plugin.name, { param, path, rule });
  const near = nearestName(param, names);
  throw complain(reading, path, {
    code: 'GRID_UNKNOWN_PARAM',
    message: `${plugin.name} has no parameter ${JSON.stringify(param)}`,
    part: 'key',
    note: near === undefined ? undefined : `did you mean ${JSON.stringify(written(near))}?`,
    help: names.length === 0 ? `${plugin.name} has no parameters` : `parameters of ${plugin.name}: ${names.join(', ')}`,
  });
}

function hasNoSuch(
  reading: Reading,
  plugin: string,
  { param, path, rule }: ParamName & { readonly rule: Elsewhere },
): GridsearchError {
  const message = `${plugin} has no parameter ${JSON.stringify(param)} here, unlike in scikit-learn`;
  const none = rule.same === undefined ? 'leave it out: ' : '';
  return complain(reading, path, { code: 'GRID_UNKNOWN_PARAM', message, part: 'key', help: `${none}${rule.why}` });
}

/** Fails with GRID_PARAM_VALUE where no data could make the value acceptable. */
export function checkValue(
  reading: Reading,
  plugin: Plugin,
  { param, value, path }: Written & { readonly param: string },
): void {
  const reason = rejectParam(plugin.params[param], value);
  if (reason === undefined) return;
  if (value === INFINITE) {
    throw complain(reading, path, {
      code: 'GRID_NOT_FINITE',
      message: `${param} of ${plugin.name} cannot be an infinite number; ${reason}`,
      help: plugin.params[param].about,
    });
  }
  throw complain(reading, path, {
    code: 'GRID_PARAM_VALUE',
    message: `${param} of ${plugin.name}: ${reason}`,
    help: [wordHelp(reading.document, path), plugin.params[param].about].filter(Boolean).join('\n'),
  });
}

interface PluginName {
  readonly name: string;
  readonly path: GridPath;
  readonly part: 'key' | 'value';
}

function pluginNamed(reading: Reading, kind: Kind, { name, path, part }: PluginName): Plugin {
  const plugin = kind.registry.get(name);
  if (plugin !== undefined) return plugin;
  const answer = nameElsewhere(name, kind, reading.registries);
  const names = [...kind.registry.keys()];
  const list =
    names.length > MANY
      ? `docs/estimators.md lists all ${names.length} ${kind.noun}s`
      : `${kind.noun}s: ${names.join(', ')}`;
  throw complain(reading, path, {
    code: kind.code,
    message: `no ${kind.noun} is called ${JSON.stringify(name)}`,
    part,
    note: answer.near === undefined ? undefined : `did you mean ${JSON.stringify(answer.near)}?`,
    help: answer.help ?? list,
  });
}

/** More names than this are no help on a terminal. */
const MANY = 40;
