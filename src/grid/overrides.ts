// Flags laid over a grid file: each becomes a value at a place of the document, is checked as if the file said it, and
// is blamed by name.

import { GridsearchError, type SourceLocation } from '../base/errors.js';
import { isMap, type JsonValue } from '../base/json.js';
import { didYouMean } from '../base/suggest.js';
import { type GridDocument, type GridPath, isList, type Setting, show, valueAt, withValue } from './grid-document.js';
import { readValue } from './read-grid.js';
import { paramKey } from './read-params.js';
import { gridSchema } from './schema.js';
import { setStep, setStepParam } from './set-param.js';

/** Settings from flags that win over the grid file's *what*; undefined = not given. */
export interface SpecOverrides {
  readonly target?: string;
  readonly drop?: readonly string[];
  readonly features?: readonly string[];
  readonly delimiter?: string;
  readonly na?: readonly string[];
  readonly header?: boolean;
  readonly comment?: string;
  readonly skipRows?: number;
  readonly skipFooter?: number;
  readonly decimal?: string;
  readonly thousands?: string;
  readonly dropMissingTarget?: boolean;
  readonly cv?: JsonValue;
  readonly seed?: number;
  readonly scoring?: JsonValue;
  readonly refit?: JsonValue;
  readonly errorScore?: JsonValue;
  readonly returnTrainScore?: boolean;
  /** `--set KEY=VALUE`, in order; flags of their own win over them. */
  readonly set?: readonly string[];
}

/**
 * The document with the flags laid over it. Throws GRID_SET, GRID_UNKNOWN_KEY, GRID_UNKNOWN_STEP or GRID_TYPE, naming
 * the flag.
 */
export function applyOverrides(document: GridDocument, overrides: SpecOverrides): GridDocument {
  let laid = document;
  const { set = [] } = overrides;
  if (set.length > MAX_ASSIGNMENTS) {
    throw new GridsearchError(
      'GRID_SET',
      `--set is given ${set.length.toLocaleString('en')} times; at most ${MAX_ASSIGNMENTS} are read`,
      { help: 'write them into the grid file' },
    );
  }
  for (const assignment of set) laid = applySet(laid, assignment);
  for (const { flag, path, value } of flagsOf(overrides, laid)) {
    if (value !== undefined)
      laid = withValue(laid, path, {
        value,
        origin: { file: `${flag} ${typeof value === 'string' ? value : show(value)}` },
      });
  }
  return laid;
}

/**
 * Lays one `--set KEY=VALUE` over a document; VALUE is read as YAML. KEY is a key of the grid file with dots for
 * nesting (`search.n_iter`), `grid.step__param` for a list of values, or `pipeline.step.param` for a fixed param (see
 * set-param.ts).
 */
export function applySet(document: GridDocument, assignment: string): GridDocument {
  const origin: SourceLocation = { file: `--set ${assignment}` };
  const at = assignment.indexOf('=');
  if (at < 1)
    throw new GridsearchError('GRID_SET', `--set takes KEY=VALUE; got ${show(assignment)}`, {
      where: origin,
      help: SET_EXAMPLE,
    });
  const keys = assignment.slice(0, at).split('.');
  const value = readValue(assignment.slice(at + 1), origin);
  const [first, ...rest] = keys;
  if (keys.includes(''))
    throw new GridsearchError('GRID_SET', 'a name is missing between the dots', { where: origin, help: SET_EXAMPLE });
  if (first === 'grid' && rest.length === 1) return setParamValues(document, rest[0], { value, origin });
  if (first === 'pipeline' && rest.length >= 2 && !isIndex(rest[0]))
    return setStepParam(document, rest, { value, origin });
  if (first === 'pipeline' && rest.length === 1 && !isIndex(rest[0]))
    return setStep(document, rest[0], { value, origin });
  if (!Object.hasOwn(gridSchema.entries, first)) {
    const where = { ...origin, note: didYouMean(first, [...Object.keys(gridSchema.entries), 'grid']) };
    throw new GridsearchError('GRID_UNKNOWN_KEY', `unknown key ${JSON.stringify(first)}`, { where, help: SET_EXAMPLE });
  }
  return withValue(document, pathOf(document, keys), { value, origin });
}

/** Each is laid over what the ones before it have made. */
const MAX_ASSIGNMENTS = 1000;

const SET_EXAMPLE =
  "e.g. --set cv=5, --set search.n_iter=20, --set 'grid.logistic__C=[0.1, 1]', --set pipeline.logistic.max_iter=500";

interface FlagValue {
  readonly flag: string;
  readonly path: GridPath;
  readonly value: JsonValue | undefined;
}

function flagsOf(overrides: SpecOverrides, { value }: GridDocument): FlagValue[] {
  const excluded = valueAt(value, ['data', 'features', 'exclude']);
  const already = typeof excluded === 'string' ? [excluded] : isList(excluded) ? excluded : [];
  return [
    { flag: '--target', path: ['data', 'target'], value: overrides.target },
    { flag: '--drop', path: ['data', 'features', 'exclude'], value: overrides.drop && [...already, ...overrides.drop] },
    { flag: '--features', path: ['data', 'features', 'include'], value: overrides.features },
    { flag: '--delimiter', path: ['data', 'delimiter'], value: overrides.delimiter },
    { flag: '--na', path: ['data', 'na_values'], value: overrides.na },
    { flag: '--no-header', path: ['data', 'header'], value: overrides.header },
    { flag: '--comment', path: ['data', 'comment'], value: overrides.comment },
    { flag: '--skip-rows', path: ['data', 'skip_rows'], value: overrides.skipRows },
    { flag: '--skip-footer', path: ['data', 'skip_footer'], value: overrides.skipFooter },
    { flag: '--decimal', path: ['data', 'decimal'], value: overrides.decimal },
    { flag: '--thousands', path: ['data', 'thousands'], value: overrides.thousands },
    { flag: '--drop-missing-target', path: ['data', 'drop_missing_target'], value: overrides.dropMissingTarget },
    { flag: '--cv', path: ['cv'], value: overrides.cv },
    { flag: '--seed', path: ['random_state'], value: overrides.seed },
    { flag: '--scoring', path: ['scoring'], value: overrides.scoring },
    { flag: '--refit', path: ['refit'], value: overrides.refit },
    { flag: '--error-score', path: ['error_score'], value: overrides.errorScore },
    { flag: '--return-train-score', path: ['return_train_score'], value: overrides.returnTrainScore },
  ];
}

/** Replaces the values of a param in the grids that list it; where none does, in all of them. */
function setParamValues(document: GridDocument, name: string, setting: Setting): GridDocument {
  const key = paramKey(document.value);
  const grids = document.value[key];
  if (!isList(grids)) return withValue(document, [key, name], setting);
  const listing = grids.map((grid, i) => (isMap(grid) && Object.hasOwn(grid, name) ? i : -1)).filter((i) => i >= 0);
  const chosen = listing.length > 0 ? listing : grids.map((_, i) => i);
  return chosen.reduce((laid, i) => withValue(laid, [key, i, name], setting), document);
}

/** Numbers in a key are list indices where the document has a list. */
function pathOf(document: GridDocument, keys: readonly string[]): GridPath {
  const path: (string | number)[] = [];
  for (const key of keys) path.push(isIndex(key) && isList(valueAt(document.value, path)) ? Number(key) : key);
  return path;
}

function isIndex(key: string): boolean {
  return /^\d+$/.test(key);
}
