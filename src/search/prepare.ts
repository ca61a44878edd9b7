// What a search and the look at its plan both begin with: the request with what the grid says of running, the results
// of earlier searches, the strategy, and what the search runs on.

import { EarlierResults } from '../cache/earlier-results.js';
import { cacheDirectory, openDurable } from '../cache/open-cache.js';
import { longestTaskSeconds, plannedSeconds } from '../graph/describe/report.js';
import type { Plan } from '../graph/plan/plan-data.js';
import { planWidth } from '../graph/width.js';
import type { Candidate } from '../grid/candidate.js';
import type { RunSpec } from '../grid/read-run.js';
import type { OwnCode } from '../plugins/own/run-own.js';
import type { SearchRequest } from '../request.js';
import { resourcesThatFit } from '../resources/address-space.js';
import type { Resources } from '../resources/byte-budget.js';
import { type EngineChoice, engineChoice, resourcesFor } from '../resources/choose-engine.js';
import { STRATEGIES } from '../strategies/index.js';
import type { Strategy } from '../strategies/strategy.js';
import { type Problem, planContext, type ReadGrid, readGridFile } from './read-problem.js';
import { type Stopping, stoppingOf } from './stopping.js';
import { type Stopwatch, stopwatch } from './stopwatch.js';

/** A search that has begun, and what stays open until it ends. */
export interface OpenSearch {
  /** With what the grid says of running. */
  readonly request: SearchRequest;
  readonly grid: ReadGrid;
  readonly watch: Stopwatch;
  readonly stopping: Stopping;
  readonly choice: EngineChoice;
  /** What earlier searches left, and where to keep what this one finds; undefined where nothing is kept. */
  earlier: EarlierResults | undefined;
  /** To be called however the search ends. */
  readonly close: () => Promise<void>;
}

/** Starts the clock and reads the grid. @throws what readGridFile throws */
export async function openSearch(asking: SearchRequest): Promise<OpenSearch> {
  const watch = stopwatch(asking.observer);
  watch.phase('read');
  const grid = await readGridFile(asking);
  const request = withRun(asking, grid.run);
  const stopping = stoppingOf(request);
  const choice = engineChoice(request, grid.plugins, {
    onNote: (text) => watch.note(text.trimEnd()),
    onDropped: (what) => watch.emit({ type: 'message-dropped', at: watch.now(), what }),
  });
  const search: OpenSearch = {
    request,
    grid,
    watch,
    stopping,
    choice,
    earlier: undefined,
    close: async () => {
      stopping.dispose();
      search.earlier?.close();
      await choice.stop();
    },
  };
  return search;
}

/** What the grid file says about running, where the request does not. */
export function withRun(request: SearchRequest, run: RunSpec): SearchRequest {
  const entries = Object.entries(request).filter(([, value]) => value !== undefined);
  return { ...run, ...Object.fromEntries(entries) } as SearchRequest;
}

/** Code of the user's own is guarded where somebody hears signals. */
export function ownCode({ request, stopping, watch }: OpenSearch, problem: Problem): OwnCode {
  const { breakOff = false, maxSeconds } = request;
  const endsAt = maxSeconds === undefined ? undefined : performance.now() + 1000 * (maxSeconds - watch.now());
  return { guarded: breakOff && problem.ownCode, signal: stopping.signal, endsAt };
}

export function startStrategy({ registries, spec, document }: Problem, { maxCandidates }: SearchRequest): Strategy {
  const factory = STRATEGIES.get(spec.search.method);
  if (factory === undefined) throw new Error(`internal: search method ${spec.search.method} was checked`);
  return factory(spec, {
    registries,
    document,
    task: spec.task,
    ...(maxCandidates === undefined ? {} : { maxCandidates }),
  });
}

interface Beginning {
  readonly request: SearchRequest;
  readonly problem: Problem;
  readonly watch: Stopwatch;
}

/**
 * What earlier searches on the same data left, and where to keep what this one finds; undefined where nothing is kept.
 * @param purpose  to read is to change nothing there
 */
export function openEarlierResults(
  { request, problem, watch }: Beginning,
  purpose: 'use' | 'read',
): EarlierResults | undefined {
  // What is verified is computed in this very run.
  if (request.verify !== undefined) return undefined;
  const cache = openDurable({
    directory: cacheDirectory(request.cache ?? request.cacheByDefault ?? false, watch.note),
    dataset: problem.dataset.digest,
    limitBytes: request.cacheLimitBytes,
    warn: watch.note,
    readOnly: purpose === 'read',
  });
  return cache && new EarlierResults(cache, planContext(problem).scorers);
}

/** What the search runs on: chosen for the predicted work, and so that it fits. */
export function resourcesOf(
  { request, problem, watch: { note: onNote } }: Beginning,
  plan: Plan,
  candidates: readonly Candidate[],
): Promise<Resources> {
  const work = {
    seconds: plannedSeconds(plan),
    longestTaskSeconds: longestTaskSeconds(plan),
    width: planWidth(plan),
    ownCode: problem.ownCode,
  };
  const refits = problem.spec.refit !== false;
  const { memoryBytes, maxSeconds } = request;
  const fitting = { plan, candidates, refits, memoryBytes, inTurn: maxSeconds !== undefined, onNote };
  return resourcesThatFit(fitting, resourcesFor(request, work, onNote));
}
