// The plug-ins that a grid may name, handed in as a value so that tests (and other programs) can bring their own.

import type { Estimator } from './estimator.js';
import type { Scorer } from './scorer.js';
import type { Splitter } from './splitter.js';

/** Estimators by class name, scorers by scikit-learn's scorer name, splitters by class name. */
export interface Registries {
  readonly estimators: ReadonlyMap<string, Estimator>;
  readonly scorers: ReadonlyMap<string, Scorer>;
  readonly splitters: ReadonlyMap<string, Splitter>;
}
