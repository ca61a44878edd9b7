// What the document says of the run itself: the program, its workers, seconds, and how much of the work was there already.

import { VERSION } from '../base/version.js';
import type { EarlierResults } from '../cache/earlier-results.js';
import type { Plans } from '../graph/asked-and-run.js';
import type { ResultDocument } from '../results/result-document.js';
import type { Engine } from '../schedule/engine.js';
import type { Schedule } from '../schedule/loop.js';
import type { Stopwatch } from './stopwatch.js';
import type { Verified } from './verify.js';

/** What ran. */
export interface RunParts {
  readonly plans: Plans;
  readonly schedule: Schedule;
  readonly engine: Engine;
  readonly verified: Verified | undefined;
  readonly earlier: EarlierResults | undefined;
  readonly watch: Stopwatch;
}

export function metaOf({ engine, schedule, earlier, verified, watch }: RunParts): ResultDocument['meta'] {
  return {
    gridsearch: VERSION,
    node: process.version,
    engine: engine.name,
    jobs: engine.workers,
    worker_deaths: schedule.deaths.count + engine.idleDeaths(),
    dropped_messages: engine.dropped?.() ?? 0,
    cached_fits: earlier?.cachedFits ?? 0,
    ...(verified === undefined ? {} : { verified }),
    read_seconds: watch.secondsOf('read'),
    search_seconds: watch.secondsOf('search'),
    refit_seconds: watch.secondsOf('refit'),
    total_seconds: watch.now(),
  };
}

/** Tasks that were run, and those that were asked for and need not run. */
export function sharesOf({ plans, schedule, earlier }: RunParts): { readonly cached: number; readonly run: number } {
  const run = schedule.executed;
  return { cached: earlier === undefined || earlier.empty ? 0 : Math.max(0, plans.asked.tasks.size - run), run };
}

export function failedTasks(schedule: Schedule): number {
  let failed = 0;
  for (const result of schedule.results.values()) if (!result.ok) failed++;
  return failed;
}
