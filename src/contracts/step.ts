// What every step of a pipeline has, whatever its role: name, params, and how its fitted state is written and read.

import type { Task } from '../base/dataset.js';
import type { TaskError, TaskWarning } from '../base/errors.js';
import type { JsonObject, JsonValue } from '../base/json.js';
import type { Matrix } from '../base/matrix.js';
import type { ParamSpecs, Params } from './params.js';

/**
 * Fitted state: plain structure whose leaves are JSON values, Float64Array, Int32Array or Matrix. It must survive the
 * artifact codec.
 */
export interface Fitted {
  readonly [name: string]: FittedValue;
}
export type FittedValue = JsonValue | Float64Array | Int32Array | Matrix | Fitted | readonly FittedValue[];

export type FitOutcome =
  | { readonly ok: true; readonly fitted: Fitted; readonly warnings: readonly TaskWarning[] }
  | { readonly ok: false; readonly error: TaskError };

/** What is known of a step whose fitted state is read from a model document. */
export interface ReadContext {
  readonly params: Params;
  /** Columns of its input. */
  readonly cols: number;
  /** How many class labels the model knows; 0 for a regression. */
  readonly classes: number;
}

/** What every step of a pipeline has. */
export interface StepBase {
  /** scikit-learn's class name, as the grid spells it. */
  readonly name: string;
  /** Raised whenever a fit's arithmetic changes: it is part of every key. */
  readonly version: number;
  /** One line for `explain` and the docs. */
  readonly summary: string;
  readonly params: ParamSpecs;
  /**
   * From complete params (defaults filled in) to canonical ones: aliases become one spelling, params not in force are
   * dropped. Equal canonical params mean equal work. Default: nothing changes.
   */
  readonly canonical?: (params: Params) => Params;
  /** Only for one kind of task (undefined: both). */
  readonly task?: Task;
  /**
   * The kind of task that these params ask for (undefined: both), where it is not the same for all (a score function).
   */
  readonly taskOf?: (params: Params) => Task | undefined;
  /** The fitted state as the model document shows it, for apply params of one candidate. */
  readonly toModel: (fitted: Fitted, params: Params) => JsonObject;
  /** Back from the model document. Checks shapes and finiteness; throws GridsearchError MODEL_… with the JSON path. */
  readonly fromModel: (model: JsonObject, context: ReadContext) => Fitted;
}
