/** Paths in `root`/src of every source that decides a result, in a fixed order. */
export function decidingSources(root: string): string[];
