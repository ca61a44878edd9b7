// The clock of one search: seconds since it began, how long each phase took, and the way to its observer.

import type { Observer, SearchEvent } from '../schedule/events.js';

export type Phase = Extract<SearchEvent, { type: 'phase' }>['phase'];

export interface Stopwatch {
  /** Seconds since the search began. */
  readonly now: () => number;
  readonly emit: Observer;
  /** Tells people something. */
  readonly note: (text: string) => void;
  /** Ends the phase before and begins this one. */
  readonly phase: (phase: Phase) => void;
  /** Seconds that a phase took, 0 where it never was. */
  readonly secondsOf: (phase: Phase) => number;
}

export function stopwatch(observer: Observer | undefined): Stopwatch {
  const started = performance.now();
  const now = (): number => (performance.now() - started) / 1000;
  const seconds = new Map<Phase, number>();
  let current: { readonly phase: Phase; readonly since: number } | undefined;
  const emit: Observer = (event) => observer?.(event);
  return {
    now,
    emit,
    note: (text) => emit({ type: 'note', at: now(), text }),
    phase: (phase) => {
      const at = now();
      if (current !== undefined) seconds.set(current.phase, (seconds.get(current.phase) ?? 0) + at - current.since);
      current = { phase, since: at };
      emit({ type: 'phase', at, phase });
    },
    secondsOf: (phase) => seconds.get(phase) ?? 0,
  };
}
