// The entry of a worker thread: one task at a time, in the memory that it shares with the driver and the other threads.

import { parentPort, workerData } from 'node:worker_threads';
import type { Matrix } from '../base/matrix.js';
import { type FromThread, ship, type ThreadStart, type ToThread, unship } from '../engines/thread-wire.js';
import type { Key } from '../graph/task.js';
import { joinKernels } from '../kernels/index.js';
import { execute } from './execute.js';
import { registriesWith } from './registries.js';
import { Workroom } from './workroom.js';

const start = workerData as ThreadStart;
const kernels = joinKernels(start.kernels);
const { heap } = kernels;
const values = new Map<Key, unknown>();
/** Artifacts made here: only their memory is this heap's to give back. */
const own = new Set<Key>();

const store = {
  put: (key: Key, value: unknown): void => {
    values.set(key, value);
    own.add(key);
  },
  get: (key: Key): unknown => values.get(key),
  delete: (key: Key): void => {
    const data = (values.get(key) as Partial<Matrix> | undefined)?.data;
    if (own.delete(key) && data instanceof Float64Array) heap.free(data);
    values.delete(key);
  },
};

const room = new Workroom({ kernels, store, shared: true, ...(await registriesWith(start.extensions)) });

parentPort?.on('message', ({ task, given, released }: ToThread) => {
  room.release(released);
  for (const key of released) store.delete(key);
  for (const [key, shipped] of given) values.set(key, unship(shipped, heap));
  const outcome = execute(task, room);
  const made = values.get(task.key);
  const answer: FromThread = { outcome, artifact: made === undefined ? undefined : ship(made, heap) };
  parentPort?.postMessage(answer);
});
