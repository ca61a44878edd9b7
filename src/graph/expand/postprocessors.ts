// How predictions are used: as they are, or by postprocessors, which are the nodes behind the predictor's. For those
// that learn, the predictor is fitted again on inner folds of the train rows, for all that stand side by side in its
// batch, and what it says of the rows left out is what a postprocessor learns from. Postprocessors that ask for the
// same folds share these fits.

import { assert } from '../../base/errors.js';
import type { Postprocessor } from '../../contracts/postprocessor.js';
import { matrixBytes, postSeconds } from '../plan/cost.js';
import { type Cut, classCountsOf, cutRows, type InnerFold, type InnerRows } from '../plan/inner-folds.js';
import { count, type LearntFrom } from '../plan/plan-data.js';
import type { AppliedPostprocessor, Key } from '../plan/task.js';
import { addFit, fitParams, shapeOf } from './add-fit.js';
import { addPrediction } from './add-prediction.js';
import {
  type ActivePostprocessor,
  countTasks,
  type Expansion,
  type FitRequest,
  type Fits,
  type PredictionUse,
  type PredictorRequest,
  type PredictorWork,
} from './expansion.js';
import type { PatternNode } from './pattern.js';
import type { StepInput } from './step-input.js';

/** Plans have many uses without postprocessors. */
const NO_POSTPROCESSORS: readonly ActivePostprocessor[] = [];

/** The uses of one predictor's predictions, those left out whose postprocessors are impossible on this split. */
export function predictionUses(expansion: Expansion, input: StepInput, request: FitRequest): PredictionUse[] {
  const { node } = request;
  const plain = { postprocessors: NO_POSTPROCESSORS, candidates: node.candidates };
  if (node.children.size === 0) return [plain];
  const usesBelow = ({ children }: PatternNode, before: readonly ActivePostprocessor[]): PredictionUse[] =>
    [...children.values()].flatMap((child): PredictionUse[] => {
      const { step } = child;
      assert(step?.estimator.role === 'postprocessor', 'only postprocessors stand behind a predictor');
      const postprocessor: ActivePostprocessor = { estimator: step.estimator, params: step.params };
      countInnerFits(expansion, request, { postprocessor, asked: child.asked });
      const reason = infeasible(expansion, input, { request, postprocessor });
      if (reason !== undefined) {
        expansion.refuse(child, { code: 'INFEASIBLE_PARAMS', message: reason });
        return [];
      }
      const postprocessors = [...before, postprocessor];
      const here = child.candidates.length > 0 ? [{ postprocessors, candidates: child.candidates }] : [];
      return [...here, ...usesBelow(child, postprocessors)];
    });
  return [...(plain.candidates.length > 0 ? [plain] : []), ...usesBelow(node, [])];
}

/** What a postprocessor that learns would take with nothing shared. */
function countInnerFits(
  { tally: { naive } }: Expansion,
  { estimator: predictor }: FitRequest,
  {
    postprocessor: { estimator, params },
    asked: times,
  }: { readonly postprocessor: ActivePostprocessor; readonly asked: number },
): void {
  if (estimator.folds === undefined) return;
  count(naive, `post:${estimator.name}`, times);
  for (const op of ['fit', 'predict']) count(naive, `${op}:${predictor.name}`, times * estimator.folds(params));
}

/** Why a postprocessor is impossible behind this predictor on these train rows. */
function infeasible(
  { plan }: Expansion,
  input: StepInput,
  { request, postprocessor }: { readonly request: FitRequest; readonly postprocessor: ActivePostprocessor },
): string | undefined {
  const { rows } = input.trainSet;
  const { estimator, params } = postprocessor;
  const reason = estimator.infeasible?.(params, classCountsOf(rows, cutOf(plan.context), plan.context.classes));
  if (reason !== undefined || estimator.folds === undefined) return reason;
  const left = rows.count - Math.ceil(rows.count / estimator.folds(params));
  return request.estimator.infeasible?.(request.params, { ...shapeOf(plan, input), rows: left });
}

/** What folds within train rows are cut from. */
function cutOf({ layout, datasetDigest, codes }: Expansion['plan']['context']): Cut {
  assert(codes !== undefined, 'postprocessors are for classes');
  return { layout, datasetDigest, codes };
}

/** Whether any of some postprocessors learns from predictions. */
export function learns(postprocessors: readonly { readonly estimator: Postprocessor }[]): boolean {
  return postprocessors.some(({ estimator }) => estimator.folds !== undefined);
}

/** How often the predictor is fitted again for some postprocessors. */
export function innerFits(postprocessors: readonly ActivePostprocessor[]): number {
  return foldCounts(postprocessors).reduce((sum, folds) => sum + folds, 0);
}

function foldCounts(postprocessors: readonly ActivePostprocessor[]): number[] {
  return postprocessors.flatMap(({ estimator, params }) => estimator.folds?.(params) ?? []);
}

/** Out-of-fold predictions of requests of one batch, inner fold by inner fold. */
interface OutOfFold {
  readonly predictions: readonly { readonly prediction: Key; readonly fit: Key; readonly targetRows: Key }[];
  /** Each request's place in every prediction, and the place of its fit. */
  readonly places: ReadonlyMap<FitRequest, { readonly item: number; readonly fitItem: number }>;
  readonly fits: number;
}

/** Makes postprocessors behind the predictor of one batch. */
export class Postprocessors {
  private readonly byFolds = new Map<number, OutOfFold>();
  private readonly counted = new Set<Key>();

  constructor(
    private readonly work: PredictorWork,
    private readonly fits: Fits,
  ) {}

  /** Postprocessors in use behind one request, and what they learnt from. */
  behind(
    request: PredictorRequest,
    postprocessors: readonly ActivePostprocessor[],
  ): { readonly applied: AppliedPostprocessor[]; readonly learnt: LearntFrom[] } {
    const learnt: LearntFrom[] = [];
    const applied = postprocessors.map((postprocessor): AppliedPostprocessor => {
      const { name: estimator, version } = postprocessor.estimator;
      const fit =
        postprocessor.estimator.folds === undefined
          ? null
          : { task: this.learn(request, postprocessor, learnt), item: 0 };
      return { fit, estimator, version, params: postprocessor.params };
    });
    return { applied, learnt };
  }

  private learn(request: PredictorRequest, { estimator, params }: ActivePostprocessor, learnt: LearntFrom[]): Key {
    const { expansion, input } = this.work;
    const { plan, maker } = expansion;
    const { predictions, places, fits } = this.outOfFold(estimator.folds?.(params) ?? 0);
    const place = places.get(request);
    assert(place !== undefined, 'every request that learns has been predicted');
    const { key } = maker.post(
      estimator,
      {
        params,
        folds: predictions.map(({ prediction, targetRows }) => ({ prediction, item: place.item, targetRows })),
      },
      {
        seconds: postSeconds(input.trainSet.rows.count, plan.context.classes),
        bytes: matrixBytes(input.trainSet.rows.count, plan.context.classes),
      },
    );
    if (!this.counted.has(key)) {
      for (const lines of ['merged', 'distinct'] as const)
        countTasks(expansion, lines, { op: 'post', name: estimator.name });
      this.counted.add(key);
    }
    for (const { fit } of predictions) learnt.push({ task: fit, item: place.fitItem, share: 1 / fits, inner: true });
    learnt.push({ task: key, item: 0, share: 1, inner: false });
    return key;
  }

  /** Out-of-fold predictions of all requests that learn from so many inner folds, made once. */
  private outOfFold(folds: number): OutOfFold {
    const before = this.byFolds.get(folds);
    if (before !== undefined) return before;
    const asksForThem = ({ uses }: PredictorRequest): boolean =>
      uses.some(({ postprocessors }) => foldCounts(postprocessors).includes(folds));
    const fits = this.fits.map((requests) => requests.filter(asksForThem)).filter((requests) => requests.length > 0);
    const predictions = outOfFold(this.work, fits, folds);
    this.byFolds.set(folds, predictions);
    return predictions;
  }
}

function outOfFold(work: PredictorWork, fits: Fits, folds: number): OutOfFold {
  const { expansion, input, estimator } = work;
  const requests = fits.flatMap((same, fitItem) => same.map((request) => ({ fitItem, request })));
  const params = fits.map((same) => fitParams(expansion.plan, estimator, same));
  const predictions = foldsOf(expansion, input, folds).map(({ train, test }) => {
    const inner = innerInput(expansion, input, train);
    const { train: features } = innerInput(expansion, input, test);
    const fit = addFit(expansion, inner, { estimator, items: params });
    const items = requests.map(({ fitItem, request }) => {
      return { fit: { task: fit, item: fitItem }, params: request.params };
    });
    const prediction = addPrediction(
      { ...work, input: inner },
      { features, rows: test.rows, through: null, items, fits: fits.length, decisions: true },
    );
    for (const lines of ['merged', 'distinct'] as const) {
      countTasks(expansion, lines, { op: 'predict', name: estimator.name, reads: 'train', amount: items.length });
      countTasks(expansion, lines, { op: 'fit', name: estimator.name, amount: fits.length });
    }
    return { prediction, fit, targetRows: test.rows.key };
  });
  return {
    predictions,
    places: new Map(requests.map(({ fitItem, request }, item) => [request, { item, fitItem }])),
    fits: fits.length,
  };
}

/** The inner folds of an input's train rows, cut once. */
function foldsOf({ plan }: Expansion, { trainSet }: StepInput, folds: number): readonly InnerFold[] {
  const name = `${trainSet.rows.key} ${folds}`;
  const before = plan.innerFolds.get(name);
  if (before !== undefined) return before;
  const cut = cutRows(trainSet.rows, folds, cutOf(plan.context));
  plan.innerFolds.set(name, cut);
  return cut;
}

/** The input of some of the train rows, as the predictor sees them. */
function innerInput({ plan }: Expansion, input: StepInput, { rows, within, ids }: InnerRows): StepInput {
  plan.rowSources.set(rows.key, { segments: rows.segments, ids });
  // The output of a projection holds the train rows alone.
  const isX = input.train.rows !== null;
  if (!isX) plan.rowSources.set(within.key, { segments: within.segments, ids });
  return {
    ...input,
    train: { ...input.train, rows: isX ? rows.key : within.key },
    test: null,
    unprojected: null,
    trainSet: { rows, blocks: null },
    testRows: null,
  };
}
