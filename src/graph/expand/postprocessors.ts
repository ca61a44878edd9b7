// Postprocessors that learn: the predictor is fitted again on inner folds of the train rows, for all that stand side by
// side in its batch, and what it says of the rows left out is what a postprocessor learns from. Postprocessors that ask
// for the same folds share these fits.

import { assert } from '../../base/errors.js';
import type { Predictor } from '../../contracts/fitter.js';
import { matrixBytes, postSeconds } from '../plan/cost.js';
import { cutRows, type InnerFold, type InnerRows } from '../plan/inner-folds.js';
import type { LearntFrom } from '../plan/plan-data.js';
import type { AppliedPostprocessor, Key } from '../plan/task.js';
import { addFit, fitParams } from './add-fit.js';
import { type ActivePostprocessor, countTasks, type Expansion, type FitRequest } from './expansion.js';
import { predictionSeconds } from './predict-cost.js';
import { cutOf } from './prediction-uses.js';
import type { StepInput } from './step-input.js';

/** Requests of one batch by their fits: those of one list differ in apply params alone. */
export type Fits = readonly (readonly FitRequest[])[];

/** Out-of-fold predictions of requests of one batch, inner fold by inner fold. */
interface OutOfFold {
  readonly predictions: readonly { readonly prediction: Key; readonly fit: Key; readonly targetRows: Key }[];
  /** Each request's place in every prediction, and the place of its fit. */
  readonly places: ReadonlyMap<FitRequest, { readonly item: number; readonly fitItem: number }>;
  readonly fits: number;
}

/** Makes postprocessors behind the predictor of one batch. */
export class Postprocessors {
  private readonly outOfFold = new Map<number, OutOfFold>();
  private readonly counted = new Set<Key>();

  /** @param fits  of the requests that have postprocessors which learn, by the number of their inner folds */
  constructor(
    private readonly expansion: Expansion,
    private readonly input: StepInput,
    private readonly estimator: Predictor,
    private readonly fits: (folds: number) => Fits,
  ) {}

  /** Postprocessors in use behind one request, and what they learnt from. */
  behind(
    request: FitRequest,
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

  private learn(request: FitRequest, { estimator, params }: ActivePostprocessor, learnt: LearntFrom[]): Key {
    const { plan, maker } = this.expansion;
    const folds = estimator.folds?.(params) ?? 0;
    const known = this.outOfFold.get(folds);
    const { predictions, places, fits } =
      known ?? outOfFold(this.expansion, this.input, this.estimator, this.fits(folds), folds);
    if (known === undefined) this.outOfFold.set(folds, { predictions, places, fits });
    const place = places.get(request);
    assert(place !== undefined, 'every request that learns has been predicted');
    const rows = this.input.trainSet.rows.count;
    const { key } = maker.post(
      estimator,
      {
        params,
        folds: predictions.map(({ prediction, targetRows }) => ({ prediction, item: place.item, targetRows })),
      },
      { seconds: postSeconds(rows, plan.context.classes), bytes: matrixBytes(rows, plan.context.classes) },
    );
    if (!this.counted.has(key)) {
      for (const lines of ['merged', 'distinct'] as const)
        countTasks(this.expansion, lines, { op: 'post', name: estimator.name }, 1);
      this.counted.add(key);
    }
    for (const { fit } of predictions) learnt.push({ task: fit, item: place.fitItem, share: 1 / fits, inner: true });
    learnt.push({ task: key, item: 0, share: 1, inner: false });
    return key;
  }
}

function outOfFold(expansion: Expansion, input: StepInput, estimator: Predictor, fits: Fits, folds: number): OutOfFold {
  const { plan, maker } = expansion;
  const items = fits.flatMap((requests, fitItem) => requests.map((request) => ({ fitItem, request })));
  const params = fits.map((requests) => fitParams(plan, estimator, requests));
  const predictions = foldsOf(expansion, input, folds).map(({ train, test }) => {
    const inner = innerInput(expansion, input, train);
    const left = innerInput(expansion, input, test).train;
    const fit = addFit(expansion, inner, estimator, params);
    const uses = items.map(({ fitItem, request }) => ({
      fit: { task: fit.key, item: fitItem },
      params: request.params,
    }));
    const { key: prediction } = maker.predict(
      estimator,
      { features: left, targetRows: test.rows.key, through: null },
      { items: uses, decisions: true },
      {
        seconds: predictionSeconds(expansion, inner, estimator, {
          rows: test.rows.count,
          fits: fits.length,
          items: uses.length,
          through: null,
        }),
        bytes: matrixBytes(test.rows.count, uses.length * plan.context.classes),
        gatheredBytes: 0,
      },
    );
    for (const lines of ['merged', 'distinct'] as const) {
      countTasks(expansion, lines, { op: 'predict', name: estimator.name, reads: 'train' }, uses.length);
      countTasks(expansion, lines, { op: 'fit', name: estimator.name }, fits.length);
    }
    return { prediction, fit: fit.key, targetRows: test.rows.key };
  });
  return {
    predictions,
    places: new Map(items.map(({ fitItem, request }, item) => [request, { item, fitItem }])),
    fits: fits.length,
  };
}

/** The inner folds of an input's train rows, cut once. */
function foldsOf({ plan }: Expansion, { trainSet }: StepInput, folds: number): readonly InnerFold[] {
  const name = `${trainSet.rows.key} ${folds}`;
  const known = plan.innerFolds.get(name);
  const made = known ?? cutRows(trainSet.rows, folds, cutOf(plan.context));
  if (known === undefined) plan.innerFolds.set(name, made);
  return made;
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
