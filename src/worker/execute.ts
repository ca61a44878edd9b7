// The only place where an op becomes a call. Takes a task, reads its inputs from the worker's context, stores its
// artifact there, and returns what the driver needs to know. A fit that fails is a value; only a step that a task
// builds on and that failed ends the task.

import type { ColumnInfo } from '../base/dataset.js';
import { assert, assertNever } from '../base/errors.js';
import { faultPoint } from '../base/fault-point.js';
import { detached } from '../base/map-arrays.js';
import type { Matrix, Segment } from '../base/matrix.js';
import { takeStacks } from '../base/stacks.js';
import type { MomentStatistic, Statistic } from '../base/statistics.js';
import type { Fitter } from '../contracts/fitter.js';
import type { PackedFeatures } from '../contracts/packed-features.js';
import type { Params } from '../contracts/params.js';
import type { FitOutcome } from '../contracts/step.js';
import type { BlockTask, Features, FitTask, MergeTask, Task } from '../graph/plan/task.js';
import { computeStatistic } from '../kernels/statistics/block-statistics.js';
import { mapStatistic, mergeStatistics } from '../kernels/statistics/statistics-merge.js';
import type { ItemOutcome, Outcome } from '../schedule/engine.js';
import { asMap } from './column-map.js';
import { fitInFileOrder } from './file-order.js';
import { runPostprocessor, runPredict } from './predict-task.js';
import { isWeightless, runScore } from './score-rows.js';
import { errorOf, severally } from './severally.js';
import { runTransform, runUnion } from './transform-task.js';
import type { RowsSource, WorkerContext } from './worker-context.js';

export { errorOf } from './severally.js';

const DONE: ItemOutcome = { ok: true, warnings: [] };

/** Runs one task. Never throws: a bug in an estimator fails its task, not the run. */
export function execute(task: Task, context: WorkerContext): Outcome {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const stacks = (): Pick<Outcome & { status: 'done' }, 'stacks'> => {
    const stacks = takeStacks();
    return stacks.length === 0 ? {} : { stacks };
  };
  try {
    faultPoint('compute', task.key);
    const items = runOp(task, context);
    const done = { status: 'done', seconds: seconds(), items, ...stacks() } as const;
    return task.op === 'transform' ? { ...done, bytes: context.artifact<Matrix>(task.key).data.byteLength } : done;
  } catch (thrown) {
    return { status: 'error', seconds: seconds(), error: errorOf(thrown), ...stacks() };
  } finally {
    context.tidy();
  }
}

function runOp(task: Task, context: WorkerContext): ItemOutcome[] {
  switch (task.op) {
    case 'block':
      return runBlock(task, context);
    case 'merge':
      return runMerge(task, context);
    case 'fit':
      return runFit(task, context);
    case 'transform':
      return 'parts' in task ? runUnion(task, context) : runTransform(task, context);
    case 'predict':
      return runPredict(task, context);
    case 'post':
      return runPostprocessor(task, context);
    case 'score':
      return runScore(task, context);
    default:
      return assertNever(task);
  }
}

function runBlock(task: BlockTask, context: WorkerContext): ItemOutcome[] {
  // Some rows of a matrix that holds the train rows alone are taken out of it, so that target and weights fit them.
  const isInner = task.rows !== null && task.rows !== task.targetRows;
  const { base, segments, alone } = isInner
    ? { ...whole(context.features({ base: task.base, rows: task.rows, steps: [] })), alone: true }
    : context.rows(task.base, task.rows);
  const rows = alone ? task.targetRows : null;
  const target = task.target === null ? undefined : context.target(task.target, rows);
  context.store(
    task.key,
    computeStatistic(context.kernels, task.statistic, base, segments, target, context.weights(task.weights, rows)),
  );
  return [DONE];
}

function runMerge(task: MergeTask, context: WorkerContext): ItemOutcome[] {
  context.store(
    task.key,
    mergeStatistics(context.kernels, context.artifact<Statistic>(task.left), context.artifact<Statistic>(task.right)),
  );
  return [DONE];
}

function runFit(task: FitTask, context: WorkerContext): ItemOutcome[] {
  const { kernels } = context;
  const estimator = context.estimator(task.estimator) as Fitter;
  const seldom = estimator.seldom === true;
  const X = task.needsRows && !task.packs && !seldom ? context.features(task.features) : undefined;
  const statistic =
    task.statistic === null ? undefined : mapped(context.artifact<Statistic>(task.statistic), task, context);
  const target = context.target(task.target, task.targetRows);
  const { ids: rowIds } = context.artifact<RowsSource>(task.targetRows);
  const columns = task.columns === null ? {} : { columns: context.artifact<readonly ColumnInfo[]>(task.columns) };
  const weights = context.weights(task.weights, task.targetRows);
  const weighed = weights === undefined ? {} : { weights };
  const packed = task.packs ? { packed: packedFeatures(task.features, context) } : {};
  const lazyRows = seldom ? { rows: () => context.features(task.features) } : {};
  const extras = { ...weighed, ...columns, ...packed, ...lazyRows };
  const input = { kernels, X, statistic, target, rowIds, ...extras, traits: task.traits };
  const fit = (params: readonly Params[]): readonly FitOutcome[] => {
    const answer = (): FitOutcome[] =>
      estimator.fit({ ...(task.ordered === null ? input : fitInFileOrder(input)), params });
    const outcomes = kernels.heap.scope(() => detached(answer(), kernels.heap));
    assert(outcomes.length === params.length, `${task.estimator} answers for each of its params`);
    return outcomes;
  };
  const outcomes = isWeightless(weights)
    ? task.items.map(
        (): FitOutcome => ({ ok: false, error: { code: 'FIT_NO_WEIGHT', message: 'all train rows weigh 0' } }),
      )
    : severally(task.items, fit, (error): FitOutcome => ({ ok: false, error }));
  context.store(task.key, outcomes);
  return outcomes.map((outcome) =>
    outcome.ok ? { ok: true, warnings: outcome.warnings } : { ok: false, error: outcome.error },
  );
}

function packedFeatures(features: Features, context: WorkerContext): PackedFeatures {
  return {
    rows: context.packed(features),
    spread: () => context.spread(features),
    moments: () => {
      const X = context.features(features);
      return computeStatistic(context.kernels, 'moments', X, [[0, X.rows]], undefined) as MomentStatistic;
    },
  };
}

/** The statistic of the columns that the estimator sees. */
function mapped(statistic: Statistic, task: FitTask, context: WorkerContext): Statistic {
  const baseCols = statistic.kind === 'classes' ? statistic.means.cols : statistic.mean.length;
  return task.features.steps.length === 0
    ? statistic
    : mapStatistic(statistic, asMap(context.view(task.features, baseCols)));
}

function whole(base: Matrix): { readonly base: Matrix; readonly segments: readonly Segment[] } {
  return { base, segments: [[0, base.rows]] };
}
