// How many workers, and when to start them: children are forked before a large file is read, and not at all where that would not pay.

import { availableParallelism } from 'node:os';
import { startEngine } from './engines/index.js';
import { createKernels, type Kernels } from './kernels/index.js';
import type { Plugins } from './plugins.js';
import { fileBytes } from './read-table.js';
import type { Engine } from './schedule/engine.js';
import type { SearchRequest } from './search-request.js';

/** From this size on a file's search is taken to be worth child processes before it is read. */
const LARGE_FILE_BYTES = 256e6;
/**
 * Predicted work below which worker processes cost more than they save: each has to start, to be given the data, and to compile what
 * runs often. Measured on two cores with the searches of bench/cases.ts, which are even between 1.5 and 2 s.
 */
const WORTH_FORKING_SECONDS = 1.8;

export interface EngineChoice {
  /** The kernels of this process, loaded when first asked for. */
  readonly kernels: () => Kernels;
  /** Starts the workers now where that is worth while already. */
  readonly early: () => Promise<void>;
  /** The engine, started at the latest now that the work is predicted. */
  readonly get: (predicted: { readonly seconds: number; readonly longestTaskSeconds: number }) => Promise<Engine>;
  /** Ends the engine if it was started. */
  readonly stop: () => Promise<void>;
}

/**
 * How many workers a search gets: what was asked, else every core where the predicted work is worth starting children, and this process
 * alone where it is not. Without a prediction: undefined unless the request or the size of the file decides.
 */
export function workersFor({ jobs, data }: SearchRequest, predictedSeconds?: number): number | undefined {
  const cores = availableParallelism();
  if (jobs !== undefined) return jobs === -1 ? cores : jobs;
  if (cores === 1 || fileBytes(data) >= LARGE_FILE_BYTES) return cores;
  return predictedSeconds === undefined ? undefined : predictedSeconds >= WORTH_FORKING_SECONDS ? cores : 1;
}

/** @param onNote told what people should know of worker processes. */
export function engineChoice(request: SearchRequest, { registries, extensions }: Plugins, onNote: (text: string) => void): EngineChoice {
  const bytes = fileBytes(request.data);
  const limits = { taskTimeoutSeconds: request.taskSeconds, memoryBytes: request.memoryBytes };
  let started: Promise<Engine> | undefined;
  let loaded: Kernels | undefined;
  const kernels = (): Kernels => {
    loaded ??= createKernels();
    return loaded;
  };
  const { breakOff = false } = request;
  const start = (workers: number, longestTaskSeconds?: number): Promise<Engine> => {
    const plugged = { extensions, plugins: registries };
    started ??= startEngine({ workers, expectedBytes: 4 * bytes, limits, ...plugged, onNote, kernels, breakOff, longestTaskSeconds });
    return started;
  };
  return {
    kernels,
    early: async () => {
      const workers = workersFor(request);
      if (workers !== undefined && workers > 1) await start(workers);
    },
    get: ({ seconds, longestTaskSeconds }) => start(workersFor(request, seconds) ?? 1, longestTaskSeconds),
    stop: async () => {
      if (started !== undefined) await (await started).stop();
    },
  };
}
