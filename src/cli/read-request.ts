// From flags to a search request: each flag says which field it sets.

import { GridsearchError } from '../base/errors.js';
import type { RowsRequest } from '../model/read-rows.js';
import type { SearchRequest } from '../request.js';
import { refuseBoth } from './delivery.js';
import type { Flag, Invocation } from './flag.js';
import { CACHE, GRID, HOW_FLAGS, NO_CACHE, READING_FLAGS, WHAT_FLAGS } from './flags.js';

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
    const value = givenBy(flag, get);
    if (flag.sets === undefined || value === undefined) continue;
    const [first, second] = flag.sets.split('.');
    if (second === undefined) request[first] = value;
    else overrides[second] = value;
  }
  return request as unknown as SearchRequest;
}

/** What flags say of how a file is read, by the fields of a reading; `na` are the missing values to add. */
export function readingFlags(get: Invocation['get']): Partial<Omit<RowsRequest, 'model' | 'data'>> {
  return Object.fromEntries(
    (READING_FLAGS as readonly Flag<unknown>[]).flatMap((flag) => {
      const value = givenBy(flag, get);
      return value === undefined ? [] : [[flag.sets?.replace('overrides.', ''), value]];
    }),
  );
}

function givenBy(flag: Flag<unknown>, get: Invocation['get']): unknown {
  const given = get(flag);
  return given === undefined || flag.inRequest === undefined ? given : flag.inRequest(given);
}
