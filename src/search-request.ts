// What a search is asked and what it answers: the types between cli/ (or a program that imports gridsearch) and the walk in search.ts.

import type { JsonObject } from './base/json.js';
import type { SpecOverrides } from './grid/overrides.js';
import type { GraphCounts, ResultDocument } from './results/document.js';
import type { Observer } from './schedule/events.js';

export type { SpecOverrides };

export interface SearchRequest {
  /** Path of a CSV file, or `-` for standard input. */
  readonly data: string;
  /** Path of a YAML or JSON grid file, `-` for standard input, or the grid itself as a value. */
  readonly grid: string | JsonObject;
  readonly overrides?: SpecOverrides;
  /** Worker processes: 1 = in this process, -1 = as many as cores; undefined = chosen from the predicted work and the cores. */
  readonly jobs?: number;
  /** False: every candidate on its own, nothing shared. */
  readonly share?: boolean;
  /** So many results are computed again with nothing shared; a difference is an error. */
  readonly verify?: number;
  readonly maxCandidates?: number;
  /** Fails the gate when the best score is below. */
  readonly failUnder?: number;
  readonly observer?: Observer;
  /** Aborting it ends the search early with what is finished (status "partial"). */
  readonly signal?: AbortSignal;
}

export interface SearchOutcome {
  readonly document: ResultDocument;
  /** 0, 3 (nothing could be scored), 4 (a gate failed); a signal's code is the caller's to know. */
  readonly exitCode: number;
}

export interface PlanReport extends GraphCounts {
  readonly candidates: number;
  readonly splits: number;
  readonly predicted: { readonly seconds: number; readonly peak_bytes: number };
}
