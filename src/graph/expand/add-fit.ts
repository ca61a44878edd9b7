// The fit of one estimator on one stage: what it must be given, and what it is predicted to cost.

import { assert } from '../../base/errors.js';
import type { JsonValue } from '../../base/json.js';
import type { Fitter, InputTraits, Needs, SearchShape, Transformer } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
import { matrixBytes, statisticBytes, statisticSeconds } from '../plan/cost.js';
import type { StatisticWork } from '../plan/make-task.js';
import { type Plan, weightsKey } from '../plan/plan-data.js';
import type { FitTask, Key } from '../plan/task.js';
import type { Expansion, Member } from './expansion.js';
import { statisticOfTrainSet } from './statistic-chain.js';
import { columnsKey } from './step-columns.js';
import type { Stage } from './step-input.js';

/** Adds the fit of one estimator for some params, and the statistic that it needs. */
export function addFit({ plan, maker }: Expansion, stage: Stage, estimator: Fitter, items: readonly Params[]): FitTask {
  const { classes } = plan.context;
  const needs = needsOfAll(plan, estimator, stage, items);
  const traits = traitsOf(plan, stage, estimator);
  const weights = traits.weighted ? weightsKey(plan.context.datasetDigest) : null;
  const statistic =
    needs.statistic === undefined ? null : statisticOf(plan, maker, stage, { kind: needs.statistic, weights });
  const cols = stage.cols ?? stage.baseCols;
  const secondsOf = ownSeconds(plan, stage, estimator);
  const seconds = items.reduce((sum, params) => sum + secondsOf(params), 0);
  const columns = columnsLeaf(plan, stage, estimator);
  return maker.fit(
    estimator,
    {
      features: stage.train,
      targetRows: stage.trainSet.rows.key,
      statistic,
      needsRows: needs.rows,
      weights,
      traits,
      columns,
      items,
    },
    { seconds, bytes: 8 * cols * Math.max(1, classes) * items.length },
  );
}

/** The statistic of a stage's base on its train rows. */
function statisticOf(
  plan: Plan,
  maker: Expansion['maker'],
  { train, trainSet, baseCols }: Stage,
  work: StatisticWork,
): Key {
  const { base, rows } = train;
  const { key, count } = trainSet.rows;
  if (rows === key) return statisticOfTrainSet(plan, maker, work, base, trainSet);
  return maker.block(
    work,
    { base, rows, targetRows: key },
    {
      seconds: statisticSeconds(work.kind, count, baseCols),
      bytes: statisticBytes(work.kind, baseCols, plan.context.classes),
    },
  ).key;
}

/** Weights are for the last step alone, as where one says `last__sample_weight` to a Pipeline of scikit-learn. */
function traitsOf({ context }: Plan, { traits }: Stage, estimator: Fitter): InputTraits {
  const weighted = context.weighted && estimator.role !== 'transformer' && estimator.takesWeights === true;
  return weighted ? { ...traits, weighted } : traits;
}

/** The leaf that says what the columns hold, where the estimator reads it and there is something to say. */
function columnsLeaf({ columnLeaves }: Plan, { columns }: Stage, { readsColumns }: Fitter): Key | null {
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

/**
 * Bytes of rows that a transformer reads gathered: those of picked columns, and all that `apply` reads. A projection
 * reads others where they lie.
 */
export function gatheredBytes({ cols, baseCols, picked }: Stage, { apply }: Transformer, rows: number): number {
  return picked || apply !== undefined ? matrixBytes(rows, cols ?? baseCols) : 0;
}

/** What a task must be given so that each of its items has what it would have alone. */
function needsOfAll(plan: Plan, estimator: Fitter, stage: Stage, items: readonly Params[]): Needs {
  const [traits, shape] = [traitsOf(plan, stage, estimator), shapeOf(plan, stage)];
  const each = items.map((params) => estimator.needs(params, traits, shape));
  const statistic = each.find((needs) => needs.statistic !== undefined)?.statistic;
  assert(
    each.every((needs) => needs.statistic === undefined || needs.statistic === statistic),
    'a batch reads one kind of statistic',
  );
  return { rows: each.some((needs) => needs.rows), ...(statistic === undefined ? {} : { statistic }) };
}

/** The params that one fit gets for members that share it: late ones dropped, the nested one at its widest. */
export function fitParams({ texts }: Plan, estimator: Fitter, members: readonly Pick<Member, 'params'>[]): Params {
  const { params } = texts.part('fit', estimator, members[0].params);
  const { nested } = estimator;
  if (nested === undefined) return params;
  return {
    ...params,
    [nested.param]: nested.widest(members.map((member) => member.params[nested.param] as JsonValue)),
  };
}

/** Seconds of one fit with nothing shared, by its params: its statistic over all train rows included. */
export function aloneSeconds(plan: Plan, stage: Stage, estimator: Fitter): (params: Params) => number {
  const shape = shapeOf(plan, stage);
  const traits = traitsOf(plan, stage, estimator);
  const secondsOf = ownSeconds(plan, stage, estimator);
  return (params) => {
    const { statistic } = estimator.needs(params, traits, shape);
    return (statistic === undefined ? 0 : statisticSeconds(statistic, shape.rows, stage.baseCols)) + secondsOf(params);
  };
}

/** Seconds of one fit, by its params, with all that it is given at hand. */
export function ownSeconds(
  { context }: Plan,
  { trainSet, cols, baseCols }: Stage,
  estimator: Fitter,
): (params: Params) => number {
  const size = { rows: trainSet.rows.count, cols: cols ?? baseCols, classes: context.classes };
  return (params) => estimator.cost(params, size);
}

/** What is known of a stage's rows and columns. */
export function shapeOf({ context }: Plan, { trainSet, cols }: Stage): SearchShape {
  return { rows: trainSet.rows.count, fewestRows: context.layout.fewestTrainRows, cols };
}
