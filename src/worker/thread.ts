// A worker thread: one task at a time, in the memory that it shares with the driver and the other threads.

import type { Heap } from '../base/heap.js';
import { type FromThread, type Settled, settle, ship, type ThreadStart, type ToThread, unship } from '../engines/thread-wire.js';
import type { Key } from '../graph/task.js';
import { joinKernels } from '../kernels/index.js';
import { execute } from './execute.js';
import { registriesWith } from './registries.js';
import { Workroom } from './workroom.js';

/**
 * Makes a worker ready.
 * @returns what is to be told of each message
 */
export async function serveThread(say: (answer: FromThread) => void, start: ThreadStart): Promise<(message: ToThread) => void> {
  const kernels = joinKernels(start.kernels);
  const { heap } = kernels;
  const values = new Map<Key, unknown>();
  const store = storeOf(values, heap);
  const room = new Workroom({ kernels, store, shared: true, ...(await registriesWith(start.extensions)) });

  void kernels.help();
  return ({ task, given, released }) => {
    room.release(released);
    for (const key of released) store.delete(key);
    for (const [key, shipped] of given) values.set(key, unship(shipped, heap));
    const outcome = execute(task, room);
    const made = values.get(task.key);
    const answer: FromThread = { outcome, artifact: made === undefined ? undefined : ship(made, heap) };
    say(answer);
  };
}

/** What tasks make and read. */
function storeOf(values: Map<Key, unknown>, heap: Heap) {
  /** Memory of the artifacts made here: that of others is not this heap's to give back. */
  const own = new Map<Key, Settled['blocks']>();
  return {
    put: (key: Key, value: unknown): void => {
      const settled = settle(value, heap);
      values.set(key, settled.value);
      own.set(key, settled.blocks);
    },
    get: (key: Key): unknown => values.get(key),
    delete: (key: Key): void => {
      for (const block of own.get(key) ?? []) heap.free(block);
      own.delete(key);
      values.delete(key);
    },
  };
}
