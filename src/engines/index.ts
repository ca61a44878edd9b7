// The engines by name. Heavy packages are loaded only by the engine that needs them.

import type { Kernels } from '../kernels/index.js';
import type { Engine } from '../schedule/engine.js';
import type { Plugins } from '../worker/registries.js';
import type { LocalEngineOptions } from './local.js';

export interface EngineOptions extends LocalEngineOptions {
  /** The kernels of this process, for an engine that works in it. */
  readonly kernels: () => Kernels;
  /** What tasks may name there. */
  readonly plugins: Plugins;
  /** Whether Ctrl-C breaks off a task in this process (and somebody ends the search then). */
  readonly breakOff: boolean;
  /** Predicted seconds of the longest task, where they are known. */
  readonly longestTaskSeconds: number | undefined;
}

/**
 * A longer task gets a process of its own: in this one, SIGTERM and the end of --max-time are heard between tasks, and whoever sends
 * SIGTERM often sends SIGKILL ten seconds later. (A prediction may be off by a factor of two.)
 */
const LONGEST_IN_PROCESS_SECONDS = 5;

/** One job runs in this process; more run in worker processes. So does one job with limits or long tasks: only a process can be killed. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { taskTimeoutSeconds, memoryBytes } = options.limits ?? {};
  const short = (options.longestTaskSeconds ?? 0) <= LONGEST_IN_PROCESS_SECONDS;
  if (options.workers === 1 && short && taskTimeoutSeconds === undefined && memoryBytes === undefined) {
    const { inlineEngine } = await import('./inline.js');
    return inlineEngine(options.kernels(), options.plugins, options.breakOff);
  }
  const { localEngine } = await import('./local.js');
  return localEngine(options);
}
