// The inline engine: tasks run in this process, one after another (`--jobs 1`). Artifacts are live values; matrices
// never leave WASM memory.

import { setImmediate } from 'node:timers/promises';
import { memoryStore } from '../artifacts/store.js';
import { breakable } from '../base/break-off.js';
import type { Matrix } from '../base/matrix.js';
import { createKernels, type Kernels } from '../kernels/index.js';
import { REGISTRIES, type TaskPlugins } from '../plugins/all-plugins.js';
import type { Engine, Outcome } from '../schedule/engine.js';
import { execute } from '../worker/execute.js';
import { WorkerContext } from '../worker/worker-context.js';
import { inKernelMemory } from './in-kernel-memory.js';

/** How long tasks may run before timers and signals get a turn. */
const TURN_MS = 20;
/** A shorter task is not worth the fifth of a millisecond that it takes to make it breakable. */
const WORTH_BREAKING_SECONDS = 0.05;
/** What comes of a task that was given up before it began. */
const ABANDONED: Outcome = { status: 'died', reason: 'given up', begun: false };
/** No signal to oneself takes longer. */
const LONGEST_SIGNAL_MS = 1000;

/**
 * @param plugins  what tasks may name
 * @param breakOff  whether Ctrl-C breaks off a task; the search must then be ended by whoever hears SIGINT
 */
export function inlineEngine(
  kernels: Kernels = createKernels(),
  plugins: TaskPlugins = REGISTRIES,
  breakOff = false,
): Engine {
  const { heap } = kernels;
  const store = memoryStore((value) => {
    const data = (value as Partial<Matrix>).data;
    if (data instanceof Float64Array) heap.free(data);
  });
  const context = new WorkerContext({
    kernels,
    store,
    shared: true,
    estimators: plugins.estimators,
    scorers: plugins.scorers,
  });
  const attempt = breakOff ? breakable() : undefined;
  let turnStarted = performance.now();
  /** How often what ran was given up. */
  let abandoned = 0;
  return {
    name: 'inline',
    workers: 1,
    allocate: (length) => heap.empty(length),
    owns: (array) => heap.owns(array),
    put: (key, value) => store.put(key, inKernelMemory(value, heap)),
    run: async (task) => {
      if (performance.now() - turnStarted > TURN_MS) {
        const before = abandoned;
        await setImmediate();
        turnStarted = performance.now();
        if (abandoned !== before) return ABANDONED;
      }
      if (attempt === undefined || task.seconds < WORTH_BREAKING_SECONDS) return execute(task, context);
      const outcome = attempt(() => execute(task, context));
      if (typeof outcome === 'object') return outcome.value;
      signalAgain();
      // The task is lost with the search, which ends now.
      return new Promise(() => {});
    },
    load: (key) => store.get(key, heap),
    release: (keys) => {
      context.release(keys);
      for (const key of keys) store.delete(key);
    },
    abandon: () => {
      abandoned++;
    },
    idleDeaths: () => 0,
    stop: async () => {},
  };
}

/**
 * Node has taken the signal for itself: here it is again, for those who listen. A process with nothing else to do must
 * stay to hear it.
 */
function signalAgain(): void {
  const staying = setTimeout(() => {}, LONGEST_SIGNAL_MS);
  process.once('SIGINT', () => clearTimeout(staying));
  process.kill(process.pid, 'SIGINT');
}
