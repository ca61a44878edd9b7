// Expands the pattern of a search into one split's tasks, sharing as it goes:
//   views    fits that differ only in late params (or in a nested one) become one fit, at the widest value;
//   batches  final fits that differ only in batch params become one task that solves them side by side.
// With sharing off, the pattern has one path per candidate and each group one member: the same functions, at width one.

import type { Predictor } from '../base/contracts.js';
import { addFit, aloneSeconds, fitParams } from './add-fit.js';
import { matrixBytes, predictSeconds } from './cost.js';
import type { Expansion, Member } from './expansion.js';
import { countAsked, feasible, groupBy, groupText } from './members.js';
import type { PatternNode } from './pattern.js';
import { count } from './plan.js';
import { leaveOutRecalled } from './recall.js';
import { scoreBoth } from './score-tasks.js';
import type { Stage } from './stage.js';
import { expandSteps } from './steps.js';
import type { Key } from './task.js';

/** Adds the tasks of all pipelines that continue from `stage` with the children of `node`. */
export function expandNode(expansion: Expansion, stage: Stage, node: PatternNode): void {
  const predictors = expandSteps(expansion, stage, node, (next, behind) => expandNode(expansion, next, behind));
  for (const group of groupBy(predictors, (member) => groupText(expansion, 'group', member))) {
    expandPredictor(expansion, stage, group);
  }
}

function expandPredictor(expansion: Expansion, stage: Stage, group: readonly Member[]): void {
  const { tally } = expansion;
  const estimator = group[0].estimator as Predictor;
  countAsked(expansion, group, ['fit', 'predict', ...expansion.plan.context.scorers.map(() => 'score')]);
  const members = feasible(expansion, stage, group);
  for (const member of members) {
    tally.naiveSeconds += member.node.asked * (stage.naiveSeconds + aloneSeconds(expansion.plan, stage, estimator, member.params));
  }
  // Members with the same fit (they differ in late params) stay together; a batch holds whole fits.
  const open = leaveOutRecalled(expansion, stage, members);
  const fits = groupBy(open, ({ params }) => expansion.plan.texts.part('fit', estimator, params).text);
  tally.views += open.length - fits.length;
  count(tally.distinct, `fit:${estimator.name}`, fits.length);
  for (let from = 0; from < fits.length; from += expansion.batchWidth) {
    expandBatch(expansion, stage, estimator, fits.slice(from, from + expansion.batchWidth));
  }
}

function expandBatch(expansion: Expansion, stage: Stage, estimator: Predictor, fits: readonly (readonly Member[])[]): void {
  const { plan, maker, tally } = expansion;
  const fit = addFit(
    expansion,
    stage,
    estimator,
    fits.map((members) =>
      fitParams(
        plan,
        estimator,
        members.map(({ params }) => params),
      ),
    ),
  );
  const items = fits.flatMap((members, fitItem) => members.map((member) => ({ fitItem, member })));
  count(tally.distinct, `predict:${estimator.name}`, items.length);
  if (stage.test === null || stage.testRows === null) return;

  for (const { scorer } of plan.context.scorers) count(tally.distinct, `score:${scorer}`, items.length);
  const uses = items.map(({ fitItem, member }) => ({ fit: { task: fit.key, item: fitItem }, params: member.params }));
  const predictOn = (features: Stage['train'], rows: number): Key =>
    maker.predict(estimator, features, uses, {
      seconds: predictionSeconds(expansion, stage, estimator, { rows, fits: fits.length, items: uses.length }),
      bytes: matrixBytes(rows, uses.length * Math.max(1, plan.context.classes)),
    }).key;
  const prediction = predictOn(stage.test, stage.testRows.count);
  const trainPrediction = plan.context.returnTrainScore ? predictOn(stage.train, stage.trainSet.rows.count) : null;
  const scores = scoreBoth(expansion, stage, items.length, { test: prediction, train: trainPrediction });
  plan.slots.push({
    split: expansion.split,
    ...scores,
    prediction,
    trainPrediction,
    fit: fit.key,
    fitItems: fits.length,
    chain: stage.chain,
    items: items.map(({ fitItem, member }) => ({ fitItem, candidates: member.node.candidates, ids: member.ids })),
    stored: false,
  });
}

/** Seconds of a predict task: what each fitted state costs once, and each item's own share. */
function predictionSeconds(
  { plan }: Expansion,
  stage: Stage,
  estimator: Predictor,
  { rows, fits, items }: { rows: number; fits: number; items: number },
): number {
  const cols = stage.cols ?? stage.baseCols;
  const { classes } = plan.context;
  const each = estimator.predictCost?.({ rows, trainRows: stage.trainSet.rows.count, cols }) ?? 0;
  // Two classes are told apart by one score.
  return predictSeconds(rows, cols, items, classes > 2 ? classes : 1) + fits * each;
}
