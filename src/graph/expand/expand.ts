// Expands the pattern of a search into one split's tasks, sharing as it goes:
//   views    fits that differ only in apply params (or in that of a submodel) become one fit, at the widest value;
//   batches  final fits that differ only in batch params become one task that solves them side by side.
// With sharing off, the pattern has one path per candidate and each group one request: the same functions, at width 1.

import { assert } from '../../base/errors.js';
import type { Predictor } from '../../contracts/fitter.js';
import { matrixBytes } from '../plan/cost.js';
import type { RowSet } from '../plan/layout.js';
import type { ScoreSlot } from '../plan/plan-data.js';
import type { Features, Key, PredictTask, ScoreTask } from '../plan/task.js';
import { addFit, aloneSeconds, fitParams, ownSeconds } from './add-fit.js';
import {
  type ActivePostprocessor,
  countTasks,
  countViews,
  type Expansion,
  type FitRequest,
  type PredictorRequest,
} from './expansion.js';
import { countAsked, feasible, groupByPart } from './fit-requests.js';
import { leaveOutKnown } from './leave-out-known.js';
import type { PatternNode } from './pattern.js';
import { type Fits, Postprocessors } from './postprocessors.js';
import { predictionSeconds } from './predict-cost.js';
import { learns, predictionUses } from './prediction-uses.js';
import { scoreBoth } from './score-tasks.js';
import type { StepInput } from './step-input.js';
import { expandSteps } from './steps.js';
import { isLinear, type Unprojected } from './through-projection.js';

/** Adds the tasks of all pipelines that go on from `input` with the children of `node`. */
export function expandNode(expansion: Expansion, input: StepInput, node: PatternNode): void {
  const predictors = expandSteps(expansion, input, node, (next, behind) => expandNode(expansion, next, behind));
  for (const group of groupByPart(expansion, 'group', predictors)) expandPredictor(expansion, input, group);
}

function expandPredictor(expansion: Expansion, input: StepInput, group: readonly FitRequest[]): void {
  const { plan, tally } = expansion;
  const estimator = group[0].estimator as Predictor;
  countAsked(expansion, group, ['fit', 'predict', ...plan.context.scorers.map(() => 'score' as const)]);
  // Field by field: a spread of some hundred thousand requests is slow.
  const requests = feasible(expansion, input, group).map((request): PredictorRequest => {
    const { node, params } = request;
    return { node, estimator, params, uses: predictionUses(expansion, input, request) };
  });
  const secondsOf = aloneSeconds(plan, input, estimator);
  const width =
    requests.length === 0 ? 1 : expansion.batchWidth(estimator, ownSeconds(plan, input, estimator)(requests[0].params));
  let moreUses = 0;
  for (const { node, params, uses } of requests) {
    const seconds = secondsOf(params);
    const inner = uses.reduce(
      (sum, { postprocessors, candidates }) => sum + candidates.length * innerFits(postprocessors),
      0,
    );
    tally.naiveSeconds += node.asked * (input.naiveSeconds + seconds) + inner * seconds;
    moreUses += uses.length - 1;
  }
  for (const { scorer } of plan.context.scorers)
    countTasks(expansion, 'merged', { op: 'score', name: scorer }, moreUses);
  // Requests with the same fit (they differ in apply params) stay together; a batch holds whole fits.
  const open = leaveOutKnown(expansion, input, requests, width);
  const fits = groupByPart(expansion, 'fit', open);
  countViews(expansion, open.length - fits.length);
  countTasks(expansion, 'distinct', { op: 'fit', name: estimator.name }, fits.length);
  for (let from = 0; from < fits.length; from += width)
    expandBatch(expansion, input, estimator, fits.slice(from, from + width));
}

/** How often the predictor is fitted again for some postprocessors. */
function innerFits(postprocessors: readonly ActivePostprocessor[]): number {
  return postprocessors.reduce((sum, { estimator, params }) => sum + (estimator.folds?.(params) ?? 0), 0);
}

function expandBatch(
  expansion: Expansion,
  input: StepInput,
  estimator: Predictor,
  fits: readonly (readonly PredictorRequest[])[],
): void {
  const { plan, maker } = expansion;
  const fit = addFit(
    expansion,
    input,
    estimator,
    fits.map((requests) => fitParams(plan, estimator, requests)),
  );
  const requests = fits.length === 1 ? fits[0] : fits.flat();
  countTasks(expansion, 'distinct', { op: 'predict', name: estimator.name }, requests.length);
  if (input.testRows === null) return;

  const uses: PredictTask['items'][number][] = [];
  for (const [item, same] of fits.entries()) {
    const ref = { task: fit.key, item };
    for (const { params } of same) uses.push({ fit: ref, params });
  }
  const decisions =
    plan.context.decisions === true ||
    requests.some(({ uses }) => uses.some(({ postprocessors }) => learns(postprocessors)));
  const predictOn = (features: Features, { key: targetRows, count: rows }: RowSet, through: Unprojected | null): Key =>
    maker.predict(
      estimator,
      { features, targetRows, through: through?.through ?? null },
      { items: uses, decisions },
      {
        seconds: predictionSeconds(expansion, input, estimator, {
          rows,
          fits: fits.length,
          items: uses.length,
          through,
        }),
        bytes: matrixBytes(rows, uses.length * Math.max(1, plan.context.classes)),
        gatheredBytes: through?.gatheredBytes ?? 0,
      },
    ).key;
  const through = isLinear(estimator) ? input.unprojected : null;
  const test = through?.test ?? input.test;
  assert(test !== null, 'test rows are projected for whoever is not fused');
  const prediction = predictOn(test, input.testRows, through);
  const trainPrediction = plan.context.returnTrainScore ? predictOn(input.train, input.trainSet.rows, null) : null;
  const predicted = {
    prediction,
    trainPrediction,
    fit: fit.key,
    fitItems: fits.length,
    predictionIds: requests.map(({ ids }) => ids),
  };
  scoreUses({ expansion, input, estimator, predicted }, fits);
}

interface Predicted {
  readonly expansion: Expansion;
  readonly input: StepInput;
  readonly estimator: Predictor;
  readonly predicted: Pick<ScoreSlot, 'prediction' | 'trainPrediction' | 'fit' | 'fitItems' | 'predictionIds'>;
}

/**
 * Adds the score tasks of a batch: one for all that need no more than its predictions, one for what is learnt from
 * inner folds.
 */
function scoreUses(
  { expansion, input, estimator, predicted }: Predicted,
  fits: readonly (readonly PredictorRequest[])[],
): void {
  const { plan, split } = expansion;
  const withFolds = (folds: number): Fits =>
    fits
      .map((requests) =>
        requests.filter(({ uses }) => uses.some(({ postprocessors }) => innerFoldsOf(postprocessors).includes(folds))),
      )
      .filter((requests) => requests.length > 0);
  const postprocessors = new Postprocessors(expansion, input, estimator, withFolds);
  const [direct, behindFolds] = [nothingYet(), nothingYet()];
  let place = 0;
  fits.forEach((requests, fitItem) => {
    for (const request of requests) {
      for (const { postprocessors: used, candidates, ids } of request.uses) {
        const { applied, learnt } = used.length === 0 ? NO_POSTPROCESSORS : postprocessors.behind(request, used);
        const { slots, scored } = learnt.length > 0 ? behindFolds : direct;
        slots.push({ fitItem, predicted: place, candidates, ids, isPostprocessed: applied.length > 0, learnt });
        scored.push({ item: place, postprocessors: applied });
      }
      place++;
    }
  });
  const uses = direct.slots.length + behindFolds.slots.length;
  for (const { scorer } of plan.context.scorers) countTasks(expansion, 'distinct', { op: 'score', name: scorer }, uses);
  for (const { slots: items, scored } of [direct, behindFolds]) {
    if (items.length === 0) continue;
    const scores = scoreBoth(expansion, input, scored, {
      test: predicted.prediction,
      train: predicted.trainPrediction,
    });
    plan.slots.push({ split, ...scores, ...predicted, chain: input.chain, items, stored: false });
  }
}

/** What is scored by one task, and which candidates' scores these are. */
interface Scored {
  readonly slots: ScoreSlot['items'][number][];
  readonly scored: ScoreTask['items'][number][];
}

function nothingYet(): Scored {
  return { slots: [], scored: [] };
}

/** Plans have many uses without postprocessors: they share what is not there. */
const NO_POSTPROCESSORS = { applied: [], learnt: [] };

function innerFoldsOf(postprocessors: readonly ActivePostprocessor[]): number[] {
  return postprocessors.flatMap(({ estimator, params }) => estimator.folds?.(params) ?? []);
}
