// The engines by name. Heavy packages are loaded only by the engine that needs them.

import type { ThreadKernels } from '../kernels/index.js';
import type { TaskPlugins } from '../plugins/all-plugins.js';
import type { Engine } from '../schedule/engine.js';
import type { LocalEngineOptions } from './local.js';

/** This process; threads of it; processes on this machine. */
export type EngineKind = 'inline' | 'threads' | 'local';

export interface EngineOptions extends LocalEngineOptions {
  readonly kind: EngineKind;
  /** The kernels of this process, for an engine that works in it. */
  readonly kernels: () => ThreadKernels;
  /** What tasks may name there. */
  readonly plugins: TaskPlugins;
  /** Whether Ctrl-C breaks off a task in this process (and somebody ends the search then). */
  readonly breakOff: boolean;
}

export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { kind, plugins, breakOff, ...rest } = options;
  if (kind === 'inline') return (await import('./inline.js')).inlineEngine(options.kernels(), plugins, breakOff);
  if (kind === 'threads') return (await import('./threads.js')).threadsEngine({ ...rest, kernels: options.kernels() });
  return (await import('./local.js')).localEngine(options);
}
