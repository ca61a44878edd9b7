// Errors that nobody caught, and an end that nobody wanted, are bugs of ours, unless whoever brings other people's code
// into the process can say whose they are.

import type { GridsearchError } from './errors.js';

interface Explains {
  /** Whose fault an error is that nobody caught; undefined: ours. */
  readonly error: (error: unknown) => GridsearchError | undefined;
  /** Why the process ends before the program has. */
  readonly end: () => GridsearchError;
}

let explains: Explains | undefined;

/** From now on these are asked. */
export function explainUncaughtBy(by: Explains): void {
  explains = by;
}

/** An error that nobody caught, as what it is. */
export function uncaught(error: unknown): unknown {
  return explains?.error(error) ?? error;
}

/** What to tell where the process ends though the program has not. */
export function endedEarly(): unknown {
  return explains?.end() ?? new Error('internal: the program ended before it was done');
}
