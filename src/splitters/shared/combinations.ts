// Test sets that are every choice of p things out of n, as itertools.combinations lists them.

/** Every choice of `p` of 0 … n − 1, ascending, the last one moving fastest. */
export function* combinations(n: number, p: number): Generator<readonly number[]> {
  const chosen = Array.from({ length: p }, (_, i) => i);
  for (;;) {
    yield [...chosen];
    let moving = p - 1;
    while (moving >= 0 && chosen[moving] === n - p + moving) moving--;
    if (moving < 0) return;
    chosen[moving]++;
    for (let i = moving + 1; i < p; i++) chosen[i] = chosen[i - 1] + 1;
  }
}

/** How many choices there are; Infinity where that is past all counting. */
export function countCombinations(n: number, p: number): number {
  let count = 1;
  for (let i = 1; i <= Math.min(p, n - p); i++) count = Math.round((count * (n + 1 - i)) / i);
  return count;
}
