// The watchdog of a worker process: a thread that ends the process within half a second of its driver's death, also
// while the main thread is deep in a computation and hears nothing. (On Windows the parent's id never changes; there
// the job object does this.)

import { Worker } from 'node:worker_threads';

const LOOK_EVERY_MS = 250;

/** Plain text, so that the thread loads no module: it starts in milliseconds and holds little memory. */
const THREAD = `
const { workerData } = require('node:worker_threads');
setInterval(() => {
  if (process.ppid !== workerData.driver) process.kill(process.pid, 'SIGKILL');
}, workerData.lookEveryMs);
`;

/** @param driver  process id of the driver */
export function startWatchdog(driver: number): void {
  const thread = new Worker(THREAD, {
    eval: true,
    workerData: { driver, lookEveryMs: LOOK_EVERY_MS },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  });
  thread.unref();
}
