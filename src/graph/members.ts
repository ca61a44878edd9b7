// The ways on from a stage: which steps pipelines take next, grouped by what one fit can serve.

import type { SearchShape } from '../base/contracts.js';
import { assert } from '../base/errors.js';
import { shapeOf } from './add-fit.js';
import type { Expansion, Member } from './expansion.js';
import type { Part } from './param-texts.js';
import { joinNodes, type PatternNode, stepText } from './pattern.js';
import { count } from './plan.js';
import type { Stage } from './stage.js';

/** The ways on from a node. Those whose params come to the same for this shape (4 components of 4, and all of them) are one. */
export function membersOf(nodes: readonly PatternNode[], shape: SearchShape): Member[] {
  const members = nodes.map((node) => memberOf(node, shape));
  if (members.every((member) => member.params === member.node.step?.params)) return members;
  return groupBy(members, ({ estimator, params }) => stepText(estimator.name, params)).map((same) => ({
    ...same[0],
    node: same.map((member) => member.node).reduce(joinNodes),
  }));
}

function memberOf(node: PatternNode, shape: SearchShape): Member {
  assert(node.step !== null && node.step.estimator.role !== 'post', 'only the root has no step, and post-steps are behind predictors');
  const { estimator, params } = node.step;
  return { node, estimator, params: estimator.resolve?.(params, shape) ?? params };
}

/** Members whose params are possible for this stage; the others' candidates are noted as failed on this split. */
export function feasible({ plan, refuse }: Expansion, stage: Stage, group: readonly Member[]): Member[] {
  return group.filter((member) => {
    const reason = member.estimator.infeasible?.(member.params, shapeOf(plan, stage));
    if (reason !== undefined) refuse(member.node, { code: 'INFEASIBLE_PARAMS', message: reason });
    return reason === undefined;
  });
}

/** Counts what the pipelines of a group ask for. */
export function countAsked({ tally, plan }: Expansion, group: readonly Member[], ops: readonly string[]): void {
  const asked = group.reduce((sum, member) => sum + member.node.asked, 0);
  let scorer = 0;
  for (const op of ops) {
    const name = op === 'score' ? plan.context.scorers[scorer++].scorer : group[0].estimator.name;
    count(tally.naive, `${op}:${name}`, asked);
    count(tally.merged, `${op}:${name}`, group.length);
  }
}

/** What members of one group have in common, as text. */
export function groupText({ plan }: Expansion, part: Part, { estimator, params }: Member): string {
  return `${estimator.name} ${plan.texts.part(part, estimator, params).text}`;
}

/** Members of equal text together, in the order of their first ones. */
export function groupBy<T>(members: readonly T[], textOf: (member: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const member of members) {
    const text = textOf(member);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [member]);
    else group.push(member);
  }
  return [...groups.values()];
}
