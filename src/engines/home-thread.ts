// A worker without a thread of its own, for a system that gives none: it does tasks in this very thread, and is spoken
// to as one of another.

import { setImmediate } from 'node:timers/promises';
import type { ToThread } from '../worker/process-wire.js';
import type { ThreadStart } from '../worker/thread-wire.js';
import type { StartThread } from './node-thread.js';

/** Between two tasks timers and signals get a turn. */
export const homeThread: StartThread = (start) => {
  const listeners = new Map<string, (message: unknown) => void>();
  let ended = false;
  const tell = (event: 'message' | 'error' | 'exit', message: unknown): void => listeners.get(event)?.(message);
  const end = (code: number): void => {
    if (ended) return;
    ended = true;
    tell('exit', code);
  };
  const fail = (error: unknown): void => {
    tell('error', error);
    end(1);
  };
  const ready = serve(start, (message) => ended || tell('message', structuredClone(message)));
  ready.catch(fail);
  return {
    ref: () => {},
    postMessage: (message) => {
      const copy = structuredClone(message);
      ready
        .then(async (hear) => {
          await setImmediate();
          if (!ended) hear(copy);
        })
        .catch(fail);
    },
    on: (event, listener) => listeners.set(event, listener),
    terminate: async () => end(0),
  };
};

async function serve(start: ThreadStart, say: (message: unknown) => void): Promise<(message: ToThread) => void> {
  const { serveThread } = await import('../worker/thread.js');
  return serveThread(say, start);
}
