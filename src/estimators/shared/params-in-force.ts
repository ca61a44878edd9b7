// Params that mean something beside the others: only these are part of what a candidate is.

import type { Params } from '../../contracts/params.js';

/** `params` without those that are not in force. @param rules whether a param is; what they do not name always is */
export function inForce(params: Params, rules: Readonly<Record<string, boolean>>): Params {
  return Object.fromEntries(Object.entries(params).filter(([name]) => rules[name] ?? true));
}
