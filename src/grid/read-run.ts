// The `run` of a grid file: how to run, which changes no score. Flags win over it.

import { readBytes } from '../base/units.js';
import { complain, type Reading } from './reading.js';
import type { GridFile } from './schema.js';

/** Undefined: not said. */
export interface RunSpec {
  readonly jobs?: number;
  readonly memoryBytes?: number;
  readonly maxSeconds?: number;
  readonly taskSeconds?: number;
  readonly retries?: number;
  /** A directory, or whether to keep anything at all. */
  readonly cache?: string | boolean;
}

/** @throws GRID_TYPE for a memory limit that is no size */
export function readRun(reading: Reading, { run = {} }: GridFile): RunSpec {
  const memoryBytes = run.memory_limit === undefined ? undefined : readBytes(String(run.memory_limit));
  if (run.memory_limit !== undefined && memoryBytes === undefined) {
    throw complain(reading, ['run', 'memory_limit'], {
      code: 'GRID_TYPE',
      message: `run.memory_limit: expected a size such as 2g or 512m; got ${JSON.stringify(run.memory_limit)}`,
    });
  }
  return {
    jobs: run.jobs,
    memoryBytes,
    maxSeconds: run.max_time,
    taskSeconds: run.task_timeout,
    retries: run.retries,
    cache: run.cache,
  };
}
