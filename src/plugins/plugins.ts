// The plug-ins of one search: those of the program, and those that its grid names in files of the user's own.

import { basename, dirname, resolve } from 'node:path';
import { GridsearchError } from '../base/errors.js';
import type { Registries } from '../contracts/registries.js';
import type { GridDocument } from '../grid/grid-document.js';
import type { ModelDocument } from '../results/result-document.js';
import { withExtensions } from './all-plugins.js';
import {
  type ExtensionRef,
  extensionNames,
  extensionRef,
  loadExtensions,
  parseExtensionName,
  tryFirst,
} from './own/index.js';

export interface Plugins {
  readonly registries: Registries;
  /** For workers, which load the same files. */
  readonly extensions: readonly ExtensionRef[];
}

interface Loading {
  /** What paths are relative to. */
  readonly folder: string;
  /** Is given the files before any of them is run; may throw. */
  readonly onFiles?: (files: readonly string[]) => void;
  /** Ends the waiting for a module. */
  readonly signal?: AbortSignal | undefined;
}

/** Loads what a grid names. @throws EXTENSION_… with the place in the grid */
export async function loadPlugins(document: GridDocument, { folder, onFiles, signal }: Loading): Promise<Plugins> {
  const names = extensionNames(document.value);
  const whereOf = (name: string) => {
    const path = names.get(name) ?? [];
    return document.locate(path, path.at(-1) === name ? 'key' : 'value');
  };
  const extensions = [...names.keys()].map((name) => extensionRef(name, folder, whereOf(name)));
  onFiles?.(extensions.map(({ file }) => file));
  if (extensions.length > 0) await tryFirst(extensions, signal);
  return { registries: withExtensions(await loadExtensions(extensions, whereOf, signal)), extensions };
}

/**
 * What a model's steps may name: the program's own, and of the files that are given those that a step names.
 * @param files  of the user's choice: a model is data and never has code run by itself
 * @throws MODEL_EXTENSION where a step needs a file that is not given
 */
export async function modelPlugins(
  document: ModelDocument,
  files: readonly string[],
  model: string,
): Promise<Registries> {
  const extensions = document.steps.flatMap(({ estimator }) => {
    const parsed = typeof estimator === 'string' ? parseExtensionName(estimator) : undefined;
    if (parsed === undefined) return [];
    const file = files.find((path) => basename(path) === basename(parsed.file));
    if (file === undefined) {
      throw new GridsearchError('MODEL_EXTENSION', `the model needs ${estimator}, which is code of its maker's own`, {
        where: { file: model },
        help: `if you trust that file, name it: --extension ${parsed.file}`,
      });
    }
    return [{ ...extensionRef(`${resolve(file)}#${parsed.exported}`, '.', { file: '--extension' }), name: estimator }];
  });
  return withExtensions(await loadExtensions(extensions, () => ({ file: '--extension' })));
}

/** The folder that the paths in a grid start from: the file's own, else the one we are in. */
export function folderOf(grid: unknown): string {
  return typeof grid === 'string' && grid !== '-' ? dirname(grid) : '.';
}
