// The entry of a worker process. It ends with its driver, leaves Ctrl-C to it, and does one task at a time.

import workerpool from 'workerpool';
import { fileStore } from '../artifacts/file-store.js';
import { assert } from '../base/errors.js';
import type { Key, Task } from '../graph/task.js';
import { createKernels } from '../kernels/index.js';
import type { Outcome } from '../schedule/engine.js';
import { execute } from './execute.js';
import { REGISTRIES } from './registries.js';
import { Workroom } from './workroom.js';

const directory = process.argv[2];
assert(directory !== undefined, 'a worker is started with its run directory');
// Ctrl-C reaches the whole process group; the driver decides what happens.
process.on('SIGINT', () => {});

const room = new Workroom({ kernels: createKernels(), store: fileStore(directory), shared: false, ...REGISTRIES });

workerpool.worker({
  run: (task: Task, released: readonly Key[]): Outcome => {
    workerpool.workerEmit({ begun: true });
    room.release(released);
    return execute(task, room);
  },
});
