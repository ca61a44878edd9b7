// The ways on from a stage: which steps pipelines take next, grouped by what one fit can serve.

import { assert } from '../../base/errors.js';
import type { SearchShape } from '../../contracts/fitter.js';
import type { Part } from '../plan/param-texts.js';
import { count } from '../plan/plan-data.js';
import type { Op } from '../plan/task.js';
import { shapeOf } from './add-fit.js';
import { countTasks, type Expansion, type Member } from './expansion.js';
import { joinNodes, type PatternNode, stepText } from './pattern.js';
import type { Stage } from './step-input.js';

/**
 * The ways on from a node. Those whose params come to the same for this shape (4 components of 4, and all of them) are
 * one.
 */
export function membersOf(nodes: readonly PatternNode[], shape: SearchShape): Member[] {
  const members = nodes.map((node) => memberOf(node, shape));
  if (members.every((member) => member.params === member.node.step?.params)) return members;
  return groupBy(members, ({ estimator, params }) => stepText(estimator.name, params)).map((same) => ({
    ...same[0],
    node: same.map((member) => member.node).reduce(joinNodes),
  }));
}

function memberOf(node: PatternNode, shape: SearchShape): Member {
  assert(
    node.step !== null && node.step.estimator.role !== 'post',
    'only the root has no step, and post-steps are behind predictors',
  );
  const { estimator, params } = node.step;
  return { node, estimator, params: estimator.resolve?.(params, shape) ?? params };
}

/** Members whose params are possible for this stage; the others' candidates are noted as failed on this split. */
export function feasible({ plan, refuse }: Expansion, stage: Stage, group: readonly Member[]): Member[] {
  const shape = shapeOf(plan, stage);
  return group.filter((member) => {
    const reason = member.estimator.infeasible?.(member.params, shape);
    if (reason !== undefined) refuse(member.node, { code: 'INFEASIBLE_PARAMS', message: reason });
    return reason === undefined;
  });
}

/** Counts what the pipelines of a group ask for. */
export function countAsked(expansion: Expansion, group: readonly Member[], ops: readonly Op[]): void {
  const { tally, plan } = expansion;
  const asked = group.reduce((sum, member) => sum + member.node.asked, 0);
  let scorer = 0;
  for (const op of ops) {
    const name = op === 'score' ? plan.context.scorers[scorer++].scorer : group[0].estimator.name;
    count(tally.naive, `${op}:${name}`, asked);
    countTasks(expansion, 'merged', { op, name }, group.length);
  }
}

/** Members that one fit, or one batch of fits, can serve, in the order of their first ones. */
export function groupByPart<T extends Pick<Member, 'estimator' | 'params'>>(
  { plan }: Expansion,
  part: Part,
  members: readonly T[],
): T[][] {
  // No two members of a stage have the same params: where a fit reads them all, each has one of its own.
  if (part === 'fit' && members.every(({ estimator }) => estimator.late === undefined))
    return members.map((member) => [member]);
  return groupBy(members, ({ estimator, params }) => plan.texts.part(part, estimator, params));
}

function groupBy<T>(members: readonly T[], nameOf: (member: T) => unknown): T[][] {
  const groups = new Map<unknown, T[]>();
  for (const member of members) {
    const name = nameOf(member);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [member]);
    else group.push(member);
  }
  return [...groups.values()];
}
