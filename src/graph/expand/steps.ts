// Expands the steps before the last. Fits that differ only in apply params (or in that of a submodel) become one fit,
// at the widest value, and its output, where it is a matrix of its own, is made once; every pipeline goes on from its
// own view of it. The branches of all unions at an input that read the same columns are one pattern, so that equal
// steps are one task and submodels are views, within a branch as anywhere; then each union's ends are put side by side.

import type { TaskError } from '../../base/errors.js';
import type { JsonValue } from '../../base/json.js';
import { makesMatrix, type Transformer } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
import { matrixBytes, projectionSeconds } from '../plan/cost.js';
import type { RowSet } from '../plan/layout.js';
import { count } from '../plan/plan-data.js';
import type { Features, FitRef, Key, TransformTask } from '../plan/task.js';
import { addFit, aloneSeconds, fitParams, gatheredBytes, shapeOf, widthOf } from './add-fit.js';
import { countTasks, countViews, type Expansion, type FitRequest } from './expansion.js';
import { countAsked, feasible, fitRequestsOf, groupByPart } from './fit-requests.js';
import { readInPanels } from './panels.js';
import { addSteps, endsBelow, joinNodes, newNode, type PatternNode, type StepTexts } from './pattern.js';
import { columnsOf } from './select-columns.js';
import { refuseUnreadable } from './step-columns.js';
import { type AppliedTransformer, nextInput, type StepInput } from './step-input.js';
import { fusedColumns, leadsToLinear } from './through-projection.js';
import { type BranchOutput, selectInput, unionInput } from './union-input.js';

/** Steps to be expanded: the children of a node, on an input. */
interface Walk {
  readonly expansion: Expansion;
  readonly input: StepInput;
  readonly node: PatternNode;
  /** Called for the input behind a step, and the node of that step. */
  readonly onward: (input: StepInput, node: PatternNode) => void;
}

/** Adds the tasks of the transformers and unions that follow a node. Returns the predictors that follow it. */
export function expandSteps(walk: Walk): readonly FitRequest[] {
  const { expansion, input, node } = walk;
  const ways = [...node.children.values()];
  const requests = fitRequestsOf(
    ways.filter(({ union }) => union === null),
    shapeOf(expansion.plan, input),
  );
  for (const { estimator, params } of requests) refuseUnreadable(estimator, params, input.columns);
  const transformers = requests.filter(({ estimator }) => estimator.role === 'transformer');
  for (const group of groupByPart(expansion, 'fit', transformers)) expandGroup(walk, group);
  const unions = ways.filter(({ union }) => union !== null);
  if (unions.length > 0) expandUnions(walk, unions);
  return requests.filter(({ estimator }) => estimator.role !== 'transformer');
}

function expandGroup({ expansion, input, onward }: Walk, group: readonly FitRequest[]): void {
  const { plan } = expansion;
  const estimator = group[0].estimator as Transformer;
  countAsked(expansion, group, ['fit', 'transform']);
  const requests = feasible(expansion, input, group);
  if (requests.length === 0) return;

  const widest = fitParams(plan, estimator, requests);
  const fit = { task: addFit(expansion, input, { estimator, items: [widest] }), item: 0 };
  if (plan.context.share) plan.durable.add(fit.task);
  for (const op of ['fit', 'transform'] as const) countTasks(expansion, 'distinct', { op, name: estimator.name });
  countViews(expansion, requests.length - 1);

  const shape = shapeOf(plan, input);
  const fused = requests.map(({ params }) => fusedColumns({ estimator, params }, shape, plan.context.classes));
  const projected = makesMatrix(estimator)
    ? project(expansion, input, {
        estimator,
        params: widest,
        fit,
        panels: readInPanels(expansion, estimator, requests),
        projecting: requests.filter(({ node }, i) => fused[i] === undefined || !leadsToLinear(node)),
      })
    : null;
  const given = expansion.given?.get(estimator);
  const gathered = gatheredBytes(input, estimator, input.testRows?.count ?? 0);
  const secondsOf = aloneSeconds(plan, input, estimator);
  const projecting = projected === null ? 0 : projectionSeconds(shape.rows, input.baseCols, projected.width);
  requests.forEach(({ params, node }, i) => {
    const kept = fused[i];
    const behind = nextInput(input, {
      transformer: estimator,
      params,
      text: plan.texts.of(params),
      fit,
      cols: given?.cols(input.cols ?? input.baseCols) ?? estimator.width(params, shape),
      projected,
      unprojected: kept === undefined ? undefined : { kept, gatheredBytes: gathered },
      naiveSeconds: secondsOf(params) + projecting,
    });
    onward(behind, node);
  });
}

interface ProjectionWork {
  readonly estimator: Transformer;
  readonly params: Params;
  readonly fit: FitRef;
  readonly panels: boolean;
  /** Those that read test rows projected. */
  readonly projecting: readonly FitRequest[];
}

/**
 * Adds the projections of train rows, at the widest, and of test rows, as wide as requests need that read them
 * projected.
 */
function project(
  { plan, maker }: Expansion,
  input: StepInput,
  { estimator, params, fit, panels, projecting }: ProjectionWork,
): NonNullable<AppliedTransformer['projected']> {
  const shape = shapeOf(plan, input);
  const { test, testRows } = input;
  const make = (
    features: Features,
    { key: targetRows, count: rows }: RowSet,
    { width, ...how }: Pick<TransformTask, 'cut' | 'panels'> & { readonly width: number },
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
  const width = widthOf({ estimator, params }, input, shape);
  const train = make(input.train, input.trainSet.rows, { width, cut: null, panels });
  if (test === null || testRows === null || projecting.length === 0) return { train, test: null, width };
  const narrow = widestView({ estimator, params }, projecting);
  const cut = narrow !== null && plan.texts.of(narrow) !== plan.texts.of(params) ? narrow : null;
  const testWidth = cut === null ? width : widthOf({ estimator, params: cut }, input, shape);
  return { train, test: make(test, testRows, { width: testWidth, cut, panels: false }), width };
}

/** The params of the widest view among requests of one fit; null: there are no views. */
function widestView(
  { estimator: { submodel }, params }: Pick<ProjectionWork, 'estimator' | 'params'>,
  requests: readonly FitRequest[],
): Params | null {
  if (submodel === undefined) return null;
  const widest = submodel.widest(requests.map((request) => request.params[submodel.param] as JsonValue));
  return { ...params, [submodel.param]: widest };
}

/** Adds the tasks of these unions, and goes on behind each. */
function expandUnions(walk: Walk, unions: readonly PatternNode[]): void {
  const { expansion, input, onward } = walk;
  const { ends, refusals } = expandBranches(walk, unions);
  const joined = new Map<Key, { readonly behind: StepInput; readonly nodes: PatternNode[] }>();
  for (const union of unions) {
    count(expansion.tally.naive, 'transform:union', union.asked);
    countTasks(expansion, 'merged', { op: 'transform', name: 'union' });
    const outputs = (ends.get(union) ?? []).flatMap((end, branch): BranchOutput[] => [{ branch, end }]);
    const refusal = (refusals.get(union) ?? []).find((error) => error !== undefined);
    if (refusal !== undefined || outputs.every(({ end }) => end.cols === 0)) {
      expansion.refuse(
        union,
        refusal ?? { code: 'INFEASIBLE_PARAMS', message: 'no column is left in any branch of the union' },
      );
      continue;
    }
    const behind = unionInput(expansion.maker, input, outputs);
    const same = joined.get(behind.train.base) ?? { behind, nodes: [] };
    joined.set(behind.train.base, same);
    same.nodes.push(union);
  }
  // Unions whose params come to the same for this input go on as one.
  for (const { behind, nodes } of joined.values()) {
    countTasks(expansion, 'distinct', { op: 'transform', name: 'union' });
    onward(behind, nodes.reduce(joinNodes));
  }
}

/** By union and branch; a list has no entry for a branch that reads no column. */
type ByBranch<T> = Map<PatternNode, T[]>;

interface Branches {
  /** The input at the end of each branch. */
  readonly ends: ByBranch<StepInput>;
  /** Why a branch is impossible. */
  readonly refusals: ByBranch<TaskError>;
}

function expandBranches({ expansion, input }: Walk, unions: readonly PatternNode[]): Branches {
  const branches: Branches = { ends: new Map(), refusals: new Map() };
  const refuse = (node: PatternNode, error: TaskError): void => {
    for (const end of endsBelow(node)) setAt(branches.refusals, end, error);
  };
  for (const { columns, root } of branchPatterns(input, unions, expansion.apart)) {
    const onward = (behind: StepInput, node: PatternNode): void => {
      for (const end of node.ends) setAt(branches.ends, end, behind);
      expandSteps({ expansion: { ...expansion, refuse }, input: behind, node, onward });
    };
    onward(selectInput(input, columns), root);
  }
  return branches;
}

function setAt<T>(lists: ByBranch<T>, { union, branch }: PatternNode['ends'][number], value: T): void {
  const list = lists.get(union) ?? [];
  list[branch] = value;
  lists.set(union, list);
}

/** The branches of several unions as patterns, one for each choice of columns. */
function branchPatterns(
  input: StepInput,
  unions: readonly PatternNode[],
  texts: StepTexts = new Map(),
): Iterable<{ readonly columns: readonly number[] | undefined; readonly root: PatternNode }> {
  const patterns = new Map<string, { columns: readonly number[] | undefined; root: PatternNode }>();
  for (const union of unions) {
    for (const [branch, resolved] of (union.union ?? []).entries()) {
      const columns = columnsOf(input, resolved);
      if (columns?.length === 0) continue;
      const text = columns === undefined ? 'all' : columns.join(',');
      const pattern = patterns.get(text) ?? { columns, root: newNode() };
      patterns.set(text, pattern);
      addSteps(pattern.root, resolved.steps, { count: union.asked, texts }).ends.push({ union, branch });
    }
  }
  return patterns.values();
}
