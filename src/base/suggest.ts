// Names that stand near a misspelt one: what every "did you mean" is made of.

import { distance } from 'fastest-levenshtein';

/**
 * The name nearest to `word`, or undefined where none is near: at most 2 edits or 40 % of the word's length away,
 * letter case aside. The first of equals wins. Cost: O(names × length²).
 */
export function nearestName(word: string, names: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  const limit = Math.max(2, Math.floor(0.4 * word.length));
  let best: string | undefined;
  let bestEdits = Number.POSITIVE_INFINITY;
  for (const name of names) {
    if (name === word || name.length > MAX_LENGTH) continue;
    const edits = distance(word.toLowerCase(), name.toLowerCase());
    // Of a one-letter name every other letter is one edit away: a suggestion must keep something of the word.
    if (edits > limit || edits >= Math.max(word.length, name.length) || edits >= bestEdits) continue;
    best = name;
    bestEdits = edits;
  }
  return best;
}

/** `did you mean "PCA"?`, or undefined where no name is near. */
export function didYouMean(word: string, names: Iterable<string>): string | undefined {
  const name = nearestName(word, names);
  return name === undefined ? undefined : `did you mean ${JSON.stringify(name)}?`;
}

/** The first few names, quoted, and how many more there are. */
export function listNames(names: readonly string[], most = 8): string {
  const shown = names.slice(0, most).map((name) => JSON.stringify(name));
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ');
}

/** Longer words are no slip of a finger, and the distance costs their length squared. */
const MAX_LENGTH = 200;
