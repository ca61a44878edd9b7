// How many workers a search gets, what they are, and when to start them: threads of this process where the search is
// soon over, worker processes where it is long or has limits that only a process can be held to, and neither where the
// work is not worth a worker.

import { availableParallelism } from 'node:os';
import {
  addressHelp,
  addressLimit,
  MEMORY_ADDRESSES,
  PROCESS_ADDRESSES,
  START_ADDRESSES,
  THREAD_ADDRESSES,
} from '../base/addresses.js';
import { EXIT, GridsearchError } from '../base/errors.js';
import { type EngineKind, startEngine } from '../engines/index.js';
import { fileBytes } from '../input/read-table.js';
import { createKernels, type ThreadKernels } from '../kernels/index.js';
import type { Plugins } from '../plugins/plugins.js';
import type { SearchRequest } from '../request.js';
import type { Engine } from '../schedule/engine.js';
import { type Resources, workersWithin } from './byte-budget.js';

/** From this size on a file takes long enough to read that workers can start meanwhile … */
const WORTH_STARTING_EARLY_BYTES = 16e6;
/** … where the search is likely to want them: bytes of the file times fits asked, 2 s of work of linear models. */
const WORTH_STARTING_EARLY_FITTED_BYTES = 2e9;
/**
 * Predicted work below which workers cost more than they save: each has to compile the script that it runs. Measured on
 * two cores with the searches of bench/cases.ts: 10,000 × 100, 12 C × {l1, l2} (0.8 s predicted) takes 0.98 s with one
 * worker and 0.85 s with two, four selections × 4 C (0.3 s) 0.55 s and 0.59 s.
 */
const WORTH_WORKERS_SECONDS = 0.5;
/** Predicted work from which on the start of processes does not matter beside their independence. */
const LONG_SEARCH_SECONDS = 60;
/**
 * A longer task of a search with one worker gets a process of its own: in this one, SIGTERM and the end of --max-time
 * are heard between tasks, and whoever sends SIGTERM often sends SIGKILL ten seconds later. (A prediction may be off by
 * a factor of two.)
 */
const LONGEST_IN_PROCESS_SECONDS = 5;
/** More workers for each core only take its time from each other. */
const MOST_PER_CORE = 32;

/** What is known of a search before it runs. */
export interface Predicted {
  readonly seconds: number;
  readonly longestTaskSeconds: number;
  /** How many tasks can run side by side. */
  readonly width: number;
  /**
   * Whether tasks run code of the user's own: no prediction tells how long that takes, so it never runs where it could
   * not be broken off.
   */
  readonly ownCode?: boolean;
}

/** What a search of a large file is taken to be before anything is known of it. */
const LIKELY: Predicted = { seconds: WORTH_WORKERS_SECONDS, longestTaskSeconds: 0, width: Number.POSITIVE_INFINITY };

export interface EngineChoice {
  /** The kernels of this process, loaded when first asked for. */
  readonly kernels: () => ThreadKernels;
  /** Whether the engine is likely to work in the memory of these kernels. */
  readonly isNear: boolean;
  /**
   * Starts the workers where that is worth while already, so many fits being asked of data yet unknown: processes
   * before the data are read, threads when they have been. A process takes long to start; a thread is ready before the
   * plan is.
   */
  readonly early: (moment: 'reading' | 'read', fits: number) => Promise<void>;
  /**
   * The engine, started at the latest now that it is known what it must be.
   * @param artifactBytes  what artifacts may come to that are held at a time
   */
  readonly get: (resources: Resources, artifactBytes: number) => Promise<Engine>;
  /** Ends the engine if it was started. */
  readonly stop: () => Promise<void>;
}

/**
 * What a search runs on: as many workers as were asked for, else every core where that is worth while, and this process
 * alone where it is not. Never more workers than can have work at once, and than this machine can bear.
 * @param onNote  told where the machine is the reason that there are fewer than were asked for
 */
export function resourcesFor(
  request: SearchRequest,
  predicted: Predicted,
  onNote: (text: string) => void = () => {},
): Resources {
  const resources = resourcesAsked(request, predicted, onNote);
  if (resources.kind !== 'threads') return resources;
  const most = threadsWithin(addressLimit());
  if (most >= resources.workers) return resources;
  const kept: Resources = most < 2 ? { kind: 'inline', workers: 1 } : { kind: 'threads', workers: most };
  onNote(`${kept.workers} worker${kept.workers === 1 ? '' : 's'}, not ${resources.workers}: ${addressHelp(0).message}`);
  return kept;
}

function resourcesAsked(request: SearchRequest, predicted: Predicted, onNote: (text: string) => void): Resources {
  const { jobs = predicted.seconds >= WORTH_WORKERS_SECONDS ? -1 : 1, memoryBytes } = request;
  const cores = availableParallelism();
  const workers = jobs === -1 ? cores : jobs;
  const kind = kindFor(request, workers, predicted);
  // A thread that has no task helps those that have one.
  const useful = Math.max(
    1,
    Math.min(workers, kind === 'threads' ? Math.max(predicted.width, cores) : predicted.width),
  );
  const bearable = Math.min(
    MOST_PER_CORE * cores,
    Math.max(workersWithin(kind, memoryBytes), memoryBytes === undefined ? cores : 1),
  );
  if (bearable >= useful) return { kind, workers: useful };
  const why = `${cores} core${cores === 1 ? '' : 's'} and the memory that may be taken`;
  onNote(
    `${bearable} worker${bearable === 1 ? '' : 's'}, not ${workers.toLocaleString('en')}: that is what ${why} bear`,
  );
  return { kind, workers: bearable };
}

function kindFor(
  { engine, taskSeconds, memoryBytes }: SearchRequest,
  workers: number,
  predicted: Predicted,
): EngineKind {
  if (taskSeconds !== undefined || memoryBytes !== undefined) return 'local';
  if (workers === 1 && predicted.ownCode) return engine ?? 'threads';
  if (workers === 1) return predicted.longestTaskSeconds <= LONGEST_IN_PROCESS_SECONDS ? 'inline' : 'local';
  return engine ?? (predicted.seconds < LONG_SEARCH_SECONDS ? 'threads' : 'local');
}

/** @param listener  told what people should know of workers, and of each message of theirs that is dropped */
export function engineChoice(
  request: SearchRequest,
  { registries, extensions }: Plugins,
  listener: { readonly onNote: (text: string) => void; readonly onDropped: (what: string) => void },
): EngineChoice {
  const bytes = fileBytes(request.data);
  const limits = { taskTimeoutSeconds: request.taskSeconds, memoryBytes: request.memoryBytes };
  let started: { readonly resources: Resources; readonly engine: Promise<Engine> } | undefined;
  let loaded: ThreadKernels | undefined;
  const kernels = (): ThreadKernels => {
    loaded ??= createKernels();
    return loaded;
  };
  const { breakOff = false } = request;
  const isNear = resourcesFor(request, LIKELY).kind !== 'local';
  const start = (resources: Resources, expectedBytes: number): Promise<Engine> => {
    if (resources.kind === 'local' && addressLimit() < PROCESS_ADDRESSES) throw tooFewAddresses();
    const options = {
      ...resources,
      expectedBytes,
      limits,
      extensions,
      plugins: registries,
      ...listener,
      kernels,
      breakOff,
    };
    started = { resources, engine: startEngine(options) };
    return started.engine;
  };
  const stop = async (): Promise<void> => {
    if (started !== undefined) await (await started.engine).stop();
  };
  return {
    kernels,
    isNear,
    early: async (moment, fits) => {
      // Code of the user's own may keep the plan from ever being made.
      if ((request.jobs === undefined && !isWorthStartingEarly(bytes, fits)) || extensions.length > 0) return;
      const resources = resourcesFor(request, { ...LIKELY, width: fits });
      const isMoment = (resources.kind === 'threads') === (moment === 'read');
      // More than that are for the plan to say.
      const isCertain = resources.workers > 1 && resources.workers <= availableParallelism();
      if (isMoment && isCertain) await start(resources, 4 * bytes);
    },
    get: async (resources, artifactBytes) => {
      if (started?.resources.kind === resources.kind && started.resources.workers === resources.workers)
        return started.engine;
      await stop();
      return start(resources, artifactBytes);
    },
    stop,
  };
}

function isWorthStartingEarly(bytes: number, fits: number): boolean {
  return bytes >= WORTH_STARTING_EARLY_BYTES && fits * bytes >= WORTH_STARTING_EARLY_FITTED_BYTES;
}

function tooFewAddresses(): GridsearchError {
  const { message, help } = addressHelp(PROCESS_ADDRESSES);
  return new GridsearchError('MEMORY_LIMIT', `no worker process can be started: ${message}`, {
    help,
    exitCode: EXIT.environment,
  });
}

/** How many threads a limit on addresses leaves room for, beside the kernels. */
function threadsWithin(limit: number): number {
  return Math.floor((limit - START_ADDRESSES - MEMORY_ADDRESSES) / THREAD_ADDRESSES);
}
