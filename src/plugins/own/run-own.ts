// Code of the user's own that runs in this process: plans ask estimators what they need and cost, models how they are
// written. It may never return, and while it runs no turn of the event loop comes in which a signal, or the end of the
// time, would be heard.

import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { breakable } from '../../base/break-off.js';
import { EXIT, GridsearchError } from '../../base/errors.js';
import { leaveOwnCode } from './index.js';

/** No signal to oneself takes longer. */
const LONGEST_SIGNAL_MS = 10_000;

export interface OwnCode {
  /** Whether there is any, and somebody who hears signals. */
  readonly guarded: boolean;
  /** Aborted by whoever hears signals. */
  readonly signal: AbortSignal | undefined;
  /** When the time of the search is over, by `performance.now()`. */
  readonly endsAt?: number | undefined;
}

/** Runs something that calls code of the user's own. */
export type RunOwn = <T>(work: () => T) => Promise<T>;

/**
 * Runs work so that it can be broken off: Ctrl-C and the end of the time end it where it is; SIGTERM has its default
 * action meanwhile. The promise rejects with INTERRUPTED (130), or NO_SCORE where the time was over.
 */
export function runOwn({ guarded, signal, endsAt }: OwnCode): RunOwn {
  if (!guarded) return async (work) => work();
  const attempt = breakable();
  return async (work) => {
    // What came before is heard first.
    await setImmediate();
    const hearers = process.listeners('SIGTERM');
    process.removeAllListeners('SIGTERM');
    try {
      const outcome = attempt(
        work,
        endsAt === undefined ? undefined : Math.max(1, Math.ceil(endsAt - performance.now())),
      );
      if (typeof outcome === 'object') return outcome.value;
      leaveOwnCode();
      if (outcome === 'late') throw outOfTime();
    } finally {
      for (const hear of hearers) process.on('SIGTERM', hear);
    }
    // Node has taken the signal for itself: here it is again, for those who listen.
    const heard = signal === undefined ? undefined : once(signal, 'abort');
    process.kill(process.pid, 'SIGINT');
    // A process with nothing else to do must stay to hear it.
    const staying = setTimeout(() => {}, LONGEST_SIGNAL_MS);
    await heard;
    clearTimeout(staying);
    throw interrupted();
  };
}

function interrupted(): GridsearchError {
  return new GridsearchError('INTERRUPTED', 'interrupted while code of your own ran', { exitCode: EXIT.interrupted });
}

function outOfTime(): GridsearchError {
  return new GridsearchError(
    'NO_SCORE',
    'the time was over while code of your own ran, before anything could be scored',
    {
      exitCode: EXIT.noScore,
      help: 'needs, cost and what else tells of an estimator must return at once: docs/custom.md',
    },
  );
}
