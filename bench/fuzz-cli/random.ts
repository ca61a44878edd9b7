// Choices that a seed decides.

export interface RandomSource {
  /** A whole number from 0, below `n`. */
  readonly below: (n: number) => number;
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(values: readonly T[]) => T;
  /** Some of the values, each at most once, in random order. */
  readonly some: <T>(values: readonly T[], most: number) => T[];
}

/** mulberry32: small, and good enough to choose test cases. */
export function randomSource(seed: number): RandomSource {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    chance: (share) => next() < share,
    pick: (values) => values[below(values.length)],
    some: (values, most) => {
      const left = [...values];
      return Array.from(
        { length: Math.min(below(most + 1), left.length) },
        () => left.splice(below(left.length), 1)[0],
      );
    },
  };
}
