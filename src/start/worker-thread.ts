// The entry of a worker thread.

import { parentPort, workerData } from 'node:worker_threads';
import { openBundle } from './open-bundle.js';
import type * as WorkerBundle from './worker.js';

const { workerThread } = openBundle('worker', __dirname, require).exports as typeof WorkerBundle;
if (parentPort !== null) void workerThread().serveThread(parentPort, workerData);
