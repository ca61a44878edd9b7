// The result document that `fit` writes as types. Keys ending in _ and all of cv_results_ mean
// what scikit-learn's manual says.

import type { JsonObject, JsonValue } from '../base/json.js';
import type { PlanCounts } from '../graph/describe/report.js';

export type Status = 'complete' | 'partial' | 'failed';

/** One column per key, one entry per candidate. */
export type CvResults = { readonly params: readonly JsonObject[] } & {
  readonly [column: string]: readonly JsonValue[];
};

export interface CandidateIssue {
  readonly candidate: number;
  /** Split index, or null where it is the refit's. */
  readonly split: number | null;
  readonly code: string;
  readonly message: string;
}

/** Of the search as a whole: what is written in the grid and has no effect. */
export interface SearchWarning {
  readonly candidate: null;
  readonly split: null;
  readonly code: string;
  readonly message: string;
}

/** A condition on the best candidate that CI may gate on. */
export interface Gate {
  /** As the user wrote it: `accuracy >= 0.85`. */
  readonly expression: string;
  readonly actual: number | null;
  readonly passed: boolean;
}

/** How many tasks were asked for and how many were left after sharing; see `plan`. */
export interface GraphCounts extends PlanCounts {
  /** Tasks that need not run, as an earlier search left what they make. */
  readonly cached: number;
  readonly run: number;
  readonly failed: number;
}

export interface ModelDocument {
  readonly format: 'gridsearch-model';
  readonly format_version: 1;
  readonly task: 'classification' | 'regression';
  readonly classes_?: readonly (number | string)[];
  readonly n_features_in_: number;
  readonly feature_names_in_: readonly string[];
  /** The features that are not plain numbers; absent where all are. */
  readonly columns_?: readonly CodedColumn[];
  readonly target: string;
  /** How the cells of the table were read, where that is not the usual way; new rows are read likewise. */
  readonly data?: ModelReading;
  /** The column whose weights the rows of the fit had; absent where all weighed the same. */
  readonly weight?: string;
  readonly steps: readonly ModelStep[];
  readonly trained: Trained & {
    /** Of the document without this entry: tells a damaged copy. Optional on reading. */
    readonly sha256?: string;
  };
}

export interface ModelReading {
  /** Cells without a value, besides the usual; or, after `only`, these alone. */
  readonly na_values?: readonly string[] | { readonly only: readonly string[] };
  /** One character, or `whitespace`. */
  readonly delimiter?: string;
  /** False: the first line is a row. */
  readonly header?: boolean;
  /** Lines that begin with it are skipped. */
  readonly comment?: string;
  readonly skip_rows?: number;
  readonly skip_footer?: number;
  /** How numbers are written. */
  readonly decimal?: string;
  readonly thousands?: string;
  /** Columns whose numbers are written in a way of their own, by name or glob. */
  readonly numbers?: { readonly [column: string]: ModelNumberFormat };
  /** Columns whose cells are text as they stand, numbers among them. */
  readonly text?: readonly string[];
  /** Rows without a target are left out. */
  readonly drop_missing_target?: boolean;
}

export interface ModelNumberFormat {
  readonly decimal?: string;
  readonly thousands?: string;
  readonly prefix?: string;
  readonly suffix?: string;
}

/** A feature that the model reads as truth values (1 and 0) or as codes: places in its dictionary. */
export interface CodedColumn {
  readonly name: string;
  readonly kind: 'boolean' | 'categorical';
  /** The categories by code; empty for truth values. A category that it lacks has the code behind its end. */
  readonly dictionary: readonly string[];
}

export interface Trained {
  readonly gridsearch: string;
  readonly rows: number;
  readonly data_sha256: string;
  readonly params: JsonObject;
}

export type ModelStep = { readonly name: string; readonly estimator: string; readonly params: JsonObject } & JsonObject;

export interface ResultMeta {
  readonly gridsearch: string;
  readonly node: string;
  readonly engine: string;
  readonly jobs: number;
  readonly worker_deaths: number;
  /** Messages of workers that were no answer to a task that was waited for: they count for nothing. */
  readonly dropped_messages: number;
  /** What `--verify` found: results computed again with nothing shared, and how many were equal to the last bit. */
  readonly verified?: { readonly equal: number; readonly of: number };
  /** Fits whose scores, or predictions, were there from an earlier search. */
  readonly cached_fits: number;
  readonly read_seconds: number;
  readonly search_seconds: number;
  readonly refit_seconds: number;
  readonly total_seconds: number;
}

export interface ResultDocument {
  readonly format: 'gridsearch-result';
  readonly format_version: 1;
  readonly status: Status;
  readonly best_score_?: number | null;
  readonly best_params_?: JsonObject | null;
  readonly best_index_?: number | null;
  readonly n_splits_: number;
  readonly refit_time_?: number;
  readonly multimetric_: boolean;
  readonly classes_?: readonly (number | string)[];
  readonly n_features_in_: number;
  readonly feature_names_in_: readonly string[];
  readonly cv_results_: CvResults;
  readonly best_estimator_?: ModelDocument;
  readonly scoring: JsonValue;
  readonly refit: JsonValue;
  readonly spec: JsonObject;
  readonly gates: readonly Gate[];
  readonly dropped: readonly JsonValue[];
  /** Those of the whole search first, then by candidate and split. */
  readonly warnings: readonly (SearchWarning | CandidateIssue)[];
  readonly errors: readonly CandidateIssue[];
  readonly data: {
    readonly rows: number;
    readonly columns: number;
    readonly sha256: string;
    readonly class_counts?: Readonly<Record<string, number>>;
  };
  readonly graph: GraphCounts;
  readonly meta: ResultMeta;
}
