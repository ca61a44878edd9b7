// Params that mean something beside the others: only these are part of what a candidate is.

import { GridsearchError } from '../../base/errors.js';
import type { Params } from '../../contracts/params.js';

/** `params` without those that are not in force. @param rules whether a param is; what they do not name always is */
export function inForce(params: Params, rules: Readonly<Record<string, boolean>>): Params {
  return Object.fromEntries(Object.entries(params).filter(([name]) => rules[name] ?? true));
}

/** Params that make no sense together. @throws GRID_PARAM_COMBINATION */
export function refuseCombination(message: string, help: string): never {
  throw new GridsearchError('GRID_PARAM_COMBINATION', message, { help });
}
