// Checks a document against the schema of grid files, and words what is wrong: the place, what was expected, the
// nearest key.

import * as v from 'valibot';
import { GridsearchError } from '../base/errors.js';
import { didYouMean } from '../base/suggest.js';
import { type GridDocument, type GridPath, show, showPath, valueAt } from './grid-document.js';
import { misplacedKey } from './misplaced-keys.js';
import { cutCallHelp, wordHelp } from './python-words.js';
import { type GridFile, gridSchema } from './schema.js';
import { isUnsupported, refuseUnsupported } from './unsupported.js';

/**
 * Returns the document's value, its structure checked. Throws GRID_UNSUPPORTED, GRID_UNKNOWN_KEY, GRID_MISSING_KEY or
 * GRID_TYPE.
 */
export function checkStructure(document: GridDocument): GridFile {
  refuseUnsupported(document);
  const checked = v.safeParse(gridSchema, document.value);
  if (checked.success) return checked.output;
  throw errorOf(deepest(checked.issues[0], []), document);
}

interface Finding {
  readonly issue: v.BaseIssue<unknown>;
  readonly path: GridPath;
}

/** Of a union, the issue that went furthest: that is the spelling which the user meant. */
function deepest(issue: v.BaseIssue<unknown>, above: GridPath): Finding {
  const path = [...above, ...(issue.path ?? []).map((entry) => entry.key as string | number)];
  let found: Finding = { issue, path };
  if (issue.type !== 'union') return found;
  for (const inner of issue.issues ?? []) {
    const candidate = deepest(inner as v.BaseIssue<unknown>, path);
    if (candidate.path.length > found.path.length) found = candidate;
  }
  return found;
}

function errorOf({ issue, path }: Finding, document: GridDocument): GridsearchError {
  const key = String(path.at(-1));
  const above = path.slice(0, -1);
  if (issue.type !== 'strict_object') return typeError(issue.message, path, document);
  if (issue.expected === 'never') {
    const names = keysAt(gridSchema, above).filter((name) => !isHidden([...above, name]));
    const write = misplacedKey(path, show(valueAt(document.value, path)));
    const list = `known keys: ${names.join(', ')}`;
    return new GridsearchError(
      'GRID_UNKNOWN_KEY',
      `unknown key ${JSON.stringify(key)}${above.length === 0 ? '' : ` in ${showPath(above)}`}`,
      {
        where: { ...document.locate(path, 'key'), note: write === undefined ? didYouMean(key, names) : undefined },
        help: key.startsWith('//')
          ? 'neither YAML nor JSON has // comments; in YAML a comment begins with #'
          : write === undefined
            ? (cutCallHelp(document, path) ?? list)
            : `write ${write}\n${list}`,
      },
    );
  }
  if (issue.received === 'undefined' && issue.expected === JSON.stringify(key)) {
    const where = document.locate(above, 'key');
    return new GridsearchError('GRID_MISSING_KEY', `${showPath(above)} needs the key ${issue.expected}`, { where });
  }
  return typeError(issue.message, path, document);
}

function typeError(expected: string, path: GridPath, document: GridDocument): GridsearchError {
  const message = `${path.length === 0 ? 'the grid' : showPath(path)}: expected ${expected}; got ${show(valueAt(document.value, path))}`;
  return new GridsearchError('GRID_TYPE', message, {
    where: document.locate(path),
    help: wordHelp(document, path) ?? quotedName(path, document) ?? HELP[String(path[0])],
  });
}

/** A name that YAML reads as something else, e.g. that of a column called 1.5 or true. */
function quotedName(path: GridPath, document: GridDocument): string | undefined {
  const value = valueAt(document.value, path);
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return path[0] === 'data' && isPlain ? `the name of a column is a text: write "${value}", in quotes` : undefined;
}

/** Whether a known key is not worth suggesting. */
function isHidden(path: GridPath): boolean {
  return path[0] === '$schema' || isUnsupported(path);
}

const HELP: Readonly<Record<string, string>> = {
  pipeline:
    'a step with params is written {name: {ClassName: {param: value}}}, e.g. {logistic: {LogisticRegression: {C: 0.1}}}',
  estimator: 'with params: {name: {ClassName: {param: value}}}, e.g. {logistic: {LogisticRegression: {C: 0.1}}}',
  cv: 'write cv: 5, cv: LeaveOneGroupOut, or cv: {KFold: {n_splits: 5, shuffle: true}}',
  scoring: 'write accuracy, [accuracy, roc_auc], or {name: metric}; with params {name: {metric: {param: value}}}',
  refit: 'write true, false, or the name of a metric',
  search: 'write search: {method: random, n_iter: 20}',
  param_grid: 'write step__param: [value, value]',
  param_distributions: 'write step__param: {loguniform: [0.001, 1000]}',
};

/** The keys that the schema knows at a path. */
function keysAt(schema: SchemaShape, path: GridPath): string[] {
  const inner = schema.type === 'optional' ? schema.wrapped : schema;
  if (inner === undefined) return [];
  if (inner.options !== undefined)
    return inner.options.flatMap((option) => (typeof option === 'object' ? keysAt(option, path) : []));
  const [key, ...rest] = path;
  if (key === undefined) return inner.entries === undefined ? [] : Object.keys(inner.entries);
  const next = inner.entries?.[key] ?? inner.item ?? (inner.type === 'record' ? inner.value : undefined);
  return next === undefined ? [] : keysAt(next, rest);
}

/** What keysAt reads of valibot's schemas. */
interface SchemaShape {
  readonly type: string;
  readonly wrapped?: SchemaShape;
  readonly entries?: Readonly<Record<string, SchemaShape>>;
  readonly item?: SchemaShape;
  readonly value?: SchemaShape;
  readonly options?: readonly (SchemaShape | string)[];
}
