// What a plan need not fit because an earlier search did: pipelines whose scores are known drop out, and those whose
// predictions are at hand only have them scored, behind other postprocessors too.

import { keyOf } from '../plan/key.js';
import { type LogicalId, predictionId, stepId } from '../plan/known-results.js';
import type { PredictionIds } from '../plan/plan-data.js';
import type { AppliedPostprocessor } from '../plan/task.js';
import { addScores } from './add-prediction.js';
import type { ActivePostprocessor, Expansion, FitRequest, PredictionUse, PredictorRequest } from './expansion.js';
import { learns } from './postprocessors.js';
import type { StepInput } from './step-input.js';

/**
 * Notes in the plan what is known of these predictors and of what is made of their predictions.
 * @param width  how many predictions one task scores at most
 * @returns those that must be fitted, with their ids
 */
export function leaveOutKnown(
  expansion: Expansion,
  input: StepInput,
  { requests, width }: { readonly requests: readonly PredictorRequest[]; readonly width: number },
): readonly PredictorRequest[] {
  const { plan, split } = expansion;
  const { knownResults } = plan.context;
  const used = requests.filter(({ uses }) => uses.length > 0);
  if (knownResults === undefined) return used;
  const open: PredictorRequest[] = [];
  const stored: Stored[] = [];
  for (const request of used) {
    const ids = idsOf(expansion, input, [request]);
    if (ids === undefined) return used;
    const every = (both: PredictionIds, test: (id: LogicalId) => boolean): boolean =>
      test(both.test) && (both.train === undefined || test(both.train));
    const named = request.uses.map((use) => ({
      ...use,
      ids: use.postprocessors.length === 0 ? ids : (idsOf(expansion, input, [request, ...use.postprocessors]) ?? ids),
    }));
    const unknown = named.filter((use) => !every(use.ids, (id) => knownResults.knows(id)));
    for (const use of named) {
      if (!unknown.includes(use)) plan.cachedScores.push({ split, candidates: use.candidates, ids: use.ids });
    }
    // Stored predictions need not tell decisions.
    const isHeld =
      plan.context.decisions !== true &&
      unknown.some(({ postprocessors }) => !learns(postprocessors)) &&
      every(ids, (id) => knownResults.holds(id));
    const scored = isHeld ? unknown.filter(({ postprocessors }) => !learns(postprocessors)) : [];
    if (scored.length > 0) stored.push({ ids, uses: scored });
    const left = unknown.filter((use) => !scored.includes(use));
    if (left.length > 0) open.push({ ...request, ids, uses: left });
  }
  for (let from = 0; from < stored.length; from += width)
    scoreStored(expansion, input, stored.slice(from, from + width));
  return open;
}

/** A prediction at hand, and the uses of it that are to be scored. */
interface Stored {
  readonly ids: PredictionIds;
  readonly uses: readonly PredictionUse[];
}

/**
 * Ids of a pipeline's predictions; undefined where nothing is predicted (the refit).
 * @param steps  the predictor and postprocessors behind it
 */
function idsOf(
  { plan }: Expansion,
  { id, testRows, trainSet }: StepInput,
  steps: readonly (FitRequest | ActivePostprocessor)[],
): PredictionIds | undefined {
  if (id === undefined || testRows === null) return undefined;
  const pipeline = steps.reduce(
    (before, { estimator, params }) => stepId(before, estimator, plan.texts.of(params)),
    id,
  );
  return {
    test: predictionId(pipeline, testRows.key),
    ...(plan.context.returnTrainScore ? { train: predictionId(pipeline, trainSet.rows.key) } : {}),
  };
}

/**
 * Adds score tasks that read stored predictions, put together as one artifact that stands where a predict task's would.
 */
function scoreStored(expansion: Expansion, input: StepInput, predictions: readonly Stored[]): void {
  const { plan, split } = expansion;
  const storedKey = (ids: readonly LogicalId[]): string => {
    const key = keyOf('predict', 'stored', [...ids]);
    plan.cachedPredictions.push({ key, ids });
    return key;
  };
  const prediction = storedKey(predictions.map(({ ids }) => ids.test));
  const trainPrediction = plan.context.returnTrainScore
    ? storedKey(predictions.map(({ ids }) => ids.train ?? ids.test))
    : null;
  const all = predictions.flatMap(({ uses }, place) => uses.map((use) => ({ place, use })));
  const scored = all.map(({ place, use }) => ({ item: place, postprocessors: use.postprocessors.map(unlearnt) }));
  const scores = addScores(expansion, input, {
    items: scored,
    predictions: { test: prediction, train: trainPrediction },
  });
  const items = all.map(({ place, use: { candidates, ids, postprocessors } }) => {
    return {
      fitItem: place,
      predicted: place,
      candidates,
      ids,
      isPostprocessed: postprocessors.length > 0,
      learnt: [],
    };
  });
  plan.slots.push({
    split,
    ...scores,
    prediction,
    trainPrediction,
    fit: prediction,
    fitItems: predictions.length,
    chain: [],
    predictionIds: predictions.map(({ ids }) => ids),
    items,
    stored: true,
  });
}

function unlearnt({
  estimator: { name, version },
  params,
}: PredictionUse['postprocessors'][number]): AppliedPostprocessor {
  return { fit: null, estimator: name, version, params };
}
