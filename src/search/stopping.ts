// Why a search ends before its time: somebody interrupts it, its time is over, or a candidate failed and the first
// failure is to end it. What is finished by then is ranked and written (status "partial").

import { LONGEST_MS } from '../base/timers.js';
import type { SearchRequest, StopReason } from '../request.js';

export interface Stopping {
  /** Aborted for whatever reason. */
  readonly signal: AbortSignal;
  /** The first reason, once there is one. */
  readonly reason: () => StopReason | undefined;
  /** Tells of a failed candidate. */
  readonly onFailure: () => void;
  /** The candidates are done: from now on only an interruption ends anything. */
  readonly searched: () => void;
  /** Lets go of timer and signal. */
  readonly dispose: () => void;
}

export function stoppingOf({
  signal,
  maxSeconds,
  failFast,
}: Pick<SearchRequest, 'signal' | 'maxSeconds' | 'failFast'>): Stopping {
  const controller = new AbortController();
  let reason: StopReason | undefined;
  let over = false;
  const stop = (why: StopReason): void => {
    reason ??= why;
    controller.abort();
  };
  const onAbort = (): void => stop('interrupted');
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer =
    maxSeconds === undefined ? undefined : setTimeout(stop, Math.min(LONGEST_MS, maxSeconds * 1000), 'out-of-time');
  timer?.unref();
  return {
    signal: controller.signal,
    reason: () => reason,
    onFailure: () => {
      if (failFast === true && !over) stop('failure');
    },
    searched: () => {
      over = true;
      clearTimeout(timer);
    },
    dispose: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}
