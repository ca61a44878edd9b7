// The entry of a thread: it helps to read a large table, serves as a worker, or first the one and then the other. It
// loads little before it is told to serve: a reader should be at work soon.

import { type MessagePort, parentPort } from 'node:worker_threads';
import { joinScanner } from '../kernels/scan/scan-thread.js';
import type { ToNewThread } from '../worker/thread-wire.js';
import { openBundle } from './open-bundle.js';
import type * as WorkerBundle from './worker.js';

/** Hands what comes after `serve` to the worker, in order, from when it is ready. */
function listen(port: MessagePort): void {
  let ready: Promise<(message: never) => void> | undefined;
  port.on('message', (message: ToNewThread) => {
    if (ready !== undefined) void ready.then((hear) => hear(message as never));
    else if (message.kind === 'scan') joinScanner(message.scanner);
    else ready = serve(port, message);
  });
}

function serve(
  port: MessagePort,
  { start }: Extract<ToNewThread, { kind: 'serve' }>,
): Promise<(message: never) => void> {
  const { workerThread } = openBundle('worker', __dirname, require).exports as typeof WorkerBundle;
  return workerThread().serveThread((answer) => port.postMessage(answer), start);
}

if (parentPort !== null) listen(parentPort);
