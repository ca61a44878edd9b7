// The only place where an op becomes a call. Takes a task, reads its inputs from the worker's context, stores its
// artifact there, and returns what the driver needs to know. A fit that fails is a value; only a step that a task builds on and
// that failed ends the task.

import type { ColumnInfo } from '../base/dataset.js';
import { assert, assertNever } from '../base/errors.js';
import { faultPoint } from '../base/fault-point.js';
import { detached } from '../base/map-arrays.js';
import { countRows, type Matrix, type Segment } from '../base/matrix.js';
import { takeStacks } from '../base/stacks.js';
import type { MomentStatistic, Statistic } from '../base/statistics.js';
import type { Fitter, Predictor, Transformer } from '../contracts/fitter.js';
import type { PackedFeatures } from '../contracts/packed-features.js';
import type { Params } from '../contracts/params.js';
import type { OutOfFold, Postprocessor, PredictionOutcome } from '../contracts/postprocessor.js';
import type { FitOutcome } from '../contracts/step.js';
import type {
  BlockTask,
  Features,
  FitTask,
  Key,
  MergeTask,
  PostprocessorTask,
  PredictTask,
  Task,
  TransformTask,
  UnionTask,
} from '../graph/plan/task.js';
import { computeStatistic } from '../kernels/statistics/block-statistics.js';
import { mapStatistic, mergeStatistics } from '../kernels/statistics/statistics-merge.js';
import type { ItemOutcome, Outcome } from '../schedule/engine.js';
import { asMap } from './column-map.js';
import { applyInFileOrder, fitInFileOrder, predictInFileOrder } from './file-order.js';
import { fusedPredictor, projected, type ReadyPredictor } from './projection.js';
import { classesOf, isWeightless, type PredictArtifact, runScore } from './score-rows.js';
import { errorOf, severally } from './severally.js';
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

/** Branches side by side. What their steps warn of is told here: behind this matrix they are seen no more. */
function runUnion(task: UnionTask, context: WorkerContext): ItemOutcome[] {
  const parts = task.parts.map((part) => context.viewedRows(part));
  const rows = countRows(parts[0].segments);
  const out = context.kernels.heap.emptyMatrix(
    rows,
    parts.reduce((sum, { view }) => sum + view.cols, 0),
  );
  let first = 0;
  for (const { base, segments, view } of parts) {
    const columns = { rows, cols: view.cols, stride: out.stride, data: out.data.subarray(first) };
    context.kernels.mapColumns(base, segments, view.map, columns);
    first += view.cols;
  }
  context.store(task.key, out);
  const warnings = new Map(
    task.parts.flatMap((part) => context.applyWarnings(part)).map((warning) => [warning.message, warning]),
  );
  return [{ ok: true, warnings: [...warnings.values()] }];
}

/** A projection, or whatever else the transformer applies to rows. */
function runTransform(task: TransformTask, context: WorkerContext): ItemOutcome[] {
  const { apply } = context.estimator(task.estimator) as Transformer;
  const fitted = context.fitted(task.fit);
  if (apply === undefined) context.store(task.key, projected(task, fitted, context));
  else {
    const input = { kernels: context.kernels, X: context.features(task.features), fitted };
    context.store(
      task.key,
      task.ordered === null ? apply(input) : applyInFileOrder(apply, input, idsOf(task.ordered, context)),
    );
  }
  return [DONE];
}

function runPredict(task: PredictTask, context: WorkerContext): ItemOutcome[] {
  const { kernels } = context;
  const predictor = context.estimator(task.estimator) as Predictor;
  // What is read stays longer than the scope of a prediction.
  const predict =
    task.through === null ? plainPredictor(task, predictor, context) : fusedPredictor(task, task.through, context);
  const fits = task.items.map(({ fit, params }) => ({
    outcome: context.artifact<readonly FitOutcome[]>(fit.task)[fit.item],
    params,
  }));
  const usable = fits.flatMap(({ outcome, params }) => (outcome.ok ? [{ fitted: outcome.fitted, params }] : []));
  const classes = task.target === null ? [] : classesOf(context, task.target);
  const request = { kernels, classes, decisions: task.decisions, probabilities: task.decisions };
  const predictAll = (items: Parameters<ReadyPredictor>[1]): readonly PredictionOutcome[] => {
    const answers = kernels.heap.scope(() => detached(predict(request, items), kernels.heap));
    return answers.map((prediction) => ({ ok: true, prediction }));
  };
  const predictions =
    usable.length === 0 ? [] : severally(usable, predictAll, (error): PredictionOutcome => ({ ok: false, error }));
  let next = 0;
  const artifact: PredictArtifact = fits.map(({ outcome }) => (outcome.ok ? predictions[next++] : outcome));
  context.store(task.key, artifact);
  const { features, through } = task;
  const stepWarnings = context.applyWarnings(
    through === null ? features : { ...features, steps: [...features.steps, through] },
  );
  return fits.map(({ outcome, params }, item) => {
    const predicted = artifact[item];
    if (!outcome.ok || !predicted.ok) return outcome.ok ? (predicted as ItemOutcome) : outcome;
    return { ok: true, warnings: [...stepWarnings, ...(predictor.applyWarnings?.(outcome.fitted, params) ?? [])] };
  });
}

function plainPredictor(
  { features, ordered }: PredictTask,
  { predict }: Predictor,
  context: WorkerContext,
): ReadyPredictor {
  const of =
    (X: Matrix): ReadyPredictor =>
    (request, items) =>
      predict({ ...request, X, items });
  const X = context.features(features);
  return ordered === null ? of(X) : predictInFileOrder(of, X, idsOf(ordered, context));
}

function idsOf(rows: Key, context: WorkerContext): Int32Array {
  return context.artifact<RowsSource>(rows).ids;
}

/** Lets a postprocessor learn; an inner fit that failed is its failure. */
function runPostprocessor(task: PostprocessorTask, context: WorkerContext): ItemOutcome[] {
  const { kernels } = context;
  const folds: OutOfFold[] = [];
  let outcome: FitOutcome | undefined;
  for (const { prediction, item, targetRows } of task.folds) {
    const foldOutcome = context.artifact<PredictArtifact>(prediction)[item];
    const target = context.target(task.target, targetRows);
    assert(target.kind === 'classes', 'postprocessors are for classes');
    const weights = context.weights(task.weights, targetRows);
    if (foldOutcome.ok)
      folds.push({ prediction: foldOutcome.prediction, codes: target.codes, ...(weights && { weights }) });
    else outcome ??= foldOutcome;
  }
  const { fit } = context.estimator(task.estimator) as Postprocessor;
  assert(fit !== undefined, `${task.estimator} learns`);
  outcome ??= kernels.heap.scope(() =>
    detached(fit({ kernels, folds, classes: classesOf(context, task.target), params: task.params }), kernels.heap),
  );
  context.store(task.key, [outcome]);
  return [outcome.ok ? { ok: true, warnings: outcome.warnings } : outcome];
}

function whole(base: Matrix): { readonly base: Matrix; readonly segments: readonly Segment[] } {
  return { base, segments: [[0, base.rows]] };
}
