// A second thread for the time in which a large table is read. It is an aid and no more: where it cannot start, or ends before its time,
// the table is read without it.

import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { ShareableScanner } from './kernels/scanner.js';

/**
 * Starts a thread that joins a scanner; it ends when the scanner is freed.
 * @param script  what the thread runs
 */
export function startSecondReader(scanner: Pick<ShareableScanner, 'share' | 'alone'>, script: string): void {
  const workerData = scanner.share();
  try {
    const thread = new Worker(script, { workerData, env: SHARE_ENV, execArgv: [], stdout: true, stderr: true, trackUnmanagedFds: false });
    thread.unref();
    thread.on('error', () => {});
    thread.on('exit', () => scanner.alone());
  } catch {
    // Node may be told to allow no threads.
    scanner.alone();
  }
}
