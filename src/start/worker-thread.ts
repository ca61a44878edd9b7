// The entry of a worker thread: what it is started with makes it a worker.

import { parentPort, workerData } from 'node:worker_threads';
import type { ToThread } from '../worker/process-wire.js';
import type { ThreadStart } from '../worker/thread-wire.js';
import { openBundle } from './open-bundle.js';
import type * as WorkerBundle from './worker.js';

if (parentPort !== null) {
  const port = parentPort;
  const { workerThread } = openBundle('worker', __dirname, require).exports as typeof WorkerBundle;
  const ready = workerThread().serveThread((answer) => port.postMessage(answer), workerData as ThreadStart);
  // What comes before it is ready is heard then, in order.
  port.on('message', (message: ToThread) => void ready.then((hear) => hear(message)));
}
