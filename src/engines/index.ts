// The engines by name. Heavy packages are loaded only by the engine that needs them.

import type { Engine } from '../schedule/engine.js';
import type { LocalEngineOptions } from './local.js';

/** One job runs in this process; more run in child processes. */
export async function startEngine(options: LocalEngineOptions): Promise<Engine> {
  if (options.workers === 1) {
    const { inlineEngine } = await import('./inline.js');
    return inlineEngine();
  }
  const { localEngine } = await import('./local.js');
  return localEngine(options);
}
