// The model document: the refit pipeline as JSON, and back. Reading checks everything before anything is allocated or run.

import type { Estimator, Fitted } from '../base/contracts.js';
import { GridsearchError } from '../base/errors.js';
import type { Heap } from '../base/heap.js';
import type { JsonObject, JsonValue } from '../base/json.js';
import { type Params, rejectParam } from '../base/params.js';
import type { ModelDocument, ModelStep } from './document.js';

export interface FittedStep {
  readonly name: string;
  readonly estimator: Estimator;
  readonly params: Params;
  readonly fitted: Fitted;
}

const FORMAT = 'gridsearch-model';
const FORMAT_VERSION = 1;

/** The document of a refit pipeline. Throws where a fitted number is not finite. */
export function modelDocument(
  head: Omit<ModelDocument, 'format' | 'format_version' | 'steps'>,
  steps: readonly FittedStep[],
): ModelDocument {
  const { trained, ...rest } = head;
  return {
    format: FORMAT,
    format_version: FORMAT_VERSION,
    ...rest,
    steps: steps.map(
      ({ name, estimator, params, fitted }) =>
        ({ name, estimator: estimator.name, params, ...estimator.toModel(fitted, params) }) as ModelStep,
    ),
    trained,
  };
}

/** Checks that a JSON value is a model document (or a result that holds one) of a version that this program reads. */
export function asModelDocument(value: JsonValue, file: string): ModelDocument {
  const root = object(value, 'the file', file);
  const document = root.format === 'gridsearch-result' ? object(root.best_estimator_ ?? null, 'best_estimator_', file) : root;
  if (document.format !== FORMAT) throw invalid(file, `format is ${JSON.stringify(document.format ?? null)}, expected "${FORMAT}"`);
  if (document.format_version !== FORMAT_VERSION) {
    throw invalid(file, `model format ${JSON.stringify(document.format_version ?? null)}; this gridsearch reads ${FORMAT_VERSION}`);
  }
  if (document.task !== 'classification' && document.task !== 'regression')
    throw invalid(file, 'task must be classification or regression');
  const names = document.feature_names_in_;
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) {
    throw invalid(file, 'feature_names_in_ must be a list of names');
  }
  if (document.n_features_in_ !== names.length) throw invalid(file, `n_features_in_ must be ${names.length}, the number of names`);
  if (document.task === 'classification' && !isClassList(document.classes_))
    throw invalid(file, 'classes_ must be a list of at least two labels');
  if (!Array.isArray(document.steps) || document.steps.length === 0) throw invalid(file, 'steps must be a list of at least one step');
  return document as unknown as ModelDocument;
}

/** The fitted steps of a checked document, ready to predict. Columns are followed from step to step. */
export function fittedSteps(document: ModelDocument, estimators: ReadonlyMap<string, Estimator>, heap: Heap, file: string): FittedStep[] {
  let cols = document.n_features_in_;
  return document.steps.map((value, index) => {
    const path = `steps[${index}]`;
    const step = object(value, path, file);
    const estimator = typeof step.estimator === 'string' ? estimators.get(step.estimator) : undefined;
    if (estimator === undefined) throw invalid(file, `${path}.estimator: unknown estimator ${JSON.stringify(step.estimator ?? null)}`);
    if ((estimator.role !== 'transformer') !== (index === document.steps.length - 1)) {
      throw invalid(file, `${path}: ${estimator.name} cannot stand at this place of a pipeline`);
    }
    const params = checkedParams(estimator, object(step.params ?? null, `${path}.params`, file), path, file);
    const fitted = readFitted(estimator, step, params, cols, heap, `${path}`, file);
    if (estimator.role === 'transformer') cols = outputColumns(estimator, fitted, params, cols);
    return { name: String(step.name), estimator, params, fitted };
  });
}

function readFitted(estimator: Estimator, step: JsonObject, params: Params, cols: number, heap: Heap, path: string, file: string): Fitted {
  try {
    return estimator.fromModel(step, params, cols, heap);
  } catch (error) {
    if (!(error instanceof GridsearchError)) throw error;
    throw new GridsearchError(error.code, `${path}: ${error.message}`, { help: error.help, where: { file }, cause: error });
  }
}

function outputColumns(estimator: Extract<Estimator, { role: 'transformer' }>, fitted: Fitted, params: Params, cols: number): number {
  const projected = estimator.kept?.(fitted, params) ?? cols;
  return estimator.columnMap?.(fitted, params)?.columns.length ?? projected;
}

function checkedParams(estimator: Estimator, params: JsonObject, path: string, file: string): Params {
  for (const [name, value] of Object.entries(params)) {
    const spec = Object.hasOwn(estimator.params, name) ? estimator.params[name] : undefined;
    if (spec === undefined) throw invalid(file, `${path}.params: ${estimator.name} has no parameter ${JSON.stringify(name)}`);
    const reason = rejectParam(spec, value);
    if (reason !== undefined) throw invalid(file, `${path}.params.${name}: ${reason}`);
  }
  return params;
}

function isClassList(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.length >= 2 && value.every((label) => typeof label === 'string' || typeof label === 'number');
}

function object(value: JsonValue, what: string, file: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(file, `${what} must be a JSON object`);
  return value as JsonObject;
}

function invalid(file: string, message: string): GridsearchError {
  return new GridsearchError('MODEL_INVALID', `not a usable model: ${message}`, {
    where: { file },
    help: 'give the file that `gridsearch fit … --model model.json` (or --out) wrote',
  });
}
