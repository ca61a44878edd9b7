// The pipeline of a grid file: three spellings of a step become one, names and params are checked, the order of roles
// too.

import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import type { Registries } from '../contracts/registries.js';
import { type GridPath, show } from './grid-document.js';
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

/**
 * The steps in order. Throws GRID_MISSING_KEY, GRID_CONFLICT, GRID_DUPLICATE_STEP, GRID_PIPELINE, GRID_STEP_NAME and
 * what readNamed throws.
 */
export function readPipeline(reading: Reading, file: GridFile): StepSpec[] {
  const entries = stepEntries(reading, file);
  const steps = readSteps(reading, entries);
  const places = stepPlaces(steps, reading.registries);
  for (const [i, { estimator }] of steps.entries())
    checkRole(reading, estimator, { place: places[i], path: entries[i].path });
  return steps;
}

/**
 * What may stand at a step: transformers `before` the predictor, the `predictor`, postprocessors `behind` it, of which
 * those that learn from its predictions only `right behind` it.
 */
export type StepPlace = 'before' | 'predictor' | 'right behind' | 'behind';

/** What may stand at each step. */
export function stepPlaces(steps: readonly StepSpec[], registries: Registries): StepPlace[] {
  const predictor = predictorOf(steps.map(({ estimator }) => roleOf(registries, estimator)));
  return steps.map((_, i) =>
    i < predictor ? 'before' : i === predictor ? 'predictor' : i === predictor + 1 ? 'right behind' : 'behind',
  );
}

/** Which step is to predict: one that does with nothing but postprocessors behind it, else the last that is none. */
function predictorOf(roles: readonly Role[]): number {
  const isBehind = (role: Role): boolean => role === 'postprocessor' || role === PASSTHROUGH;
  const last = roles.findLastIndex((role) => !isBehind(role));
  if (roles[last] === 'predictor') return last;
  return Math.max(
    0,
    roles.findLastIndex((role) => role !== 'postprocessor'),
  );
}

interface WrittenStep {
  readonly value: JsonValue;
  readonly path: GridPath;
}

function readSteps(reading: Reading, entries: readonly WrittenStep[]): StepSpec[] {
  const steps: StepSpec[] = [];
  for (const { value, path } of entries) {
    const spelled = spellStep(value);
    if (spelled === undefined) throw misspelt(reading, value, path);
    checkName(reading, spelled.name, path);
    if (steps.some(({ name }) => name === spelled.name)) {
      const message = `two steps are called ${JSON.stringify(spelled.name)}`;
      throw complain(reading, path, {
        code: 'GRID_DUPLICATE_STEP',
        message,
        help: `name one of them: {${spelled.name}2: …}`,
      });
    }
    steps.push({ name: spelled.name, ...readStepEstimator(reading, spelled.estimator, [...path, ...spelled.within]) });
  }
  return steps;
}

/** Steps of a branch: none of them may predict. */
const readBranchSteps: StepsReader = (reading, entries) => {
  const steps = readSteps(reading, entries);
  for (const [i, { estimator }] of steps.entries())
    checkRole(reading, estimator, { place: 'before', path: entries[i].path });
  return steps;
};

/** Takes a step's entry apart, or undefined where it is none of the three spellings. */
export function spellStep(value: JsonValue): SpelledStep | undefined {
  if (typeof value === 'string')
    return { name: value.slice(value.lastIndexOf('#') + 1).toLowerCase(), estimator: value, within: [] };
  if (!isMap(value)) return undefined;
  const names = Object.keys(value);
  if (names.length !== 1) return undefined;
  return { name: names[0], estimator: value[names[0]], within: [names[0]] };
}

/** The path of the i-th step's entry in a document. */
export function stepPath(file: JsonObject | GridFile, index: number): GridPath {
  return file.pipeline === undefined ? ['estimator'] : ['pipeline', index];
}

/**
 * Reads what stands for an estimator: `passthrough`, `ClassName`, `{ClassName: {param: value}}` or `{union:
 * [branches]}`.
 */
export function readStepEstimator(reading: Reading, value: JsonValue, path: GridPath): Omit<StepSpec, 'name'> {
  if (value === PASSTHROUGH) return { estimator: PASSTHROUGH, params: {} };
  if (value === null) {
    throw complain(reading, path, {
      code: 'GRID_TYPE',
      message: 'null is no estimator',
      help: `a step that does nothing is ${PASSTHROUGH}`,
    });
  }
  if (isUnion(value)) return readUnion(reading, { value, path }, readBranchSteps);
  const { name, params } = readNamed(reading, estimatorKind(reading), { value, path });
  return { estimator: name, params };
}

interface StepPosition {
  readonly place: StepPlace;
  readonly path: GridPath;
}

/** Fails with GRID_PIPELINE where an estimator stands at a place that is for others. */
export function checkRole(reading: Reading, estimator: string, { place, path }: StepPosition): void {
  const role = roleOf(reading.registries, estimator);
  const refuse = (message: string, help: string) => complain(reading, path, { code: 'GRID_PIPELINE', message, help });
  if (place === 'predictor') {
    if (role === 'predictor') return;
    const what =
      role === PASSTHROUGH
        ? `${PASSTHROUGH} does`
        : `${estimator} is a ${role === 'postprocessor' ? 'post-step' : role}: it does`;
    throw refuse(
      `the last step must predict; ${what} not`,
      `end the pipeline with one of ${predictors(reading).join(', ')}`,
    );
  }
  if (role === 'predictor') {
    throw refuse(
      `${estimator} predicts, so nothing can come after it but post-steps; only one step may`,
      'move it to the end of the pipeline',
    );
  }
  if (place === 'before') {
    if (role === 'postprocessor')
      throw refuse(
        `${estimator} works on predictions, so it stands behind the step that predicts`,
        'move it to the end of the pipeline',
      );
    return;
  }
  if (role === 'transformer')
    throw refuse(
      `${estimator} transforms columns, which are gone behind the step that predicts`,
      'move it before that step',
    );
  if (place === 'behind' && learns(reading, estimator)) {
    throw refuse(`${estimator} learns from the step that predicts, so it stands right behind that`, 'move it there');
  }
}

function stepEntries(reading: Reading, file: GridFile): WrittenStep[] {
  if (file.pipeline !== undefined && file.estimator !== undefined) {
    throw complain(reading, ['estimator'], {
      code: 'GRID_CONFLICT',
      message: 'pipeline and estimator are two ways to say one thing',
      part: 'key',
      help: 'keep one of them',
    });
  }
  if (file.estimator !== undefined) return [{ value: file.estimator as JsonValue, path: stepPath(file, 0) }];
  if (file.pipeline !== undefined)
    return file.pipeline.map((value, i) => ({ value: value as JsonValue, path: stepPath(file, i) }));
  throw complain(reading, [], {
    code: 'GRID_MISSING_KEY',
    message: 'the grid has no pipeline',
    help: 'add one: pipeline: [{pca: PCA}, {logistic: LogisticRegression}]',
  });
}

function misspelt(reading: Reading, value: JsonValue, path: GridPath) {
  const names = isMap(value) ? Object.keys(value) : [];
  const help =
    names.length > 1
      ? `one step has one name: write ${names.map((name) => `{${name}: …}`).join(', ')} as steps of a list`
      : 'write {name: ClassName}';
  return complain(reading, path, { code: 'GRID_TYPE', message: `expected a step; got ${show(value)}`, help });
}

function checkName(reading: Reading, name: string, path: GridPath): void {
  if (name !== '' && !name.includes('__')) return;
  const message = `${JSON.stringify(name)} cannot be the name of a step: "__" divides a step's name from its param`;
  throw complain(reading, [...path, name], {
    code: 'GRID_STEP_NAME',
    message,
    part: 'key',
    help: 'use letters, digits and single underscores',
  });
}

function estimatorKind({ registries }: Reading): Kind {
  return {
    registry: registries.estimators,
    code: 'GRID_UNKNOWN_ESTIMATOR',
    noun: 'estimator',
    example: '{name: {ClassName: {param: value}}}, e.g. {logistic: {LogisticRegression: {C: 0.1}}}',
  };
}

type Role = 'transformer' | 'predictor' | 'postprocessor' | typeof PASSTHROUGH;

function roleOf(registries: Registries, name: string): Role {
  if (name === PASSTHROUGH) return PASSTHROUGH;
  const role = registries.estimators.get(name)?.role ?? 'transformer';
  return role === 'classifier' || role === 'regressor' ? 'predictor' : role;
}

/** Whether a postprocessor learns from predictions. */
function learns({ registries }: Reading, name: string): boolean {
  const estimator = registries.estimators.get(name);
  return estimator?.role === 'postprocessor' && estimator.folds !== undefined;
}

function predictors(reading: Reading): string[] {
  return [...reading.registries.estimators.keys()].filter((name) => roleOf(reading.registries, name) === 'predictor');
}
