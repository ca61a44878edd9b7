// The fit of one estimator on one input: what it must be given, and what it is predicted to cost.

import { assert } from '../../base/errors.js';
import type { JsonValue } from '../../base/json.js';
import type { Fitter, InputTraits, Needs, SearchShape, Transformer } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
import { matrixBytes, statisticBytes, statisticSeconds } from '../plan/cost.js';
import type { StatisticWork } from '../plan/make-task.js';
import { type Plan, weightsKey } from '../plan/plan-data.js';
import type { Key } from '../plan/task.js';
import type { Expansion, FitRequest } from './expansion.js';
import { statisticOfTrainSet } from './statistic-chain.js';
import { columnsKey } from './step-columns.js';
import type { StepInput } from './step-input.js';

/** An estimator, and the params that it is fitted for side by side. */
interface FitWork {
  readonly estimator: Fitter;
  readonly items: readonly Params[];
}

/** Adds the fit of one estimator for some params, and the statistic that it needs; returns its key. */
export function addFit(expansion: Expansion, input: StepInput, { estimator, items }: FitWork): Key {
  const { plan, maker, given } = expansion;
  const fit = given?.get(estimator);
  if (fit !== undefined) return fit.task;
  const needs = needsOfAll(plan, input, { estimator, items });
  const traits = traitsOf(plan, input, estimator);
  const weights = traits.weighted ? weightsKey(plan.context.datasetDigest) : null;
  const statistic =
    needs.statistic === undefined ? null : statisticOf(expansion, input, { kind: needs.statistic, weights });
  const cols = input.cols ?? input.baseCols;
  const secondsOf = ownSeconds(plan, input, estimator);
  const seconds = items.reduce((sum, params) => sum + secondsOf(params), 0);
  const columns = columnsSource(plan, input, estimator);
  return maker.fit(
    estimator,
    {
      features: input.train,
      targetRows: input.trainSet.rows.key,
      statistic,
      needsRows: needs.rows,
      weights,
      traits,
      columns,
      items,
    },
    { seconds, bytes: 8 * cols * Math.max(1, plan.context.classes) * items.length },
  ).key;
}

/** The statistic of an input's base on its train rows. */
function statisticOf(expansion: Expansion, { train, trainSet, baseCols }: StepInput, work: StatisticWork): Key {
  const { plan, maker } = expansion;
  const { base, rows } = train;
  const { key, count } = trainSet.rows;
  if (rows === key) return statisticOfTrainSet(expansion, work, { base, train: trainSet });
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
function traitsOf({ context }: Plan, { traits }: StepInput, estimator: Fitter): InputTraits {
  const weighted = context.weighted && estimator.role !== 'transformer' && estimator.takesWeights === true;
  return weighted ? { ...traits, weighted } : traits;
}

/** The source that says what the columns hold, where the estimator reads it and there is something to say. */
function columnsSource({ columnSources }: Plan, { columns }: StepInput, { readsColumns }: Fitter): Key | null {
  if (readsColumns !== true || columns === undefined) return null;
  const key = columnsKey(columns);
  columnSources.set(key, columns.infos);
  return key;
}

/** Columns of a transformer's output at its widest, guessed where a fit decides them. */
export function widthOf(
  { estimator, params }: { readonly estimator: Transformer; readonly params: Params },
  input: StepInput,
  shape: SearchShape,
): number {
  const width = estimator.width(params, shape) ?? estimator.likelyWidth?.(params, shape, input.columns?.infos);
  return width ?? Math.min(shape.rows, input.cols ?? input.baseCols);
}

/**
 * Bytes of rows that a transformer reads gathered: those of picked columns, and all that `apply` reads. A projection
 * reads others where they lie.
 */
export function gatheredBytes({ cols, baseCols, picked }: StepInput, { apply }: Transformer, rows: number): number {
  return picked || apply !== undefined ? matrixBytes(rows, cols ?? baseCols) : 0;
}

/** What a task must be given so that each of its items has what it would have alone. */
function needsOfAll(plan: Plan, input: StepInput, { estimator, items }: FitWork): Needs {
  const [traits, shape] = [traitsOf(plan, input, estimator), shapeOf(plan, input)];
  const each = items.map((params) => estimator.needs(params, traits, shape));
  const statistic = each.find((needs) => needs.statistic !== undefined)?.statistic;
  assert(
    each.every((needs) => needs.statistic === undefined || needs.statistic === statistic),
    'a batch reads one kind of statistic',
  );
  return { rows: each.some((needs) => needs.rows), ...(statistic === undefined ? {} : { statistic }) };
}

/** The params that one fit gets for requests that share it: apply params dropped, the submodel one at its widest. */
export function fitParams({ texts }: Plan, estimator: Fitter, requests: readonly Pick<FitRequest, 'params'>[]): Params {
  const { params } = texts.part('fit', estimator, requests[0].params);
  const { submodel } = estimator;
  if (submodel === undefined) return params;
  return {
    ...params,
    [submodel.param]: submodel.widest(requests.map((request) => request.params[submodel.param] as JsonValue)),
  };
}

/** Seconds of one fit with nothing shared, by its params: its statistic over all train rows included. */
export function aloneSeconds(plan: Plan, input: StepInput, estimator: Fitter): (params: Params) => number {
  const shape = shapeOf(plan, input);
  const traits = traitsOf(plan, input, estimator);
  const secondsOf = ownSeconds(plan, input, estimator);
  return (params) => {
    const { statistic } = estimator.needs(params, traits, shape);
    return (statistic === undefined ? 0 : statisticSeconds(statistic, shape.rows, input.baseCols)) + secondsOf(params);
  };
}

/** Seconds of one fit, by its params, with all that it is given at hand. */
export function ownSeconds(
  { context }: Plan,
  { trainSet, cols, baseCols }: StepInput,
  estimator: Fitter,
): (params: Params) => number {
  const size = { rows: trainSet.rows.count, cols: cols ?? baseCols, classes: context.classes };
  return (params) => estimator.cost(params, size);
}

/** What is known of an input's rows and columns. */
export function shapeOf({ context }: Plan, { trainSet, cols }: StepInput): SearchShape {
  return { rows: trainSet.rows.count, fewestRows: context.layout.fewestTrainRows, cols };
}
