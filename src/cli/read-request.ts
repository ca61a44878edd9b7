// From flags to a search request: each flag says which field it sets.

import { GridsearchError } from '../base/errors.js';
import type { SearchRequest } from '../request.js';
import { refuseBoth } from './delivery.js';
import type { Invocation } from './flag.js';
import { CACHE, GRID, HOW_FLAGS, NO_CACHE, WHAT_FLAGS } from './flags.js';

/**
 * Reads what is to be searched.
 * @throws USAGE_MISSING_FLAG without a grid; USAGE_CONFLICT where data and grid are both standard input
 */
export function readRequest(command: string, { positionals, get }: Invocation): SearchRequest {
  const [data] = positionals;
  const grid = get(GRID);
  if (grid === undefined) {
    const file = JSON.stringify(data).slice(1, -1);
    const none = data === '-' ? '' : `\nnone yet? gridsearch init ${file} writes one`;
    throw new GridsearchError('USAGE_MISSING_FLAG', `${command} needs --grid: the file that says what to search`, {
      help: `gridsearch ${command} ${file} --grid grid.yaml${none}`,
    });
  }
  refuseBoth([CACHE, NO_CACHE], get);
  if (data === '-' && grid === '-') {
    throw new GridsearchError('USAGE_CONFLICT', 'the data and the grid cannot both be standard input', {
      help: `cat data.csv | gridsearch ${command} - --grid grid.yaml`,
    });
  }
  const overrides: Record<string, unknown> = {};
  const request: Record<string, unknown> = { data, grid, overrides };
  for (const flag of [...WHAT_FLAGS, ...HOW_FLAGS]) {
    const given = get(flag);
    const value = given === undefined || flag.inRequest === undefined ? given : flag.inRequest(given);
    if (flag.sets === undefined || value === undefined) continue;
    const [first, second] = flag.sets.split('.');
    if (second === undefined) request[first] = value;
    else overrides[second] = value;
  }
  return request as unknown as SearchRequest;
}
