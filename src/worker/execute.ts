// The only place where an op becomes a call. Takes a task, reads its inputs from the workroom, stores its artifact
// there, and returns what the driver needs to know. A fit that fails is a value; only a step that a task builds on and
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
import type { RowsSource, Workroom } from './workroom.js';

export { errorOf } from './severally.js';

const DONE: ItemOutcome = { ok: true, warnings: [] };

/** Runs one task. Never throws: a bug in an estimator fails its task, not the run. */
export function execute(task: Task, room: Workroom): Outcome {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const told = (): Pick<Outcome & { status: 'done' }, 'stacks'> => {
    const stacks = takeStacks();
    return stacks.length === 0 ? {} : { stacks };
  };
  try {
    faultPoint('compute', task.key);
    const items = runOp(task, room);
    const done = { status: 'done', seconds: seconds(), items, ...told() } as const;
    return task.op === 'transform' ? { ...done, bytes: room.artifact<Matrix>(task.key).data.byteLength } : done;
  } catch (thrown) {
    return { status: 'error', seconds: seconds(), error: errorOf(thrown), ...told() };
  } finally {
    room.tidy();
  }
}

function runOp(task: Task, room: Workroom): ItemOutcome[] {
  switch (task.op) {
    case 'block':
      return runBlock(task, room);
    case 'merge':
      return runMerge(task, room);
    case 'fit':
      return runFit(task, room);
    case 'transform':
      return 'parts' in task ? runUnion(task, room) : runTransform(task, room);
    case 'predict':
      return runPredict(task, room);
    case 'post':
      return runPostprocessor(task, room);
    case 'score':
      return runScore(task, room);
    default:
      return assertNever(task);
  }
}

function runBlock(task: BlockTask, room: Workroom): ItemOutcome[] {
  // Some rows of a matrix that holds the train rows alone are taken out of it, so that target and weights fit them.
  const isInner = task.rows !== null && task.rows !== task.targetRows;
  const { base, segments, alone } = isInner
    ? { ...whole(room.features({ base: task.base, rows: task.rows, steps: [] })), alone: true }
    : room.rows(task.base, task.rows);
  const rows = alone ? task.targetRows : null;
  const target = task.target === null ? undefined : room.target(task.target, rows);
  room.store(
    task.key,
    computeStatistic(room.kernels, task.statistic, base, segments, target, room.weights(task.weights, rows)),
  );
  return [DONE];
}

function runMerge(task: MergeTask, room: Workroom): ItemOutcome[] {
  room.store(
    task.key,
    mergeStatistics(room.kernels, room.artifact<Statistic>(task.left), room.artifact<Statistic>(task.right)),
  );
  return [DONE];
}

function runFit(task: FitTask, room: Workroom): ItemOutcome[] {
  const { kernels } = room;
  const estimator = room.estimator(task.estimator) as Fitter;
  const seldom = estimator.seldom === true;
  const X = task.needsRows && !task.packs && !seldom ? room.features(task.features) : undefined;
  const statistic = task.statistic === null ? undefined : mapped(room.artifact<Statistic>(task.statistic), task, room);
  const target = room.target(task.target, task.targetRows);
  const { ids: rowIds } = room.artifact<RowsSource>(task.targetRows);
  const columns = task.columns === null ? {} : { columns: room.artifact<readonly ColumnInfo[]>(task.columns) };
  const weights = room.weights(task.weights, task.targetRows);
  const weighed = weights === undefined ? {} : { weights };
  const packed = task.packs ? { packed: packedFeatures(task.features, room) } : {};
  const asked = seldom ? { rows: () => room.features(task.features) } : {};
  const given = { ...weighed, ...columns, ...packed, ...asked };
  const input = { kernels, X, statistic, target, rowIds, ...given, traits: task.traits };
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
  room.store(task.key, outcomes);
  return outcomes.map((outcome) =>
    outcome.ok ? { ok: true, warnings: outcome.warnings } : { ok: false, error: outcome.error },
  );
}

function packedFeatures(features: Features, room: Workroom): PackedFeatures {
  return {
    rows: room.packed(features),
    spread: () => room.spread(features),
    moments: () => {
      const X = room.features(features);
      return computeStatistic(room.kernels, 'moments', X, [[0, X.rows]], undefined) as MomentStatistic;
    },
  };
}

/** The statistic of the columns that the estimator sees. */
function mapped(statistic: Statistic, task: FitTask, room: Workroom): Statistic {
  const baseCols = statistic.kind === 'classes' ? statistic.means.cols : statistic.mean.length;
  return task.features.steps.length === 0
    ? statistic
    : mapStatistic(statistic, asMap(room.view(task.features, baseCols)));
}

/** Branches side by side. What their steps warn of is told here: behind this matrix they are seen no more. */
function runUnion(task: UnionTask, room: Workroom): ItemOutcome[] {
  const parts = task.parts.map((part) => room.located(part));
  const rows = countRows(parts[0].segments);
  const out = room.kernels.heap.roughMatrix(
    rows,
    parts.reduce((sum, { view }) => sum + view.cols, 0),
  );
  let first = 0;
  for (const { base, segments, view } of parts) {
    const columns = { rows, cols: view.cols, stride: out.stride, data: out.data.subarray(first) };
    room.kernels.mapColumns(base, segments, view.map, columns);
    first += view.cols;
  }
  room.store(task.key, out);
  const warnings = new Map(
    task.parts.flatMap((part) => room.applyWarnings(part)).map((warning) => [warning.message, warning]),
  );
  return [{ ok: true, warnings: [...warnings.values()] }];
}

/** A projection, or whatever else the transformer applies to rows. */
function runTransform(task: TransformTask, room: Workroom): ItemOutcome[] {
  const { apply } = room.estimator(task.estimator) as Transformer;
  const fitted = room.fitted(task.fit);
  if (apply === undefined) room.store(task.key, projected(task, fitted, room));
  else {
    const input = { kernels: room.kernels, X: room.features(task.features), fitted };
    room.store(
      task.key,
      task.ordered === null ? apply(input) : applyInFileOrder(apply, input, idsOf(task.ordered, room)),
    );
  }
  return [DONE];
}

function runPredict(task: PredictTask, room: Workroom): ItemOutcome[] {
  const { kernels } = room;
  const predictor = room.estimator(task.estimator) as Predictor;
  // What is read stays longer than the scope of a prediction.
  const predict =
    task.through === null ? plainPredictor(task, predictor, room) : fusedPredictor(task, task.through, room);
  const fits = task.items.map(({ fit, params }) => ({
    outcome: room.artifact<readonly FitOutcome[]>(fit.task)[fit.item],
    params,
  }));
  const usable = fits.flatMap(({ outcome, params }) => (outcome.ok ? [{ fitted: outcome.fitted, params }] : []));
  const classes = task.target === null ? [] : classesOf(room, task.target);
  const asked = { kernels, classes, decisions: task.decisions, probabilities: task.decisions };
  const predictAll = (items: Parameters<ReadyPredictor>[1]): readonly PredictionOutcome[] => {
    const predictions = kernels.heap.scope(() => detached(predict(asked, items), kernels.heap));
    return predictions.map((prediction) => ({ ok: true, prediction }));
  };
  const said =
    usable.length === 0 ? [] : severally(usable, predictAll, (error): PredictionOutcome => ({ ok: false, error }));
  let next = 0;
  const artifact: PredictArtifact = fits.map(({ outcome }) => (outcome.ok ? said[next++] : outcome));
  room.store(task.key, artifact);
  const { features, through } = task;
  const stepWarnings = room.applyWarnings(
    through === null ? features : { ...features, steps: [...features.steps, through] },
  );
  return fits.map(({ outcome, params }, item) => {
    const predicted = artifact[item];
    if (!outcome.ok || !predicted.ok) return outcome.ok ? (predicted as ItemOutcome) : outcome;
    return { ok: true, warnings: [...stepWarnings, ...(predictor.applyWarnings?.(outcome.fitted, params) ?? [])] };
  });
}

function plainPredictor({ features, ordered }: PredictTask, { predict }: Predictor, room: Workroom): ReadyPredictor {
  const of =
    (X: Matrix): ReadyPredictor =>
    (asked, items) =>
      predict({ ...asked, X, items });
  const X = room.features(features);
  return ordered === null ? of(X) : predictInFileOrder(of, X, idsOf(ordered, room));
}

function idsOf(rows: Key, room: Workroom): Int32Array {
  return room.artifact<RowsSource>(rows).ids;
}

/** Lets a postprocessor learn; an inner fit that failed is its failure. */
function runPostprocessor(task: PostprocessorTask, room: Workroom): ItemOutcome[] {
  const { kernels } = room;
  const folds: OutOfFold[] = [];
  let outcome: FitOutcome | undefined;
  for (const { prediction, item, targetRows } of task.folds) {
    const said = room.artifact<PredictArtifact>(prediction)[item];
    const target = room.target(task.target, targetRows);
    assert(target.kind === 'classes', 'postprocessors are for classes');
    const weights = room.weights(task.weights, targetRows);
    if (said.ok) folds.push({ prediction: said.prediction, codes: target.codes, ...(weights && { weights }) });
    else outcome ??= said;
  }
  const { fit } = room.estimator(task.estimator) as Postprocessor;
  assert(fit !== undefined, `${task.estimator} learns`);
  outcome ??= kernels.heap.scope(() =>
    detached(fit({ kernels, folds, classes: classesOf(room, task.target), params: task.params }), kernels.heap),
  );
  room.store(task.key, [outcome]);
  return [outcome.ok ? { ok: true, warnings: outcome.warnings } : outcome];
}

function whole(base: Matrix): { readonly base: Matrix; readonly segments: readonly Segment[] } {
  return { base, segments: [[0, base.rows]] };
}
