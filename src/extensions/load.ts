// Loads plug-ins from files of the user's own, in the driver and in each worker. The digest of the file is the plug-in's version, so that
// a changed file is other work; a worker that finds another file than its driver did refuses to start.

import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readRegularFile } from '../base/byte-source.js';
import type { Estimator, Scorer } from '../base/contracts.js';
import { GridsearchError, type Place } from '../base/errors.js';
import { didYouMean } from '../base/suggest.js';
import { checkPlugin } from './check.js';
import { parseExtensionName } from './names.js';

/** A plug-in of the user's own: its name in the grid, and what that means on this machine. Travels to workers as plain JSON. */
export interface ExtensionRef {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly exported: string;
  /** Hex SHA-256 of the file. */
  readonly sha256: string;
}

/** The plug-ins of some refs, by their names in the grid. */
export interface Extensions {
  readonly estimators: ReadonlyMap<string, Estimator>;
  readonly scorers: ReadonlyMap<string, Scorer>;
}

/**
 * What a name means seen from `folder`.
 * @throws EXTENSION_NOT_FOUND where there is no such file
 */
export function extensionRef(name: string, folder: string, where?: Place): ExtensionRef {
  const { file, exported } = parseExtensionName(name) ?? { file: name, exported: 'default' };
  const path = resolve(folder, file);
  return { name, file: path, exported, sha256: digestOf(path, name, where) };
}

/**
 * Loads and checks plug-ins.
 * @param whereOf  where each name stands, for errors
 * @throws EXTENSION_FAILED, EXTENSION_EXPORT, EXTENSION_CONTRACT, EXTENSION_CHANGED
 */
export async function loadExtensions(refs: readonly ExtensionRef[], whereOf: (name: string) => Place | undefined = () => undefined) {
  const estimators = new Map<string, Estimator>();
  const scorers = new Map<string, Scorer>();
  for (const ref of refs) {
    const where = whereOf(ref.name);
    const checked = checkPlugin(await exportOf(ref, where));
    if (checked.kind === 'fault') {
      throw new GridsearchError('EXTENSION_CONTRACT', `${ref.name}: ${checked.why}`, { where, help: 'docs/custom.md shows a whole one' });
    }
    const own = owned(checked.plugin, ref);
    if (checked.kind === 'estimator') estimators.set(ref.name, own as Estimator);
    else scorers.set(ref.name, own as Scorer);
  }
  return { estimators, scorers } satisfies Extensions;
}

/**
 * The plug-in under the grid's name, the file's digest as its version (both are in every key); what it throws outside of a task, where
 * nothing else would catch it, is told as its own fault.
 */
function owned(plugin: object, { name, sha256 }: ExtensionRef): unknown {
  const own: PropertyDescriptorMap = { name: { value: name, enumerable: true }, version: { value: versionOf(sha256), enumerable: true } };
  for (const method of OUTSIDE_OF_TASKS) {
    const given: unknown = (plugin as Readonly<Record<string, unknown>>)[method];
    if (typeof given === 'function') own[method] = { value: guarded(plugin, name, method, given as Method), enumerable: true };
  }
  return Object.create(plugin, own);
}

function guarded(plugin: object, name: string, method: string, given: Method): Method {
  return (...input) => {
    try {
      return Reflect.apply(given, plugin, input);
    } catch (error) {
      if (error instanceof GridsearchError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new GridsearchError('EXTENSION_FAILED', `${name}: ${method} failed: ${why}`, { help: 'it is code of your own', cause: error });
    }
  };
}

type Method = (...input: readonly unknown[]) => unknown;

/** What the plan, the model and the reading of a model call. */
const OUTSIDE_OF_TASKS = [
  'needs',
  'cost',
  'canonical',
  'resolve',
  'taskOf',
  'infeasible',
  'width',
  'outputColumns',
  'predictCost',
  'toModel',
  'fromModel',
];

async function exportOf({ name, file, exported, sha256 }: ExtensionRef, where: Place | undefined): Promise<unknown> {
  if (digestOf(file, name, where) !== sha256) {
    throw new GridsearchError('EXTENSION_CHANGED', `${basename(file)} was changed while the search ran`, {
      where,
      help: 'run the search again',
    });
  }
  let module: Readonly<Record<string, unknown>>;
  try {
    const { importModule } = await import('./import-module.js');
    module = await importModule(pathToFileURL(file).href);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new GridsearchError('EXTENSION_FAILED', `${name} cannot be loaded: ${why}`, {
      where,
      help: `see what  node ${JSON.stringify(file)}  says`,
      cause: error,
    });
  }
  if (Object.hasOwn(module, exported)) return module[exported];
  const names = Object.keys(module);
  throw new GridsearchError('EXTENSION_EXPORT', `${basename(file)} exports nothing that is called ${JSON.stringify(exported)}`, {
    where,
    help: [didYouMean(exported, names), names.length === 0 ? 'it exports nothing' : `it exports ${names.join(', ')}`]
      .filter((line) => line !== undefined)
      .join('\n'),
  });
}

function digestOf(file: string, name: string, where: Place | undefined): string {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readRegularFile(file);
  } catch (error) {
    throw notFound(file, `${name}: there is no such file, or it cannot be read`, where, error);
  }
  if (bytes === undefined) throw notFound(file, `${name}: that is not a file`, where);
  return createHash('sha256').update(bytes).digest('hex');
}

function notFound(file: string, message: string, where: Place | undefined, cause?: unknown): GridsearchError {
  const help = `looked for ${file}; a path is relative to the grid file's folder`;
  return new GridsearchError('EXTENSION_NOT_FOUND', message, { where, help, cause });
}

/** 52 bits of a digest: the most that a whole number holds exactly. */
function versionOf(sha256: string): number {
  return Number.parseInt(sha256.slice(0, 13), 16);
}
