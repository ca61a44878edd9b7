// Tasks that predict, and those that learn from predictions.

import { assert } from '../base/errors.js';
import { detached } from '../base/map-arrays.js';
import type { Matrix } from '../base/matrix.js';
import type { Predictor } from '../contracts/fitter.js';
import type { OutOfFold, Postprocessor, PredictionOutcome } from '../contracts/postprocessor.js';
import type { FitOutcome } from '../contracts/step.js';
import type { Key, PostprocessorTask, PredictTask } from '../graph/plan/task.js';
import type { ItemOutcome } from '../schedule/engine.js';
import { predictInFileOrder } from './file-order.js';
import { fusedPredictor, type ReadyPredictor } from './projection.js';
import { classesOf, type PredictArtifact } from './score-rows.js';
import { severally } from './severally.js';
import type { RowsSource, WorkerContext } from './worker-context.js';

/** Predictions of each item; a fit that failed is the outcome of its item. */
export function runPredict(task: PredictTask, context: WorkerContext): ItemOutcome[] {
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

/** Row of the file that each of these rows is. */
export function idsOf(rows: Key, context: WorkerContext): Int32Array {
  return context.artifact<RowsSource>(rows).ids;
}

/** Lets a postprocessor learn; an inner fit that failed is its failure. */
export function runPostprocessor(task: PostprocessorTask, context: WorkerContext): ItemOutcome[] {
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
