// The entry of a worker process.

import { openBundle } from './open-bundle.js';
import type * as WorkerBundle from './worker.js';

const { workerProcess } = openBundle('worker', __dirname, require).exports as typeof WorkerBundle;
void workerProcess().serveProcess();
