// Every random number of the project comes from here, seeded, so that a result can be had again.
// RandomState is numpy's legacy generator, draw for draw: a `random_state` then gives scikit-learn's shuffles and data
// sets. keyedRandom is for draws of our own, where no other program's stream has to be met.

import { mersenne } from 'pure-rand/generator/mersenne';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { assert } from './errors.js';
import { log } from './log.js';

const TWO_32 = 4294967296;
const TWO_53 = 9007199254740992;

/**
 * numpy 1.24's `RandomState(seed)` (MT19937 with the legacy distributions): the same calls give the same numbers.
 * A class because it guards the state of the stream.
 * Source: numpy/random/mtrand.pyx, src/legacy/legacy-distributions.c, src/distributions/distributions.c.
 */
export class RandomState {
  readonly #generator: RandomGenerator;
  #spareNormal: number | undefined;

  /** @param seed an integer in [0, 2^32 − 1] */
  constructor(seed: number) {
    assert(
      Number.isInteger(seed) && seed >= 0 && seed < TWO_32,
      `random_state is an integer in [0, 4294967295], got ${seed}`,
    );
    this.#generator = mersenne(seed);
  }

  /** The next 32 bits, as an unsigned integer. */
  uint32(): number {
    return this.#generator.next() >>> 0;
  }

  /** numpy's `random_sample()`: uniform in [0, 1) with 53 bits, from two draws. */
  randomSample(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / TWO_53;
  }

  /** numpy's `uniform(low, high)`. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.randomSample();
  }

  /**
   * numpy's `randint(low, high)`: an integer in [low, high), by masked rejection; a range of one value draws nothing.
   */
  randint(low: number, high: number): number {
    assert(
      Number.isInteger(low) && Number.isInteger(high) && low < high,
      `randint needs integers low < high, got [${low}, ${high})`,
    );
    return low + this.#interval(high - 1 - low);
  }

  /** numpy's `standard_normal()`: the polar method, which makes two values at a time and keeps the second. */
  standardNormal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    let x1: number;
    let x2: number;
    let r2: number;
    do {
      x1 = 2 * this.randomSample() - 1;
      x2 = 2 * this.randomSample() - 1;
      r2 = x1 * x1 + x2 * x2;
    } while (r2 >= 1 || r2 === 0);
    const f = Math.sqrt((-2 * log(r2)) / r2);
    this.#spareNormal = f * x1;
    return f * x2;
  }

  /** numpy's `shuffle` of a one-dimensional array (or of the rows of a matrix, given their indices), in place. */
  shuffle(array: Int32Array | Float64Array | number[]): void {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.#interval(i);
      const kept = array[i];
      array[i] = array[j];
      array[j] = kept;
    }
  }

  /** numpy's `permutation(n)`: 0 … n − 1, shuffled. */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    this.shuffle(order);
    return order;
  }

  /** numpy's `choice(values, size, replace=False)` with equal weights. */
  choiceWithoutReplacement(values: ArrayLike<number>, size: number): number[] {
    assert(size <= values.length, 'choice without replacement takes at most all values');
    return Array.from(this.permutation(values.length).subarray(0, size), (i) => values[i]);
  }

  /**
   * scikit-learn's `sample_without_replacement(n_population, n_samples)` with its `auto` choice of method.
   * Source: sklearn/utils/_random.pyx: permutation for shares in (0.01, 0.99), tracking below, reservoir above.
   */
  sampleWithoutReplacement(populationSize: number, size: number): number[] {
    assert(size <= populationSize, 'a sample without replacement is at most the population');
    const share = populationSize === 0 ? 1 : size / populationSize;
    if (share > 0.01 && share < 0.99) return Array.from(this.permutation(populationSize).subarray(0, size));
    return share < 0.2 ? this.#trackedSample(populationSize, size) : this.#reservoirSample(populationSize, size);
  }

  #trackedSample(populationSize: number, size: number): number[] {
    const drawn = new Set<number>();
    while (drawn.size < size) drawn.add(this.randint(0, populationSize));
    return [...drawn];
  }

  #reservoirSample(populationSize: number, size: number): number[] {
    const kept = Array.from({ length: size }, (_, i) => i);
    for (let i = size; i < populationSize; i++) {
      const j = this.randint(0, i + 1);
      if (j < size) kept[j] = i;
    }
    return kept;
  }

  /** An integer in [0, max]: draws under the smallest mask of ones that covers max, until one fits. */
  #interval(max: number): number {
    if (max === 0) return 0;
    if (max < TWO_32) {
      const mask = 0xffffffff >>> Math.clz32(max);
      let value: number;
      do value = (this.#generator.next() & mask) >>> 0;
      while (value > max);
      return value;
    }
    assert(max < TWO_53, 'ranges of random integers stay below 2^53');
    const mask = 0xffffffff >>> Math.clz32(Math.floor(max / TWO_32));
    let value: number;
    do {
      const high = (this.#generator.next() & mask) >>> 0;
      value = high * TWO_32 + this.uint32();
    } while (value > max);
    return value;
  }
}

/**
 * A generator of our own for the draws named by `key`: uniform numbers in [0, 1) with 53 bits.
 * Equal keys give equal streams, different keys unrelated ones (xoroshiro128+ seeded by the key's SHA-256).
 */
export function keyedRandom(key: string): () => number {
  // Loaded here, because it is a large part of Node that worker threads do without.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const seed = createHash('sha256').update(key, 'utf8').digest();
  const generator = xoroshiro128plusFromState([
    seed.readInt32LE(0),
    seed.readInt32LE(4),
    seed.readInt32LE(8),
    seed.readInt32LE(12) | 1,
  ]);
  return () => {
    const high = generator.next() >>> 5;
    const low = generator.next() >>> 6;
    return (high * 67108864 + low) / TWO_53;
  };
}
