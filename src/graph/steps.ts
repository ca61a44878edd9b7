// Expands the steps before the last: fits that differ only in late params (or in a nested one) become one fit, at the widest value, and its output,
// where it is a matrix of its own, is made once; every pipeline goes on from its own view of it.

import type { Transformer } from '../base/contracts.js';
import { addFit, aloneSeconds, fitParams, shapeOf, widthOf } from './add-fit.js';
import { matrixBytes, projectionSeconds } from './cost.js';
import type { Expansion, Member } from './expansion.js';
import { countAsked, feasible, groupBy, groupText, membersOf } from './members.js';
import type { PatternNode } from './pattern.js';
import { count } from './plan.js';
import { nextStage, type Stage } from './stage.js';
import { refuseUnreadable } from './stage-columns.js';
import type { Key } from './task.js';
import { expandUnions } from './unions.js';

/** Called for the stage behind a step, and the node of that step. */
export type Onward = (stage: Stage, node: PatternNode) => void;

/** Adds the tasks of the transformers and unions that follow a node. Returns the predictors that follow it. */
export function expandSteps(expansion: Expansion, stage: Stage, node: PatternNode, onward: Onward): readonly Member[] {
  const ways = [...node.children.values()];
  const members = membersOf(
    ways.filter(({ union }) => union === null),
    shapeOf(expansion.plan, stage),
  );
  for (const { estimator, params } of members) refuseUnreadable(estimator, params, stage.columns);
  const transformers = members.filter(({ estimator }) => estimator.role === 'transformer');
  for (const group of groupBy(transformers, (member) => groupText(expansion, 'fit', member))) expandGroup(expansion, stage, group, onward);
  const unions = ways.filter(({ union }) => union !== null);
  if (unions.length > 0) expandUnions({ expansion, stage, unions, onward, expandSteps });
  return members.filter(({ estimator }) => estimator.role !== 'transformer');
}

function expandGroup(expansion: Expansion, stage: Stage, group: readonly Member[], onward: Onward): void {
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
    onward(next, member.node);
  }
}
