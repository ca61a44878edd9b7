// Lists of any length. A call takes its arguments on the stack, so that `push(...many)` and `Math.max(...many)` end the
// program from about 120,000 on: what may be long goes through these.

/** Adds items to the end of a list. */
export function append<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}

/** The largest of some numbers; `least` where there is none above it. */
export function largest(values: Iterable<number>, least = Number.NEGATIVE_INFINITY): number {
  let found = least;
  for (const value of values) found = Math.max(found, value);
  return found;
}
