// A worker process. It ends with its driver, leaves Ctrl-C to it, and does one task at a time.

import { setFlagsFromString } from 'node:v8';
import { fileStore } from '../artifacts/file-store.js';
import { faultPoint } from '../base/fault-point.js';
import { readWorkerArguments, type ToDriver, type ToWorker } from '../engines/wire.js';
import { createKernels } from '../kernels/index.js';
import type { Outcome } from '../schedule/engine.js';
import { errorOf, execute } from './execute.js';
import { registriesWith } from './registries.js';
import { startWatchdog } from './watchdog.js';
import { Workroom } from './workroom.js';

/** Serves the driver that forked this process, until it lets go. */
export async function serveProcess(): Promise<void> {
  const { directory, driver, extensions } = readWorkerArguments(process.argv.slice(2));
  // The hot loops are WASM. Of the script around them, what merely runs a few thousand times is not worth an optimising compiler that
  // takes a core from the other workers: an eighth of all CPU time on a search of a second or two. A user's own estimator may loop in script.
  if (extensions.length === 0) setFlagsFromString('--interrupt-budget=1000000');
  // Ctrl-C reaches the whole process group; the driver decides what happens.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit());

  const room = new Workroom({
    kernels: createKernels(),
    store: fileStore(directory),
    shared: false,
    ...(await registriesWith(extensions)),
  });

  process.on('message', (message: ToWorker) => {
    send({ begun: true });
    send({ outcome: run(message, room), rssBytes: process.platform === 'linux' ? 0 : process.memoryUsage.rss() });
  });
  send({ hello: true });
  startWatchdog(driver);
}

/** Never throws: whatever goes wrong is told. */
function run({ task, released }: ToWorker, room: Workroom): Outcome {
  const started = performance.now();
  try {
    room.release(released);
    const outcome = execute(task, room);
    faultPoint('reply', task.key);
    return outcome;
  } catch (thrown) {
    return { status: 'error', seconds: (performance.now() - started) / 1000, error: errorOf(thrown) };
  }
}

/** A message that cannot be delivered has no reader any more; the watchdog does the rest. */
function send(message: ToDriver): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
