// A second thread for the time in which a large table is read; afterwards it may become a worker, which saves the start
// of one. It is an aid and no more: where it cannot start, or ends before its time, the table is read without it.

import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { ShareableScanner } from '../kernels/scan/scanner.js';
import type { ToNewThread } from '../worker/thread-wire.js';

export interface SecondReader {
  /** Has it scan what lies in the rooms of a scanner, until that is freed. */
  readonly join: (scanner: Pick<ShareableScanner, 'share' | 'alone'>) => void;
  /** The thread, for whoever has other work for it and ends it; undefined where there is none any more. */
  readonly take: () => Worker | undefined;
  /** Ends the thread, unless it was taken. */
  readonly end: () => void;
}

/**
 * Starts the thread. It keeps nobody from ending.
 * @param script  what the thread runs
 */
export function startSecondReader(script: string): SecondReader {
  let thread = startThread(script);
  let gone = (): void => {};
  thread?.on('error', () => {});
  thread?.on('exit', () => {
    thread = undefined;
    gone();
  });
  const take = (): Worker | undefined => {
    const taken = thread;
    thread = undefined;
    return taken;
  };
  return {
    join: (scanner) => {
      const shared = scanner.share();
      if (thread === undefined) {
        scanner.alone();
        return;
      }
      gone = () => scanner.alone();
      thread.postMessage({ kind: 'scan', scanner: shared } satisfies ToNewThread);
    },
    take,
    end: () => void take()?.terminate(),
  };
}

/** Node may be told to allow no threads. */
function startThread(script: string): Worker | undefined {
  try {
    const thread = new Worker(script, {
      env: SHARE_ENV,
      execArgv: [],
      stdout: true,
      stderr: true,
      trackUnmanagedFds: false,
    });
    thread.unref();
    return thread;
  } catch {
    return undefined;
  }
}
