// From the score book to the result document: the table, the best candidate, gates, and everything else that `fit`
// writes.

import { EXIT } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import { type PlanCounts, sorted } from '../graph/describe/report.js';
import { echoSpec } from '../grid/spec.js';
import type { SearchOutcome, SearchRequest } from '../request.js';
import { bestIndex, checkGates } from '../results/choose.js';
import { type CvSummary, cvResults } from '../results/cv-results.js';
import type { Gate, ResultDocument, SearchWarning, Status } from '../results/result-document.js';
import { sortIssues } from '../results/sort-issues.js';
import { classCounts, type Problem } from './read-problem.js';
import type { Refit } from './refit-best.js';
import { failedTasks, metaOf, type RunParts, sharesOf } from './run-facts.js';
import type { Scorekeeper } from './scorekeeper.js';
import type { Stopping } from './stopping.js';

/** The table of scores and who is best in it. */
export interface Standings extends CvSummary {
  /** By the refit metric, or the first where there is none. */
  readonly best: number | undefined;
  readonly metric: number;
}

export function standings(problem: Problem, keeper: Scorekeeper): Standings {
  const { registries, spec } = problem;
  const summary = cvResults({
    params: keeper.candidates.map(({ params }) => params),
    book: keeper.book,
    metrics: spec.scoring.map(({ name, scorer }) => ({
      name,
      counts: registries.scorers.get(scorer)?.counts === true,
    })),
    multimetric: spec.multimetric,
    weights: keeper.weights,
    errorScore: spec.errorScore === 'raise' ? null : spec.errorScore,
  });
  return { ...summary, best: bestIndex(summary.means[keeper.chooser]), metric: keeper.chooser };
}

export interface Summary extends RunParts {
  readonly request: SearchRequest;
  readonly problem: Problem;
  readonly keeper: Scorekeeper;
  readonly standings: Standings;
  /** Of the search as a whole. */
  readonly warnings: readonly SearchWarning[];
  /** Counts of the search, taken before the refit's tasks were added. */
  readonly counts: PlanCounts;
  readonly refit: Refit | undefined;
  readonly stopping: Stopping;
}

/** The document and the exit code. */
export function outcomeOf(summary: Summary): SearchOutcome {
  const { problem, keeper, refit } = summary;
  const { spec, dataset } = problem;
  const status = statusOf(summary);
  const gates = gatesOf(summary);
  const counts = classCounts(dataset);
  const document: ResultDocument = {
    format: 'gridsearch-result',
    format_version: 1,
    status,
    ...bestOf(summary),
    n_splits_: problem.layout.splits.length,
    ...(refit?.ok === true ? { refit_time_: refit.seconds } : {}),
    multimetric_: spec.multimetric,
    ...(dataset.target.kind === 'classes' ? { classes_: dataset.target.classes } : {}),
    n_features_in_: dataset.columns.length,
    feature_names_in_: dataset.columns.map(({ name }) => name),
    cv_results_: summary.standings.cvResults,
    ...(refit?.ok === true ? { best_estimator_: refit.model } : {}),
    scoring: spec.multimetric ? spec.scoring.map(({ name }) => name) : spec.scoring[0].name,
    refit: spec.refit,
    spec: echoSpec(spec),
    gates,
    dropped: [],
    warnings: [
      ...summary.warnings,
      ...sortIssues([...keeper.book.warnings, ...(refit?.ok === true ? refit.warnings : [])]),
    ],
    errors: sortIssues([...keeper.book.errors, ...(refit?.ok === false ? [refit.error] : [])]),
    data: {
      rows: dataset.rows,
      columns: dataset.columns.length,
      sha256: dataset.sha256,
      ...(counts === undefined ? {} : { class_counts: counts as Record<string, number> }),
    },
    graph: {
      ...summary.counts,
      refit: sorted(summary.plans.asked.refitCounts),
      ...sharesOf(summary),
      failed: failedTasks(summary.schedule),
    },
    meta: metaOf(summary),
  };
  const { stopping, earlier } = summary;
  const wholeSeconds = summary.watch.secondsOf('search') + summary.schedule.remainingSeconds() / summary.engine.workers;
  return {
    document,
    endedEarly: stopping.reason(),
    keptFits: earlier?.keptFits(),
    wholeSeconds,
    exitCode: exitCodeOf(summary, status, gates),
  };
}

/**
 * An interruption has its own code, which the caller knows; a search that ran out of time is judged by what it found.
 */
function exitCodeOf({ stopping, standings: { best } }: Summary, status: Status, gates: readonly Gate[]): number {
  const reason = stopping.reason();
  if (reason === 'interrupted') return EXIT.done;
  if (status === 'failed' || reason === 'failure' || best === undefined) return EXIT.noScore;
  return gates.some(({ passed }) => !passed) ? EXIT.gate : EXIT.done;
}

function statusOf({ stopping, standings: { best }, refit }: Summary): Status {
  if (stopping.reason() !== undefined) return 'partial';
  return best === undefined || refit?.ok === false ? 'failed' : 'complete';
}

/** best_*: as in scikit-learn there are none with several metrics and no refit. */
function bestOf({ problem: { spec }, standings: { best, metric, means }, keeper }: Summary): JsonObject {
  if (spec.multimetric && spec.refit === false) return {};
  if (best === undefined) return { best_score_: null, best_params_: null, best_index_: null };
  return { best_score_: means[metric][best], best_params_: keeper.candidates[best].params, best_index_: best };
}

function gatesOf({ request, problem: { spec }, standings: { best, metric, means } }: Summary): Gate[] {
  const chooser = spec.scoring[metric].name;
  const bounds = [
    ...spec.expect,
    ...(request.failUnder === undefined ? [] : [{ metric: chooser, min: request.failUnder }]),
  ];
  return checkGates(bounds, (name) => {
    const m = spec.scoring.findIndex((scoring) => scoring.name === name);
    return best === undefined || m < 0 ? undefined : means[m][best];
  });
}
