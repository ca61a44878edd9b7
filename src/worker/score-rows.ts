// Score tasks: every metric on the predictions of one predict task, as the postprocessors behind them leave these.

import { type TaskError, type TaskWarning, undefinedScore } from '../base/errors.js';
import type { Postprocessor, PredictionOutcome } from '../contracts/postprocessor.js';
import type { FitOutcome } from '../contracts/step.js';
import { withProbabilities } from '../estimators/shared/class-scores.js';
import type { Key, ScoreTask } from '../graph/plan/task.js';
import type { ItemOutcome } from '../schedule/engine.js';
import { fileOrderOf, scoreInFileOrder } from './file-order.js';
import { endsAll, errorOf } from './severally.js';
import type { RowsSource, WorkerContext } from './worker-context.js';

/** A predict task's artifact: per item, what was predicted or why not. */
export type PredictArtifact = readonly PredictionOutcome[];

export function runScore(task: ScoreTask, context: WorkerContext): ItemOutcome[] {
  const truth = context.target(task.target, task.targetRows);
  const weights = context.weights(task.weights, task.targetRows);
  const weighed = weights === undefined ? {} : { weights };
  const behind = postprocessing(task, context);
  const scoring = { kernels: context.kernels, truth, ...weighed };
  const scorers = task.scorers.map(({ scorer, params }) => ({ name: scorer, scorer: context.scorer(scorer), params }));
  const order = scorers.some(({ scorer }) => scorer.readsOrder)
    ? fileOrderOf(context.artifact<RowsSource>(task.targetRows).ids)
    : undefined;
  const likely = scorers.some(({ scorer }) => scorer.reads === 'probabilities');
  return task.items.map((scored) => {
    const outcome = behind(scored);
    if (!outcome.ok) return outcome;
    const prediction = likely ? withProbabilities(context.kernels, outcome.prediction) : outcome.prediction;
    const warnings: TaskWarning[] = [];
    const scores = scorers.map(({ name, scorer, params }, metric) => {
      const inLayout = { ...scoring, prediction, params };
      const input = order !== undefined && scorer.readsOrder ? scoreInFileOrder(inLayout, order) : inLayout;
      const value = isWeightless(weights) ? Number.NaN : measured(() => scorer.score(input));
      if (typeof value === 'number' && Number.isFinite(value)) {
        const message = scorer.illDefined?.(input);
        if (message !== undefined) warnings.push({ code: 'ILL_DEFINED_SCORE', message, metric });
        return value;
      }
      // A metric that fails leaves the others as they are, as in scikit-learn.
      warnings.push(typeof value === 'number' ? undefinedScore(name) : (value as TaskWarning));
      return null;
    });
    return { ok: true, warnings, scores };
  });
}

/** A score, or why the metric failed. */
function measured(score: () => number): number | TaskError {
  try {
    return score();
  } catch (thrown) {
    if (endsAll(thrown)) throw thrown;
    return errorOf(thrown);
  }
}

/** What postprocessors make of the predictions of a score task. Each chain of them is gone through once. */
function postprocessing(
  task: ScoreTask,
  context: WorkerContext,
): (scored: ScoreTask['items'][number]) => PredictionOutcome {
  const { kernels } = context;
  const classes = classesOf(context, task.target);
  const predictions = context.artifact<PredictArtifact>(task.prediction);
  const outcomes = new Map<string, PredictionOutcome>();
  return ({ item, postprocessors }) =>
    postprocessors.reduce<PredictionOutcome>((before, { fit, estimator, params }, i) => {
      if (!before.ok) return before;
      const name = JSON.stringify([item, postprocessors.slice(0, i + 1)]);
      const learnt: FitOutcome =
        fit === null ? NOTHING_LEARNT : context.artifact<readonly FitOutcome[]>(fit.task)[fit.item];
      const { apply } = context.estimator(estimator) as Postprocessor;
      const prediction = withProbabilities(kernels, before.prediction);
      const outcome =
        outcomes.get(name) ??
        (learnt.ok ? apply({ kernels, prediction, classes, fitted: learnt.fitted, params }) : learnt);
      // Only what may be gone through again is kept.
      if (i + 1 < postprocessors.length) outcomes.set(name, outcome);
      return outcome;
    }, predictions[item]);
}

const NOTHING_LEARNT: FitOutcome = { ok: true, fitted: {}, warnings: [] };

/** Whether rows have weights and all of them are 0: nothing can be learnt from them, or measured on them. */
export function isWeightless(weights: Float64Array | undefined): boolean {
  return weights?.every((weight) => weight === 0) === true;
}

export function classesOf(context: WorkerContext, target: Key) {
  const all = context.target(target, null);
  return all.kind === 'classes' ? all.classes : [];
}
