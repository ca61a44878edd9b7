// A union in a grid file: `{union: [{branch: {columns: …, steps: […]}}]}`, branches in order. What columns there are is
// not known yet.

import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import { nearestName } from '../base/suggest.js';
import type { ColumnSelector } from './candidate.js';
import { type GridPath, isList, show } from './grid-document.js';
import { complain, type Reading, type Written } from './reading.js';
import { type BranchSpec, type StepSpec, UNION } from './spec.js';

/** Reads the steps of a list; given by read-pipeline.ts, which reads unions in turn. */
export type StepsReader = (reading: Reading, entries: readonly Written[]) => StepSpec[];

/** Whether a value that stands for an estimator is a union. */
export function isUnion(value: JsonValue): value is JsonObject {
  return isMap(value) && Object.hasOwn(value, UNION) && Object.keys(value).length === 1;
}

/** Reads a union. @throws GRID_TYPE, GRID_UNKNOWN_KEY, GRID_DUPLICATE_STEP, GRID_STEP_NAME and what its steps throw */
export function readUnion(
  reading: Reading,
  { value, path }: { readonly value: JsonObject; readonly path: GridPath },
  readSteps: StepsReader,
): Omit<StepSpec, 'name'> {
  const written = value[UNION];
  const at = [...path, UNION];
  if (!isList(written) || written.length === 0) {
    throw complain(reading, at, {
      code: 'GRID_TYPE',
      message: `a union is a list of branches; got ${show(written)}`,
      help: EXAMPLE,
    });
  }
  const branches: BranchSpec[] = [];
  for (const [i, entry] of written.entries()) {
    const branch = readBranch(reading, { value: entry, path: [...at, i] }, readSteps);
    if (branches.some(({ name }) => name === branch.name)) {
      const message = `two branches are called ${JSON.stringify(branch.name)}`;
      throw complain(reading, [...at, i], {
        code: 'GRID_DUPLICATE_STEP',
        message,
        help: `name one of them: {${branch.name}2: …}`,
      });
    }
    branches.push(branch);
  }
  return { estimator: UNION, params: {}, branches };
}

const EXAMPLE =
  'write {union: [{numbers: {columns: numeric, steps: [SimpleImputer, StandardScaler]}}, {text: {columns: categorical, steps: [OneHotEncoder]}}]}';
const KEYS = ['columns', 'steps'];

function readBranch(reading: Reading, { value, path }: Written, readSteps: StepsReader): BranchSpec {
  const names = isMap(value) ? Object.keys(value) : [];
  const [name] = names;
  const body = isMap(value) && names.length === 1 ? (value[name] ?? {}) : undefined;
  if (!isMap(body))
    throw complain(reading, path, {
      code: 'GRID_TYPE',
      message: `expected a branch {name: {columns, steps}}; got ${show(value)}`,
      help: EXAMPLE,
    });
  const inside = [...path, name];
  if (name === '' || name.includes('__')) {
    const message = `${JSON.stringify(name)} cannot be the name of a branch: "__" divides names`;
    throw complain(reading, inside, {
      code: 'GRID_STEP_NAME',
      message,
      part: 'key',
      help: 'use letters, digits and single underscores',
    });
  }
  for (const key of Object.keys(body)) {
    if (KEYS.includes(key)) continue;
    const near = nearestName(key, KEYS);
    throw complain(reading, [...inside, key], {
      code: 'GRID_UNKNOWN_KEY',
      message: `unknown key ${JSON.stringify(key)} in branch ${JSON.stringify(name)}`,
      part: 'key',
      note: near === undefined ? undefined : `did you mean ${JSON.stringify(near)}?`,
      help: `known keys: ${KEYS.join(', ')}`,
    });
  }
  const steps = body.steps ?? [];
  if (!isList(steps))
    throw complain(reading, [...inside, 'steps'], {
      code: 'GRID_TYPE',
      message: `steps: expected a list of steps; got ${show(steps)}`,
      help: EXAMPLE,
    });
  const entries = steps.map((step, i) => ({ value: step, path: [...inside, 'steps', i] }));
  return {
    name,
    columns: readColumns(reading, body.columns ?? 'all', [...inside, 'columns']),
    steps: readSteps(reading, entries),
  };
}

function readColumns(reading: Reading, value: JsonValue, path: GridPath): ColumnSelector {
  if (typeof value === 'string' && value !== '') return value;
  if (isList(value) && value.length > 0 && value.every(isName)) return value.map(String);
  if (Number.isInteger(value)) return [String(value)];
  const message = `columns: expected all, numeric, categorical, boolean, or a list of names and globs; got ${show(value)}`;
  throw complain(reading, path, { code: 'GRID_TYPE', message, help: EXAMPLE });
}

/** A column may be called 2015. */
function isName(value: JsonValue): boolean {
  return typeof value === 'string' || Number.isInteger(value);
}
