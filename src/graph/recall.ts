// What a plan need not fit because an earlier search did: pipelines whose scores are known drop out, and those whose predictions are
// at hand only have them scored.

import type { Expansion, Member } from './expansion.js';
import { keyOf } from './key.js';
import { type LogicalId, predictionId, stepId } from './memory.js';
import type { PredictionIds } from './plan.js';
import { scoreBoth } from './score-tasks.js';
import type { Stage } from './stage.js';

/**
 * Notes in the plan what the memory knows of these predictors.
 * @returns those that must be fitted, with their ids
 */
export function leaveOutRecalled(expansion: Expansion, stage: Stage, members: readonly Member[]): readonly Member[] {
  const { plan, split, batchWidth } = expansion;
  const { memory } = plan.context;
  if (memory === undefined) return members;
  const open: Member[] = [];
  const held: Named[] = [];
  for (const member of members) {
    const ids = idsOf(expansion, stage, member);
    if (ids === undefined) return members;
    const sides = ids.train === undefined ? [ids.test] : [ids.test, ids.train];
    const { candidates } = member.node;
    if (sides.every((id) => memory.knows(id))) plan.recalled.push({ split, candidates, ids });
    else if (sides.every((id) => memory.holds(id))) held.push({ candidates, ids });
    else open.push({ ...member, ids });
  }
  for (let from = 0; from < held.length; from += batchWidth) scoreHeld(expansion, stage, held.slice(from, from + batchWidth));
  return open;
}

interface Named {
  readonly candidates: readonly number[];
  readonly ids: PredictionIds;
}

/** Ids of a pipeline's predictions; undefined where nothing is predicted (the refit). */
function idsOf({ plan }: Expansion, { id, testRows, trainSet }: Stage, { estimator, params }: Member): PredictionIds | undefined {
  if (id === undefined || testRows === null) return undefined;
  const pipeline = stepId(id, estimator, plan.texts.of(params));
  return {
    test: predictionId(pipeline, testRows.key),
    ...(plan.context.returnTrainScore ? { train: predictionId(pipeline, trainSet.rows.key) } : {}),
  };
}

/** Adds score tasks that read stored predictions, put together as one artifact that stands where a predict task's would. */
function scoreHeld(expansion: Expansion, stage: Stage, held: readonly Named[]): void {
  const { plan, split } = expansion;
  const leaf = (ids: readonly LogicalId[]): string => {
    const key = keyOf('predict', 'stored', [...ids]);
    plan.recalledPredictions.push({ key, ids });
    return key;
  };
  const prediction = leaf(held.map(({ ids }) => ids.test));
  const trainPrediction = plan.context.returnTrainScore ? leaf(held.map(({ ids }) => ids.train ?? ids.test)) : null;
  const scores = scoreBoth(expansion, stage, held.length, { test: prediction, train: trainPrediction });
  const items = held.map(({ candidates, ids }, fitItem) => ({ fitItem, candidates, ids }));
  plan.slots.push({
    split,
    ...scores,
    prediction,
    trainPrediction,
    fit: prediction,
    fitItems: held.length,
    chain: [],
    items,
    stored: true,
  });
}
