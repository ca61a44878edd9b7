// The inline engine: tasks run in this process, one after another (`--jobs 1`). Artifacts are live values; matrices never leave WASM memory.

import { setImmediate } from 'node:timers/promises';
import { memoryStore } from '../artifacts/store.js';
import type { Matrix } from '../base/matrix.js';
import { createKernels, type Kernels } from '../kernels/index.js';
import type { Engine } from '../schedule/engine.js';
import { execute } from '../worker/execute.js';
import { type Plugins, REGISTRIES } from '../worker/registries.js';
import { Workroom } from '../worker/workroom.js';

/** How long tasks may run before timers and signals get a turn. */
const TURN_MS = 20;

/** @param plugins  what tasks may name */
export function inlineEngine(kernels: Kernels = createKernels(), plugins: Plugins = REGISTRIES): Engine {
  const { heap } = kernels;
  const store = memoryStore((value) => {
    const data = (value as Partial<Matrix>).data;
    if (data instanceof Float64Array) heap.free(data);
  });
  const room = new Workroom({ kernels, store, shared: true, estimators: plugins.estimators, scorers: plugins.scorers });
  let turnStarted = performance.now();
  return {
    name: 'inline',
    workers: 1,
    room: (length) => heap.f64(length),
    put: (key, value) => store.put(key, resident(value)),
    run: async (task) => {
      if (performance.now() - turnStarted > TURN_MS) {
        await setImmediate();
        turnStarted = performance.now();
      }
      return execute(task, room);
    },
    load: (key) => store.get(key, heap),
    release: (keys) => {
      room.release(keys);
      for (const key of keys) store.delete(key);
    },
    abandon: () => {},
    idleDeaths: () => 0,
    stop: async () => {},
  };

  /** A matrix as it will be read by kernels; any other leaf as it is. */
  function resident(value: unknown): unknown {
    const matrix = value as Partial<Matrix>;
    return matrix.data instanceof Float64Array ? { ...matrix, data: heap.resident(matrix.data) } : value;
  }
}
