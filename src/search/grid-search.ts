// gridSearch() is the program, in four phases: read, plan, run, answer. Start reading here.

import { makePlans, type Plans } from '../graph/asked-and-run.js';
import { type PlanCounts, planCounts } from '../graph/describe/report.js';
import { placeRefusals } from '../graph/refusal-places.js';
import type { Candidate } from '../grid/candidate.js';
import { fitsAsked } from '../grid/expand-candidates.js';
import { runOwn } from '../plugins/own/run-own.js';
import type { SearchOutcome, SearchRequest } from '../request.js';
import { byteBudget, heldBytes } from '../resources/byte-budget.js';
import type { SearchWarning } from '../results/result-document.js';
import type { Engine } from '../schedule/engine.js';
import type { Strategy } from '../strategies/strategy.js';
import { outcomeOf, type Standings, standings } from './outcome.js';
import { type OpenSearch, openEarlierResults, openSearch, ownCode, resourcesOf, startStrategy } from './prepare.js';
import { noteUnweighted, type Problem, planContext, readProblem, searchWarnings } from './read-problem.js';
import { refitBest } from './refit-best.js';
import { type Running, runRounds, startSchedule } from './run-rounds.js';
import { Scorekeeper } from './scorekeeper.js';
import { storeInputs } from './store-inputs.js';
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
export async function gridSearch(request: SearchRequest): Promise<SearchOutcome> {
  const search = await openSearch(request);
  try {
    const problem = await read(search);
    const prepared = await plan(search, problem);
    const results = await run(prepared);
    return await answer(results);
  } finally {
    await search.close();
  }
}

/** Reads the data, while workers start where that is worth while, and cuts them into splits. */
async function read({ request, grid, choice, watch }: OpenSearch): Promise<Problem> {
  const fits = fitsAsked(grid.draft);
  await choice.early('reading', fits);
  const { kernels, isNear: inKernelMemory } = choice;
  const onRead = () => choice.early('read', fits);
  const problem = await readProblem(request, grid, { kernels, inKernelMemory, onRead });
  for (const note of problem.notes) watch.note(note);
  return problem;
}

/** A search whose first tasks can run. */
interface PreparedSearch extends OpenSearch {
  readonly problem: Problem;
  readonly strategy: Strategy;
  /** What the strategy has proposed first. */
  readonly first: readonly Candidate[];
  readonly plans: Plans;
  readonly warnings: readonly SearchWarning[];
  /** It has the data. */
  readonly engine: Engine;
  readonly budgetBytes: number;
}

/** Draws the first candidates, makes of them the graph of tasks, and chooses what that runs on. */
async function plan(search: OpenSearch, problem: Problem): Promise<PreparedSearch> {
  const { request, watch } = search;
  watch.phase('plan');
  search.earlier = openEarlierResults({ request, problem, watch }, 'use');
  const strategy = startStrategy(problem, request);
  const callOwn = runOwn(ownCode(search, problem));
  const first = await callOwn(() => strategy.propose() ?? []);
  const warnings = searchWarnings(problem, first);
  const notes = [...noteUnweighted(problem, first), ...noteEngine(request)];
  for (const note of [...notes, ...warnings.map(({ code, message }) => `${message} (${code})`)]) watch.note(note);
  const context = planContext(problem, request, search.earlier);
  const plans = await callOwn(() => placeRefusals(problem, () => makePlans(context, first)));
  const resources = await resourcesOf({ request, problem, watch }, plans.run, first);
  const budgetBytes = byteBudget(context, resources, request);
  const engine = await search.choice.get(resources, heldBytes(plans.run, budgetBytes));
  storeInputs(engine, problem);
  return { ...search, problem, strategy, first, plans, warnings, engine, budgetBytes };
}

/** A search whose tasks are done. */
interface SearchResults extends PreparedSearch, Running {
  readonly keeper: Scorekeeper;
  readonly verifier: Verifier | undefined;
  /** Counts of the search, taken before the refit's tasks are added. */
  readonly counts: PlanCounts;
  readonly standings: Standings;
}

/** Runs what the strategy proposes, until it proposes no more. */
async function run(prepared: PreparedSearch): Promise<SearchResults> {
  const { request, problem, plans, watch, stopping, earlier } = prepared;
  watch.phase('search');
  const keeper = new Scorekeeper(problem, plans.run, { watch, earlier, onFailure: stopping.onFailure });
  const running = startSchedule({ ...prepared, plan: plans.run, keeper });
  const verifier =
    request.verify === undefined ? undefined : new Verifier(plans.run, request.verify, problem.spec.randomState);
  tellSearch(prepared);
  await runRounds({ ...prepared, ...running, keeper, verifier });
  stopping.searched();
  const counts = planCounts(plans.asked);
  return { ...prepared, ...running, keeper, verifier, counts, standings: standings(problem, keeper) };
}

/** Computes a sample again where that is asked for, refits the best candidate, and writes the document. */
async function answer(results: SearchResults): Promise<SearchOutcome> {
  const { problem, keeper, watch, stopping, verifier } = results;
  const { signal } = stopping;
  if (verifier !== undefined) watch.phase('verify');
  const verified = signal.aborted
    ? undefined
    : await verifier?.run({ ...results, registries: problem.registries, candidates: keeper.candidates, signal });
  watch.phase('refit');
  const { best } = results.standings;
  const refit =
    best === undefined || problem.spec.refit === false
      ? undefined
      : await refitBest({ ...results, candidate: keeper.candidates[best] });
  watch.phase('done');
  return outcomeOf({ ...results, refit, verified });
}

/** Tells of an engine that was asked for and cannot be had. */
function noteEngine({ engine, taskSeconds, memoryBytes }: SearchRequest): string[] {
  const limit = taskSeconds !== undefined ? '--task-timeout' : memoryBytes === undefined ? undefined : '--memory-limit';
  return engine === 'threads' && limit !== undefined
    ? [`--engine threads has no effect: only processes can be held to ${limit}`]
    : [];
}

function tellSearch({ problem: { spec, layout }, first, engine, watch }: PreparedSearch): void {
  const metric = spec.refit === false ? spec.scoring[0].name : spec.refit;
  const facts = { candidates: first.length, jobs: engine.workers, engine: engine.name };
  watch.emit({ type: 'search', at: watch.now(), splits: layout.splits.length, metric, ...facts });
}
