// Patterns for column names: * stands for any text and ? for any character, nothing else is special ("price (€)",
// "km/h" and "a.b" are plain names). Libraries for globs match paths: to them * stops at a slash, and brackets, dots
// and ! have a meaning.

/** Whether a name matches a pattern. Cost: O(name × pattern), no recursion. */
export function matchesGlob(name: string, pattern: string): boolean {
  let n = 0;
  let p = 0;
  let star = -1;
  let starName = 0;
  while (n < name.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      starName = n;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      n++;
      p++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++starName;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Whether a text is a pattern that may match more than one name. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}
