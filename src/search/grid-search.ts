// gridSearch() is the program: one call per room, in the order in which data flows. Start reading here.

import { Recall } from '../cache/earlier-results.js';
import { cacheDirectory, openDurable } from '../cache/open-cache.js';
import { growPlans, makePlans, type Plans } from '../graph/asked-and-run.js';
import { buildPlan } from '../graph/build.js';
import { criticalPath } from '../graph/describe/critical-path.js';
import { outlineOf } from '../graph/describe/outline.js';
import {
  longestTaskSeconds,
  planCounts,
  plannedSeconds,
  plannedTaskSeconds,
  plannedTasks,
} from '../graph/describe/report.js';
import { WARM_UP_SECONDS } from '../graph/plan/cost.js';
import type { Plan } from '../graph/plan/plan-data.js';
import type { Key, Task } from '../graph/plan/task.js';
import { placed } from '../graph/refusal-places.js';
import { planWidth } from '../graph/width.js';
import type { Candidate } from '../grid/candidate.js';
import { fitsAsked } from '../grid/expand-candidates.js';
import type { RunSpec } from '../grid/read-run.js';
import { type OwnCode, runOwn } from '../plugins/own/run-own.js';
import type { Plan as PlannedSearch, SearchOutcome, SearchRequest } from '../request.js';
import { meansThatFit } from '../resources/address-space.js';
import { byteBudget, heldBytes, type Means } from '../resources/byte-budget.js';
import { engineChoice, meansFor } from '../resources/choose-engine.js';
import { forecast } from '../resources/forecast.js';
import type { Engine } from '../schedule/engine.js';
import { type Finished, Schedule } from '../schedule/loop.js';
import { STRATEGIES } from '../strategies/index.js';
import type { Strategy } from '../strategies/strategy.js';
import { outcomeOf, standings } from './outcome.js';
import {
  noteUnweighted,
  type Problem,
  planContext,
  readGridFile,
  readProblem,
  searchWarnings,
} from './read-problem.js';
import { type Refit, type RefitWork, refit } from './refit-best.js';
import { Scorekeeper } from './scorekeeper.js';
import { type Stopping, stoppingOf } from './stopping.js';
import { type Stopwatch, stopwatch } from './stopwatch.js';
import { putPlanned, putSources } from './store-inputs.js';
import { Verifier } from './verify.js';

/**
 * Searches a grid on a CSV file: reads both, builds the deduplicated graph of tasks, runs it, chooses the best
 * candidate, refits it.
 *
 * @throws GridsearchError for what is wrong with the request (exitCode 2) or the environment (5)
 * @example
 * const { document } = await gridSearch({ data: 'data.csv', grid: 'grid.json' });
 * console.log(document.best_params_);
 */
export async function gridSearch(asked: SearchRequest): Promise<SearchOutcome> {
  const watch = stopwatch(asked.observer);
  watch.phase('read');
  const grid = await readGridFile(asked);
  const request = withRun(asked, grid.run);
  const stopping = stoppingOf(request);
  const { signal } = stopping;
  let closeRecall = (): void => {};
  const choice = engineChoice(request, grid.plugins, {
    onNote: (text) => watch.note(text.trimEnd()),
    onDropped: (what) => watch.emit({ type: 'message-dropped', at: watch.now(), what }),
  });
  try {
    const fits = fitsAsked(grid.draft);
    await choice.early('reading', fits);
    const { kernels, isNear: settle, second } = choice;
    const onRead = () => choice.early('read', fits);
    const problem = await readProblem(request, grid, { kernels, settle, second, onRead });
    for (const note of problem.notes) watch.note(note);

    watch.phase('plan');
    const recall = openRecall(request, problem, watch, 'use');
    closeRecall = () => recall?.close();
    const strategy = startStrategy(problem, request);
    const own = runOwn(ownCode(request, problem, signal, watch));
    const first = await own(() => strategy.propose() ?? []);
    for (const note of [...noteUnweighted(problem, first), ...noteEngine(request)]) watch.note(note);
    const warnings = searchWarnings(problem, first);
    for (const { code, message } of warnings) watch.note(`${message} (${code})`);
    const context = { ...planContext(problem, request), ...(recall ? { memory: recall } : {}) };
    const plans = await own(() => placed(problem, () => makePlans(context, first)));
    const means = await meansOf(request, problem, plans, first, (text) => watch.note(text));
    const budgetBytes = byteBudget(context, means, request.memoryBytes);
    const engine = await choice.get(means, heldBytes(plans.run, budgetBytes));
    putSources(engine, problem);

    watch.phase('search');
    const keeper = new Scorekeeper(problem, plans.run, watch, { recall, onFailure: stopping.onFailure });
    const { schedule, provide } = startSchedule({
      plan: plans.run,
      engine,
      keeper,
      recall,
      watch,
      signal,
      retries: request.retries,
      budgetBytes,
      inTurn: request.maxSeconds !== undefined,
    });
    const verifier =
      request.verify === undefined ? undefined : new Verifier(plans.run, request.verify, problem.spec.randomState);
    tellSearch(watch, problem, { candidates: first.length, jobs: engine.workers, engine: engine.name });
    await runRounds({ strategy, first, plans, provide, keeper, schedule, verifier, signal });
    stopping.searched();
    const counts = planCounts(plans.asked);
    const standing = standings(problem, keeper);

    if (verifier !== undefined) watch.phase('verify');
    const { candidates } = keeper;
    const verified = signal?.aborted
      ? undefined
      : await verifier?.run({ registries: problem.registries, schedule, engine, candidates, watch, signal });

    watch.phase('refit');
    const wanted = standing.best !== undefined && problem.spec.refit !== false;
    const candidate = candidates[standing.best ?? 0];
    const refitted = wanted
      ? await refitUnless(stopping, { problem, plans, provide, schedule, engine, candidate }, request)
      : undefined;
    watch.phase('done');
    const found = { warnings, keeper, standings: standing, plans, counts, schedule, recall, refit: refitted, verified };
    return outcomeOf({ request, problem, engine, watch, stopping, ...found });
  } finally {
    stopping.dispose();
    closeRecall();
    await choice.stop();
  }
}

/** Tells of an engine that was asked for and cannot be had. */
function noteEngine({ engine, taskSeconds, memoryBytes }: SearchRequest): string[] {
  const limit = taskSeconds !== undefined ? '--task-timeout' : memoryBytes === undefined ? undefined : '--memory-limit';
  return engine === 'threads' && limit !== undefined
    ? [`--engine threads has no effect: only processes can be held to ${limit}`]
    : [];
}

/** What the grid file says about running, where the request does not. */
function withRun(request: SearchRequest, run: RunSpec): SearchRequest {
  const said = Object.entries(request).filter(([, value]) => value !== undefined);
  return { ...run, ...Object.fromEntries(said) } as SearchRequest;
}

/**
 * Refits, but not after an interruption or a failure that ends everything. A search that ran out of time has a best
 * candidate all the same: what it still had to do is dropped, and the refit is a plan of its own.
 */
async function refitUnless(
  stopping: Stopping,
  asked: Omit<RefitWork, 'own'>,
  { signal, breakOff = false }: SearchRequest,
): Promise<Refit | undefined> {
  const work = { ...asked, own: runOwn({ guarded: breakOff && asked.problem.ownCode, signal }) };
  const reason = stopping.reason();
  if (reason === undefined) return refit(work);
  if (reason !== 'out-of-time') return undefined;
  work.engine.abandon();
  const { memory: _memory, ...context } = work.plans.run.context;
  const plan = buildPlan(context, []);
  const schedule = new Schedule(plan, work.engine, { emit: () => {}, now: () => 0, signal });
  return refit({ ...work, plans: { asked: plan, run: plan }, provide: () => putPlanned(work.engine, plan), schedule });
}

/**
 * The same walk up to the plan: counts, what of it is in the cache, predictions for the rest, an outline to draw.
 * Nothing is run.
 */
export async function planSearch(asked: SearchRequest): Promise<PlannedSearch> {
  const grid = await readGridFile(asked);
  const request = withRun(asked, grid.run);
  const problem = await readProblem(request, grid);
  const candidates = startStrategy(problem, request).propose() ?? [];
  const watch = stopwatch(request.observer);
  for (const note of [...problem.notes, ...noteUnweighted(problem, candidates)]) watch.note(note);
  const memory = openRecall(request, problem, watch, 'read');
  const context = { ...planContext(problem, request), ...(memory ? { memory } : {}) };
  const plans = placed(problem, () => makePlans(context, candidates));
  const means = await meansOf(request, problem, plans, candidates, (text) => watch.note(text));
  const budgetBytes = byteBudget(plans.run.context, means, request.memoryBytes);
  const { seconds, peakBytes } = await forecast(plans.run, {
    ...means,
    budgetBytes,
    inTurn: request.maxSeconds !== undefined,
  });
  const report = {
    candidates: candidates.length,
    splits: problem.layout.splits.length,
    ...planCounts(plans.asked),
    tasks: plannedTasks(plans.asked),
    task_seconds: plannedTaskSeconds(plans.asked),
    cached: Math.max(0, plans.asked.tasks.size - plans.run.tasks.size),
    run: plans.run.tasks.size,
    failed: 0,
    // Warm-up is told, but is no work that more workers would share.
    predicted: {
      seconds: WARM_UP_SECONDS + seconds,
      work_seconds: plannedSeconds(plans.run),
      jobs: means.workers,
      peak_bytes: peakBytes,
    },
    critical_path: criticalPath(plans.run),
    warnings: searchWarnings(problem, candidates),
  };
  return { report, outline: () => outlineOf(plans.asked) };
}

/** What the search runs on: chosen for the predicted work, and so that it fits. */
function meansOf(
  request: SearchRequest,
  { spec, ownCode }: Problem,
  { run: plan }: Plans,
  candidates: readonly Candidate[],
  onNote: (text: string) => void,
): Promise<Means> {
  const predicted = {
    seconds: plannedSeconds(plan),
    longestTaskSeconds: longestTaskSeconds(plan),
    width: planWidth(plan),
    ownCode,
  };
  const wanted = meansFor(request, predicted, onNote);
  const refits = spec.refit !== false;
  const inTurn = request.maxSeconds !== undefined;
  return meansThatFit({ plan, candidates, refits, memoryBytes: request.memoryBytes, inTurn, onNote }, wanted);
}

/** Code of the user's own is guarded where somebody hears signals. */
function ownCode(
  { breakOff = false, maxSeconds }: SearchRequest,
  problem: Problem,
  signal: AbortSignal | undefined,
  watch: Stopwatch,
): OwnCode {
  const endsAt = maxSeconds === undefined ? undefined : performance.now() + 1000 * (maxSeconds - watch.now());
  return { guarded: breakOff && problem.ownCode, signal, endsAt };
}

interface Running {
  readonly plan: Plan;
  readonly engine: Engine;
  readonly keeper: Scorekeeper;
  readonly recall: Recall | undefined;
  readonly watch: Stopwatch;
  readonly signal: AbortSignal | undefined;
  readonly retries: number | undefined;
  readonly budgetBytes: number;
  readonly inTurn: boolean;
}

/** The schedule of a plan, and what puts in place all that the plan counts on from earlier searches. */
function startSchedule({ plan, engine, keeper, recall, watch, ...limits }: Running): {
  schedule: Schedule;
  provide: () => void;
} {
  const onDone = (task: Task, result: Finished): void => {
    recall?.keepArtifact(task, result, plan, engine, schedule.results);
    keeper.onDone(task.key, result);
  };
  const schedule = new Schedule(plan, engine, { ...watch, ...limits, onDone });
  const onRecalled = (key: Key, result: Finished): void => {
    schedule.recall(key, result);
    keeper.onDone(key, result);
  };
  const provide = (): void => {
    putPlanned(engine, plan);
    recall?.provide(plan, engine, onRecalled);
  };
  return { schedule, provide };
}

interface Rounds {
  readonly strategy: Strategy;
  readonly first: readonly Candidate[];
  readonly plans: Plans;
  /** Puts in place what the plan counts on from earlier searches. */
  readonly provide: () => void;
  readonly keeper: Scorekeeper;
  readonly schedule: Schedule;
  readonly verifier: Verifier | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Runs what the strategy proposes until it proposes no more. */
async function runRounds({
  strategy,
  first,
  plans,
  provide,
  keeper,
  schedule,
  verifier,
  signal,
}: Rounds): Promise<void> {
  for (let proposed: readonly Candidate[] | undefined = first; proposed !== undefined; ) {
    provide();
    keeper.expect(proposed);
    verifier?.choose();
    await schedule.run();
    if (signal?.aborted) return;
    strategy.tell(keeper.scoresOf(proposed));
    proposed = strategy.propose();
    if (proposed !== undefined) growPlans(plans, proposed);
  }
}

function startStrategy({ registries, spec, document }: Problem, { maxCandidates }: SearchRequest): Strategy {
  const factory = STRATEGIES.get(spec.search.method);
  if (factory === undefined) throw new Error(`internal: search method ${spec.search.method} was checked`);
  return factory(spec, {
    registries,
    document,
    task: spec.task,
    ...(maxCandidates === undefined ? {} : { maxCandidates }),
  });
}

/**
 * What earlier searches on the same data left, and where to keep what this one finds; undefined where nothing is kept.
 */
function openRecall(
  request: SearchRequest,
  problem: Problem,
  watch: Stopwatch,
  purpose: 'use' | 'read',
): Recall | undefined {
  // What is verified is computed in this very run.
  if (request.verify !== undefined) return undefined;
  const cache = openDurable({
    directory: cacheDirectory(request.cache ?? request.cacheByDefault ?? false, watch.note),
    dataset: problem.dataset.digest,
    limitBytes: request.cacheLimitBytes,
    warn: watch.note,
    readOnly: purpose === 'read',
  });
  return cache && new Recall(cache, planContext(problem).scorers);
}

function tellSearch(
  watch: Stopwatch,
  { spec, layout }: Problem,
  facts: { candidates: number; jobs: number; engine: string },
): void {
  const metric = spec.refit === false ? spec.scoring[0].name : spec.refit;
  watch.emit({ type: 'search', at: watch.now(), splits: layout.splits.length, metric, ...facts });
}
