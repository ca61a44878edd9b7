// The normalised *what* of a search: plain JSON, every default filled in, every name checked. Made by normalise.ts from
// a grid file and flags; completed by resolve-task.ts once the data say what kind of task it is. It says nothing of
// *how* (no jobs, no engine).

import type { DeclaredKind, Task } from '../base/dataset.js';
import type { JsonObject, JsonValue } from '../base/json.js';
import { readingKeys, type TableReading } from '../base/table-reading.js';
import type { Params } from '../contracts/params.js';
import type { ColumnSelector } from './candidate.js';

/** Which columns mean what; undefined = not said. */
export interface DataSpec extends TableReading {
  readonly target?: string;
  /** Names or globs; empty = not said. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** What columns hold, by name or glob; undefined = nothing is said. */
  readonly types?: Readonly<Record<string, DeclaredKind>>;
  readonly weight?: string;
  readonly group?: string;
  readonly fold?: string;
  readonly id: readonly string[];
}

export interface StepSpec {
  readonly name: string;
  /** Class name, `passthrough`, or `union`. */
  readonly estimator: string;
  /** Complete: defaults are filled in. */
  readonly params: Params;
  /** The branches of a union. */
  readonly branches?: readonly BranchSpec[];
}

/** One branch of a union: the columns that it reads, and its steps (none: they pass through). */
export interface BranchSpec {
  readonly name: string;
  readonly columns: ColumnSelector;
  readonly steps: readonly StepSpec[];
}

/** What a random search draws a value from (scikit-learn and scipy name them so; `randint` excludes its upper end). */
export type Distribution =
  | { readonly uniform: readonly [low: number, high: number] }
  | { readonly loguniform: readonly [low: number, high: number] }
  | { readonly randint: readonly [low: number, high: number] }
  | { readonly normal: readonly [mean: number, deviation: number] };

/** `step__param`, or a step's bare name, → the values to try. Ranges are expanded. */
export type ParamGrid = Readonly<Record<string, readonly JsonValue[]>>;
export type ParamSpace = Readonly<Record<string, readonly JsonValue[] | Distribution>>;

export type SearchMethod = { readonly method: 'grid' } | { readonly method: 'random'; readonly n_iter: number };

export interface CvSpec {
  readonly splitter: string;
  /** Complete: defaults are filled in. */
  readonly params: Params;
}

/** One metric under the name that cv_results_ gives it. */
export interface ScoringSpec {
  readonly name: string;
  readonly scorer: string;
  /** Complete: defaults are filled in. */
  readonly params: Params;
}

export interface Expectation {
  readonly metric: string;
  readonly min?: number;
  readonly max?: number;
}

interface SpecBase {
  readonly data: DataSpec;
  readonly pipeline: readonly StepSpec[];
  /**
   * The grids in file order; a random search over lists has them in `distributions`. At least one ({} is one
   * candidate).
   */
  readonly grids: readonly ParamGrid[];
  /** Of a random search; empty otherwise. */
  readonly distributions: readonly ParamSpace[];
  readonly search: SearchMethod;
  /** Whether results carry scikit-learn's suffixes of several metrics (also where a list or map holds one). */
  readonly multimetric: boolean;
  readonly aggregate: 'mean' | 'rows';
  readonly errorScore: number | 'raise' | null;
  readonly returnTrainScore: boolean;
  readonly randomState: number;
  readonly expect: readonly Expectation[];
}

/** A spec before the data are known: what depends on the kind of task may still be open. */
export interface SpecDraft extends SpecBase {
  readonly task: Task | undefined;
  /** A number of folds is stratified for classification only. */
  readonly cv: CvSpec | number;
  /** Undefined: accuracy, or r2. */
  readonly scoring: readonly ScoringSpec[] | undefined;
  /** True: the first metric. */
  readonly refit: string | boolean;
}

/** The complete what. */
export interface SearchSpec extends SpecBase {
  readonly task: Task;
  readonly cv: CvSpec;
  readonly scoring: readonly ScoringSpec[];
  /** Name of the metric that chooses the model; false: no model. */
  readonly refit: string | false;
}

/** The spec as a grid file says it (the `spec` of the result): read as a grid, it gives the same spec again. */
export function echoSpec(spec: SearchSpec): JsonObject {
  const random = spec.search.method === 'random';
  return {
    data: echoData(spec.data),
    task: spec.task,
    pipeline: spec.pipeline.map(echoStep),
    ...(random
      ? { param_distributions: spec.distributions as readonly JsonObject[] }
      : { param_grid: spec.grids as readonly JsonObject[] }),
    search: { ...spec.search },
    cv: { [spec.cv.splitter]: spec.cv.params },
    scoring: echoScoring(spec),
    refit: spec.refit,
    aggregate: spec.aggregate,
    error_score: spec.errorScore,
    return_train_score: spec.returnTrainScore,
    random_state: spec.randomState,
    expect: Object.fromEntries(spec.expect.map(({ metric, ...bounds }) => [metric, bounds])),
  };
}

function echoStep({ name, estimator, params, branches }: StepSpec): JsonObject {
  if (branches === undefined) return { [name]: estimator === PASSTHROUGH ? PASSTHROUGH : { [estimator]: params } };
  return {
    [name]: {
      [UNION]: branches.map((branch) => ({
        [branch.name]: { columns: branch.columns, steps: branch.steps.map(echoStep) },
      })),
    },
  };
}

/** The word for a step of branches side by side; among the values of a swap, for the union as the pipeline has it. */
export const UNION = 'union';

/** The word for a branch that is left out, and for one as the pipeline has it: values of a swap. */
export const DROP = 'drop';
export const STEPS = 'steps';

/** The word for a step that does nothing. */
export const PASSTHROUGH = 'passthrough';

function echoData({ target, include, exclude, types, weight, group, fold, id, ...reading }: DataSpec): JsonObject {
  const formats = Object.entries(reading.numbers ?? {}).map(([name, number]) => [name, { number: { ...number } }]);
  return {
    ...(target === undefined ? {} : { target }),
    features: { ...(include.length > 0 ? { include } : {}), exclude },
    ...(types === undefined ? {} : { types: { ...types, ...Object.fromEntries(formats) } }),
    ...(weight === undefined ? {} : { weight }),
    ...(group === undefined ? {} : { group }),
    ...(fold === undefined ? {} : { fold }),
    id,
    ...readingKeys(reading),
  };
}

function echoScoring({ multimetric, scoring }: SearchSpec): JsonValue {
  if (!multimetric) return scoring[0].scorer;
  return Object.fromEntries(scoring.map(({ name, scorer, params }) => [name, { [scorer]: params }]));
}
