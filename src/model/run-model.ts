// Runs the fitted steps of a model on rows: a plan of one candidate whose fits are given, which composes transform and
// predict tasks as a search composes them.

import type { ColumnInfo, Label } from '../base/dataset.js';
import { assert, GridsearchError } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import type { Fitter } from '../contracts/fitter.js';
import type { Prediction } from '../contracts/prediction.js';
import type { Fitted } from '../contracts/step.js';
import { cullPlan } from '../graph/cull.js';
import { expandNode } from '../graph/expand/expand.js';
import { ALONE, type GivenFit } from '../graph/expand/expansion.js';
import { distinctTexts, patternOf } from '../graph/expand/pattern.js';
import { firstInput } from '../graph/expand/step-input.js';
import { keyOf } from '../graph/plan/key.js';
import type { RowSet, TrainSet } from '../graph/plan/layout.js';
import { TaskMaker } from '../graph/plan/make-task.js';
import { matrixKey, newPlan, newTally, type PlanContext, targetKey } from '../graph/plan/plan-data.js';
import type { Key, Task } from '../graph/plan/task.js';
import type { ResolvedStep } from '../grid/candidate.js';
import type { Kernels } from '../kernels/index.js';
import type { Engine } from '../schedule/engine.js';
import { type FittedEstimator, type FittedStep, outputColumns } from './fitted-steps.js';

/** What a model does with some rows. */
export interface ModelPlan {
  readonly tasks: Iterable<Task>;
  /** The task that predicts. */
  readonly prediction: Key;
  /** Fitted states by the keys under which tasks look for them. */
  readonly fits: ReadonlyMap<Key, Fitted>;
  readonly rows: RowSet;
  readonly classes: readonly Label[] | null;
  /** What stands behind the predictor. */
  readonly postprocessors: readonly FittedEstimator[];
}

export interface PredictedTable {
  readonly rows: number;
  /** These rows may hold what those of the fit did not. */
  readonly columns: readonly ColumnInfo[];
  /** Null for a regression. */
  readonly classes: readonly Label[] | null;
}

/** Names the data in keys that exist here only. */
const DATA = 'model';

/** Plans what a model does with some rows. @throws DATA_TEXT_FEATURE, DATA_MISSING_VALUES */
export function planModel(steps: readonly FittedStep[], { rows: count, columns, classes }: PredictedTable): ModelPlan {
  const rows = { key: keyOf('rows', String(count), DATA), count, segments: [[0, count] as const] };
  const context = contextOf(columns, classes, rows);
  const plan = newPlan(context);
  const given = new GivenSteps();
  const isPostprocessor = (step: FittedStep): step is FittedEstimator =>
    'estimator' in step && step.estimator.role === 'postprocessor';
  const pipeline = steps.filter((step) => !isPostprocessor(step)).map((step) => given.resolved(step));
  const apart = distinctTexts(pipeline);
  expandNode(
    {
      plan,
      maker: new TaskMaker(plan, ''),
      tally: newTally(),
      split: 0,
      repeats: 'none',
      batchWidth: ALONE,
      refuse: (_, { message }) => {
        throw new GridsearchError('MODEL_SHAPE', message, { help: DAMAGED });
      },
      apart,
      given: given.steps,
    },
    firstInput(context, context.layout.all, rows),
    patternOf([{ index: 0, params: {}, steps: pipeline }], apart),
  );
  const [{ prediction }] = plan.slots;
  cullPlan(plan, { from: 0, results: [prediction] }, { keeps: () => false });
  return {
    tasks: plan.tasks.values(),
    prediction,
    fits: given.fits,
    rows,
    classes,
    postprocessors: steps.filter(isPostprocessor),
  };
}

function contextOf(columnInfos: readonly ColumnInfo[], classes: readonly Label[] | null, test: RowSet): PlanContext {
  // As many train rows as there may be columns: a model's params tell how many it keeps.
  const count = Number.POSITIVE_INFINITY;
  const train: TrainSet = { rows: { key: keyOf('rows', 'train', DATA), count, segments: [] }, blocks: null };
  return {
    layout: { order: new Int32Array(0), blocks: [], splits: [{ train, test }], fewestTrainRows: count, all: train },
    datasetDigest: DATA,
    columns: columnInfos.length,
    columnInfos,
    classes: classes?.length ?? 0,
    weighted: false,
    decisions: true,
    scorers: [],
    returnTrainScore: false,
    share: true,
  };
}

/** Steps of a model as those of a candidate, each with an estimator of its own: the fit that it was given. */
class GivenSteps {
  readonly fits = new Map<Key, Fitted>();
  readonly steps = new Map<Fitter, GivenFit>();

  resolved(step: FittedStep): ResolvedStep {
    return 'branches' in step ? this.union(step) : this.estimator(step);
  }

  private union({ name, branches }: Extract<FittedStep, { readonly branches: unknown }>): ResolvedStep {
    const union = branches.map(({ name, names, columns, steps }) => ({
      name,
      columns: names,
      places: columns,
      steps: steps.map((step) => this.resolved(step)),
    }));
    return { name, estimator: undefined, params: {}, union };
  }

  private estimator({ name, estimator, params, fitted }: FittedEstimator): ResolvedStep {
    assert(estimator.role !== 'postprocessor', 'postprocessors are not planned');
    const task = keyOf('fit', estimator.name, [DATA, this.fits.size]);
    // Nothing about its fit is left to be decided, refused or predicted.
    const settled = { needs: () => ({ rows: false }), cost: () => 0, resolve: undefined, infeasible: undefined };
    const given: Fitter = { ...estimator, ...settled };
    this.fits.set(task, fitted);
    this.steps.set(given, { task, cols: (before) => outputColumns({ estimator, params, fitted }, before) });
    return { name, estimator: given, params };
  }
}

/** What a model says of rows that go through all its steps. */
export async function predictMatrix(
  { engine, kernels }: { readonly engine: Engine; readonly kernels: Kernels },
  { tasks, prediction, fits, rows, classes, postprocessors }: ModelPlan,
  X: Matrix,
): Promise<Prediction> {
  engine.put(matrixKey(DATA), X);
  const ids = Int32Array.from({ length: rows.count }, (_, row) => row);
  engine.put(rows.key, { segments: Int32Array.of(0, rows.count), ids });
  if (classes !== null) engine.put(targetKey(DATA), { codes: new Int32Array(0), classes });
  for (const [task, fitted] of fits) engine.put(task, [{ ok: true, fitted, warnings: [] }]);
  for (const task of tasks) await runTask(engine, task);
  const [item] = engine.load(prediction) as readonly { readonly ok: boolean; readonly prediction: Prediction }[];
  assert(item.ok, 'a loaded model predicts');
  return postprocessors.reduce(
    (before, postprocessor) => postprocess({ kernels, classes: classes ?? [] }, postprocessor, before),
    item.prediction,
  );
}

/** What a postprocessor makes of a prediction. */
function postprocess(
  input: { readonly kernels: Kernels; readonly classes: readonly Label[] },
  { estimator, fitted, params }: FittedEstimator,
  prediction: Prediction,
): Prediction {
  assert(estimator.role === 'postprocessor', 'only postprocessors stand behind the predictor of a checked model');
  const outcome = estimator.apply({ ...input, prediction, fitted, params });
  if (outcome.ok) return outcome.prediction;
  throw new GridsearchError(outcome.error.code, outcome.error.message, { help: DAMAGED });
}

const DAMAGED = 'the model is damaged: copy the file again, or fit it again';

async function runTask(engine: Engine, task: Task): Promise<void> {
  const outcome = await engine.run(task, 0);
  if (outcome.status !== 'error') return;
  const { code, message } = outcome.error;
  // Rows may hold what a step of the model refuses, e.g. a category that it does not know.
  if (code === 'TASK_FAILED') throw new Error(`internal: ${message}`);
  throw new GridsearchError(code, message, { help: 'change these rows, or leave them out' });
}
