// A worker thread: one task at a time, in the memory that it shares with the driver and the other threads.

import type { Heap } from '../base/kernel-memory.js';
import type { Key } from '../graph/plan/task.js';
import { joinKernels } from '../kernels/index.js';
import { registriesWith } from '../plugins/worker-registries.js';
import { answering } from './answering.js';
import type { FromWorker, ToThread } from './process-wire.js';
import { type Settled, settle, ship, type ThreadStart, unship } from './thread-wire.js';
import { Workroom } from './workroom.js';

/**
 * Makes a worker ready.
 * @returns what is to be told of each message
 */
export async function serveThread(
  say: (message: FromWorker) => void,
  start: ThreadStart,
): Promise<(message: ToThread) => void> {
  const kernels = joinKernels(start.kernels);
  const { heap } = kernels;
  const values = new Map<Key, unknown>();
  const store = storeOf(values, heap);
  const room = new Workroom({ kernels, store, shared: true, ...(await registriesWith(start.extensions)) });

  void kernels.help();
  return answering<ToThread>({
    ownCode: start.extensions.length > 0,
    room,
    say,
    prepare: ({ given, released }) => {
      for (const key of released) store.delete(key);
      for (const [key, shipped] of given) values.set(key, unship(shipped, heap));
    },
    bring: (key, { status }) => {
      // The driver counts what a task made that came to nothing as not made, and never says that it may go.
      if (status !== 'done') store.delete(key);
      const made = values.get(key);
      return made === undefined ? {} : { artifact: ship(made, heap) };
    },
  });
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
