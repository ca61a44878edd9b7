// Expands the steps before the last: fits that differ only in late params (or in a nested one) become one fit, at the
// widest value, and its output, where it is a matrix of its own, is made once; every pipeline goes on from its own view
// of it.

import type { JsonValue } from '../../base/json.js';
import type { Transformer } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
import { matrixBytes, projectionSeconds } from '../plan/cost.js';
import type { RowSet } from '../plan/layout.js';
import type { Plan } from '../plan/plan-data.js';
import type { Features, FitRef, Key, TransformTask } from '../plan/task.js';
import { addFit, aloneSeconds, fitParams, gatheredBytes, shapeOf, widthOf } from './add-fit.js';
import { countTasks, countViews, type Expansion, type Member } from './expansion.js';
import { countAsked, feasible, groupByPart, membersOf } from './fit-requests.js';
import { readInPanels } from './panels.js';
import type { PatternNode } from './pattern.js';
import { refuseUnreadable } from './step-columns.js';
import { type NextStage, nextStage, type Stage } from './step-input.js';
import { foldedColumns, leadsToLinear } from './through-projection.js';
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
  for (const group of groupByPart(expansion, 'fit', transformers)) expandGroup(expansion, stage, group, onward);
  const unions = ways.filter(({ union }) => union !== null);
  if (unions.length > 0) expandUnions({ expansion, stage, unions, onward, expandSteps });
  return members.filter(({ estimator }) => estimator.role !== 'transformer');
}

function expandGroup(expansion: Expansion, stage: Stage, group: readonly Member[], onward: Onward): void {
  const { plan } = expansion;
  const estimator = group[0].estimator as Transformer;
  countAsked(expansion, group, ['fit', 'transform']);
  const members = feasible(expansion, stage, group);
  if (members.length === 0) return;

  const params = fitParams(plan, estimator, members);
  const fit = addFit(expansion, stage, estimator, [params]);
  if (plan.context.share) plan.durable.add(fit.key);
  countTasks(expansion, 'distinct', { op: 'fit', name: estimator.name }, 1);
  countTasks(expansion, 'distinct', { op: 'transform', name: estimator.name }, 1);
  countViews(expansion, members.length - 1);

  const shape = shapeOf(plan, stage);
  const folds = members.map((member) => foldedColumns(estimator, member.params, shape, plan.context.classes));
  const projecting = members.filter(({ node }, i) => folds[i] === undefined || !leadsToLinear(node));
  const panels = readInPanels(plan.context, estimator, members);
  const ref = { task: fit.key, item: 0 };
  const projected = estimator.projects
    ? project(expansion, stage, { estimator, params, fit: ref, panels }, projecting)
    : null;
  const secondsOf = aloneSeconds(plan, stage, estimator);
  members.forEach(({ params: own, node }, i) => {
    const kept = folds[i];
    const alone =
      secondsOf(own) + (projected === null ? 0 : projectionSeconds(shape.rows, stage.baseCols, projected.width));
    const next = nextStage(stage, {
      transformer: estimator,
      params: own,
      text: plan.texts.of(own),
      fit: ref,
      cols: estimator.width(own, shape),
      projected,
      unprojected:
        kept === undefined
          ? undefined
          : { kept, gatheredBytes: gatheredBytes(stage, estimator, stage.testRows?.count ?? 0) },
      naiveSeconds: alone,
    });
    onward(next, node);
  });
}

/**
 * Adds the projections of train rows, at the widest, and of test rows, as wide as members need that read them
 * projected.
 */
function project(
  { plan, maker }: Expansion,
  stage: Stage,
  {
    estimator,
    params,
    fit,
    panels,
  }: { readonly estimator: Transformer; readonly params: Params; readonly fit: FitRef; readonly panels: boolean },
  projecting: readonly Member[],
): NonNullable<NextStage['projected']> {
  const shape = shapeOf(plan, stage);
  const { test, testRows } = stage;
  const make = (
    features: Features,
    { key: targetRows, count: rows }: RowSet,
    width: number,
    how: Pick<TransformTask, 'cut' | 'panels'>,
  ): Key =>
    maker.transform(
      estimator,
      { fit, features, targetRows, ...how },
      {
        seconds: projectionSeconds(rows, stage.cols ?? stage.baseCols, width),
        bytes: matrixBytes(rows, width),
        gatheredBytes: gatheredBytes(stage, estimator, rows),
      },
    ).key;
  const width = widthOf(estimator, params, stage, shape);
  const train = make(stage.train, stage.trainSet.rows, width, { cut: null, panels });
  if (test === null || testRows === null || projecting.length === 0) return { train, test: null, width };
  const cut = cutOf(plan, estimator, params, projecting);
  const testWidth = cut === null ? width : widthOf(estimator, cut, stage, shape);
  return { train, test: make(test, testRows, testWidth, { cut, panels: false }), width };
}

/** The params of the widest view among members, where it is narrower than the fit; else null. */
function cutOf({ texts }: Plan, { nested }: Transformer, fitted: Params, members: readonly Member[]): Params | null {
  if (nested === undefined) return null;
  const widest = nested.widest(members.map(({ params }) => params[nested.param] as JsonValue));
  const cut = { ...fitted, [nested.param]: widest };
  return texts.of(cut) === texts.of(fitted) ? null : cut;
}
