// Builds a plan and lets it grow by the candidates that a strategy proposes: the plot of the graph, as `build_graph` is
// in dask-searchcv. What is shared, in which order, and by whom:
//
//   1. equal steps     candidates become a tree: an equal step on an equal path is one node        expand/pattern.ts
//   2. the tree is expanded once for every split:
//      equal params    params that come to the same for this input are one request       expand/fit-requests.ts
//      submodels       one fit at the widest value serves requests for smaller ones,
//                      and its output is one matrix, for train and for test rows               expand/steps.ts
//      unions          branches that read the same columns are one tree again                  expand/steps.ts
//      statistics      those of a train set are merged from its blocks' (plan/layout.ts),
//                      and every merge serves all splits that need it                expand/statistic-chain.ts
//      batches         last fits that differ only in batch params are solved side by side     expand/expand.ts
//      projections     train rows in panels for all that read them so                         expand/panels.ts
//                      test rows not projected for linear models            expand/through-projection.ts
//      inner folds     postprocessors that ask for the same folds share these fits        expand/postprocessors.ts
//   3. equal tasks     whoever asks for a task with a key that is there gets that task           plan/make-task.ts
//   4. earlier work    what an earlier search left is not computed again      expand/leave-out-known.ts, cull.ts
//
// With sharing off each candidate has a tree and a scope of its own, and a batch is one wide. Blocks stay: bits depend
// on the order in which statistics are merged.

import { append } from '../base/lists.js';
import type { Candidate } from '../grid/candidate.js';
import { cullPlan, type Gained } from './cull.js';
import { expandNode } from './expand/expand.js';
import { ALONE, type Expansion, refusalsOf, repeatsOf } from './expand/expansion.js';
import { type PatternNode, patternOf, walkPattern } from './expand/pattern.js';
import { firstInput } from './expand/step-input.js';
import { TaskMaker } from './plan/make-task.js';
import { newPlan, type Plan, type PlanContext } from './plan/plan-data.js';

/**
 * Most candidates in one task: enough to use a pass over the matrix well, few enough for every worker to have work …
 */
const WIDEST_BATCH = 24;
/** … but where fits are short, so many that the task is worth sending to a worker. */
const WORTH_SENDING_SECONDS = 0.02;
const WIDEST_BATCH_OF_SHORT = 96;
/** Weight vectors below which a batch wastes a pass over the matrix. */
const FEWEST_VECTORS = 8;
/** Final fits are cut into at least so many tasks, where there are that many, so that up to 16 workers stay busy. */
const FINAL_TASKS = 48;
/** A statistic that is computed faster than this is not worth a file. */
const WORTH_KEEPING_SECONDS = 0.005;

/** The plan of a search over these candidates. */
export function buildPlan(context: PlanContext, candidates: readonly Candidate[]): Plan {
  const plan = newPlan(context);
  growPlan(plan, candidates);
  return plan;
}

/** Adds candidates to a plan; work that is in it already is not added again. */
export function growPlan(plan: Plan, candidates: readonly Candidate[]): void {
  const { context } = plan;
  const repeats = repeatsOf(context.layout);
  const before = { tasks: plan.tasks.size, slots: plan.slots.length };
  const batches = context.share
    ? [{ scope: '', root: patternOf(candidates) }]
    : candidates.map((candidate) => ({ scope: `candidate ${candidate.index}`, root: patternOf([candidate]) }));
  for (const { scope, root } of batches) {
    const maker = new TaskMaker(plan, scope);
    const batchWidth = context.share ? batchWidthFor(root, context) : ALONE;
    context.layout.splits.forEach(({ train, test }, split) => {
      expandNode(
        { plan, maker, tally: plan.tally, split, repeats: repeats[split], batchWidth, refuse: refusalsOf(plan, split) },
        firstInput(context, train, test),
        root,
      );
    });
  }
  pinStatistics(plan);
  const results = plan.slots
    .slice(before.slots)
    .flatMap(({ test, train }) => (train === null ? [test] : [test, train]));
  leaveOutKept(plan, { from: before.tasks, results });
}

/**
 * A plan of some results, each on its own: the pipeline of one candidate on one split, with nothing shared, not even
 * among them.
 */
export function planAlone(
  context: PlanContext,
  results: readonly { readonly candidate: Candidate; readonly split: number }[],
): Plan {
  const plan = newPlan(context);
  for (const { candidate, split } of results) {
    const maker = new TaskMaker(plan, `alone ${candidate.index} ${split}`);
    const { train, test } = context.layout.splits[split];
    const root = patternOf([candidate]);
    expandNode(
      { plan, maker, tally: plan.tally, split, repeats: 'none', batchWidth: ALONE, refuse: refusalsOf(plan, split) },
      firstInput(context, train, test),
      root,
    );
  }
  return plan;
}

/** Widths are a rule of the plan alone (never of the number of workers), and never show in a result. */
function batchWidthFor(root: PatternNode, { layout, classes, batchWidth }: PlanContext): Expansion['batchWidth'] {
  if (batchWidth !== undefined) return () => Math.max(1, Math.floor(batchWidth) || 1);
  const splits = layout.splits.length;
  let groups = 0;
  let widest = 0;
  const visit = (node: PatternNode): void => {
    const finals = [...node.children.values()].filter(
      (child) => child.step?.estimator.role === 'classifier' || child.step?.estimator.role === 'regressor',
    ).length;
    if (finals > 0) groups += splits;
    widest = Math.max(widest, finals);
  };
  visit(root);
  walkPattern(root, visit);
  const pieces = Math.max(1, Math.ceil(FINAL_TASKS / Math.max(1, groups)));
  const even = Math.ceil(widest / pieces);
  return ({ vectors }, seconds) => {
    const narrowest = Math.ceil(FEWEST_VECTORS / Math.max(1, vectors?.(classes) || 1));
    // What an estimator of somebody's own predicts may be no number.
    const short =
      seconds >= 0 ? Math.min(WIDEST_BATCH_OF_SHORT, Math.ceil(WORTH_SENDING_SECONDS / seconds)) : WIDEST_BATCH;
    return Math.min(Math.max(WIDEST_BATCH, short), Math.max(narrowest, even));
  };
}

/**
 * Marks what is worth keeping for the next search, and takes out of the plan's new tasks what an earlier one has kept.
 */
export function leaveOutKept(plan: Plan, gained: Gained): void {
  const { knownResults, share } = plan.context;
  if (knownResults === undefined) return;
  for (const { op, key, seconds } of plan.tasks.values()) {
    if (share && (op === 'block' || op === 'merge') && seconds >= WORTH_KEEPING_SECONDS) plan.durable.add(key);
  }
  if (!knownResults.empty) append(plan.cachedArtifacts, cullPlan(plan, gained, knownResults));
}

/** Keeps block statistics for the refit; those of inner folds serve nobody else. */
function pinStatistics(plan: Plan): void {
  const shared = new Set(plan.context.layout.blocks.map(({ key }) => key));
  for (const task of plan.tasks.values()) {
    if (task.op === 'block' && task.rows !== null && shared.has(task.rows)) plan.pinned.add(task.key);
  }
}
