// How the tables of names from elsewhere are written.

/** Names with spaces between them, which of ours they mean (if any), and what else is to be said. */
export type ElsewhereRow = readonly [names: string, use: string | undefined, help?: string];
