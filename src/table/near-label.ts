// Labels and names that people take for one another.

/** What two texts differ in that are one to a reader; undefined where they are not. */
export function twinDifference(a: string, b: string): string | undefined {
  if (a === b) return undefined;
  if (a.trim().toLowerCase() === b.trim().toLowerCase()) return 'case or spaces';
  return twinKey(a) === twinKey(b) ? 'how Unicode spells them' : undefined;
}

/** Equal for texts that look alike: case, spaces, and spellings of Unicode (é as one sign or two, blanks of no width). */
export function twinKey(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase();
}
