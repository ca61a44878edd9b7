// What a search is asked and what it answers: the types between cli/ (or a program that imports gridsearch) and the
// walk in search/.

import type { JsonObject } from './base/json.js';
import type { SpecOverrides } from './grid/overrides.js';
import type { Outline, PlanReport } from './results/plan-report.js';
import type { ResultDocument } from './results/result-document.js';
import type { Observer } from './schedule/events.js';

export type { PlanReport, SpecOverrides };

export interface SearchRequest {
  /** Path of a CSV file, or `-` for standard input. */
  readonly data: string;
  /** Path of a YAML or JSON grid file, `-` for standard input, or the grid itself as a value. */
  readonly grid: string | JsonObject;
  readonly overrides?: SpecOverrides;
  /**
   * Worker processes: 1 = in this process, -1 = as many as cores; undefined = chosen from the predicted work and the
   * cores.
   */
  readonly jobs?: number;
  /**
   * What several jobs are: worker processes, or threads of this process; undefined = threads where the search is
   * predicted to be short.
   */
  readonly engine?: 'local' | 'threads';
  /** False: every candidate on its own, nothing shared. */
  readonly share?: boolean;
  /** Most candidates that one fit solves side by side; undefined = a rule of the plan. It never shows in a result. */
  readonly batchWidth?: number;
  /** So many results are computed again with nothing shared; a difference is an error. */
  readonly verify?: number;
  /**
   * Seconds after which the search ends with what is finished (status "partial"); the best is refitted all the same.
   */
  readonly maxSeconds?: number;
  /** Seconds that one task may take; its worker is then killed and replaced. */
  readonly taskSeconds?: number;
  /** Memory that driver and workers may take together. */
  readonly memoryBytes?: number;
  /** How often a task is tried again whose worker died at it (default 2). */
  readonly retries?: number;
  /** Ends the search at the first candidate that fails. */
  readonly failFast?: boolean;
  readonly maxCandidates?: number;
  /**
   * Where to keep finished work for later searches, and to look for that of earlier ones; undefined: as the grid says
   * (`run.cache`).
   */
  readonly cache?: CacheChoice;
  /** Whether there is a cache where neither request nor grid says so. */
  readonly cacheByDefault?: boolean;
  /** Bytes that the cache may come to (default 2 GB). */
  readonly cacheLimitBytes?: number;
  /** Fails the gate when the best score is below. */
  readonly failUnder?: number;
  readonly observer?: Observer;
  /** Aborting it ends the search early with what is finished (status "partial"). */
  readonly signal?: AbortSignal;
  /** What the caller will write: refused where the search reads it, or keeps its cache there. */
  readonly writes?: PlannedWrites;
  /** SIGINT breaks off a task that runs in this process. Only for who aborts `signal` at SIGINT. */
  readonly breakOff?: boolean;
}

/** A file of a command: `--out r.json`, and the flag (or name) that says so. `-` is a standard stream. */
export interface NamedPath {
  readonly flag: string;
  readonly path: string;
}

/** Files of the caller, beside data and grid. */
export interface PlannedWrites {
  readonly outputs: readonly NamedPath[];
  /** Whether standard output carries a document. */
  readonly stdout: boolean;
  /** Called once everything that the search reads is known to be something else. */
  readonly begin?: () => Promise<void>;
}

/** Why a search ends before its time. */
export type StopReason = 'interrupted' | 'out-of-time' | 'failure';

/** What `planSearch` answers. */
export interface SearchPreview {
  readonly report: PlanReport;
  /** The shared graph in few enough boxes to be drawn. */
  readonly outline: () => Outline;
}

/** A directory; true: the user's own cache directory; false: none. */
export type CacheChoice = string | boolean;

export interface SearchOutcome {
  readonly document: ResultDocument;
  /** Why it ended before its time, if it did. */
  readonly endedEarly: StopReason | undefined;
  /** Fits whose scores a later search will find in the cache; undefined where nothing is kept. */
  readonly keptFits: number | undefined;
  /** Seconds that the whole search is predicted to take, by what its tasks took so far. */
  readonly wholeSeconds: number;
  /** 0, 3 (nothing could be scored), 4 (a gate failed); a signal's code is the caller's to know. */
  readonly exitCode: number;
}
