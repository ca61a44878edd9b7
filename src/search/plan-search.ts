// planSearch() is the walk of gridSearch() up to the plan: what would run, and how long. Nothing is run.

import { makePlans } from '../graph/asked-and-run.js';
import { criticalPath } from '../graph/describe/critical-path.js';
import { outlineOf } from '../graph/describe/outline.js';
import { planCounts, plannedSeconds, plannedTaskSeconds, plannedTasks } from '../graph/describe/report.js';
import { WARM_UP_SECONDS } from '../graph/plan/cost.js';
import { placeRefusals } from '../graph/refusal-places.js';
import type { SearchPreview, SearchRequest } from '../request.js';
import { byteBudget } from '../resources/byte-budget.js';
import { forecast } from '../resources/forecast.js';
import { openEarlierResults, resourcesOf, startStrategy, withRun } from './prepare.js';
import { noteUnweighted, planContext, readGridFile, readProblem, searchWarnings } from './read-problem.js';
import { stopwatch } from './stopwatch.js';

/**
 * Plans a search: counts, what of it is in the cache, predictions for the rest, an outline to draw.
 *
 * @throws GridsearchError for what is wrong with the request (exitCode 2) or the environment (5)
 */
export async function planSearch(asking: SearchRequest): Promise<SearchPreview> {
  const grid = await readGridFile(asking);
  const request = withRun(asking, grid.run);
  const problem = await readProblem(request, grid);
  const candidates = startStrategy(problem, request).propose() ?? [];
  const watch = stopwatch(request.observer);
  for (const note of [...problem.notes, ...noteUnweighted(problem, candidates)]) watch.note(note);
  const earlier = openEarlierResults({ request, problem, watch }, 'read');
  const plans = placeRefusals(problem, () => makePlans(planContext(problem, request, earlier), candidates));
  const resources = await resourcesOf({ request, problem, watch }, plans.run, candidates);
  const { seconds, peakBytes } = await forecast(plans.run, {
    ...resources,
    budgetBytes: byteBudget(plans.run.context, resources, request),
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
      jobs: resources.workers,
      peak_bytes: peakBytes,
    },
    critical_path: criticalPath(plans.run),
    warnings: searchWarnings(problem, candidates),
  };
  return { report, outline: () => outlineOf(plans.asked) };
}
