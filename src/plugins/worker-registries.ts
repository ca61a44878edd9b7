// The plug-ins a worker knows: those of the program, and those that the grid names in files of the user's own. The
// driver knows the same.

import type { Estimator } from '../contracts/estimator.js';
import type { Scorer } from '../contracts/scorer.js';
import { ESTIMATORS } from '../estimators/index.js';
import { SCORERS } from '../scorers/index.js';
import type { ExtensionRef } from './own/index.js';

/** What tasks may name. */
export interface Plugins {
  readonly estimators: ReadonlyMap<string, Estimator>;
  readonly scorers: ReadonlyMap<string, Scorer>;
}

/** What the program itself brings. */
export const REGISTRIES: Plugins = { estimators: ESTIMATORS, scorers: SCORERS };

/** These and those in files. Throws EXTENSION_…, also where a file is not the one that the driver read. */
export async function registriesWith(extensions: readonly ExtensionRef[]): Promise<Plugins> {
  if (extensions.length === 0) return REGISTRIES;
  const { collectSlips, loadExtensions } = await import('./own/index.js');
  collectSlips();
  const own = await loadExtensions(extensions);
  return {
    estimators: new Map([...REGISTRIES.estimators, ...own.estimators]),
    scorers: new Map([...REGISTRIES.scorers, ...own.scorers]),
  };
}
