// Expands the steps before the last: fits that differ only in apply params (or in that of a submodel) become one fit,
// at the widest value, and its output, where it is a matrix of its own, is made once; every pipeline goes on from its
// own view of it.

import type { JsonValue } from '../../base/json.js';
import { makesMatrix, type Transformer } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
import { matrixBytes, projectionSeconds } from '../plan/cost.js';
import type { RowSet } from '../plan/layout.js';
import type { Plan } from '../plan/plan-data.js';
import type { Features, FitRef, Key, TransformTask } from '../plan/task.js';
import { addFit, aloneSeconds, fitParams, gatheredBytes, shapeOf, widthOf } from './add-fit.js';
import { countTasks, countViews, type Expansion, type FitRequest } from './expansion.js';
import { countAsked, feasible, fitRequestsOf, groupByPart } from './fit-requests.js';
import { readInPanels } from './panels.js';
import type { PatternNode } from './pattern.js';
import { refuseUnreadable } from './step-columns.js';
import { type AppliedTransformer, nextInput, type StepInput } from './step-input.js';
import { fusedColumns, leadsToLinear } from './through-projection.js';
import { expandUnions } from './unions.js';

/** Called for the input behind a step, and the node of that step. */
export type Onward = (input: StepInput, node: PatternNode) => void;

/** Adds the tasks of the transformers and unions that follow a node. Returns the predictors that follow it. */
export function expandSteps(
  expansion: Expansion,
  input: StepInput,
  node: PatternNode,
  onward: Onward,
): readonly FitRequest[] {
  const ways = [...node.children.values()];
  const requests = fitRequestsOf(
    ways.filter(({ union }) => union === null),
    shapeOf(expansion.plan, input),
  );
  for (const { estimator, params } of requests) refuseUnreadable(estimator, params, input.columns);
  const transformers = requests.filter(({ estimator }) => estimator.role === 'transformer');
  for (const group of groupByPart(expansion, 'fit', transformers)) expandGroup(expansion, input, group, onward);
  const unions = ways.filter(({ union }) => union !== null);
  if (unions.length > 0) expandUnions({ expansion, input, unions, onward, expandSteps });
  return requests.filter(({ estimator }) => estimator.role !== 'transformer');
}

function expandGroup(expansion: Expansion, input: StepInput, group: readonly FitRequest[], onward: Onward): void {
  const { plan } = expansion;
  const estimator = group[0].estimator as Transformer;
  countAsked(expansion, group, ['fit', 'transform']);
  const requests = feasible(expansion, input, group);
  if (requests.length === 0) return;

  const params = fitParams(plan, estimator, requests);
  const fit = addFit(expansion, input, estimator, [params]);
  if (plan.context.share) plan.durable.add(fit.key);
  countTasks(expansion, 'distinct', { op: 'fit', name: estimator.name }, 1);
  countTasks(expansion, 'distinct', { op: 'transform', name: estimator.name }, 1);
  countViews(expansion, requests.length - 1);

  const shape = shapeOf(plan, input);
  const folds = requests.map((request) => fusedColumns(estimator, request.params, shape, plan.context.classes));
  const projecting = requests.filter(({ node }, i) => folds[i] === undefined || !leadsToLinear(node));
  const panels = readInPanels(plan.context, estimator, requests);
  const ref = { task: fit.key, item: 0 };
  const projected = makesMatrix(estimator)
    ? project(expansion, input, { estimator, params, fit: ref, panels }, projecting)
    : null;
  const secondsOf = aloneSeconds(plan, input, estimator);
  requests.forEach(({ params: own, node }, i) => {
    const kept = folds[i];
    const alone =
      secondsOf(own) + (projected === null ? 0 : projectionSeconds(shape.rows, input.baseCols, projected.width));
    const next = nextInput(input, {
      transformer: estimator,
      params: own,
      text: plan.texts.of(own),
      fit: ref,
      cols: estimator.width(own, shape),
      projected,
      unprojected:
        kept === undefined
          ? undefined
          : { kept, gatheredBytes: gatheredBytes(input, estimator, input.testRows?.count ?? 0) },
      naiveSeconds: alone,
    });
    onward(next, node);
  });
}

/**
 * Adds the projections of train rows, at the widest, and of test rows, as wide as requests need that read them
 * projected.
 */
function project(
  { plan, maker }: Expansion,
  input: StepInput,
  {
    estimator,
    params,
    fit,
    panels,
  }: { readonly estimator: Transformer; readonly params: Params; readonly fit: FitRef; readonly panels: boolean },
  projecting: readonly FitRequest[],
): NonNullable<AppliedTransformer['projected']> {
  const shape = shapeOf(plan, input);
  const { test, testRows } = input;
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
        seconds: projectionSeconds(rows, input.cols ?? input.baseCols, width),
        bytes: matrixBytes(rows, width),
        gatheredBytes: gatheredBytes(input, estimator, rows),
      },
    ).key;
  const width = widthOf(estimator, params, input, shape);
  const train = make(input.train, input.trainSet.rows, width, { cut: null, panels });
  if (test === null || testRows === null || projecting.length === 0) return { train, test: null, width };
  const cut = cutOf(plan, estimator, params, projecting);
  const testWidth = cut === null ? width : widthOf(estimator, cut, input, shape);
  return { train, test: make(test, testRows, testWidth, { cut, panels: false }), width };
}

/** The params of the widest view among requests, where it is narrower than the fit; else null. */
function cutOf(
  { texts }: Plan,
  { submodel }: Transformer,
  fitted: Params,
  requests: readonly FitRequest[],
): Params | null {
  if (submodel === undefined) return null;
  const widest = submodel.widest(requests.map(({ params }) => params[submodel.param] as JsonValue));
  const cut = { ...fitted, [submodel.param]: widest };
  return texts.of(cut) === texts.of(fitted) ? null : cut;
}
