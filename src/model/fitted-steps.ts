// The steps of a model document and back: estimators with their fitted state, unions with their branches. Reading
// checks everything before anything is allocated or run.

import { GridsearchError } from '../base/errors.js';
import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import type { Estimator } from '../contracts/estimator.js';
import { type Params, rejectParam, withDefaults } from '../contracts/params.js';
import type { Fitted } from '../contracts/step.js';
import type { ModelDocument } from '../results/result-document.js';

export type FittedStep = FittedEstimator | FittedUnion;

export interface FittedEstimator {
  readonly name: string;
  readonly estimator: Estimator;
  readonly params: Params;
  readonly fitted: Fitted;
}

export interface FittedUnion {
  readonly name: string;
  readonly branches: readonly FittedBranch[];
}

export interface FittedBranch {
  readonly name: string;
  /** Places of the input columns that it reads; null: all. */
  readonly columns: readonly number[] | null;
  /** Their names, as far as they have any. */
  readonly names: readonly string[];
  readonly steps: readonly FittedStep[];
}

/** What stands for the estimator of a union. */
const UNION = 'union';

/** Steps as the document shows them. Throws where a fitted number is not finite. */
export function writeSteps(steps: readonly FittedStep[]): JsonObject[] {
  return steps.map((step): JsonObject => {
    if ('branches' in step)
      return { name: step.name, estimator: UNION, params: {}, branches: step.branches.map(writeBranch) };
    const { name, estimator, params, fitted } = step;
    return { name, estimator: estimator.name, params, ...estimator.toModel(fitted, params) };
  });
}

function writeBranch({ name, columns, names, steps }: FittedBranch): JsonObject {
  return { name, columns: names, input_columns: columns, steps: writeSteps(steps) };
}

interface StepsReading {
  readonly document: ModelDocument;
  readonly estimators: ReadonlyMap<string, Estimator>;
  readonly file: string;
}

/** The fitted steps of a checked document, ready to predict. Columns are followed from step to step. */
export function fittedSteps(
  document: ModelDocument,
  estimators: ReadonlyMap<string, Estimator>,
  file: string,
): FittedStep[] {
  const start = { cols: document.n_features_in_, path: 'steps', whole: true };
  return readSteps({ document, estimators, file }, document.steps as readonly JsonValue[], start).steps;
}

/** Where steps begin: with so many columns, at this path; `whole` pipelines end with a predictor, branches do not. */
interface Start {
  readonly cols: number;
  readonly path: string;
  readonly whole: boolean;
}

interface StepPlace {
  readonly cols: number;
  readonly path: string;
  /** What may stand there. */
  readonly role: 'transformer' | 'predictor' | 'postprocessor';
}

function readSteps(
  reading: StepsReading,
  written: readonly JsonValue[],
  { cols: first, path: above, whole }: Start,
): { readonly steps: FittedStep[]; readonly cols: number } {
  const { file } = reading;
  let cols = first;
  const predictor = whole ? predictorOf(reading, written) : written.length;
  const steps = written.map((value, index): FittedStep => {
    const path = `${above}[${index}]`;
    const step = object(value, path, file);
    const { name } = step;
    const place: StepPlace = {
      cols,
      path,
      role: index < predictor ? 'transformer' : index === predictor ? 'predictor' : 'postprocessor',
    };
    const read =
      step.estimator === UNION && place.role === 'transformer'
        ? readUnion(reading, step, place)
        : readStep(reading, step, place);
    if (typeof name !== 'string') throw invalid(file, `${path}.name must be a name`);
    cols = read.cols;
    return { name, ...read.step };
  });
  return { steps, cols };
}

/** The step that must predict: the last but for postprocessors. */
function predictorOf({ estimators }: StepsReading, written: readonly JsonValue[]): number {
  const isPostprocessor = (step: JsonValue): boolean =>
    isMap(step) && typeof step.estimator === 'string' && estimators.get(step.estimator)?.role === 'postprocessor';
  return Math.max(
    0,
    written.findLastIndex((step) => !isPostprocessor(step)),
  );
}

function readStep({ document, estimators, file }: StepsReading, step: JsonObject, { cols, path, role }: StepPlace) {
  const estimator = typeof step.estimator === 'string' ? estimators.get(step.estimator) : undefined;
  if (estimator === undefined)
    throw invalid(file, `${path}.estimator: unknown estimator ${JSON.stringify(step.estimator ?? null)}`);
  const isPredictor = estimator.role !== 'transformer' && estimator.role !== 'postprocessor';
  if ((isPredictor ? 'predictor' : estimator.role) !== role) {
    throw invalid(file, `${path}: ${estimator.name} cannot stand at this place of a pipeline`);
  }
  if (estimator.task !== undefined && estimator.task !== document.task) {
    throw invalid(
      file,
      `${path}: ${estimator.name} is for ${estimator.task}, but the model's task is ${document.task}`,
    );
  }
  const params = checkedParams(estimator, object(step.params ?? null, `${path}.params`, file), { path, file });
  const classes = document.classes_?.length ?? 0;
  const read = readFitted({ estimator, step, params, cols, classes, path, file });
  return { cols: read.cols, step: { estimator, params, fitted: read.fitted } };
}

function readUnion(reading: StepsReading, step: JsonObject, { cols, path }: StepPlace) {
  const { file } = reading;
  const written = step.branches;
  if (!Array.isArray(written) || written.length === 0)
    throw invalid(file, `${path}.branches must be a list of at least one branch`);
  let width = 0;
  const branches = written.map((value: JsonValue, index): FittedBranch => {
    const at = `${path}.branches[${index}]`;
    const { name, columns: names, input_columns: columns, steps } = object(value, at, file);
    if (typeof name !== 'string') throw invalid(file, `${at}.name must be a name`);
    if (!isPlaces(columns, cols))
      throw invalid(file, `${at}.input_columns must be null, or a list of places below ${cols}`);
    if (!isTexts(names)) throw invalid(file, `${at}.columns must be a list of names`);
    if (!Array.isArray(steps)) throw invalid(file, `${at}.steps must be a list`);
    const inside = readSteps(reading, steps, { cols: columns?.length ?? cols, path: `${at}.steps`, whole: false });
    width += inside.cols;
    return { name, columns, names, steps: inside.steps };
  });
  return { cols: width, step: { branches } };
}

function isPlaces(value: JsonValue | undefined, below: number): value is readonly number[] | null {
  if (value === null) return true;
  const isPlace = (place: JsonValue): boolean =>
    typeof place === 'number' && Number.isInteger(place) && place >= 0 && place < below;
  return Array.isArray(value) && value.length > 0 && value.every(isPlace);
}

function isTexts(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/** A part of a document. */
interface DocumentPlace {
  readonly path: string;
  readonly file: string;
}

interface StateReading extends DocumentPlace {
  readonly estimator: Estimator;
  readonly step: JsonObject;
  readonly params: Params;
  readonly cols: number;
  readonly classes: number;
}

/** The fitted state, and how many columns leave the step: an estimator may refuse either. */
function readFitted({ estimator, step, params, cols, classes, path, file }: StateReading): {
  readonly fitted: Fitted;
  readonly cols: number;
} {
  try {
    const fitted = estimator.fromModel(step, { params, cols, classes });
    return { fitted, cols: outputColumns({ estimator, params, fitted }, cols) };
  } catch (error) {
    if (!(error instanceof GridsearchError)) throw error;
    throw new GridsearchError(
      error.code.startsWith('MODEL_') ? error.code : 'MODEL_SHAPE',
      `${path}: ${error.message}`,
      {
        help: error.help ?? 'the model is damaged: copy the file again, or fit it again',
        where: { file },
        cause: error,
      },
    );
  }
}

/** How many columns leave a step that so many enter. */
export function outputColumns(
  { estimator, params, fitted }: Pick<FittedEstimator, 'estimator' | 'params' | 'fitted'>,
  cols: number,
): number {
  if (estimator.role !== 'transformer') return cols;
  const projected = estimator.kept?.(fitted, params) ?? cols;
  return estimator.columnMap?.(fitted, params)?.columns.length ?? projected;
}

function checkedParams(estimator: Estimator, params: JsonObject, at: DocumentPlace): Params {
  const { path, file } = at;
  for (const [name, value] of Object.entries(params)) {
    const spec = Object.hasOwn(estimator.params, name) ? estimator.params[name] : undefined;
    if (spec === undefined)
      throw invalid(file, `${path}.params: ${estimator.name} has no parameter ${JSON.stringify(name)}`);
    const reason = rejectParam(spec, value);
    if (reason !== undefined) throw invalid(file, `${path}.params.${name}: ${reason}`);
  }
  const absent = Object.keys(inForce(estimator, params, at)).find((name) => !Object.hasOwn(params, name));
  if (absent !== undefined) throw invalid(file, `${path}.params lacks ${absent}`);
  return params;
}

/** The params with which the step works: those that a model must name. */
function inForce(estimator: Estimator, params: Params, { path, file }: DocumentPlace): Params {
  const complete = withDefaults(estimator.params, params);
  try {
    return estimator.canonical?.(complete) ?? complete;
  } catch (error) {
    if (!(error instanceof GridsearchError)) throw error;
    throw invalid(file, `${path}.params: ${error.message}`);
  }
}

/** A value that must be a map. */
export function object(value: JsonValue, what: string, file: string): JsonObject {
  if (!isMap(value)) throw invalid(file, `${what} must be a JSON object`);
  return value;
}

/** What is wrong with a model document. */
export function invalid(file: string, message: string): GridsearchError {
  return new GridsearchError('MODEL_INVALID', `not a usable model: ${message}`, {
    where: { file },
    help: 'give the file that `gridsearch fit … --model model.json` (or --out) wrote',
  });
}
