// A worker without a thread of its own, for a system that gives none: it does tasks in this very thread, and is spoken
// to as one of another.

import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { ToThread } from '../worker/process-wire.js';
import type { ToNewThread } from '../worker/thread-wire.js';

/** What the engine asks of a thread: node's Worker has it. */
export interface ThreadLike {
  readonly ref: () => void;
  readonly postMessage: (message: ToNewThread | ToThread) => void;
  readonly on: (event: 'message' | 'error' | 'exit', listener: (message: unknown) => void) => unknown;
  readonly terminate: () => Promise<unknown>;
  /** What it prints, where that does not come here by itself. */
  readonly stdout?: Readable;
  readonly stderr?: Readable;
}

/** Between two tasks timers and signals get a turn. */
export function homeThread(): ThreadLike {
  const listeners = new Map<string, (message: unknown) => void>();
  let ended = false;
  const tell = (event: 'message' | 'error' | 'exit', message: unknown): void => listeners.get(event)?.(message);
  const end = (code: number): void => {
    if (ended) return;
    ended = true;
    tell('exit', code);
  };
  let ready: Promise<(message: ToThread) => void> | undefined;
  const serve = async ({ start }: Extract<ToNewThread, { kind: 'serve' }>): Promise<(message: ToThread) => void> => {
    const { serveThread } = await import('../worker/thread.js');
    return serveThread((message) => ended || tell('message', structuredClone(message)), start);
  };
  const fail = (error: unknown): void => {
    tell('error', error);
    end(1);
  };
  return {
    ref: () => {},
    postMessage: (message) => {
      if (!('kind' in message)) {
        const copy = structuredClone(message);
        ready
          ?.then(async (hear) => {
            await setImmediate();
            if (!ended) hear(copy);
          })
          .catch(fail);
      } else if (message.kind === 'serve') {
        ready = serve(message);
        ready.catch(fail);
      }
    },
    on: (event, listener) => listeners.set(event, listener),
    terminate: async () => end(0),
  };
}
