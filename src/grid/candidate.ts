// A candidate: one complete choice of params, as the grid wrote it and as the graph needs it.

import type { JsonObject } from '../base/json.js';
import type { Estimator } from '../contracts/estimator.js';
import type { Params } from '../contracts/params.js';

/**
 * One step of one candidate. Equal (name, estimator, canonical params) are the same object, so that equality is
 * identity.
 */
export interface ResolvedStep {
  readonly name: string;
  /** Undefined: `passthrough`, or a union. */
  readonly estimator: Estimator | undefined;
  /** The branches of a union. */
  readonly union?: readonly ResolvedBranch[];
  /** Canonical params: defaults filled in, aliases resolved, those not in force dropped. */
  readonly params: Params;
}

/** Which columns a branch of a union reads: `all`, those of one kind, or names and globs. */
export type ColumnSelector = string | readonly string[];

/** One branch of a union. Branches that are dropped are not there. */
export interface ResolvedBranch {
  readonly name: string;
  readonly columns: ColumnSelector;
  /** Places of the columns where they are known (in a model); null: all. */
  readonly places?: readonly number[] | null;
  /** None: the columns pass through. */
  readonly steps: readonly ResolvedStep[];
}

export interface Candidate {
  /** Place in the order of scikit-learn's ParameterGrid; also its index in cv_results_. */
  readonly index: number;
  /** As written in the grid: only the keys of its own grid. */
  readonly params: JsonObject;
  readonly steps: readonly ResolvedStep[];
}
