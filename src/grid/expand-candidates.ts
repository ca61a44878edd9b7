// From a spec to candidates: the order is scikit-learn's ParameterGrid (names sorted by code unit, the last one
// fastest, grids in file order), the count is known before anything is expanded, and equal steps are one object.

import type { Task } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import type { JsonObject, JsonValue } from '../base/json.js';
import type { Params } from '../contracts/params.js';
import type { Registries } from '../contracts/registries.js';
import type { Candidate } from './candidate.js';
import type { GridDocument } from './grid-document.js';
import { stepResolver } from './resolve-steps.js';
import type { ParamGrid, SpecDraft } from './spec.js';

/** Most candidates that a search may have unless the user says otherwise. */
export const MAX_CANDIDATES = 1_000_000;

/** What expansion needs to know beside the spec. */
export interface ExpandOptions {
  readonly registries: Registries;
  /** For the places of errors. */
  readonly document: GridDocument;
  /** The kind of task, once the data have told it. */
  readonly task?: Task;
  /** Default MAX_CANDIDATES. */
  readonly maxCandidates?: number;
}

/** How many candidates the grids hold, exactly, whatever their size. */
export function countCandidates(grids: readonly ParamGrid[]): bigint {
  return grids.reduce((sum, grid) => sum + gridSize(grid), 0n);
}

/** Fits that a search asks for, as far as that can be told before the data are read. */
export function fitsAsked({ search, grids, cv }: Pick<SpecDraft, 'search' | 'grids' | 'cv'>): number {
  const candidates = search.method === 'random' ? search.n_iter : Number(countCandidates(grids));
  const { n_splits: splits, n_repeats: repeats }: Params = typeof cv === 'number' ? { n_splits: cv } : cv.params;
  return candidates * (typeof splits === 'number' ? splits : 5) * (typeof repeats === 'number' ? repeats : 1);
}

/**
 * Every candidate of a grid search.
 * @throws GRID_TOO_LARGE before anything is expanded; GRID_PARAM_COMBINATION and the like where values do not go
 * together Cost: O(candidates × params).
 */
export function candidates(spec: Pick<SpecDraft, 'pipeline' | 'grids'>, options: ExpandOptions): Candidate[] {
  refuseTooMany(spec.grids, options);
  const resolve = stepResolver(spec.pipeline, options);
  const found: Candidate[] = [];
  for (const [i, grid] of spec.grids.entries()) {
    for (const params of combinations(grid)) found.push({ index: found.length, params, steps: resolve(params, i) });
  }
  return found;
}

/** The combinations of one grid in order. */
export function* combinations(grid: ParamGrid): Generator<JsonObject> {
  const names = sortedNames(grid);
  const lists = names.map((name) => grid[name]);
  const digits = names.map(() => 0);
  for (let turning = names.length; turning >= 0; ) {
    const params: Record<string, JsonValue> = {};
    for (let j = 0; j < names.length; j++) params[names[j]] = lists[j][digits[j]];
    yield params;
    turning = names.length - 1;
    while (turning >= 0 && ++digits[turning] === lists[turning].length) digits[turning--] = 0;
  }
}

/** The combination at one index of the grids' common order, and its grid; `index` is below their count. */
export function combinationAt(
  grids: readonly ParamGrid[],
  index: number,
): { readonly params: JsonObject; readonly grid: number } {
  let left = BigInt(index);
  for (const [i, grid] of grids.entries()) {
    const size = gridSize(grid);
    if (left >= size) {
      left -= size;
      continue;
    }
    const names = sortedNames(grid);
    const params: Record<string, JsonValue> = {};
    const picked = names.toReversed().map((name) => {
      const length = BigInt(grid[name].length);
      const value = grid[name][Number(left % length)];
      left /= length;
      return [name, value] as const;
    });
    for (const [name, value] of picked.toReversed()) params[name] = value;
    return { params, grid: i };
  }
  throw new RangeError(`internal: combination ${index} is beyond the grids`);
}

/** Names in the order of scikit-learn's sorted(): by code unit. */
export function sortedNames(space: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(space).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function gridSize(grid: ParamGrid): bigint {
  return Object.values(grid).reduce((product, values) => product * BigInt(values.length), 1n);
}

function refuseTooMany(grids: readonly ParamGrid[], { maxCandidates = MAX_CANDIDATES, document }: ExpandOptions): void {
  const count = countCandidates(grids);
  if (count <= BigInt(maxCandidates)) return;
  const largest = grids.reduce((a, b) => (gridSize(b) > gridSize(a) ? b : a));
  const factors = sortedNames(largest).map((name) => `${name} ${largest[name].length.toLocaleString('en')}`);
  throw new GridsearchError(
    'GRID_TOO_LARGE',
    `${count.toLocaleString('en')} candidates (${factors.join(' × ')}); the limit is ${maxCandidates.toLocaleString('en')}`,
    {
      where: document.locate(['param_grid'], 'key'),
      help: 'list fewer values, draw some with search: {method: random, n_iter: 100}, or raise --max-candidates',
    },
  );
}
