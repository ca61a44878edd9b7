// The pipeline of a grid file: three spellings of a step become one, names and params are checked, the order of roles too.

import type { Estimator } from '../base/contracts.js';
import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import { type GridPath, show } from './document.js';
import { isUnion, readUnion, type StepsReader } from './read-union.js';
import { complain, type Kind, type Reading, readNamed } from './reading.js';
import type { GridFile } from './schema.js';
import { PASSTHROUGH, type StepSpec } from './spec.js';

/** A step as the file spells it: its name (given or not) and what stands for its estimator, with the path of that. */
export interface SpelledStep {
  readonly name: string;
  readonly estimator: JsonValue;
  /** Path of the estimator within the step's own entry. */
  readonly within: GridPath;
}

/** The steps in order. Throws GRID_MISSING_KEY, GRID_CONFLICT, GRID_DUPLICATE_STEP, GRID_PIPELINE, GRID_STEP_NAME and what readNamed throws. */
export function readPipeline(reading: Reading, file: GridFile): StepSpec[] {
  const entries = stepEntries(reading, file);
  const steps = readSteps(reading, entries);
  for (const [i, { estimator }] of steps.entries()) checkRole(reading, estimator, { last: i === steps.length - 1, path: entries[i].path });
  return steps;
}

interface Entry {
  readonly value: JsonValue;
  readonly path: GridPath;
}

function readSteps(reading: Reading, entries: readonly Entry[]): StepSpec[] {
  const steps: StepSpec[] = [];
  for (const { value, path } of entries) {
    const spelled = spellStep(value);
    if (spelled === undefined) throw misspelt(reading, value, path);
    checkName(reading, spelled.name, path);
    if (steps.some(({ name }) => name === spelled.name)) {
      const message = `two steps are called ${JSON.stringify(spelled.name)}`;
      throw complain(reading, 'GRID_DUPLICATE_STEP', message, path, { help: `name one of them: {${spelled.name}2: …}` });
    }
    steps.push({ name: spelled.name, ...readStepEstimator(reading, spelled.estimator, [...path, ...spelled.within]) });
  }
  return steps;
}

/** Steps of a branch: none of them may predict. */
const readBranchSteps: StepsReader = (reading, entries) => {
  const steps = readSteps(reading, entries);
  for (const [i, { estimator }] of steps.entries()) checkRole(reading, estimator, { last: false, path: entries[i].path });
  return steps;
};

/** Takes a step's entry apart, or undefined where it is none of the three spellings. */
export function spellStep(value: JsonValue): SpelledStep | undefined {
  if (typeof value === 'string') return { name: value.slice(value.lastIndexOf('#') + 1).toLowerCase(), estimator: value, within: [] };
  if (!isMap(value)) return undefined;
  const names = Object.keys(value);
  if (names.length !== 1) return undefined;
  return { name: names[0], estimator: value[names[0]], within: [names[0]] };
}

/** The path of the i-th step's entry in a document. */
export function stepPath(file: JsonObject | GridFile, index: number): GridPath {
  return file.pipeline === undefined ? ['estimator'] : ['pipeline', index];
}

/** Reads what stands for an estimator: `passthrough`, `ClassName`, `{ClassName: {param: value}}` or `{union: [branches]}`. */
export function readStepEstimator(reading: Reading, value: JsonValue, path: GridPath): Omit<StepSpec, 'name'> {
  if (value === PASSTHROUGH) return { estimator: PASSTHROUGH, params: {} };
  if (value === null) {
    throw complain(reading, 'GRID_TYPE', 'null is no estimator', path, { help: `a step that does nothing is ${PASSTHROUGH}` });
  }
  if (isUnion(value)) return readUnion(reading, value, path, readBranchSteps);
  const { name, params } = readNamed(reading, estimatorKind(reading), value, path);
  return { estimator: name, params };
}

/** Fails with GRID_PIPELINE where a predictor is not last, or the last one does not predict. */
export function checkRole(reading: Reading, estimator: string, { last, path }: { readonly last: boolean; readonly path: GridPath }): void {
  const role = roleOf(reading.registries.estimators.get(estimator));
  if (last && role !== 'predictor') {
    const what = estimator === PASSTHROUGH ? `${PASSTHROUGH} does` : `${estimator} is a transformer: it does`;
    throw complain(reading, 'GRID_PIPELINE', `the last step must predict; ${what} not`, path, {
      help: `end the pipeline with one of ${predictors(reading).join(', ')}`,
    });
  }
  if (!last && role === 'predictor') {
    const message = `${estimator} predicts, so nothing can come after it; only the last step may`;
    throw complain(reading, 'GRID_PIPELINE', message, path, { help: 'move it to the end of the pipeline' });
  }
}

function stepEntries(reading: Reading, file: GridFile): Entry[] {
  if (file.pipeline !== undefined && file.estimator !== undefined) {
    throw complain(reading, 'GRID_CONFLICT', 'pipeline and estimator are two ways to say one thing', ['estimator'], {
      part: 'key',
      help: 'keep one of them',
    });
  }
  if (file.estimator !== undefined) return [{ value: file.estimator as JsonValue, path: stepPath(file, 0) }];
  if (file.pipeline !== undefined) return file.pipeline.map((value, i) => ({ value: value as JsonValue, path: stepPath(file, i) }));
  throw complain(reading, 'GRID_MISSING_KEY', 'the grid has no pipeline', [], {
    help: 'add one: pipeline: [{pca: PCA}, {logistic: LogisticRegression}]',
  });
}

function misspelt(reading: Reading, value: JsonValue, path: GridPath) {
  const names = isMap(value) ? Object.keys(value) : [];
  const help =
    names.length > 1
      ? `one step has one name: write ${names.map((name) => `{${name}: …}`).join(', ')} as steps of a list`
      : 'write {name: ClassName}';
  return complain(reading, 'GRID_TYPE', `expected a step; got ${show(value)}`, path, { help });
}

function checkName(reading: Reading, name: string, path: GridPath): void {
  if (name !== '' && !name.includes('__')) return;
  const message = `${JSON.stringify(name)} cannot be the name of a step: "__" divides a step's name from its param`;
  throw complain(reading, 'GRID_STEP_NAME', message, [...path, name], { part: 'key', help: 'use letters, digits and single underscores' });
}

function estimatorKind({ registries }: Reading): Kind {
  return {
    registry: registries.estimators,
    code: 'GRID_UNKNOWN_ESTIMATOR',
    noun: 'estimator',
    example: '{name: {ClassName: {param: value}}}, e.g. {logistic: {LogisticRegression: {C: 0.1}}}',
  };
}

function roleOf(estimator: Estimator | undefined): 'transformer' | 'predictor' {
  return estimator === undefined || estimator.role === 'transformer' ? 'transformer' : 'predictor';
}

function predictors({ registries }: Reading): string[] {
  return [...registries.estimators.values()].filter((estimator) => roleOf(estimator) === 'predictor').map(({ name }) => name);
}
