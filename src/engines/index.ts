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
}

/** One job runs in this process; more run in worker processes. So does one job with limits: only a process can be killed. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { taskTimeoutSeconds, memoryBytes } = options.limits ?? {};
  if (options.workers === 1 && taskTimeoutSeconds === undefined && memoryBytes === undefined) {
    const { inlineEngine } = await import('./inline.js');
    return inlineEngine(options.kernels(), options.plugins);
  }
  const { localEngine } = await import('./local.js');
  return localEngine(options);
}
