// Expands the pattern of a search into one split's tasks, sharing as it goes:
//   views    fits that differ only in apply params (or in that of a submodel) become one fit, at the widest value;
//   batches  final fits that differ only in batch params become one task that solves them side by side.
// With sharing off, the pattern has one path per candidate and each group one request: the same functions, at width 1.
// A refit is one pattern of one candidate on all rows; a model's steps are a pattern whose fits are given.

import { assert } from '../../base/errors.js';
import type { Predictor } from '../../contracts/fitter.js';
import type { RowSet } from '../plan/layout.js';
import type { ScoreSlot } from '../plan/plan-data.js';
import type { Features, Key, PredictTask, ScoreTask } from '../plan/task.js';
import { addFit, aloneSeconds, fitParams, ownSeconds } from './add-fit.js';
import { addPrediction, addScores } from './add-prediction.js';
import {
  countTasks,
  countViews,
  type Expansion,
  type FitRequest,
  type Fits,
  type PredictorRequest,
  type PredictorWork,
} from './expansion.js';
import { countAsked, feasible, groupByPart } from './fit-requests.js';
import { leaveOutKnown } from './leave-out-known.js';
import type { PatternNode } from './pattern.js';
import { innerFits, learns, Postprocessors, predictionUses } from './postprocessors.js';
import type { StepInput } from './step-input.js';
import { expandSteps } from './steps.js';
import { isLinear } from './through-projection.js';

/** Adds the tasks of all pipelines that go on from `input` with the children of `node`. */
export function expandNode(expansion: Expansion, input: StepInput, node: PatternNode): void {
  const onward = (behind: StepInput, next: PatternNode): void => expandNode(expansion, behind, next);
  const predictors = expandSteps({ expansion, input, node, onward });
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
    countTasks(expansion, 'merged', { op: 'score', name: scorer, amount: moreUses });
  // Requests with the same fit (they differ in apply params) stay together; a batch holds whole fits.
  const open = leaveOutKnown(expansion, input, { requests, width });
  const fits = groupByPart(expansion, 'fit', open);
  countViews(expansion, open.length - fits.length);
  countTasks(expansion, 'distinct', { op: 'fit', name: estimator.name, amount: fits.length });
  for (let from = 0; from < fits.length; from += width)
    expandBatch({ expansion, input, estimator }, fits.slice(from, from + width));
}

function expandBatch(work: PredictorWork, fits: Fits): void {
  const { expansion, input, estimator } = work;
  const { plan } = expansion;
  const items = fits.map((requests) => fitParams(plan, estimator, requests));
  const fit = addFit(expansion, input, { estimator, items });
  const postprocessors = new Postprocessors(work, fits);
  if (expansion.onFitted !== undefined) {
    const [[request]] = fits;
    const behind = postprocessors.behind(request, request.uses[0].postprocessors);
    expansion.onFitted({ input, request, fit: { task: fit, item: 0 }, ...behind });
    return;
  }
  const requests = fits.length === 1 ? fits[0] : fits.flat();
  countTasks(expansion, 'distinct', { op: 'predict', name: estimator.name, amount: requests.length });
  const predictions = {
    ...addPredictions(work, fits, fit),
    fit,
    fitItems: fits.length,
    predictionIds: requests.map(({ ids }) => ids),
  };
  scoreUses({ ...work, postprocessors, predictions }, fits);
}

/** Predicts the test rows, and the train rows where their scores are asked for. */
function addPredictions(work: PredictorWork, fits: Fits, fit: Key): Pick<ScoreSlot, 'prediction' | 'trainPrediction'> {
  const { expansion, input, estimator } = work;
  const { context } = expansion.plan;
  const items: PredictTask['items'][number][] = [];
  for (const [item, same] of fits.entries()) {
    const ref = { task: fit, item };
    for (const { params } of same) items.push({ fit: ref, params });
  }
  const needsDecisions = (request: PredictorRequest): boolean =>
    request.uses.some(({ postprocessors }) => learns(postprocessors));
  const decisions = context.decisions === true || fits.some((same) => same.some(needsDecisions));
  const predict = (features: Features, rows: RowSet, through: StepInput['unprojected']): Key =>
    addPrediction(work, { features, rows, through, items, fits: fits.length, decisions });
  const through = isLinear(estimator) ? input.unprojected : null;
  const test = through?.test ?? input.test;
  assert(test !== null && input.testRows !== null, 'test rows are projected for whoever is not fused');
  return {
    prediction: predict(test, input.testRows, through),
    trainPrediction: context.returnTrainScore ? predict(input.train, input.trainSet.rows, null) : null,
  };
}

interface ScoreWork extends PredictorWork {
  readonly postprocessors: Postprocessors;
  readonly predictions: Pick<ScoreSlot, 'prediction' | 'trainPrediction' | 'fit' | 'fitItems' | 'predictionIds'>;
}

/**
 * Adds the score tasks of a batch: one for all that need no more than its predictions, one for what is learnt from
 * inner folds.
 */
function scoreUses({ expansion, input, postprocessors, predictions }: ScoreWork, fits: Fits): void {
  const { plan, split } = expansion;
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
  const amount = direct.slots.length + behindFolds.slots.length;
  for (const { scorer } of plan.context.scorers)
    countTasks(expansion, 'distinct', { op: 'score', name: scorer, amount });
  for (const { slots: items, scored } of [direct, behindFolds]) {
    if (items.length === 0) continue;
    const { prediction: test, trainPrediction: train } = predictions;
    const scores = addScores(expansion, input, { items: scored, predictions: { test, train } });
    plan.slots.push({ split, ...scores, ...predictions, chain: input.chain, items, stored: false });
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
