// Expands the pattern of a search into one split's tasks, sharing as it goes:
//   views    fits that differ only in late params (or in a nested one) become one fit, at the widest value;
//   batches  final fits that differ only in batch params become one task that solves them side by side.
// With sharing off, the pattern has one path per candidate and each group one member: the same functions, at width one.

import type { Estimator, Needs, Predictor, SearchShape, Transformer } from '../base/contracts.js';
import { assert } from '../base/errors.js';
import type { JsonValue } from '../base/json.js';
import type { Params } from '../base/params.js';
import { matrixBytes, predictSeconds, projectionSeconds, statisticBytes, statisticSeconds } from './cost.js';
import type { Expansion, Member } from './expansion.js';
import type { Part } from './param-texts.js';
import { candidatesBelow, joinNodes, type PatternNode, stepText } from './pattern.js';
import { count, type Plan } from './plan.js';
import { leaveOutRecalled } from './recall.js';
import { scoreBoth } from './score-tasks.js';
import { nextStage, type Stage } from './stage.js';
import { columnsKey, refuseUnreadable } from './stage-columns.js';
import { statisticOfTrainSet } from './statistic-chain.js';
import type { FitTask, Key } from './task.js';

/** Adds the tasks of all pipelines that continue from `stage` with the children of `node`. */
export function expandNode(expansion: Expansion, stage: Stage, node: PatternNode): void {
  const members = membersOf(node, shapeOf(expansion.plan, stage));
  const transformers = members.filter(({ estimator }) => estimator.role === 'transformer');
  const predictors = members.filter(({ estimator }) => estimator.role !== 'transformer');
  for (const { estimator, params } of members) refuseUnreadable(estimator, params, stage.columns);
  for (const group of groupBy(transformers, (member) => groupText(expansion, 'fit', member))) {
    expandTransformer(expansion, stage, group);
  }
  for (const group of groupBy(predictors, (member) => groupText(expansion, 'group', member))) {
    expandPredictor(expansion, stage, group);
  }
}

function expandTransformer(expansion: Expansion, stage: Stage, group: readonly Member[]): void {
  const { plan, maker, tally } = expansion;
  const estimator = group[0].estimator as Transformer;
  countAsked(expansion, group, ['fit', 'transform']);
  const members = feasible(expansion, stage, group);
  if (members.length === 0) return;

  const params = fitParams(
    plan,
    estimator,
    members.map(({ params }) => params),
  );
  const fit = addFit(expansion, stage, estimator, [params]);
  if (plan.context.share) plan.durable.add(fit.key);
  count(tally.distinct, `fit:${estimator.name}`, 1);
  count(tally.distinct, `transform:${estimator.name}`, 1);
  tally.views += members.length - 1;

  const shape = shapeOf(plan, stage);
  const width = widthOf(estimator, params, stage, shape);
  const ref = { task: fit.key, item: 0 };
  const project = (features: Stage['train'], rows: number): Key =>
    maker.transform(estimator, ref, features, {
      seconds: projectionSeconds(rows, stage.cols ?? stage.baseCols, width),
      bytes: matrixBytes(rows, width),
    }).key;
  const projected = estimator.projects
    ? {
        train: project(stage.train, shape.rows),
        test: stage.test === null || stage.testRows === null ? null : project(stage.test, stage.testRows.count),
        width,
      }
    : null;
  for (const member of members) {
    const own = member.params;
    const alone =
      aloneSeconds(plan, stage, estimator, own) + (projected === null ? 0 : projectionSeconds(shape.rows, stage.baseCols, width));
    const next = nextStage(stage, {
      transformer: estimator,
      params: own,
      text: plan.texts.of(own),
      fit: ref,
      cols: estimator.width(own, shape),
      projected,
      naiveSeconds: alone,
    });
    expandNode(expansion, next, member.node);
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

/** Adds the fit of one estimator for some params, and the statistic that it needs. */
export function addFit({ plan, maker }: Expansion, stage: Stage, estimator: Estimator, items: readonly Params[]): FitTask {
  const { classes } = plan.context;
  const shape = shapeOf(plan, stage);
  const needs = needsOfAll(plan, estimator, stage, items);
  const isX = stage.train.rows !== null;
  const statistic =
    needs.statistic === undefined
      ? null
      : isX
        ? statisticOfTrainSet(plan, maker, needs.statistic, stage.train.base, stage.trainSet)
        : maker.block(needs.statistic, stage.train.base, null, stage.trainSet.rows.key, {
            seconds: statisticSeconds(needs.statistic, shape.rows, stage.baseCols),
            bytes: statisticBytes(needs.statistic, stage.baseCols, classes),
          }).key;
  const cols = stage.cols ?? stage.baseCols;
  const seconds = items.reduce((sum, params) => sum + estimator.cost(params, { rows: shape.rows, cols, classes }), 0);
  const columns = columnsLeaf(plan, stage, estimator);
  return maker.fit(
    estimator,
    { features: stage.train, targetRows: stage.trainSet.rows.key, statistic, needsRows: needs.rows, traits: stage.traits, columns, items },
    { seconds, bytes: 8 * cols * Math.max(1, classes) * items.length },
  );
}

/** The leaf that says what the columns hold, where the estimator reads it and there is something to say. */
function columnsLeaf({ columnLeaves }: Plan, { columns }: Stage, { readsColumns }: Estimator): Key | null {
  if (readsColumns !== true || columns === undefined) return null;
  const key = columnsKey(columns);
  columnLeaves.set(key, columns.infos);
  return key;
}

/** Columns of a transformer's output at its widest, guessed where a fit decides them. */
export function widthOf(estimator: Transformer, params: Params, stage: Stage, shape: SearchShape): number {
  const known = estimator.width(params, shape) ?? estimator.likelyWidth?.(params, shape, stage.columns?.infos);
  return known ?? Math.min(shape.rows, stage.cols ?? stage.baseCols);
}

/** What a task must be given so that each of its items has what it would have alone. */
function needsOfAll(plan: Plan, estimator: Estimator, stage: Stage, items: readonly Params[]): Needs {
  const each = items.map((params) => estimator.needs(params, stage.traits, shapeOf(plan, stage)));
  const statistic = each.find((needs) => needs.statistic !== undefined)?.statistic;
  assert(
    each.every((needs) => needs.statistic === undefined || needs.statistic === statistic),
    'a batch reads one kind of statistic',
  );
  return { rows: each.some((needs) => needs.rows), ...(statistic === undefined ? {} : { statistic }) };
}

/** The params that one fit gets for members that share it: late ones dropped, the nested one at its widest. */
export function fitParams({ texts }: Plan, estimator: Estimator, members: readonly Params[]): Params {
  const { params } = texts.part('fit', estimator, members[0]);
  const { nested } = estimator;
  if (nested === undefined) return params;
  return { ...params, [nested.param]: nested.widest(members.map((member) => member[nested.param] as JsonValue)) };
}

/** Members whose params are possible for this stage; the others' candidates are noted as failed on this split. */
function feasible({ plan, split }: Expansion, stage: Stage, group: readonly Member[]): Member[] {
  return group.filter((member) => {
    const reason = member.estimator.infeasible?.(member.params, shapeOf(plan, stage));
    if (reason !== undefined) {
      plan.failures.push({ split, candidates: candidatesBelow(member.node), error: { code: 'INFEASIBLE_PARAMS', message: reason } });
    }
    return reason === undefined;
  });
}

/** Seconds of one fit with nothing shared, its statistic over all train rows included. */
function aloneSeconds(plan: Plan, stage: Stage, estimator: Estimator, params: Params): number {
  const shape = shapeOf(plan, stage);
  const needs = estimator.needs(params, stage.traits, shape);
  const statistic = needs.statistic === undefined ? 0 : statisticSeconds(needs.statistic, shape.rows, stage.baseCols);
  return statistic + estimator.cost(params, { rows: shape.rows, cols: stage.cols ?? stage.baseCols, classes: plan.context.classes });
}

function countAsked({ tally, plan }: Expansion, group: readonly Member[], ops: readonly string[]): void {
  const asked = group.reduce((sum, member) => sum + member.node.asked, 0);
  let scorer = 0;
  for (const op of ops) {
    const name = op === 'score' ? plan.context.scorers[scorer++].scorer : group[0].estimator.name;
    count(tally.naive, `${op}:${name}`, asked);
    count(tally.merged, `${op}:${name}`, group.length);
  }
}

/** The ways on from a node. Those whose params come to the same for this shape (4 components of 4, and all of them) are one. */
function membersOf(node: PatternNode, shape: SearchShape): Member[] {
  const members = [...node.children.values()].map((child) => memberOf(child, shape));
  if (members.every((member) => member.params === member.node.step?.params)) return members;
  return groupBy(members, ({ estimator, params }) => stepText(estimator.name, params)).map((same) => ({
    ...same[0],
    node: same.map((member) => member.node).reduce(joinNodes),
  }));
}

function memberOf(node: PatternNode, shape: SearchShape): Member {
  assert(node.step !== null, 'only the root has no step');
  const { estimator, params } = node.step;
  return { node, estimator, params: estimator.resolve?.(params, shape) ?? params };
}

/** What is known of a stage's rows and columns. */
export function shapeOf({ context }: Plan, { trainSet, cols }: Stage): SearchShape {
  return { rows: trainSet.rows.count, fewestRows: context.layout.fewestTrainRows, cols };
}

function groupText({ plan }: Expansion, part: Part, { estimator, params }: Member): string {
  return `${estimator.name} ${plan.texts.part(part, estimator, params).text}`;
}

function groupBy<T>(members: readonly T[], textOf: (member: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const member of members) {
    const text = textOf(member);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [member]);
    else group.push(member);
  }
  return [...groups.values()];
}
