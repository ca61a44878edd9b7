// How long Node's timers can be.

/** A timer of more milliseconds than this rings at once; for whoever waits, it is as good as for ever (24 days). */
export const LONGEST_MS = 2 ** 31 - 1;
