// Keys that the grid file has and this version cannot act on yet: they are refused by name, never ignored.

import { GridsearchError } from '../base/errors.js';
import { isMap } from '../base/json.js';
import { type GridDocument, type GridPath, valueAt } from './grid-document.js';

/** Throws GRID_UNSUPPORTED for the first such key. */
export function refuseUnsupported(document: GridDocument): void {
  for (const path of findings(document)) {
    const named = path.map((key) => (typeof key === 'number' ? '' : key)).filter(Boolean);
    throw new GridsearchError('GRID_UNSUPPORTED', `${named.join('.')} is not supported by this version`, {
      where: document.locate(path, 'key'),
      help: HELP[named.join('.')] ?? 'remove it',
    });
  }
}

/** Whether a key of the file is one of those. */
export function isUnsupported(path: GridPath): boolean {
  return KEYS.some((key) => key.length === path.length && key.every((part, i) => part === path[i]));
}

function* findings({ value }: GridDocument): Generator<GridPath> {
  for (const path of KEYS) if (valueAt(value, path) !== undefined) yield path;
  const method = valueAt(value, ['search', 'method']);
  if (typeof method === 'string' && METHODS.has(method)) yield ['search', 'method'];
  if (valueAt(value, ['refit', 'rule']) === 'one_se') yield ['refit', 'rule'];
  const expect = value.expect;
  for (const metric of isMap(expect) ? Object.keys(expect) : []) {
    if (valueAt(expect, [metric, 'warn']) !== undefined) yield ['expect', metric, 'warn'];
  }
}

const KEYS: readonly GridPath[] = [
  ['where'],
  ['cv', 'outer'],
  ['cv', 'inner'],
  ['cv', 'nested'],
  ['refit', 'prefer'],
  ['run', 'engine'],
];

const METHODS: ReadonlySet<string> = new Set(['halving_grid', 'halving_random', 'race']);

const HELP: Readonly<Record<string, string>> = {
  'search.method': 'use grid or random',
  'refit.rule': 'use best',
  where: 'use a list of grids that holds only the candidates you want',
};
