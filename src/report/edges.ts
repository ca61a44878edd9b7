// Warns where the best value of a numeric param is the smallest or largest one tried: the optimum may lie beyond.

import type { JsonObject } from '../base/json.js';
import { INFINITE } from '../contracts/params.js';
import type { RankedCandidate } from './scores.js';

export interface EdgeWarning {
  readonly param: string;
  readonly best: number;
  /** The next value outwards, in the grid's own steps (geometric where the values are). */
  readonly suggestion: number;
}

/**
 * Finds numeric params with at least three values whose best one is at an edge, unless its inner neighbour does just as
 * well.
 * @param columns  number of input columns: no more components than that are suggested
 */
export function edgesOfGrid(ranked: readonly RankedCandidate[], best: RankedCandidate, columns: number): EdgeWarning[] {
  const warnings: EdgeWarning[] = [];
  for (const [param, value] of Object.entries(best.params)) {
    if (typeof value !== 'number') continue;
    const values = valuesTried(ranked, param);
    const position = values.indexOf(value);
    if (values.length < 3 || (position !== 0 && position !== values.length - 1)) continue;
    const neighbour = values[position === 0 ? 1 : values.length - 2];
    if (doesAsWell(ranked, best, { [param]: neighbour })) continue;
    const suggestion = nextOutwards(value, neighbour, values.filter(Number.isFinite));
    if (suggestion !== undefined && isPlausible({ param, suggestion }, values, columns))
      warnings.push({ param, best: value, suggestion });
  }
  return warnings;
}

/** In order; an infinite one counts, so that the largest finite one is no edge beside it. */
function valuesTried(ranked: readonly RankedCandidate[], param: string): number[] {
  const values = new Set<number>();
  for (const { params } of ranked) {
    const value = params[param] === INFINITE ? Number.POSITIVE_INFINITY : params[param];
    if (typeof value === 'number') values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

/** Whether the best candidate with some other params does as well. */
function doesAsWell(ranked: readonly RankedCandidate[], best: RankedCandidate, params: JsonObject): boolean {
  const key = paramsKey({ ...best.params, ...params });
  return ranked.some((candidate) => candidate.mean >= best.mean && paramsKey(candidate.params) === key);
}

function paramsKey(params: JsonObject): string {
  return JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function nextOutwards(edge: number, neighbour: number, values: readonly number[]): number | undefined {
  const whole = values.every(Number.isInteger);
  const geometric = values[0] > 0 && values[values.length - 1] / values[0] >= 8;
  const next = geometric ? edge * (edge / neighbour) : edge + (edge - neighbour);
  const rounded = whole && (edge > neighbour || next >= 1) ? Math.round(next) : Number(next.toPrecision(2));
  return rounded === edge || (values[0] >= 0 && rounded <= 0) ? undefined : rounded;
}

/** False where the suggestion cannot be meant: counts below one or above the columns, shares beyond 0 or 1. */
function isPlausible(
  { param, suggestion }: Pick<EdgeWarning, 'param' | 'suggestion'>,
  values: readonly number[],
  columns: number,
): boolean {
  const name = param.slice(param.lastIndexOf('__') + 2);
  const isCount = /^(n_|k$|max_|min_|degree$)/.test(name);
  // Beside shares of a whole, a whole number is a count: another thing.
  if (isCount && values.some((value) => value > 0 && value < 1)) return suggestion < 1;
  if (isCount && (!Number.isInteger(suggestion) || suggestion < 1)) return false;
  if ((name === 'n_components' || name === 'k') && suggestion > columns) return false;
  return !(/(_ratio|fraction|size)$/.test(name) && values.every((value) => value >= 0 && value <= 1) && suggestion > 1);
}
