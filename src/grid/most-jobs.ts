// How many workers may be asked for, by a flag or in a grid.

/** More than any machine has cores for: a larger number is a slip. */
export const MOST_JOBS = 4096;
