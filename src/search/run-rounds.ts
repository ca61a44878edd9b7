// The rounds of a search: a strategy proposes candidates, the plan grows by their tasks, the schedule runs them, the
// scores go back to the strategy.

import type { EarlierResults } from '../cache/earlier-results.js';
import { growPlans, type Plans } from '../graph/asked-and-run.js';
import type { Plan } from '../graph/plan/plan-data.js';
import type { Key, Task } from '../graph/plan/task.js';
import type { Candidate } from '../grid/candidate.js';
import type { SearchRequest } from '../request.js';
import type { Engine } from '../schedule/engine.js';
import type { Finished } from '../schedule/finished.js';
import { Schedule } from '../schedule/loop.js';
import type { Strategy } from '../strategies/strategy.js';
import type { Scorekeeper } from './scorekeeper.js';
import type { Stopping } from './stopping.js';
import type { Stopwatch } from './stopwatch.js';
import { storePlanned } from './store-inputs.js';
import type { Verifier } from './verify.js';

/** The schedule of a search's plan. */
export interface Running {
  readonly schedule: Schedule;
  /** Puts in place what the plan has gained and need not run. */
  readonly provide: () => void;
}

interface ScheduleParts {
  readonly request: SearchRequest;
  readonly plan: Plan;
  readonly engine: Engine;
  readonly keeper: Scorekeeper;
  readonly earlier: EarlierResults | undefined;
  readonly watch: Stopwatch;
  readonly stopping: Stopping;
  readonly budgetBytes: number;
}

/** The schedule of a plan, and what puts in place all that the plan counts on from earlier searches. */
export function startSchedule(parts: ScheduleParts): Running {
  const { request, plan, engine, keeper, earlier, watch, stopping, budgetBytes } = parts;
  const onDone = (task: Task, result: Finished): void => {
    earlier?.keepArtifact(task, result, { plan, engine, results: schedule.results });
    keeper.onDone(task.key, result);
  };
  const onCached = (key: Key, result: Finished): void => {
    schedule.noteCached(key, result);
    keeper.onDone(key, result);
  };
  const { retries, maxSeconds } = request;
  const limits = { signal: stopping.signal, retries, budgetBytes, inTurn: maxSeconds !== undefined };
  const schedule = new Schedule(plan, engine, { ...watch, ...limits, onDone });
  const provide = (): void => {
    storePlanned(engine, plan);
    earlier?.provide(plan, engine, onCached);
  };
  return { schedule, provide };
}

interface Rounds extends Running {
  readonly strategy: Strategy;
  readonly first: readonly Candidate[];
  readonly plans: Plans;
  readonly keeper: Scorekeeper;
  readonly verifier: Verifier | undefined;
  readonly stopping: Stopping;
}

/** Runs what the strategy proposes until it proposes no more, or the search is to stop. */
export async function runRounds(rounds: Rounds): Promise<void> {
  const { strategy, plans, provide, keeper, schedule, verifier, stopping } = rounds;
  for (let candidates: readonly Candidate[] | undefined = rounds.first; candidates !== undefined; ) {
    provide();
    keeper.expect(candidates);
    verifier?.choose();
    await schedule.run();
    if (stopping.signal.aborted) return;
    strategy.tell(keeper.scoresOf(candidates));
    candidates = strategy.propose();
    if (candidates !== undefined) growPlans(plans, candidates);
  }
}
