// What pipelines ask of an input: which steps they take next, grouped by what one fit can serve.

import { assert } from '../../base/errors.js';
import type { SearchShape } from '../../contracts/fitter.js';
import type { Part } from '../plan/param-texts.js';
import { count } from '../plan/plan-data.js';
import type { Op } from '../plan/task.js';
import { shapeOf } from './add-fit.js';
import { countTasks, type Expansion, type FitRequest } from './expansion.js';
import { joinNodes, type PatternNode, stepText } from './pattern.js';
import type { StepInput } from './step-input.js';

/**
 * The ways on from a node. Those whose params come to the same for this shape (4 components of 4, and all of them) are
 * one.
 */
export function fitRequestsOf(nodes: readonly PatternNode[], shape: SearchShape): FitRequest[] {
  const requests = nodes.map((node) => fitRequestOf(node, shape));
  if (requests.every((request) => request.params === request.node.step?.params)) return requests;
  return groupBy(requests, ({ estimator, params }) => stepText(estimator.name, params)).map((same) => ({
    ...same[0],
    node: same.map((request) => request.node).reduce(joinNodes),
  }));
}

function fitRequestOf(node: PatternNode, shape: SearchShape): FitRequest {
  assert(
    node.step !== null && node.step.estimator.role !== 'postprocessor',
    'only the root has no step, and postprocessors are behind predictors',
  );
  const { estimator, params } = node.step;
  return { node, estimator, params: estimator.resolve?.(params, shape) ?? params };
}

/** Requests whose params are possible for this input; the others' candidates are noted as failed on this split. */
export function feasible(expansion: Expansion, input: StepInput, group: readonly FitRequest[]): readonly FitRequest[] {
  const { plan, refuse, onFitted } = expansion;
  if (onFitted !== undefined) return group;
  const shape = shapeOf(plan, input);
  return group.filter((request) => {
    const reason = request.estimator.infeasible?.(request.params, shape);
    if (reason !== undefined) refuse(request.node, { code: 'INFEASIBLE_PARAMS', message: reason });
    return reason === undefined;
  });
}

/** Counts what the pipelines of a group ask for. */
export function countAsked(expansion: Expansion, group: readonly FitRequest[], ops: readonly Op[]): void {
  const { tally, plan } = expansion;
  const times = group.reduce((sum, request) => sum + request.node.asked, 0);
  let scorer = 0;
  for (const op of ops) {
    const name = op === 'score' ? plan.context.scorers[scorer++].scorer : group[0].estimator.name;
    count(tally.naive, `${op}:${name}`, times);
    countTasks(expansion, 'merged', { op, name, amount: group.length });
  }
}

/** Requests that one fit, or one batch of fits, can serve, in the order of their first ones. */
export function groupByPart<T extends Pick<FitRequest, 'estimator' | 'params'>>(
  { plan, apart }: Expansion,
  part: Part,
  requests: readonly T[],
): T[][] {
  // No two requests of a step's input have the same params: where a fit reads them all, each has one of its own.
  if (part === 'fit' && (apart !== undefined || requests.every(({ estimator }) => estimator.applyParams === undefined)))
    return requests.map((request) => [request]);
  return groupBy(requests, ({ estimator, params }) => plan.texts.part(part, estimator, params));
}

function groupBy<T>(requests: readonly T[], nameOf: (request: T) => unknown): T[][] {
  const groups = new Map<unknown, T[]>();
  for (const request of requests) {
    const name = nameOf(request);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [request]);
    else group.push(request);
  }
  return [...groups.values()];
}
