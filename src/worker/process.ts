// A worker process. It ends with its driver, leaves Ctrl-C to it, and does one task at a time.

import { setFlagsFromString } from 'node:v8';
import { fileStore } from '../artifacts/file-store.js';
import { createKernels } from '../kernels/index.js';
import { workerPlugins } from '../plugins/all-plugins.js';
import { answering } from './answering.js';
import { type FromWorker, readWorkerArguments, type ToWorker } from './process-wire.js';
import { startWatchdog } from './watchdog.js';
import { WorkerContext } from './worker-context.js';

/** Serves the driver that forked this process, until it lets go. */
export async function serveProcess(): Promise<void> {
  const { directory, driver, extensions } = readWorkerArguments(process.argv.slice(2));
  // The hot loops are WASM. Of the script around them, what merely runs a few thousand times is not worth an optimising
  // compiler that takes a core from the other workers: an eighth of all CPU time on a search of a second or two. A
  // user's own estimator may loop in script.
  if (extensions.length === 0) setFlagsFromString('--interrupt-budget=1000000');
  // Ctrl-C, and what ends a service or a terminal, reach the whole process group; the driver decides what happens.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  process.on('disconnect', () => process.exit());

  const context = new WorkerContext({
    kernels: createKernels(),
    store: fileStore(directory),
    shared: false,
    ...(await workerPlugins(extensions)),
  });

  const rssBytes = (): number => (process.platform === 'linux' ? 0 : process.memoryUsage.rss());
  process.on(
    'message',
    answering<ToWorker>({
      ownCode: extensions.length > 0,
      context,
      say: send,
      bring: () => ({ rssBytes: rssBytes() }),
    }),
  );
  startWatchdog(driver);
}

/** A message that cannot be delivered has no reader any more; the watchdog does the rest. */
function send(message: FromWorker): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
