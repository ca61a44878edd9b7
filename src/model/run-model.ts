// Runs the fitted steps of a model on rows: the same transform and predict tasks that a search runs, composed as it
// composes them.

import type { ColumnInfo, Label } from '../base/dataset.js';
import { assert, GridsearchError } from '../base/errors.js';
import { rangesOf } from '../base/index-ranges.js';
import type { Matrix } from '../base/matrix.js';
import { makesMatrix, type Transformer } from '../contracts/fitter.js';
import type { Prediction } from '../contracts/prediction.js';
import { type InputColumns, inputColumns, refuseUnreadable } from '../graph/expand/step-columns.js';
import { columnsBehind } from '../graph/expand/step-input.js';
import { fusedColumns, isLinear } from '../graph/expand/through-projection.js';
import { pickColumns } from '../graph/expand/union-input.js';
import { keyOf } from '../graph/plan/key.js';
import type { Applied, Features, Key, PredictTask, Task } from '../graph/plan/task.js';
import type { Kernels } from '../kernels/index.js';
import type { Engine } from '../schedule/engine.js';
import type { FittedStep } from './fitted-steps.js';

/**
 * As a plan does it: these rows may hold what those of the fit did not.
 * @throws DATA_TEXT_FEATURE, DATA_MISSING_VALUES
 */
export function refuseUnreadableSteps(steps: readonly FittedStep[], columns: readonly ColumnInfo[]): void {
  behindSteps(inputColumns(columns), steps);
}

/** What is known of the columns behind some steps, each checked. */
function behindSteps(columns: InputColumns | undefined, steps: readonly FittedStep[]): InputColumns | undefined {
  let holding = columns;
  for (const step of steps) {
    if ('branches' in step) {
      const ends = step.branches.map((branch) => behindSteps(pickColumns(holding, branch.columns), branch.steps));
      // Behind a union only names are followed, not places: that will do to refuse, not to pick columns again.
      const picksAgain = steps.slice(steps.indexOf(step) + 1).some((later) => 'branches' in later);
      const infos = ends.flatMap((end) => end?.infos ?? []);
      holding = infos.length === 0 || picksAgain ? undefined : inputColumns(infos);
    } else {
      if (step.estimator.role === 'postprocessor') continue;
      refuseUnreadable(step.estimator, step.params, holding);
      if (step.estimator.role === 'transformer') holding = columnsBehind(holding, step.estimator, step.params);
    }
  }
  return holding;
}

/** What a model says of rows that go through all its steps. */
export async function predictMatrix(
  { engine, kernels }: { readonly engine: Engine; readonly kernels: Kernels },
  steps: readonly FittedStep[],
  X: Matrix,
  classes: readonly Label[] | null,
): Promise<Prediction> {
  const base = leafKey('data:X');
  engine.put(base, X);
  const at = steps.findIndex((step) => 'estimator' in step && step.estimator.role !== 'transformer');
  const last = steps[at];
  assert(last !== undefined && 'estimator' in last, 'a checked model has a predictor');
  const projection = fusedStep(steps[at - 1], last, classes?.length ?? 0);
  const features = await throughSteps(
    engine,
    { base, rows: null, steps: [] },
    steps.slice(0, projection === undefined ? at : at - 1),
    '',
  );
  const through = projection === undefined ? null : applied(engine, projection, 'through');
  const said = await predictLast(engine, { features, through }, { ...applied(engine, last, 'last'), classes });
  return steps.slice(at + 1).reduce((prediction, step) => postprocess(kernels, prediction, step, classes ?? []), said);
}

/** The step before the last, where that is a projection which a plan would fold into a model like the last. */
function fusedStep(step: FittedStep | undefined, last: EstimatorStep, classes: number): EstimatorStep | undefined {
  if (step === undefined || 'branches' in step || step.estimator.role !== 'transformer') return undefined;
  const { estimator, params, fitted } = step;
  const cols = estimator.projection?.(fitted).weights.rows;
  if (last.estimator.role === 'postprocessor' || !isLinear(last.estimator)) return undefined;
  // As many rows as there may be columns: a model's params tell how many it keeps.
  return fusedColumns(estimator, params, { rows: Number.POSITIVE_INFINITY, cols }, classes) === undefined
    ? undefined
    : step;
}

/** What a postprocessor makes of a prediction. */
function postprocess(
  kernels: Kernels,
  prediction: Prediction,
  step: FittedStep,
  classes: readonly Label[],
): Prediction {
  assert(
    'estimator' in step && step.estimator.role === 'postprocessor',
    'only postprocessors stand behind the predictor of a checked model',
  );
  const { estimator, fitted, params } = step;
  const outcome = estimator.apply({ kernels, prediction, classes, fitted, params });
  if (outcome.ok) return outcome.prediction;
  throw new GridsearchError(outcome.error.code, outcome.error.message, {
    help: 'the model is damaged: copy the file again, or fit it again',
  });
}

/** Rows behind some transformers and unions. @param path  tells steps of different branches apart */
async function throughSteps(
  engine: Engine,
  from: Features,
  steps: readonly FittedStep[],
  path: string,
): Promise<Features> {
  let features = from;
  for (const [index, step] of steps.entries()) {
    const at = `${path} ${index}`;
    if ('branches' in step) features = await throughUnion(engine, features, step, at);
    else {
      const transformer = step.estimator as Transformer;
      const use = applied(engine, step, at);
      const common = {
        op: 'transform',
        key: leafKey(`transform:${at}`),
        name: transformer.name,
        inputs: [],
        seconds: 0,
        bytes: 0,
      } as const;
      if (makesMatrix(transformer)) {
        await runTask(engine, {
          ...common,
          estimator: transformer.name,
          features,
          fit: use.fit,
          cut: null,
          panels: false,
          ordered: null,
          gatheredBytes: 0,
        });
        features = { base: common.key, rows: null, steps: [use] };
      } else features = { ...features, steps: [...features.steps, use] };
    }
  }
  return features;
}

async function throughUnion(
  engine: Engine,
  from: Features,
  { branches }: Extract<FittedStep, { readonly branches: unknown }>,
  path: string,
): Promise<Features> {
  const parts: Features[] = [];
  for (const [index, { columns, steps }] of branches.entries()) {
    const picked = columns === null ? from : { ...from, steps: [...from.steps, { select: rangesOf(columns) }] };
    parts.push(await throughSteps(engine, picked, steps, `${path}.${index}`));
  }
  const key = leafKey(`transform:${path}`);
  await runTask(engine, { op: 'transform', key, name: 'union', parts, inputs: [], seconds: 0, bytes: 0 });
  return { base: key, rows: null, steps: [] };
}

type EstimatorStep = Extract<FittedStep, { readonly fitted: unknown }>;

/** A fitted step in use. */
function applied(engine: Engine, { estimator, fitted, params }: EstimatorStep, path: string): Applied {
  const task = leafKey(`fit:${path}`);
  engine.put(task, [{ ok: true, fitted, warnings: [] }]);
  return { fit: { task, item: 0 }, estimator: estimator.name, params };
}

async function predictLast(
  engine: Engine,
  rows: Pick<PredictTask, 'features' | 'through'>,
  last: Applied & { readonly classes: readonly Label[] | null },
): Promise<Prediction> {
  const target = last.classes === null ? null : leafKey('data:y');
  if (target !== null) engine.put(target, { codes: new Int32Array(0), classes: last.classes });
  const { estimator, fit, params } = last;
  const task: PredictTask = {
    op: 'predict',
    key: leafKey('predict'),
    name: estimator,
    estimator,
    ...rows,
    target,
    ordered: null,
    decisions: true,
    gatheredBytes: 0,
    items: [{ fit, params }],
    inputs: [],
    seconds: 0,
    bytes: 0,
  };
  await runTask(engine, task);
  const [item] = engine.load(task.key) as readonly { readonly ok: boolean; readonly prediction: Prediction }[];
  assert(item.ok, 'a loaded model predicts');
  return item.prediction;
}

async function runTask(engine: Engine, task: Task): Promise<void> {
  const outcome = await engine.run(task, 0);
  if (outcome.status !== 'error') return;
  const { code, message } = outcome.error;
  // Rows may hold what a step of the model refuses, e.g. a category that it does not know.
  if (code === 'TASK_FAILED') throw new Error(`internal: ${message}`);
  throw new GridsearchError(code, message, { help: 'change these rows, or leave them out' });
}

/** A key for something that exists only here. */
function leafKey(label: string): Key {
  const [op, name = ''] = label.split(':');
  return keyOf(op, name, label);
}
