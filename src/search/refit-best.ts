// The refit: the best candidate's pipeline fitted once more, on all rows. Its tasks are tasks of the same graph, so
// blocks and whatever else is equal are not computed again.

import { EXIT, GridsearchError, type TaskError, type TaskWarning } from '../base/errors.js';
import { VERSION } from '../base/version.js';
import type { FitOutcome } from '../contracts/step.js';
import { type Plans, planRefit } from '../graph/asked-and-run.js';
import { buildPlan } from '../graph/build.js';
import type { RefitPlan, RefitStep } from '../graph/plan/plan-data.js';
import type { Candidate } from '../grid/candidate.js';
import type { FittedStep } from '../model/fitted-steps.js';
import { codedColumns, modelDocument, modelReading } from '../model/model-document.js';
import { type RunOwn, runOwn } from '../plugins/own/run-own.js';
import type { SearchRequest } from '../request.js';
import type { CandidateIssue, ModelDocument } from '../results/result-document.js';
import { toldOnce, warningsOf } from '../results/split-scores.js';
import type { Engine } from '../schedule/engine.js';
import { Schedule } from '../schedule/loop.js';
import { isVerbatim } from '../table/csv/table.js';
import type { Problem } from './read-problem.js';
import type { Stopping } from './stopping.js';
import { storePlanned } from './store-inputs.js';

export type Refit =
  | {
      readonly ok: true;
      readonly model: ModelDocument;
      readonly seconds: number;
      readonly warnings: readonly CandidateIssue[];
    }
  | { readonly ok: false; readonly error: CandidateIssue };

interface RefitWork {
  readonly problem: Problem;
  readonly plans: Plans;
  /** Puts in place what the plan has gained and need not run. */
  readonly provide: () => void;
  readonly schedule: Schedule;
  readonly engine: Engine;
  readonly candidate: Candidate;
  /** Runs what calls code of the user's own here. */
  readonly callOwn: RunOwn;
}

/**
 * Refits the best candidate, but not after an interruption or a failure that ends everything. A search that ran out of
 * time has a best candidate all the same: what it still had to do is dropped, and the refit is a plan of its own.
 */
export async function refitBest({
  request: { signal, breakOff = false },
  stopping,
  ...parts
}: Omit<RefitWork, 'callOwn'> & { readonly request: SearchRequest; readonly stopping: Stopping }): Promise<
  Refit | undefined
> {
  const work = { ...parts, callOwn: runOwn({ guarded: breakOff && parts.problem.ownCode, signal }) };
  const reason = stopping.reason();
  if (reason === undefined) return refit(work);
  if (reason !== 'out-of-time') return undefined;
  const { engine } = work;
  engine.abandon();
  const { knownResults: _known, ...context } = work.plans.run.context;
  const plan = buildPlan(context, []);
  const schedule = new Schedule(plan, engine, { emit: () => {}, now: () => 0, signal });
  return refit({ ...work, plans: { asked: plan, run: plan }, provide: () => storePlanned(engine, plan), schedule });
}

/**
 * Refits a candidate. A refit that fails, or whose model cannot be written, is a value: the search's scores are kept.
 */
async function refit(work: RefitWork): Promise<Refit> {
  try {
    return await attempt(work);
  } catch (error) {
    if (!(error instanceof GridsearchError) || !isOfCandidate(error)) throw error;
    return {
      ok: false,
      error: { candidate: work.candidate.index, split: null, code: error.code, message: error.message },
    };
  }
}

/** Whether the candidate is to blame, or it was broken off: the search's scores are there all the same. */
function isOfCandidate({ code, exitCode }: GridsearchError): boolean {
  return code === 'INTERRUPTED' || (/^(EXTENSION|MODEL)_/.test(code) && exitCode === EXIT.request);
}

async function attempt({ problem, plans, provide, schedule, engine, candidate, callOwn }: RefitWork): Promise<Refit> {
  const refitPlan = await callOwn(() => planRefit(plans, candidate));
  provide();
  await schedule.run();
  const issue = { candidate: candidate.index, split: null };
  const failure = firstFailure(refitPlan, schedule);
  if (failure !== undefined) return { ok: false, error: { ...issue, code: failure.code, message: failure.message } };
  const steps = refitPlan.steps.map((step) => fittedStep({ engine, problem }, step));
  const warnings = warningsIn(refitPlan, schedule).map((warning) => ({ ...issue, ...warning }));
  return {
    ok: true,
    model: await callOwn(() => describe(problem, candidate, steps)),
    seconds: secondsOf(refitPlan, schedule),
    warnings,
  };
}

/** What the refit's tasks warn of, those included that need not run again. */
function warningsIn({ chain, inner }: RefitPlan, { results }: Schedule): TaskWarning[] {
  const outer = chain.filter((key) => !inner.has(key));
  const cached = outer.flatMap((key) => {
    const result = results.get(key);
    return result?.ok === true && result.behind !== undefined ? [result.behind] : [];
  });
  return toldOnce(
    [...outer.flatMap((key) => warningsOf(results, key, 0)), ...cached.flatMap(({ warnings }) => warnings)],
    [...[...inner].flatMap((key) => warningsOf(results, key, 0)), ...cached.flatMap((behind) => behind.inner)],
  );
}

function fittedStep(work: Pick<RefitWork, 'engine' | 'problem'>, step: RefitStep): FittedStep {
  const { name } = step;
  if ('branches' in step) {
    const branches = step.branches.map((branch) => ({
      ...branch,
      steps: branch.steps.map((inner) => fittedStep(work, inner)),
    }));
    return { name, branches };
  }
  const { estimator, params, fit } = step;
  const used = { name, estimator: work.problem.registries.estimators.get(estimator)!, params };
  if (fit === null) return { ...used, fitted: {} };
  const outcome = (work.engine.load(fit.task) as readonly FitOutcome[])[fit.item];
  if (!outcome.ok) throw new Error('internal: failed fits were looked for');
  return { ...used, fitted: outcome.fitted };
}

function describe(
  { dataset, spec, columns }: Problem,
  candidate: Candidate,
  steps: readonly FittedStep[],
): ModelDocument {
  const { target } = dataset;
  const text = columns.flatMap(({ info, source }) => (isVerbatim(source) ? [info.name] : []));
  return modelDocument(
    {
      task: spec.task,
      ...(target.kind === 'classes' ? { classes_: target.classes } : {}),
      n_features_in_: dataset.columns.length,
      feature_names_in_: dataset.columns.map(({ name }) => name),
      ...codedColumns(dataset.columns),
      target: dataset.targetName,
      ...modelReading(spec.data, text),
      ...(spec.data.weight === undefined ? {} : { weight: spec.data.weight }),
      trained: { gridsearch: VERSION, rows: dataset.rows, data_sha256: dataset.sha256, params: candidate.params },
    },
    steps,
  );
}

function firstFailure({ chain, refusal }: RefitPlan, schedule: Schedule): TaskError | undefined {
  if (refusal !== undefined) return refusal;
  for (const key of chain) {
    const result = schedule.results.get(key);
    if (result === undefined) return { code: 'INTERRUPTED', message: 'the refit was interrupted' };
    if (!result.ok) return result.error;
    for (const item of result.items) if (!item.ok) return item.error;
  }
  return undefined;
}

function secondsOf({ chain }: RefitPlan, schedule: Schedule): number {
  return chain.reduce((sum, key) => sum + (schedule.results.get(key)?.seconds ?? 0), 0);
}
