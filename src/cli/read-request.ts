// From flags to a search request: the part that fit and plan share.

import { GridsearchError } from '../base/errors.js';
import type { SearchRequest } from '../request.js';
import { refuseBoth } from './delivery.js';
import type { Invocation } from './flag.js';
import {
  CACHE,
  CV,
  DELIMITER,
  DROP,
  ENGINE,
  ERROR_SCORE,
  FAIL_FAST,
  FAIL_UNDER,
  FEATURES,
  GRID,
  JOBS,
  MAX_CANDIDATES,
  MAX_TIME,
  MEMORY_LIMIT,
  NA,
  NO_CACHE,
  NO_SHARE,
  REFIT,
  RETURN_TRAIN_SCORE,
  SCORING,
  SEED,
  SET,
  TARGET,
  TASK_TIMEOUT,
  VERIFY,
} from './flags.js';

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
  refuseBoth(get(CACHE) !== undefined, get(NO_CACHE) === true, '--cache and --no-cache', 'give one of them');
  if (data === '-' && grid === '-') {
    throw new GridsearchError('USAGE_CONFLICT', 'the data and the grid cannot both be standard input', {
      help: `cat data.csv | gridsearch ${command} - --grid grid.yaml`,
    });
  }
  return {
    data,
    grid,
    overrides: {
      target: get(TARGET),
      drop: get(DROP),
      features: get(FEATURES),
      delimiter: get(DELIMITER),
      na: get(NA),
      cv: get(CV),
      seed: get(SEED),
      scoring: get(SCORING),
      refit: get(REFIT),
      errorScore: get(ERROR_SCORE),
      returnTrainScore: get(RETURN_TRAIN_SCORE),
      set: get(SET),
    },
    jobs: get(JOBS),
    engine: engineOf(get(ENGINE)),
    share: get(NO_SHARE) !== true,
    verify: get(VERIFY),
    memoryBytes: get(MEMORY_LIMIT),
    maxSeconds: get(MAX_TIME),
    taskSeconds: get(TASK_TIMEOUT),
    failFast: get(FAIL_FAST) === true,
    maxCandidates: get(MAX_CANDIDATES),
    failUnder: get(FAIL_UNDER),
    cache: get(NO_CACHE) === true ? false : get(CACHE),
  };
}

/** Undefined: to be chosen. */
function engineOf(name: 'auto' | 'local' | 'threads' | undefined): SearchRequest['engine'] {
  return name === 'auto' ? undefined : name;
}
