// A worker thread: one task at a time, in the memory that it shares with the driver and the other threads.

import type { Heap } from '../base/kernel-memory.js';
import type { Key } from '../graph/plan/task.js';
import { joinKernels } from '../kernels/index.js';
import { workerPlugins } from '../plugins/all-plugins.js';
import { answering } from './answering.js';
import type { FromWorker, ToThread } from './process-wire.js';
import { type SharedValue, share, ship, type ThreadStart, unship } from './thread-wire.js';
import { WorkerContext } from './worker-context.js';

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
  const context = new WorkerContext({ kernels, store, shared: true, ...(await workerPlugins(start.extensions)) });

  void kernels.help();
  return answering<ToThread>({
    ownCode: start.extensions.length > 0,
    context,
    say,
    prepare: ({ given, released }) => {
      for (const key of released) store.delete(key);
      for (const [key, shipped] of given) values.set(key, unship(shipped, heap));
    },
    bring: (key, { status }) => {
      // The driver counts what a task made that came to nothing as not made, and never says that it may go.
      if (status !== 'done') store.delete(key);
      const artifact = values.get(key);
      return artifact === undefined ? {} : { artifact: ship(artifact, heap) };
    },
  });
}

/** What tasks make and read. */
function storeOf(values: Map<Key, unknown>, heap: Heap) {
  /** Memory of the artifacts made here: that of others is not this heap's to give back. */
  const ownedBlocks = new Map<Key, SharedValue['blocks']>();
  return {
    put: (key: Key, value: unknown): void => {
      const sharedValue = share(value, heap);
      values.set(key, sharedValue.value);
      ownedBlocks.set(key, sharedValue.blocks);
    },
    get: (key: Key): unknown => values.get(key),
    delete: (key: Key): void => {
      for (const block of ownedBlocks.get(key) ?? []) heap.free(block);
      ownedBlocks.delete(key);
      values.delete(key);
    },
  };
}
