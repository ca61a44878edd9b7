// What a running search has done and has left, as pure data: events in, one view out. progress.ts draws it.
// All shares and times are weighted by predicted work, never by counting tasks: a PCA weighs a thousand scores.

import type { SearchEvent } from '../schedule/events.js';

/** Accumulated from events; never changed in place. Times in seconds since the search began. */
export interface ProgressState {
  readonly phase: 'read' | 'plan' | 'search' | 'verify' | 'refit' | 'done';
  readonly candidates: number;
  readonly splits: number;
  readonly jobs: number;
  readonly engine: string;
  readonly metric: string;
  readonly plannedSeconds: number;
  readonly donePredictedSeconds: number;
  /** Work that is left, corrected by what tasks have taken so far; undefined until one is measured. */
  readonly remainingSeconds: number | undefined;
  readonly fitsDone: number;
  readonly fitsPlanned: number;
  readonly failed: number;
  readonly best: number | undefined;
  /** Start time of each running task, by key. */
  readonly running: ReadonlyMap<string, number>;
  /** Busy seconds of workers so far, for the summary. */
  readonly busySeconds: number;
  readonly at: number;
}

/** What people are shown at one moment. */
export interface ProgressView {
  /** Share of predicted work that is done, 0 to 1. */
  readonly fraction: number;
  readonly fitsDone: number;
  readonly fitsPlanned: number;
  readonly best: number | undefined;
  /** Undefined until some work has been measured. */
  readonly etaSeconds: number | undefined;
  readonly busyWorkers: number;
}

export const INITIAL_PROGRESS: ProgressState = {
  phase: 'read',
  candidates: 0,
  splits: 0,
  jobs: 1,
  engine: '',
  metric: '',
  plannedSeconds: 0,
  donePredictedSeconds: 0,
  remainingSeconds: undefined,
  fitsDone: 0,
  fitsPlanned: 0,
  failed: 0,
  best: undefined,
  running: new Map(),
  busySeconds: 0,
  at: 0,
};

/** Takes one event into account. Cost: O(running tasks). */
export function advance(state: ProgressState, event: SearchEvent): ProgressState {
  const at = Math.max(state.at, event.at);
  switch (event.type) {
    case 'phase':
      return { ...state, at, phase: event.phase };
    case 'search':
      return {
        ...state,
        at,
        candidates: event.candidates,
        splits: event.splits,
        jobs: event.jobs,
        engine: event.engine,
        metric: event.metric,
      };
    case 'planned':
      return { ...state, at, plannedSeconds: event.predictedSeconds, fitsPlanned: event.fits };
    case 'started':
      return { ...state, at, running: new Map(state.running).set(event.key, event.at) };
    case 'finished':
      return {
        ...state,
        at,
        running: without(state.running, event.key),
        donePredictedSeconds: state.donePredictedSeconds + event.predictedSeconds,
        remainingSeconds: event.remainingSeconds,
        busySeconds: state.busySeconds + event.seconds,
        fitsDone: state.fitsDone + event.fits,
      };
    case 'failed':
      return {
        ...state,
        at,
        running: without(state.running, event.key),
        donePredictedSeconds: state.donePredictedSeconds + event.predictedSeconds,
        fitsDone: state.fitsDone + event.fits,
        failed: state.failed + 1,
      };
    case 'worker-lost':
      return { ...state, at, running: event.task === undefined ? state.running : without(state.running, event.task) };
    case 'candidate':
      return { ...state, at, best: better(state.best, event.meanScore) };
    case 'released':
    case 'thrown':
    case 'verified':
    case 'message-dropped':
    case 'note':
      return { ...state, at };
  }
}

/** What to show at time `now` (seconds since the search began). */
export function viewProgress(state: ProgressState, now: number): ProgressView {
  // A search that was cut off is over, and not whole.
  const isWhole = state.phase === 'done' && state.fitsDone >= state.fitsPlanned;
  return {
    fraction: isWhole
      ? 1
      : state.plannedSeconds > 0
        ? Math.min(1, state.donePredictedSeconds / state.plannedSeconds)
        : 0,
    fitsDone: state.fitsDone,
    fitsPlanned: state.fitsPlanned,
    best: state.best,
    etaSeconds: secondsLeft(state, now),
    busyWorkers: state.running.size,
  };
}

/** Work that is left − what running tasks have already done, shared by the workers. */
function secondsLeft(state: ProgressState, now: number): number | undefined {
  if (state.remainingSeconds === undefined) return undefined;
  let seconds = state.remainingSeconds;
  for (const since of state.running.values()) seconds -= Math.max(0, now - since);
  return Math.max(0, seconds) / Math.max(1, state.jobs);
}

function better(best: number | undefined, score: number | null): number | undefined {
  return score === null || (best !== undefined && best >= score) ? best : score;
}

function without(running: ReadonlyMap<string, number>, key: string): ReadonlyMap<string, number> {
  if (!running.has(key)) return running;
  const rest = new Map(running);
  rest.delete(key);
  return rest;
}
