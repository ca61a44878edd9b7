// What a grid may name: the plug-ins of the program, and those in files of the user's own. The driver and the workers
// know the same.

import type { Registries } from '../contracts/registries.js';
import { ESTIMATORS } from '../estimators/index.js';
import { SCORERS } from '../scorers/index.js';
import { SPLITTERS } from '../splitters/index.js';
import type { ExtensionRef } from './own/index.js';

/** What tasks may name. */
export type TaskPlugins = Pick<Registries, 'estimators' | 'scorers'>;

/** What the program itself brings. */
export const REGISTRIES: Registries = { estimators: ESTIMATORS, scorers: SCORERS, splitters: SPLITTERS };

/** These and those of modules. */
export function withExtensions({ estimators, scorers }: TaskPlugins): Registries {
  if (estimators.size + scorers.size === 0) return REGISTRIES;
  return {
    ...REGISTRIES,
    estimators: new Map([...REGISTRIES.estimators, ...estimators]),
    scorers: new Map([...REGISTRIES.scorers, ...scorers]),
  };
}

/** What a worker knows. @throws EXTENSION_…, also where a file is not the one that the driver read */
export async function workerPlugins(extensions: readonly ExtensionRef[]): Promise<TaskPlugins> {
  if (extensions.length === 0) return REGISTRIES;
  const { collectSlips, loadExtensions } = await import('./own/index.js');
  collectSlips();
  return withExtensions(await loadExtensions(extensions));
}
